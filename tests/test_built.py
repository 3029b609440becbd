"""A built folder is read as far as it is asked, and gives what the whole would."""

import shutil
from pathlib import Path

import pytest

from briefbook import build_plan, explore_check
from briefbook.build import build
from briefbook.built_files import BuiltFolderError
from briefbook.built_tables import LazyTables
from briefbook.cli_report import parameter_choices
from briefbook.dataset import Dataset, load_dataset
from briefbook.errors import ParameterError
from briefbook.explore import Explorer
from briefbook.explore_rows import check_html, evidence_html
from briefbook.project import Project, read_project
from briefbook.report import run_report
from build_cases import jsonl

ROOT = Path(__file__).parents[1]
VIEWS = ROOT / "tests" / "fixtures" / "views"
TABLES = ("briefs", "figures", "dates", "actor_mentions", "claims")


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of a few lines, so that little data makes many parts."""
    monkeypatch.setattr(build_plan, "PART_BYTES", 1200)


def test_the_explorer_of_a_built_folder_has_the_rows_of_where(
    tmp_path: Path, project: Project, small_parts: None
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(40))))], out, project=project)
    for of in ("claims", "figures"):
        ex = Explorer(load_dataset(out), rows=of)
        for filters in (
            {},
            {"actors": ["Acme Chips"]},
            {"text": "plant", "since": "2024-03-01", "until": "2024-06-30"},
            {"units": ["percent"], "value_max": 20},
        ):
            ex.clear()
            ex.set(**filters)
            wanted = load_dataset(out).where(**filters).table(of)
            assert len(ex) == len(wanted)
            shown = ex.rows.astype("object")
            assert list(map(repr, shown.values)) == list(
                map(repr, wanted.astype("object").values)
            )
        assert ex.table(3)
        assert "Acme" in check_html(
            ex.ds, ex.selection, sort="published", down=False, page=0
        )


def test_the_explorer_reads_no_whole_table(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(9))))], out, project=project)
    monkeypatch.setattr(explore_check, "MOST", 5)
    read = LazyTables.__getitem__

    def small(tables: LazyTables, name: str):
        assert name in ("series", "timeline", "sources"), f"{name} was read whole"
        return read(tables, name)

    monkeypatch.setattr(LazyTables, "__getitem__", small)
    ds = load_dataset(out)
    assert "9</td>" in ds._repr_html_()
    ex = Explorer(ds, actors=["Acme Chips"])
    for show in ("chart", "timeline", "actors", "table", "check"):
        ex.show = show
        assert ex.chart().data is not None
    assert ex.table(3)
    for html in (evidence_html, check_html):
        found = html(ds, ex.selection, sort="value", down=True, page=0)
        assert "Acme Chips" in found
    claim = ex.rows.iloc[0]
    assert ds.evidence(claim["claim_id"])[0].quote == claim["quote"]
    assert ds.brief(claim["brief_id"]).title == claim["title"]
    with pytest.raises(ParameterError, match="is no row of the dataset"):
        ds.evidence("a:b1/c/00000000")


def test_the_record_of_a_day_stands_beside_a_built_folder(
    tmp_path: Path, project: Project
) -> None:
    out = tmp_path / "out"
    build([str(VIEWS / "data" / "briefs")], out, project=project)
    ours, built = load_dataset(project), load_dataset(out)
    for day in ("2024-11-20", "2025-06-30"):
        for filters in ({}, {"themes": "chips"}):
            one = ours.as_of(day).where(**filters)
            other = built.as_of(day).where(**filters)
            assert one.counts() == other.counts()
            assert one.checks["verdict_now"].tolist() == (
                other.checks.set_index("claim_id")
                .loc[one.checks["claim_id"], "verdict_now"]
                .tolist()
            )


def test_tables_of_a_built_folder_share_their_codes_though_read_alone(
    tmp_path: Path, project: Project, small_parts: None
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(30))))], out, project=project)
    ds = load_dataset(out)
    claims = ds.claims
    actors = claims["actor"].cat.categories
    assert actors.equals(ds.actor_mentions["actor"].cat.categories)
    assert actors.equals(claims["target"].cat.categories)
    briefs = ds.briefs["brief_id"].cat.categories
    assert all(briefs.equals(ds.table(n)["brief_id"].cat.categories) for n in TABLES)
    assert sorted(briefs) == list(briefs)


def test_a_view_reads_the_files_of_its_days_only(
    tmp_path: Path, project: Project
) -> None:
    source = jsonl(tmp_path / "a.jsonl", [0, 1, 2])
    other = jsonl(tmp_path / "b.jsonl", [3, 4, 5], year=2022)
    out = tmp_path / "out"
    build([str(source), str(other)], out, project=project)
    ds = load_dataset(out)
    for path in out.glob("*/year=2022/*.parquet"):
        path.unlink()
    assert set(ds.where(since="2024-01-01").briefs["corpus"]) == {"a"}
    with pytest.raises(BuiltFolderError, match="can't be read"):
        ds.where(until="2022-12-31").counts()


def test_the_curated_notebooks_run_on_a_built_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    source = jsonl(tmp_path / "a.jsonl", list(range(6)))
    build([str(ROOT / "data" / "briefs" / "2025-06"), str(source)], out)
    ds = load_dataset(out)
    report = run_report(
        sorted((ROOT / "notebooks").glob("*.ipynb")),
        output=tmp_path / "report",
        parameters={"corpora": []},
        choices=parameter_choices(ds),
        project=ds.project,
        dataset=ds,
        jobs=2,
        html=False,
    )
    assert [str(run) for run in report.failed] == []
    assert len(report.runs) == 7


CORRECTED = """---
id: zz-fix
title: A fix
published: {published}
themes: [chips]
source:
  publisher: Trade Wire
  url: https://example.org/a
  position: 3
  origin_report: Acme Chips
