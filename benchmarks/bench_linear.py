"""Time of broken and endless texts: seconds a megabyte, and how it grows with length.

Each phrase is repeated to a quarter of a megabyte and to a whole one. Linear time is a
growth of 4; what takes more than 2 seconds a megabyte is marked.
"""

from __future__ import annotations

import time
from datetime import date

from briefbook.extract import extract
from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.text import plain

DAY = date(2024, 11, 20)
SMALL, LARGE = 250_000, 1_000_000
LIMIT = 2.0
PHRASES = (
    *("word ", "5m. ", "2024 ", "$5 to ", "10, ", "from 3% to ", "May 5, ", "Q3 "),
    *('"', "(", "$", "€ ", "1", "1,", ".", "- ", "\n", "٣ ", "５", "½", "\u200b"),
    *("up 5% ", "1,000 ", "the first half of ", "a year earlier ", "on Monday "),
    *("cut 1,500 jobs, or 10% of staff, ", "two and ", "one in five ", "20 a month "),
    *("the number of ", "2019-", "Jan. 5, ", "It fell 5% to $3bn in May. ", "Mr. Wu "),
)


def read(text: str) -> None:
    """Read figures and dates, whatever the language is taken for."""
    source = plain(text)
    find_figures(source, find_dates(source, DAY))


def seconds(text: str) -> float:
    """Return the CPU seconds of figures and dates, or of everything if that is more."""
    spent = []
    for job in (lambda: read(text), lambda: extract(text, DAY)):
        start = time.process_time()
        job()
        spent.append(time.process_time() - start)
    return max(spent)


def main() -> None:
    """Print the time of each phrase and the slowest."""
    read("It rose 5% in May."), extract("It rose 5% in May.", DAY)
    slowest = 0.0
    for phrase in PHRASES:
        small, large = (
            seconds((phrase * (size // len(phrase) + 1))[:size])
            for size in (SMALL, LARGE)
        )
        slowest = max(slowest, large)
        mark = "  over the limit" if large > LIMIT else ""
        growth = large / max(small, 1e-3)
        print(f"{phrase!r:40} {large:6.2f} s a MB, growth {growth:4.1f}{mark}")
    print(f"slowest: {slowest:.2f} s a MB; the limit is {LIMIT:.0f}")


if __name__ == "__main__":
    main()
