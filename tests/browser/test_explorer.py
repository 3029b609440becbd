"""What an analyst does with the Explorer in JupyterLab, done in a real browser."""

from __future__ import annotations

import math
import re
import time

import pandas as pd
import pytest

from lab_page import (
    close_notebook,
    dark,
    errors,
    explorer,
    open_notebook,
    run_all,
    shot,
    to_cell,
)

NOTEBOOK = "explorer.ipynb"
CELL = (
    'ex = bb.Explorer(bb.load_dataset().where(corpora=["2024-11"]))\nex  # bb.Explorer('
)
VIEWS = [
    "Figures by unit and theme",
    "Timeline",
    "Who acts on whom",
    "Table with evidence",
    "Beside the record",
]


@pytest.fixture(scope="module")
def opened(lab, window):
    """Return the window with a notebook whose Explorer lives."""
    lab.write("narrow.ipynb", "corpora = []  # which corpora", "corpora")
    lab.write(NOTEBOOK, "import briefbook as bb", CELL, "ex.view.to_dict()")
    open_notebook(window, NOTEBOOK)
    run_all(window)
    assert errors(window) == []
    yield window
    close_notebook(window)


@pytest.fixture
def ex(opened):
    """Return the Explorer with no filter set, showing its first chart."""
    found = explorer(opened)
    found.get_by_label(VIEWS[0]).check()
    clear = found.locator(".bb-chips button")
    if clear.count():
        clear.last.click()
        found.get_by_text("No filter is set").wait_for()
        until(lambda: sentence(found).endswith("of 2024-11"), "no filter in words")
    return found


def sentence(ex) -> str:
    return ex.locator(".bb-sentence").inner_text()


def count(ex) -> int:
    return int(re.match(r"([\d,]+) of", sentence(ex))[1].replace(",", ""))


def picture(ex) -> str:
    return ex.locator(".bb-result img").get_attribute("src")


def until(holds, what, seconds: float = 15) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s: {what() if callable(what) else what}")


def choose(ex, actor: str) -> None:
    """Find an actor by typing, and tick its box."""
    actors = ex.locator(".bb-picker").nth(1)
    actors.get_by_label("Find").fill(actor)
    first = actors.locator(".widget-checkbox").first
    until(lambda: first.inner_text().startswith(actor), f"{actor} in the list")
    first.get_by_role("checkbox").check()
    until(lambda: actor in sentence(ex), f"{actor} in {sentence(ex)!r}")


def test_an_actor_ticked_changes_count_chart_and_table(ex):
    every, before = count(ex), picture(ex)
    box = ex.get_by_role("checkbox", name=re.compile(r"^Huawei [\d,]+$"))
    promised = int(box.locator("xpath=..").inner_text().split()[-1])
    choose(ex, "Huawei")
    assert count(ex) == promised < every
    until(lambda: picture(ex) != before, "another picture")
    assert "Huawei" in ex.locator(".bb-result img").get_attribute("title")
    ex.get_by_label("Table with evidence").check()
    table = ex.locator(".bb-table")
    table.wait_for()
    assert f"of {promised}" in table.locator("caption").inner_text()
    names = table.locator("tbody th").all_inner_texts()
    assert names
    assert all("Huawei" in name for name in names)
    assert table.locator("mark").count() == len(names)


def test_one_click_clears_one_filter_or_all(ex):
    every = count(ex)
    choose(ex, "Huawei")
    left = count(ex)
    ex.get_by_label("Words").fill("chip")
    until(lambda: "holding 'chip'" in sentence(ex), "the words in the sentence")
    ex.get_by_role("button", name=re.compile("^Text: ")).click()
    until(lambda: "holding" not in sentence(ex), "no words in the sentence")
    assert count(ex) == left
    assert ex.get_by_label("Words").input_value() == ""
    ex.get_by_label("Words").fill("chip")
    until(lambda: "holding 'chip'" in sentence(ex), "the words in the sentence")
    ex.get_by_role("button", name="Clear all filters").click()
    until(lambda: count(ex) == every, "all claims again")


