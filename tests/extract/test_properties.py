"""What holds for any text at all; CI runs these at ten thousand examples."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.extract import extract
from briefbook.extract.dates import find_dates
from briefbook.extract.figures import find_figures
from briefbook.extract.text import plain

GOLD = Path(__file__).parents[1] / "gold"
BRIEFS = [
    json.loads(line)["text"]
    for line in (GOLD / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    if line
]
# Words, marks and spaces of real prose, so that random text is nearly a figure or date.
WORDS = sorted({word for text in BRIEFS for word in text.split()})
NASTY = list(
    "\u00a0\u200b\u00ad\u2009\u0301\u202e\x00\ud800½²‑–—'\"()[]{}%$€¥₹#/.,:;+-~\n"
)


@st.composite
def cut(draw: st.DrawFn) -> str:
    """Return a piece of a brief that begins and ends anywhere."""
    text = draw(st.sampled_from(BRIEFS))
    start = draw(st.integers(0, len(text)))
    return text[start : start + draw(st.integers(0, 200))]


TEXTS = st.one_of(
    st.text(max_size=60),
    cut(),
    st.lists(st.one_of(cut(), st.sampled_from(NASTY)), max_size=4).map("".join),
    st.lists(st.sampled_from(WORDS + NASTY), max_size=16).map(" ".join),
    st.lists(st.sampled_from(WORDS + NASTY), max_size=16).map("".join),
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@settings(deadline=None)
@given(TEXTS, DAYS)
def test_any_text_gives_figures_and_dates_whose_spans_index_it(text, as_of):
    source = plain(text)
    dates = find_dates(source, as_of)
    figures = find_figures(source, dates)
    for mentions in (dates, figures):
        end = 0
        for mention in mentions:
            assert text[mention.char_start : mention.char_end] == mention.quote != ""
            assert mention.char_start >= end
            end = mention.char_end
    assert all(mention.start <= mention.end for mention in dates)
    assert all(f.value_high is None or f.value_high >= f.value for f in figures)
    for figure in figures:
        assert not any(d.char_start <= figure.char_start < d.char_end for d in dates)


@settings(deadline=None)
@given(TEXTS, DAYS)
def test_a_text_reads_the_same_when_nothing_but_its_width_changes(text, as_of):
    """Soft hyphens and zero-width spaces between words change no reading."""
    wide = text.replace(" ", " \u200b")
    one, other = plain(text), plain(wide)
    assert [f.value for f in find_figures(one)] == [
        f.value for f in find_figures(other)
    ]
    assert [(d.start, d.end) for d in find_dates(one, as_of)] == [
        (d.start, d.end) for d in find_dates(other, as_of)
    ]


@settings(deadline=None)
@given(TEXTS, DAYS)
def test_any_text_gives_an_extraction_of_every_kind(text, as_of):
    found = extract(text, as_of)
    assert found.language != "other" or not found.figures
    for mention in (*found.figures, *found.dates, *found.actors):
        assert text[mention.char_start : mention.char_end] == mention.quote
