import base64
import hashlib
import re

import nbformat
import pandas as pd
import pytest
import tinycss2
from bs4 import BeautifulSoup
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from briefbook.html import ReportExporter
from briefbook.htmlsafe import demoted, safe_html
from briefbook.pages import Failure, Page, Setting

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
EXPORTER = ReportExporter()


def shown(data, metadata=None):
    return new_output("display_data", data=data, metadata=metadata or {})


def code(source, *outputs, tags=()):
    cell = new_code_cell(source, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def page(*cells, **around):
    notebook = new_notebook(cells=list(cells))
    notebook.metadata["language_info"] = {"name": "python"}
    return EXPORTER.page(notebook, Page(**around))


def soup(*cells, **around):
    return BeautifulSoup(page(*cells, **around), "html.parser")


def test_page_has_a_language_one_h1_and_the_title_of_the_notebook():
    found = soup(
        new_markdown_cell("# Who *pays*?\n\nScope."),
        new_markdown_cell("# Another H1\n\n## Part"),
        code("x", shown({"text/markdown": "# From an output"})),
        language="de",
    )
    assert found.html["lang"] == "de"
    assert [h.get_text() for h in found.find_all("h1")] == ["Who pays?"]
    assert found.title.get_text() == "Who pays?"
    assert "Scope." in found.find(class_="bb-lead").get_text()


def test_the_answer_stands_before_what_is_said_of_the_data():
    cells = [
        new_markdown_cell("# So?\n\nScope."),
        new_markdown_cell("**Data.** From somewhere."),
        code("x = 1"),
        code("answer", shown({"text/html": "<p>It is so.</p>"})),
        new_markdown_cell("## Part"),
    ]
    text = soup(*cells).find("main").get_text()
    assert text.index("It is so.") < text.index("From somewhere.") < text.index("Part")
    cells[1] = new_markdown_cell("## A part of its own\n\nFrom somewhere.")
    text = soup(*cells).find("main").get_text()
    assert text.index("From somewhere.") < text.index("It is so.")


def test_notebook_without_h1_is_titled_by_its_file():
    assert soup(code("1"), notebook="01_who_pays.ipynb").h1.get_text() == "Who pays"


def test_contents_list_every_h2_with_an_id_of_its_own():
    found = soup(
        new_markdown_cell("# T"),
        new_markdown_cell("## Why?"),
        new_markdown_cell("## Why?"),
    )
    targets = [a["href"] for a in found.find(class_="bb-contents").find_all("a")]
    assert targets == ["#why", "#why-2"]
    assert all(found.find(id=target[1:]).name == "h2" for target in targets)


def test_code_is_folded_and_one_button_opens_it():
    found = soup(code("secret_sauce = 1"), code("2"))
    folded = found.find_all("details", class_="bb-source")
    assert len(folded) == 2
    assert not any(part.has_attr("open") for part in folded)
    assert len(found.find_all("button")) == 1
    assert found.button["aria-pressed"] == "false"


def test_parameters_stand_in_a_table_and_not_as_code():
    found = soup(
        code("actors = []", tags=["parameters"]),
        code("actors = ['SMIC']", tags=["injected-parameters"]),
        code("print(actors)"),
        settings=[Setting("actors", "SMIC", "any of these", given=True)],
    )
    table = found.find("table", class_="bb-settings")
    assert "any of these" in table.get_text()
    assert table.caption is not None
    assert "actors = " not in found.find(id="bb-main").get_text()


def test_output_of_the_record_cell_is_left_out():
    found = soup(code("r", shown({"text/plain": "{'findings': 1}"}), tags=["record"]))
    assert "findings" not in found.find(id="bb-main").get_text()


def test_image_keeps_its_alt_text():
    alt = 'A bar: "A" > B'
    found = soup(
        code("f", shown({"image/png": PIXEL}, {"image/png": {"alt": alt, "width": 9}})),
        code("g", shown({"image/svg+xml": "<svg/>"}, {"alt": "A line."})),
    )
    assert [i["alt"] for i in found.find_all("img")] == [alt, "A line."]
    assert all(i["src"].startswith("data:image/") for i in found.find_all("img"))


def test_dollars_are_amounts_and_no_formula():
    found = soup(new_markdown_cell("## P\n\nFrom $5 million to $9 million."))
    assert "From $5 million to $9 million." in found.find(id="bb-main").get_text()


def test_page_names_no_other_host():
    html = page(
        new_markdown_cell("# T\n\n$x^2$ ![far](https://far.example/x.png)"),
        code("m", shown({"application/javascript": "require(['x'])"})),
        code("w", shown({"application/vnd.jupyter.widget-view+json": {}})),
    )
    assert not re.findall(r"(?:src|href)=.https?:|url\(|@import|//cdn|unpkg", html)
    assert "default-src 'none'" in html


def test_browser_is_told_to_run_the_one_script_of_the_page_only():
    found = soup(new_markdown_cell("# T"), code("1"))
    policy = found.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    (script,) = found.find_all("script")
    digest = hashlib.sha256(script.string.encode()).digest()
    assert policy.endswith(f"script-src 'sha256-{base64.b64encode(digest).decode()}'")
    listed = EXPORTER.index(title="P", language="en", summary="", stamp="", runs=[])
    assert "script-src 'none'" in listed
    assert "<script" not in listed


def test_widget_is_replaced_by_a_note():
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "VBox()"}
    text = soup(code("w", shown(widget))).find(id="bb-main").get_text()
    assert "interactive control" in text
    assert "VBox" not in text