claims:
  - actor: Acme Chips
    action: invests
    object: debt
    measure: investment
    figure: $5.6 billion
    date: Sunday
    stage: planned
    basis: reported
corrections:
  - words: "five-ish plants"
    figure: {{value: "5", unit: count}}
    because: the rules do not read it
  - words: "$3 billion"
    figure: {{value: "3000000", unit: USD}}
    because: a slip of the source
  - words: "Ohio"
    actor: {{name: Ohio Board, type: government_body, country: USA}}
    because: it means the board
---
Acme Chips has five-ish plants, $3 billion in cash and 40 billion yuan ($5.6 billion)
of debt. Ohio said so on Sunday, and the firm denied it today.
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Dataset]:
    """Return a project with a corrected brief as it is read, and as it is built."""
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(VIEWS, folder / "project")
    days = "2024-11-22", "2024-11-17..2024-11-22"
    for number, published in enumerate(days, start=1):
        text = CORRECTED.format(published=published).replace("zz-fix", f"fix-{number}")
        path = folder / "project" / "data" / "briefs" / "first" / f"fix-{number}.md"
        path.write_text(text, encoding="utf-8")
    project = read_project(folder / "project")
    build([str(folder / "project/data/briefs")], folder / "out", project=project)
    return load_dataset(project), load_dataset(folder / "out")


def test_a_built_folder_explains_as_its_rows_say(both: tuple[Dataset, Dataset]) -> None:
    ours, built = both
    keys = {"figures": "figure_id", "dates": "date_id", "actor_mentions": "mention_id"}
    told = {
        row_id: (ours.explain(row_id), built.explain(row_id))
        for table, key in keys.items()
        for row_id in ours.table(table)[key]
    }
    # Of a range of days the tables keep the last: what it dates is told without it.
    loose = [row_id for row_id, (one, other) in told.items() if one != other]
    assert [row_id[:8] for row_id in loose] == ["fix-2/d/"]
    for row_id in loose:
        one, other = told[row_id]
        assert other == one.replace(" resolved against published 2024-11-22", "")
    said = " ".join(other for _, other in told.values())
    assert "'$3 billion' was read by a person" in said
    assert "3,000,000,000" not in said
    assert "restates '40 billion yuan'" in said
    assert "resolved against published 2024-11-22" in said
    with pytest.raises(ParameterError, match="is no figure, date or actor"):
        built.explain("fix-1/f/00000000")


def test_a_brief_of_a_built_folder_has_its_source_and_claims(
    both: tuple[Dataset, Dataset],
) -> None:
    ours, built = both
    for name in ours.briefs["brief_id"]:
        one, other = ours.brief(name), built.brief(name)
        assert other.source == one.source
        assert [c.action for c in other.claims] == [c.action for c in one.claims]
        for mine, theirs in zip(one.claims, other.claims, strict=True):
            assert theirs.date == mine.date
            assert theirs.part_of == mine.part_of
            assert [f.words for f in theirs.figures] == [f.words for f in mine.figures]
    claim = built.brief("fix-1").claims[0]
    assert (claim.actor, claim.object, claim.stage) == ("Acme Chips", "debt", "planned")
    checks = [ds.checks.set_index("claim_id")["verdict_then"] for ds in both]
    assert checks[0].sort_index().equals(checks[1].sort_index())
