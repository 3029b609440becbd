"""What of the data is kept beside a report: all of a project, little of an archive."""

from briefbook.build import build
from briefbook.built_tables import LazyTables
from briefbook.dataset import load_dataset
from briefbook.evidence import IDS
from briefbook.report_state import dataset_state
from build_cases import jsonl
from small_project import small_project

RECORD = ("series", "timeline", "sources")


def test_of_a_built_folder_only_what_findings_stand_on_is_read_and_kept(
    tmp_path, monkeypatch
):
    project = small_project(tmp_path)
    source = jsonl(tmp_path / "a.jsonl", list(range(12)))
    build([str(source), str(project.briefs)], tmp_path / "out", project=project)
    ds = load_dataset(tmp_path / "out")
    claims = ds.claims["claim_id"].tolist()[:2]
    figure, *_ = ds.figures[ds.figures["brief_id"] == "a:b7"]["figure_id"]
    record = ds.series["record_id"].tolist()[:1]
    evidence = [*claims, figure, *record]
    words = {name: str(ds.evidence(name)[0]) for name in evidence}
    briefs = {name.rsplit("/", 2)[0] for name in (*claims, figure)}
    titles = ds.briefs.set_index("brief_id")["title"]

    read = LazyTables.__getitem__

    def small(tables, name):
        assert name in RECORD, f"{name} was read whole"
        return read(tables, name)

    monkeypatch.setattr(LazyTables, "__getitem__", small)
    ds = load_dataset(tmp_path / "out")
    state = dataset_state(ds, [*evidence, "a:b7/f/00000000", "nowhere", {"id": "x"}])
    assert state["words"] == words
    assert set(state["claims"]) == set(claims)
    assert {key: brief["title"] for key, brief in state["briefs"].items()} == {
        name: titles[name] for name in briefs
    }
    assert all(len(brief["sha256"]) == 64 for brief in state["briefs"].values())
    assert state["counts"]["briefs"] > 12
    assert set(record) <= set(state["record"])
    nothing = dataset_state(ds)
    assert nothing["briefs"] == nothing["claims"] == nothing["words"] == {}


def test_a_claim_reads_the_same_kept_from_a_project_and_from_an_archive(tmp_path):
    project = small_project(tmp_path)
    build([str(project.briefs)], tmp_path / "out", project=project)
    ours = load_dataset(project)
    ids = [name for t in IDS for name in ours.table(t)[IDS[t]]]
    whole = dataset_state(ours, ids)
    kept = dataset_state(load_dataset(tmp_path / "out"), ids)
    assert whole["counts"] is None
    assert whole["claims"]
    for part in ("words", "claims", "record"):
        assert kept[part] == whole[part], part
    assert kept["briefs"].items() <= whole["briefs"].items()
