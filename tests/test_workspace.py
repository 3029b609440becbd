import asyncio

import zmq

from briefbook.warm_app import MESSAGES
from briefbook.workspace import Workspace, _OutputChannel


class Flooded(_OutputChannel):
    def __init__(self):
        self.received = 0
        self.socket = True

    async def _recv(self, **_):
        # As zmq does it where a message lies ready: nothing is waited for.
        self.received += 1
        return {"header": {}}


def test_time_limit_has_its_turn_while_outputs_come_without_pause():
    channel = Flooded()

    async def receive():
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, over.set)
        while not over.is_set() and channel.received < 1_000_000:
            await channel.get_msg()

    asyncio.run(receive())
    assert 0 < channel.received < 1_000_000


def test_channel_that_was_closed_ends_the_task_that_reads_it_without_a_word():
    channel = Flooded()
    channel.socket = None

    async def receive():
        task = asyncio.ensure_future(channel.get_msg())
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(receive())
    assert channel.received == 0


def test_client_lets_as_many_messages_wait_as_its_kernel(tmp_path):
    with Workspace() as workspace:
        client = workspace.manager_class(tmp_path / "log")().client()
        try:
            waiting = client.iopub_channel.socket.getsockopt(zmq.RCVHWM)
        finally:
            client.stop_channels()
            client.context.destroy()
    assert waiting == MESSAGES