def test_widget_with_a_static_form_shows_that():
    widget = {
        "application/vnd.jupyter.widget-view+json": {},
        "text/html": "<p>42 rows</p>",
    }
    assert "42 rows" in soup(code("w", shown(widget))).find(id="bb-main").get_text()


def test_failure_is_named_on_top_and_links_to_its_cell():
    error = new_output("error", ename="ValueError", evalue="<b>", traceback=["line"])
    found = soup(
        code("1"),
        code("raise", error),
        failure=Failure("Failed in cell 2: ValueError", "raise", "<b>", "bb-cell-2"),
    )
    box = found.header.find(class_="bb-failure")
    assert "Failed in cell 2" in box.get_text()
    assert found.find(id=box.a["href"][1:]).find(class_="bb-failure") is not None
    assert "<b>" in box.get_text()


def test_papermill_markers_are_left_out():
    marker = new_markdown_cell("An Exception was encountered")
    marker.metadata["tags"] = ["papermill-error-cell-tag"]
    assert "encountered" not in soup(marker, code("1")).get_text()


def test_stderr_is_folded_away_with_the_code():
    stream = new_output("stream", name="stderr", text="a warning")
    assert soup(code("x", stream)).find("details").find(class_="bb-stderr")


def test_rerun_command_and_stamp_stand_in_the_footer():
    foot = soup(code("1"), rerun="briefbook report a -p b '<c>'", stamp="10 briefs")
    text = foot.footer.get_text()
    assert "briefbook report a -p b '<c>'" in text
    assert "Data: 10 briefs." in text


@pytest.mark.parametrize(
    "address",
    ["nowhere.png", "attachment:gone.png", "attachment:empty.png", ".", "folder"],
)
@pytest.mark.parametrize("of_an_output", [False, True])
def test_missing_image_is_named_and_costs_neither_the_page_nor_other_images(
    tmp_path, address, of_an_output
):
    (tmp_path / "folder").mkdir()
    (tmp_path / "here.png").write_bytes(b"\x89PNG")
    source = (
        f"## P\n\n![the alt]({address}) ![there](here.png)\n\n"
        f"<p><img src='{address}' alt='tagged'> <img src='here.png' alt='too'></p>"
    )
    cell = new_markdown_cell(source, attachments={"empty.png": {}})
    if of_an_output:
        cell = code("x", shown({"text/markdown": source}))
    main = soup(cell, folder=tmp_path).find(id="bb-main")
    assert "[image not included: the alt]" in main.get_text()
    assert "[image not included: tagged]" in main.get_text()
    assert [image["alt"] for image in main.find_all("img")] == ["there", "too"]