def test_typing_narrows_the_list_and_finds_aliases(ex):
    ex.locator(".bb-picker").nth(1).get_by_label("Find").fill(
        "semiconductor manufacturing int"
    )
    found = ex.get_by_role("checkbox", name=re.compile(r"^SMIC [\d,]+$"))
    found.wait_for()
    ex.locator(".bb-picker").nth(1).get_by_label("Find").fill("no such actor")
    ex.get_by_text("nothing matches").wait_for()
    ex.locator(".bb-picker").nth(1).get_by_label("Find").fill("")


def test_every_view_shows_the_same_selection(ex):
    choose(ex, "Huawei")
    left = count(ex)
    pictures = set()
    for name in VIEWS:
        ex.get_by_label(name).check()
        if name in VIEWS[3:]:
            kind = {VIEWS[3]: "bb-words", VIEWS[4]: "bb-check"}[name]
            table = ex.locator(f".{kind}")
            table.wait_for()
            assert f"of {left}" in table.locator("caption").inner_text()
        if name != VIEWS[3]:
            until(lambda: picture(ex) not in pictures, f"a picture of its own: {name}")
            pictures.add(picture(ex))
        assert count(ex) == left
        shot(ex.page, f"view-{VIEWS.index(name)}", ".bb-result")
    links = ex.locator(".bb-check a[href^=https]")
    assert links.count()


def test_the_view_stands_below_as_parameters_to_copy(ex):
    choose(ex, "Huawei")
    details = ex.locator("details", has_text="This view as parameters")
    until(lambda: "Huawei" in details.inner_html(), "the filter among the parameters")
    details.locator("summary").click()
    blocks = details.locator("pre").all_inner_texts()
    assert blocks[0].startswith("briefbook report 00_overview -p corpora 2024-11")
    assert "-p actors Huawei" in blocks[0]
    assert blocks[1].startswith("papermill --cwd notebooks notebooks/00_overview.ipynb")
    assert blocks[2].splitlines() == ["corpora:", "- 2024-11", "actors:", "- Huawei"]


def test_a_report_is_saved_under_the_view_and_its_link_opens(ex):
    choose(ex, "Huawei")
    left = count(ex)
    ex.get_by_label("Rerun").select_option("00_overview")
    ex.get_by_role("button", name="Save as report").click()
    ex.get_by_text("Running 00_overview").wait_for()
    link = ex.locator(".bb-said a")
    link.wait_for(timeout=90_000)
    with ex.page.context.expect_page() as popup:
        link.click()
    report = popup.value
    report.wait_for_load_state()
    text = report.locator("body").inner_text()
    assert f"Explorer: {left} of {left} claims: Huawei, of 2024-11" in text
    assert report.locator("h1").count() == 1
    report.close()


def test_a_report_that_cannot_be_run_says_why(ex):
    ex.get_by_role("checkbox", name=re.compile(r"^percent [\d,]+$")).check()
    until(lambda: "in percent" in sentence(ex), "the unit in the sentence")
    ex.get_by_label("Rerun").select_option("narrow")
    ex.get_by_role("button", name="Save as report").click()
    said = ex.locator(".bb-said")
    until(lambda: said.inner_text().startswith("No report"), lambda: said.inner_text())
    assert "No report: narrow takes no units" in said.inner_text()
    assert "rerun 00_overview" in said.inner_text()
    ex.get_by_label("Rerun").select_option("00_overview")


@pytest.mark.parametrize(
    ("form", "suffix"),
    [
        ("CSV", ".csv"),
        ("Excel", ".xlsx"),
        ("Parquet", ".parquet"),
        ("PNG (chart)", ".png"),
    ],
)
def test_the_selection_is_exported_and_read_back(ex, lab, form, suffix):
    choose(ex, "SMIC")
    left = count(ex)
    ex.get_by_label("Export as").select_option(form)
    ex.get_by_label("to file").fill("taken")
    ex.get_by_role("button", name=f"Export {form.split()[0]}", exact=True).click()
    said = ex.locator(".bb-said a", has_text=suffix)
    said.wait_for()
    path = lab.folder / "notebooks" / said.inner_text().rsplit("/", 1)[-1]
    if form.startswith("PNG"):
        assert path.read_bytes().startswith(b"\x89PNG")
        return
    read = {"CSV": pd.read_csv, "Excel": pd.read_excel, "Parquet": pd.read_parquet}
    rows = read[form](path)
    assert len(rows) == left
    assert ((rows["actor"] == "SMIC") | (rows["target"] == "SMIC")).all()


