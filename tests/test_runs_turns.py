"""Turns: so many runs execute at once, in the order asked for."""

import threading

from briefbook.runs_turns import Turns


def begun(turns, *order):
    """Begin `turns` from threads in an order, and list them as they get their place."""
    got, threads = [], []

    def wait(number):
        turns[number].begin()
        got.append(number)

    for number in order:
        threads.append(threading.Thread(target=wait, args=(number,), daemon=True))
        threads[-1].start()
    return got, threads


def test_runs_begin_in_their_order_whichever_kernel_is_ready_first():
    made = Turns(1)
    turns = [made.next() for _ in range(3)]
    got, threads = begun(turns, 2, 1)
    assert got == []
    turns[0].begin()
    turns[0].end()
    threads[1].join(10)
    assert got == [1]
    turns[1].end()
    threads[0].join(10)
    assert got == [1, 2]


def test_no_more_begin_than_there_are_places():
    made = Turns(2)
    turns = [made.next() for _ in range(3)]
    turns[0].begin()
    turns[1].begin()
    got, (thread,) = begun(turns, 2)
    thread.join(0.05)
    assert got == []
    turns[1].end()
    thread.join(10)
    assert got == [2]
    assert turns[2].waited > 0


def test_run_that_ends_before_its_turn_holds_nobody_up_and_may_begin_again():
    made = Turns(1)
    turns = [made.next() for _ in range(2)]
    turns[0].end()
    turns[1].begin()
    turns[1].end()
    turns[1].end()
    turns[0].begin()
    assert made.free == 0
    turns[0].end()
    assert made.free == 1


def test_beginning_is_told_when_the_cells_execute():
    told = []
    turn = Turns().next(lambda: told.append("begun"))
    turn.begin()
    assert told == []
    turn.began()
    assert told == ["begun"]
