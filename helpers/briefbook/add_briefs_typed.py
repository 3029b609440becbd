"""What stands in the boxes of the form before it is split or applied, kept on disk."""

from __future__ import annotations

import json
from typing import Any

from briefbook.add_briefs_store import Store
from briefbook.files import write_whole

_FILE = "typed.json"


class Typed:
    """The texts of the form's boxes, written at each change beside the drafts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        try:
            text = (store.folder / _FILE).read_text(encoding="utf-8")
            found = json.loads(text)
        except (OSError, ValueError):
            found = {}
        self._kept: dict[str, Any] = found if isinstance(found, dict) else {}

    def get(self, name: str) -> str:
        """Return what stood in a box, empty where nothing did."""
        return str(self._kept.get(name, ""))

    def put(self, **boxes: str) -> None:
        """Keep what stands in boxes."""
        self._kept |= boxes
        self.keep()

    def reading(self, key: str) -> dict[str, str]:
        """Return what was typed of a reading and not applied yet."""
        return dict(self._readings().get(key, {}))

    def put_reading(self, key: str, fields: dict[str, str]) -> None:
        """Keep what is typed of a reading; nothing once it is applied."""
        kept = {**self._readings(), key: fields}
        self._kept["readings"] = {name: told for name, told in kept.items() if told}
        self.keep()

    def _readings(self) -> dict[str, dict[str, str]]:
        return self._kept.get("readings") or {}

    def keep(self) -> None:
        """Write it all to where the drafts are now."""
        text = json.dumps(self._kept, ensure_ascii=False, indent=1)
        content = f"{text}\n".encode("utf-8", "replace")
        write_whole(self.store.folder / _FILE, content)