def test_twenty_changes_in_a_second_draw_twice_and_the_last_one_wins(opened, ex):
    height = ex.bounding_box()["height"]
    ex.page.evaluate(
        """() => {
            const image = document.querySelector('.bb-explorer .bb-result img');
            window.drawn = 0;
            const begun = performance.now();
            new MutationObserver(all => {
                window.drawn += all.filter(m => m.attributeName === 'src').length;
                window.last = performance.now() - begun;
            }).observe(image, {attributes: true});
            const input = [...document.querySelectorAll('.bb-explorer input')]
                .find(i => i.placeholder === 'words in the brief');
            window.heights = new Set();
            const watch = () => {
                window.heights.add(document.querySelector('.bb-explorer')
                    .getBoundingClientRect().height);
                requestAnimationFrame(watch);
            };
            watch();
            let step = 0;
            const hurry = () => {
                input.value = 'semiconductors,,,,,,'.slice(0, ++step);
                input.dispatchEvent(new Event('input', {bubbles: true}));
                if (step < 20) setTimeout(hurry, 45);
                else {
                    input.value = 'chip';
                    input.dispatchEvent(new Event('input', {bubbles: true}));
                }
            };
            hurry();
        }"""
    )
    until(lambda: "holding 'chip'" in sentence(ex), "the last words")
    ex.page.wait_for_timeout(600)
    assert "holding 'chip'" in sentence(ex)
    # The changes reach the kernel of a busy machine with pauses between them, and each
    # pause ends a burst; that a burst is drawn twice is tested without a browser.
    seconds = math.ceil(ex.page.evaluate("window.last") / 1000)
    assert 1 <= ex.page.evaluate("window.drawn") <= 2 * seconds
    assert ex.page.evaluate("[...window.heights]") == [height]


def test_values_are_chosen_on_a_log_scale(ex):
    low, high = ex.get_by_label("Value from"), ex.get_by_label("to", exact=True)
    assert low.locator("option:checked").inner_text() == "lowest"
    assert high.locator("option:checked").inner_text() == "highest"
    low.select_option("10bn")
    until(lambda: "value at least 10,000,000,000" in sentence(ex), "the value")
    ex.get_by_role("button", name=re.compile("^Value min: ")).click()
    until(lambda: "value" not in sentence(ex), "no value")
    chosen = low.locator("option:checked")
    until(lambda: chosen.inner_text() == "lowest", "the lowest value")


def test_no_control_changes_the_height(ex):
    height = ex.bounding_box()["height"]
    for name in VIEWS:
        ex.get_by_label(name).check()
        choose(ex, "Huawei")
        assert ex.bounding_box()["height"] == height, name
    ex.get_by_label("Words").fill("nothing holds this")
    until(lambda: count(ex) == 0, "no rows")
    assert ex.bounding_box()["height"] == height


def test_text_of_a_page_is_never_executed(ex):
    ex.get_by_label("Words").fill("<img src=x onerror=window.hurt=1>")
    until(lambda: "onerror" in sentence(ex), "the words in the sentence")
    assert count(ex) == 0
    ex.get_by_label("Table with evidence").check()
    ex.get_by_text("No rows are left").wait_for()
    assert ex.page.evaluate("window.hurt") is None


def test_the_notebook_reads_the_state_that_the_hand_set(opened, ex):
    choose(ex, "Huawei")
    to_cell(opened, "ex.view.to_dict()")
    opened.locator(".jp-CodeCell", has_text="ex.view.to_dict()").last.click()
    opened.keyboard.press("Control+Enter")
    output = opened.get_by_text("{'corpora': ['2024-11'], 'actors': ['Huawei']}")
    output.wait_for()
    explorer(opened)


def test_it_is_seen_in_light_and_dark(opened, ex):
    choose(ex, "Huawei")
    for on in (False, True):
        dark(opened, on)
        explorer(opened)
        shot(opened, f"explorer-{'dark' if on else 'light'}", ".bb-explorer")
    dark(opened, False)
