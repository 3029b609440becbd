"""What the scorers beside it share: reading cases, and counting right and wrong."""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Counts:
    """Answers found rightly, found beyond the gold, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, gold: Set[Any], found: Set[Any]) -> None:
        """Count one text's answers."""
        self.right += len(gold & found)
        self.extra += len(found - gold)
        self.missed += len(gold - found)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right, 1 where nothing was."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found, 1 where there is none."""
        known = self.right + self.missed
        return self.right / known if known else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both, 1 where nothing was to be found."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0

    def __str__(self) -> str:
        """Return the shares and the counts in one line."""
        return (
            f"F1 {self.f1:.3f}, P {self.precision:.3f}, R {self.recall:.3f} "
            f"(right {self.right}, extra {self.extra}, missed {self.missed})"
        )


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a JSON list or of JSON Lines."""
    text = path.read_text(encoding="utf-8")
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines() if line.strip()]