RAW = "<p>said</p><script>alert(1)</script><form action='https://x.example'></form>"


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({}, RAW),
        ({"raw_mimetype": "text/plain"}, RAW),
        ({"raw_mimetype": "text/html"}, "said"),
        ({"format": "text/html"}, "said"),
        ({"raw_mimetype": "text/markdown"}, "said"),
        ({"raw_mimetype": "TEXT/HTML"}, ""),
        ({"raw_mimetype": "text/latex"}, ""),
        ({"raw_mimetype": ["text/html"]}, ""),
    ],
)
def test_raw_cell_is_shown_as_text_or_cleaned_like_an_output(metadata, text):
    cell = new_raw_cell(RAW, metadata=metadata)
    main = soup(new_markdown_cell("# T"), cell, code("1")).find("main")
    assert not main.find_all(["script", "form"])
    main.find(class_="bb-cell").decompose()
    assert main.get_text().strip() == text


def test_export_leaves_the_notebook_as_it_was():
    notebook = new_notebook(cells=[new_markdown_cell("# T"), code("1")])
    before = nbformat.writes(notebook)
    EXPORTER.page(notebook, Page())
    assert nbformat.writes(notebook) == before


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<iframe src='https://x.example'></iframe>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "<style>body{background:url(https://x.example)}</style>",
        "<style>#T_1 a{background:url(https://x.example)}</style>",
        "<style>body{display:none}</style>",
        "<p style='background:url(https://x.example)'>x</p>",
        "<base href='https://x.example'><link rel=stylesheet href='https://x.example'>",
        "<form action='https://x.example'><input></form>",
        "<meta http-equiv=refresh content='0;https://x.example'>",
        "<p id='bb-main'>x</p>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_nothing_of_an_output_runs_or_fetches(hostile):
    result = safe_html(hostile)
    found = BeautifulSoup(result, "html.parser")
    attributes = {name for tag in found.find_all(True) for name in tag.attrs}
    assert not found.find_all(["script", "style", "iframe", "svg", "math", "form"])
    assert not {a for a in attributes if a.startswith("on")}
    assert "x.example" not in result
    assert "javascript" not in result
    assert found.find(id="bb-main") is None


def test_table_gets_scopes_keeps_its_caption_and_aligns_numbers():
    table = BeautifulSoup(
        safe_html(
            "<table border='1'><caption>Cap</caption><thead><tr><th></th><th>a</th>"
            "<th>n</th></tr></thead><tbody><tr><th>0</th><td>x</td><td>$1.2 bn</td>"
            "</tr><tr><th>1</th><td>2</td><td>–</td></tr></tbody></table>"
        ),
        "html.parser",
    )
    assert table.caption.get_text() == "Cap"
    assert table.div["aria-label"] == "Cap"
    assert [th["scope"] for th in table.find_all("th")] == ["col"] * 3 + ["row"] * 2
    numbers = [cell.get_text() for cell in table.find_all(class_="num")]
    assert numbers == ["", "n", "0", "$1.2 bn", "1", "–"]


def rules_of(css):
    return [
        (
            tinycss2.serialize(rule.prelude).strip(),
            [
                (part.name, tinycss2.serialize(part.value).strip())
                for part in tinycss2.parse_blocks_contents(rule.content)
                if part.type == "declaration"
            ],
        )
        for rule in tinycss2.parse_stylesheet(css, skip_whitespace=True)
    ]


