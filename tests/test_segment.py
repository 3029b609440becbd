"""A digest's paragraphs grouped into stories."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefbook.cohesion import COHESION
from briefbook.errors import ParameterError
from briefbook.extract.lexicons import rows
from briefbook.segment import boundary_chances, propose_title, split
from briefbook.segment_cues import FORM
from scoring_segments import boundaries, compare, join, read

SHARED = Path(__file__).parents[2] / "shared" / "gold" / "digest-2024-11.gold.json"
DIGESTS = read()

# Two stories of two paragraphs and one of three: what separators must tell apart.
STORIES = [
    [
        "The ferry between the two islands ran again on Monday.",
        "The operator had replaced both engines.",
    ],
    [
        "A court in Vilnius threw out the claim of a glass maker.",
        "The company said it would appeal.",
    ],
    [
        "Growers in Murcia expect fewer lemons this spring.",
        "Frost hit the valley twice.",
        "Prices have risen already.",
    ],
]
TITLES = ["Ferry runs again", "Court throws out claim", "Fewer lemons expected"]


def paragraphs(text: str) -> list[list[str]]:
    return [list(segment.paragraphs) for segment in split(text)]


def titles(text: str) -> list[str]:
    return [segment.title for segment in split(text)]


@pytest.mark.parametrize(
    "rule", ["---", "***", "* * *", "-----", "___", "=====", "– – –", "• • •", "~~~"]
)
@pytest.mark.parametrize("space", ["\n", "\n\n"])
def test_a_rule_between_stories_settles_it(rule: str, space: str) -> None:
    text = f"\n{rule}\n".join(space.join(story) for story in STORIES)
    assert paragraphs(text) == STORIES


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_blank_line_between_stories_settles_it(line: str) -> None:
    text = (line * 2).join(line.join(story) for story in STORIES)
    assert paragraphs(text) == STORIES


def test_two_blank_lines_settle_it_where_one_is_paragraph_spacing() -> None:
    text = "\n\n\n".join("\n\n".join(story) for story in STORIES)
    assert paragraphs(text) == STORIES


def test_a_blank_line_after_every_paragraph_is_no_separator() -> None:
    spaced = "\n\n".join(p for story in STORIES for p in story)
    dense = "\n".join(p for story in STORIES for p in story)
    assert paragraphs(spaced) == paragraphs(dense)


@pytest.mark.parametrize(
    "form",
    ["# {}", "## {}", "### {} ###", "**{}**", "__{}__", "{}", "{number}. {}"]
    + ["{number}) {}", "**{number}. {}**"],
)
@pytest.mark.parametrize("space", ["\n", "\n\n"])
def test_a_title_before_each_story_settles_it(form: str, space: str) -> None:
    lines = []
    for number, (title, story) in enumerate(zip(TITLES, STORIES, strict=True), 1):
        lines += [form.format(title, number=number), *story]
    text = space.join(lines)
    assert paragraphs(text) == STORIES
    found = titles(text)
    assert all(title in got for title, got in zip(TITLES, found, strict=True))
    assert not any(mark in got for got in found for mark in "#*_")


def test_a_bold_beginning_of_each_story_settles_it() -> None:
    stories = [
        [f"**{title}.** {story[0]}", *story[1:]]
        for title, story in zip(TITLES, STORIES, strict=True)
    ]
    assert paragraphs("\n".join(sum(stories, []))) == stories


def test_a_dateline_before_each_story_settles_it() -> None:
    lines = ["OSLO, Nov. 20 (Agency) -- ", "VILNIUS (Agency) - ", "Murcia, May 3 — "]
    stories = [
        [line + story[0], *story[1:]]
        for line, story in zip(lines, STORIES, strict=True)
    ]
    assert paragraphs("\n".join(sum(stories, []))) == stories


def test_a_known_place_alone_before_the_report_is_a_dateline() -> None:
    places = ["Oslo - ", "Vilnius — ", "New Delhi: "]
    stories = [
        [place + story[0], *story[1:]]
        for place, story in zip(places, STORIES, strict=True)
    ]
    assert paragraphs("\n".join(sum(stories, []))) == stories


@pytest.mark.parametrize("rule", ["---", "====="])
@pytest.mark.parametrize("space", ["\n", "\n\n"])
def test_a_rule_right_below_a_title_underlines_it(rule: str, space: str) -> None:
    lines = [
        space.join([f"{title}\n{rule}", *story])
        for title, story in zip(TITLES, STORIES, strict=True)
    ]
    assert paragraphs("\n\n".join(lines)) == STORIES
    assert titles("\n\n".join(lines)) == TITLES


def test_titles_of_several_forms_in_one_text_each_begin_a_story() -> None:
    forms = ["**{}**", "# {}", "{}"]
    lines = []
    for form, title, story in zip(forms, TITLES, STORIES, strict=True):
        lines += [form.format(title), *story]
    assert paragraphs("\n".join(lines)) == STORIES
    assert titles("\n".join(lines)) == TITLES


def test_bold_lines_under_a_heading_of_each_story_are_sub_headings() -> None:
    lines = []
    for title, story in zip(TITLES, STORIES, strict=True):
        lines += [f"# {title}", story[0], "**Background**", *story[1:]]
    assert titles("\n".join(lines)) == TITLES


def test_sections_of_bold_titles_are_split_at_the_bold_titles() -> None:
    lines = ["# Digest", "## North", f"**{TITLES[0]}**", *STORIES[0]]
    lines += [f"**{TITLES[1]}**", *STORIES[1], "## South", f"**{TITLES[2]}**"]
    lines += STORIES[2]
    assert paragraphs("\n".join(lines)) == STORIES
    assert titles("\n".join(lines)) == TITLES


@pytest.mark.parametrize(
    "under", ["By Ann Lee and Bo Day", "Oslo, 1 August 2024", "Published 3 May"]
)
def test_a_byline_or_day_below_a_title_is_no_title(under: str) -> None:
    lines = []
    for title, story in zip(TITLES, STORIES, strict=True):
        lines += [title, under, *story]
    assert titles("\n".join(lines)) == TITLES
    assert paragraphs("\n".join(lines)) == STORIES
    assert titles("\n".join([TITLES[0], under, *STORIES[0]])) == TITLES[:1]


def test_a_title_may_ask_where_blank_lines_set_it_off() -> None:
    asked = [TITLES[0], "Why did the court throw it out?", TITLES[2]]
    blocks = ["\n\n".join([t, *story]) for t, story in zip(asked, STORIES, strict=True)]
    assert paragraphs("\n\n".join(blocks)) == STORIES
    assert titles("\n\n".join(blocks)) == asked


MIXED = [
    [
        "Ferrovia Azul has ordered 40 electric trains from the Czech maker Voltrak for "
        "its lines in the north of Brazil, the railway said on Wednesday.",
        "The first of them should arrive in two years, it said.",
    ],
    [
        "The Lithuanian parliament voted on Thursday to raise the tax on sugary drinks "
        "from January, over the protests of bottlers.",
        "The tax will bring in about 30 million euros a year, which the finance "
        "minister wants to spend on school meals.",
    ],
    [
        "Scientists at the University of Tartu have found a fungus that eats "
        "polyurethane foam, the journal Mycology Letters reported on Monday.",
        "The fungus works best in the dark, they wrote.",
    ],
    [
        "Kestrel Robotics plans to cut 300 jobs at its factory in Leeds, union "
        "officials told reporters on Tuesday after a meeting with managers.",
        "The company declined to comment.",
    ],
]


def test_datelines_of_some_stories_only_do_not_hide_the_others() -> None:
    stories = [list(story) for story in MIXED]
    stories[0][0] = "BRASILIA (Agency) - " + stories[0][0]
    stories[2][0] = "TARTU, Nov. 20 (Agency) -- " + stories[2][0]
    assert paragraphs("\n".join(sum(stories, []))) == stories


def test_a_headline_above_some_stories_only_begins_its_story() -> None:
    stories = [list(story) for story in MIXED]
    stories[2].insert(0, "Fungus Found That Eats Foam")
    found = split("\n".join(sum(stories, [])))
    assert [list(segment.paragraphs) for segment in found] == stories
    assert found[2].title == "Fungus Found That Eats Foam"


def test_the_digests_own_title_and_preface_belong_to_no_story() -> None:
    body = [f"## {t}\n" + "\n".join(s) for t, s in zip(TITLES, STORIES, strict=True)]
    text = "\n".join(["# Our digest", "Three stories this week.", *body])
    assert paragraphs(text) == STORIES


def test_a_numbered_list_inside_a_story_does_not_split_it() -> None:
    listed = [
        "The port authority asked for three things on Tuesday.",
        "1. A new crane.",
        "2. A longer quay.",
        "3. Shore power for ferries.",
        "The ministry will answer by June.",
    ]
    text = "\n".join(["# Port asks", *listed, "# Court", *STORIES[1]])
    assert paragraphs(text) == [listed, STORIES[1]]
    assert paragraphs("\n".join(listed)) == [listed]


def test_a_numbered_list_under_numbered_titles_is_no_title() -> None:
    first = ["The port asked for two things.", "1. A crane", "2. A quay", "It waits."]
    text = "\n".join(["1. Port asks", *first, "2. Court rules", *STORIES[1]])
    assert paragraphs(text) == [first, STORIES[1]]


def test_a_told_number_of_stories_is_kept() -> None:
    text = "\n".join(p for story in STORIES for p in story)
    for count in range(1, 8):
        assert len(split(text, count=count)) == count


@pytest.mark.parametrize("count", [0, -1, 8])
def test_an_impossible_number_of_stories_is_refused(count: int) -> None:
    text = "\n".join(p for story in STORIES for p in story)
    with pytest.raises(ParameterError, match=f"count={count} is not a number of stor"):
        split(text, count=count)


def test_spans_hold_the_paragraphs_of_their_story() -> None:
    parts = zip(TITLES, STORIES, strict=True)
    text = "\n".join(f"# {title}\n" + "\n".join(story) for title, story in parts)
    for segment, story in zip(split(text), STORIES, strict=True):
        assert text[segment.start : segment.end] == "\n".join(story)


def test_an_empty_text_has_no_story() -> None:
    assert split("") == []
    assert split(" \n\n\t\n") == []


def test_a_title_is_made_of_the_first_sentences_own_words() -> None:
    long = (
        "The harbour board of the northern islands has agreed to buy four electric "
        "ferries from a yard in Tallinn, which will deliver the first of them in 2027."
    )
    title = propose_title(long)
    assert len(title) <= 90
    assert long.startswith(title)
    assert title.split()[-1] not in {"a", "the", "of", "to", "from"}


def test_a_title_leaves_out_place_and_preamble() -> None:
    assert propose_title("OSLO, May 3 (Agency) -- Rents fell.") == "Rents fell"
    text = "At a fair in Lyon, the maker of looms showed a machine without a shuttle."
    assert propose_title(text).startswith("The maker of looms")


def test_a_title_leaves_out_the_mark_of_a_list() -> None:
    for mark in ("* ", "- ", "• ", "3) ", "1. "):
        assert propose_title(f"{mark}Rents fell in Oslo.") == "Rents fell in Oslo"
    assert propose_title("2.5 million moved.") == "2.5 million moved"


def test_a_title_is_not_cut_within_a_number() -> None:
    text = (
        "Looms of the old kind were sold to 30,000 weavers by a trader of Lyon who had "
    )
    title = propose_title(f"{text}bought them at a fair in Turin.")
    assert title.startswith("Looms of the old kind were sold to 30,000 weavers")


def test_every_weight_is_of_a_known_feature_and_none_is_missing() -> None:
    names = [row["feature"] for row in rows("segment_weights")]
    assert names == ["constant", *FORM, *COHESION]


@pytest.mark.parametrize("held_out", [True, False], ids=["held out", "seen"])
def test_the_gold_digests_reach_the_floor(held_out: bool) -> None:
    score = compare(d for d in DIGESTS if d.held_out == held_out)
    assert score.f1 >= 0.8, str(score)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared gold is not here")
def test_all_boundaries_of_the_shared_digest_are_found() -> None:
    briefs = json.loads(SHARED.read_text(encoding="utf-8"))
    digest = join("shared", [brief["text"].split("\n") for brief in briefs])
    assert boundaries(digest) == digest.boundaries


@pytest.mark.skipif(not SHARED.exists(), reason="the shared gold is not here")
def test_shuffles_of_the_shared_digest_are_split_well() -> None:
    briefs = json.loads(SHARED.read_text(encoding="utf-8"))
    stories = [brief["text"].split("\n") for brief in briefs]
    shuffles = [
        join(f"shuffle {seed}", random.Random(seed).sample(stories, len(stories)))
        for seed in range(20)
    ]
    score = compare(shuffles)
    assert score.f1 >= 0.95, str(score)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12).map("\n".join))
def test_any_text_is_split_without_loss(text: str) -> None:
    segments = split(text)
    ends = [0, *(segment.end for segment in segments)]
    for before, segment in zip(ends, segments, strict=False):
        assert before <= segment.start < segment.end <= len(text)
        assert segment.paragraphs
        for paragraph in segment.paragraphs:
            assert paragraph in text[segment.start : segment.end]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=10))
def test_chances_are_probabilities(found: list[str]) -> None:
    chances = boundary_chances(found)
    assert len(chances) == len(found) - 1
    assert all(0.0 <= chance <= 1.0 for chance in chances)


@pytest.mark.parametrize(
    "text",
    [
        "-" * 20_000,
        "A" * 20_000,
        "# " * 5_000,
        "1. " * 5_000,
        "**" * 5_000,
        "word " * 20_000,
        "AB " * 10_000,
        "\ud800\n\x00\nx",
        "(" * 10_000,
    ],
)
def test_hostile_texts_are_split(text: str) -> None:
    assert isinstance(split(text), list)


def test_a_proposed_title_keeps_its_verb_where_an_aside_comes_first() -> None:
    text = (
        "Ann Lee and Bo Day, directors of the Council for Rivers and Lakes, met heads "
        "of nineteen dredging firms on Monday to talk about silt."
    )
    title = propose_title(text)
    assert title.startswith("Ann Lee and Bo Day met heads of nineteen dredging firms")


def test_a_byline_between_headline_and_story_does_not_part_them() -> None:
    stories = [list(story) for story in MIXED]
    stories[2] = ["Fungus Found That Eats Foam", "By Ann Lee", *stories[2]]
    found = split("\n".join(sum(stories, [])))
    assert len(found) == len(MIXED)
    assert found[2].title == "Fungus Found That Eats Foam"


def test_a_proposed_title_ends_before_who_said_so() -> None:
    text = (
        "Velkor has filed in secret to list its shares in London this autumn, two "
        "people said, after its plan for New York ran into trouble with lawmakers."
    )
    title = propose_title(text)
    assert (
        title == "Velkor has filed in secret to list its shares in London this autumn"
    )