def test_table_of_a_styler_looks_as_pandas_made_it():
    frame = pd.DataFrame({"a": [1.5, -2.5], "b": [3, 4]})
    styler = (
        frame.style.bar(color=["#d65f5f", "#5fba7d"], align="mid")
        .background_gradient()
        .highlight_max(props="color: rgb(1, 2, 3) !important; font-weight: bold")
        .set_sticky(axis="index")
        .set_tooltips(pd.DataFrame({"a": ["under <5>", "}"]}))
        .set_table_styles([{"selector": "tr:hover, th > b", "props": "color: red"}])
    )
    html = styler.to_html()
    before, after = (
        rules_of(BeautifulSoup(form, "html.parser").style.get_text())
        for form in (html, safe_html(html))
    )
    assert len(before) >= 10
    assert after == before
    ids = set(re.findall(r" id=.(T_\w+)", html))
    assert ids == set(re.findall(r" id=.(T_\w+)", safe_html(html)))


@pytest.mark.parametrize(
    "more",
    [
        "body{display:none",
        "body{/*" + "x" * 5001 + "*/display:none}",
        "x" * 20001 + "{display:none}",
        "#T_a, body{display:none}",
        ":is(#T_a, body){display:none}",
        "#T_a{body:has(&){display:none}}",
        "}body{display:none}",
        "@media all{body{display:none}}",
        "@import 'https://x.example';",
        "#T_a{background:image-set('https://x.example' 1x)}",
        "#T_a{background:-webkit-image-set('https://x.example' 1x)}",
        "#T_a{background:image('https://x.example')}",
        "#T_a{background:src('https://x.example')}",
        "#T_a{background:\\75rl(https://x.example)}",
        "#T_a{background:linear-gradient(red, url(https://x.example))}",
        "#T_a{--x:(url('https://x.example'))}",
        "#T_a{position:fixed;position:FIXED;position:var(--x)}",
    ],
)
def test_rule_that_fetches_or_restyles_the_page_goes_and_the_others_stay(more):
    html = safe_html(f"<style>#T_a td {{ color: red }} {more}</style>")
    kept = BeautifulSoup(html, "html.parser").style.get_text()
    assert kept == "#T_a td { color: red }"


def test_text_that_a_style_sheet_quotes_does_not_end_it():
    css = "#T_a::after{content:'\\3c/style>\\3cscript>alert(1)\\3c/script>'}"
    found = BeautifulSoup(safe_html(f"<style>{css}</style>"), "html.parser")
    assert found.script is None
    assert rules_of(found.style.get_text()) == rules_of(css)


def test_link_to_another_notebook_leads_to_its_page_and_one_to_a_file_goes():
    html = "<a href='b.ipynb'>b</a><a href='../data/x.csv'>data</a>"
    assert safe_html(html, links={"b.ipynb": "b.html"}) == '<a href="b.html">b</a>data'


def test_headings_below_the_asked_level_stay():
    assert demoted("<h4>a</h4>", least=3) == "<h4>a</h4>"


def test_index_lists_runs_and_failures_and_escapes_what_they_say():
    html = EXPORTER.index(
        title="P & Q",
        language="en",
        summary="2 reports, 1 of them failed.",
        stamp="",
        version="1",
        runs=[
            {
                "title": "A <i>b</i>",
                "html": "a b.html",
                "notebook": "a.ipynb",
                "failure": None,
                "sentences": ["It is <2>."],
                "settings": [Setting("actors", "SMIC")],
                "notes": [],
            },
            {
                "title": "C",
                "html": "",
                "failure": Failure("Failed in cell 3: E", "f()", "<m>", "bb-cell-3"),
            },
        ],
    )
    found = BeautifulSoup(html, "html.parser")
    assert found.h1.get_text() == "P & Q"
    assert found.find("a", string="A <i>b</i>")["href"] == "a%20b.html"
    assert "It is <2>." in found.get_text()
    assert "Failed in cell 3" in found.find(class_="bb-failure").get_text()
