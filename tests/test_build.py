"""A build is whole or not there, the same whichever way, and adds up."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from briefbook import build as build_module
from briefbook import build_part, build_plan, sources_unpack
from briefbook.build import build
from briefbook.build_folder import MANIFEST, BuildError
from briefbook.build_part import PARTS
from briefbook.built import read_manifest, verify
from briefbook.built_files import BuiltFolderError
from briefbook.cli import main
from briefbook.dataset import load_dataset
from briefbook.duplicates import told_again
from briefbook.project import Project, read_project
from briefbook.sources_unpack import SourceError
from build_cases import PAGE, RSS, brief, jsonl

VIEWS = Path(__file__).parent / "fixtures" / "views"
TABLES = ("briefs", "figures", "dates", "actor_mentions", "claims")


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project(VIEWS)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of a few lines, so that little data makes many parts."""
    monkeypatch.setattr(build_plan, "PART_BYTES", 1200)


def rows(folder: Path) -> dict[str, list]:
    """Return every table's rows as plain values, sorted, to be compared."""
    ds = load_dataset(folder)
    return {
        name: sorted(map(repr, ds.table(name).astype("object").values.tolist()))
        for name in TABLES
    }


def rejects(folder: Path) -> list[dict]:
    text = (folder / "rejects.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a folder with a source of every kind."""
    folder = tmp_path / "in"
    jsonl(folder / "a.jsonl", [*range(12), "broken"])
    jsonl(folder / "b.jsonl.gz", list(range(4)), year=2023)
    (folder / "wire.xml").write_text(RSS)
    (folder / "pages").mkdir()
    (folder / "pages" / "plant.html").write_text(PAGE)
    shutil.copytree(VIEWS / "data" / "briefs" / "first", folder / "first")
    return folder


def test_read_is_built_and_rejected(
    sources: Path, tmp_path: Path, project: Project
) -> None:
    built = build([str(sources)], tmp_path / "out", project=project)
    assert (built.read, built.built, built.rejected) == (23, 20, 3)
    ds = load_dataset(tmp_path / "out")
    assert ds.counts()["briefs"] == len(ds.briefs) == 20
    told = {(Path(r["source"]).name, r["place"]) for r in rejects(tmp_path / "out")}
    assert told == {("a.jsonl", 13), ("wire.xml", 2), ("wire.xml", 3)}
    corpora = set(ds.briefs["corpus"])
    assert corpora == {"a", "b", "wire", "pages", "first"}


def test_brief_files_give_the_rows_of_the_project(
    tmp_path: Path, project: Project
) -> None:
    build([str(VIEWS / "data" / "briefs")], tmp_path / "out", project=project)
    ours = load_dataset(project)
    built = load_dataset(tmp_path / "out")
    for name in TABLES:
        key = {"briefs": "brief_id"}.get(name) or list(ours.table(name))[0]
        one = ours.table(name).sort_values(key).astype("object").values.tolist()
        other = built.table(name).sort_values(key).astype("object").values.tolist()
        assert list(map(repr, one)) == list(map(repr, other))
    for filters in (
        {"themes": "chips"},
        {"corpora": "second"},
        {"since": "2024-12-01", "until": "2024-12-10"},
        {"actors": "Borealis", "scope": "brief"},
        {"text": "plant", "themes": ["chips", "other"]},
        {"value_min": 1e9},
    ):
        assert built.where(**filters).counts() == ours.where(**filters).counts()


@pytest.mark.usefixtures("small_parts")
def test_two_workers_make_the_same_files_as_none(
    sources: Path, tmp_path: Path, project: Project
) -> None:
    one = build([str(sources)], tmp_path / "one", project=project)
    two = build([str(sources)], tmp_path / "two", project=project, workers=2)
    assert one.parts == two.parts > 4
    hashes = []
    for folder in ("one", "two"):
        files = sorted((tmp_path / folder).glob("*/year=*/*.parquet"))
        hashes.append([(p.name, p.read_bytes()) for p in files])
        assert (tmp_path / folder / "rejects.jsonl").is_file()
    assert hashes[0] == hashes[1]
    manifests = [(tmp_path / n / "manifest.json").read_text() for n in ("one", "two")]
    assert manifests[0] == manifests[1]


@pytest.mark.parametrize("packed", ["jsonl.gz", "jsonl.zst", "parquet"])
def test_an_archive_in_one_piece_is_written_in_several(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch, packed: str
) -> None:
    many = [brief(number) for number in range(30)]
    source = tmp_path / f"a.{packed}"
    if packed == "parquet":
        pq.write_table(pa.Table.from_pylist(many), source)
    else:
        lines = "".join(f"{json.dumps(row)}\n" for row in [*many, "broken"])
        pack = gzip.compress if packed.endswith("gz") else zstandard.compress
        source.write_bytes(pack(lines.encode()))
    whole = build([str(source)], tmp_path / "whole", project=project)
    monkeypatch.setattr(build_part, "_HELD", 1000)
    monkeypatch.setattr(build_part, "_BATCH", 4)
    pieces = build([str(source)], tmp_path / "pieces", project=project)
    assert whole.built == pieces.built == 30
    assert whole.rejected == pieces.rejected
    assert len(list((tmp_path / "whole").glob("claims/*/*.parquet"))) == 1
    assert len(list((tmp_path / "pieces").glob("claims/*/*.parquet"))) > 3
    assert rows(tmp_path / "pieces") == rows(tmp_path / "whole")
    assert rejects(tmp_path / "pieces") == rejects(tmp_path / "whole")
    again = build([str(source)], tmp_path / "pieces", project=project)
    assert again.kept == again.parts == 1


@pytest.mark.usefixtures("small_parts")
def test_a_source_that_is_added_changed_or_removed_builds_only_that(
    tmp_path: Path, project: Project
) -> None:
    a = jsonl(tmp_path / "a.jsonl", list(range(20)))
    b = jsonl(tmp_path / "b.jsonl", list(range(5)), year=2022)
    out = tmp_path / "out"
    first = build([str(a)], out, project=project)
    added = build([str(a), str(b)], out, project=project)
    assert added.kept == first.parts
    assert added.built == 25
    jsonl(tmp_path / "a.jsonl", list(range(22)))
    changed = build([str(a), str(b)], out, project=project)
    assert 1 <= changed.parts - changed.kept <= 2
    assert changed.built == 27
    removed = build([str(b)], out, project=project)
    assert (removed.built, removed.kept) == (5, removed.parts)
    assert set(load_dataset(out).briefs["corpus"]) == {"b"}
    fresh = build([str(b)], tmp_path / "fresh", project=project)
    assert fresh.built == 5
    assert rows(out) == rows(tmp_path / "fresh")


_SLOW = """
import sys
from pathlib import Path
from briefbook import build_plan
from briefbook.build import build
from briefbook.project import read_project
build_plan.PART_BYTES = 1200
build([sys.argv[1]], Path(sys.argv[2]), project=read_project(Path(sys.argv[3])))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_killed_build_leaves_what_was_and_goes_on_where_it_was(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_plan, "PART_BYTES", 1200)
    source = jsonl(tmp_path / "a.jsonl", list(range(4)))
    out = tmp_path / "out"
    build([str(source)], out, project=project)
    before = rows(out)
    jsonl(source, list(range(400)))
    kept = len(list((out / PARTS).glob("*.json")))
    words = (sys.executable, "-c", _SLOW, source, out, VIEWS)
    process = subprocess.Popen([str(word) for word in words])
    try:
        deadline = time.monotonic() + 60
        while len(list((out / PARTS).glob("*.json"))) < kept + 5:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    assert rows(out) == before
    again = build([str(source)], out, project=project)
    assert again.kept >= 5
    assert again.built == 400
    build([str(source)], tmp_path / "whole", project=project)
    assert rows(out) == rows(tmp_path / "whole")
    manifests = [(folder / "manifest.json") for folder in (out, tmp_path / "whole")]
    assert manifests[0].read_text() == manifests[1].read_text()
    assert not list((out / PARTS).glob("*.tmp"))


@pytest.mark.usefixtures("small_parts")
def test_a_full_disk_leaves_what_was_and_says_so(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = jsonl(tmp_path / "a.jsonl", list(range(4)))
    out = tmp_path / "out"
    build([str(source)], out, project=project)
    before = rows(out)
    jsonl(source, list(range(60)))
    real, calls = pq.write_table, []

    def full(*args: object, **options: object) -> None:
        calls.append(1)
        if len(calls) > 12:
            raise OSError(28, "No space left on device")
        real(*args, **options)

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(BuildError, match=r"No space left.*is still there"):
        build([str(source)], out, project=project)
    assert rows(out) == before
    monkeypatch.setattr(pq, "write_table", real)
    assert build([str(source)], out, project=project).kept > 0


def test_a_store_that_does_not_answer_leaves_nothing_recorded_and_the_rest_kept(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "plant.html").write_text(PAGE)
    given = [str(tmp_path / "in"), str(jsonl(tmp_path / "a.jsonl", [0, 1]))]
    read, out = sources_unpack.Store.read, tmp_path / "out"

    def fault(store: object, size: int = -1) -> bytes:
        raise sources_unpack.unread("store", OSError(5, "Input/output error"))

    monkeypatch.setattr(sources_unpack.Store, "read", fault)
    told = r"1 of 2 parts could not be read:\n.*Input/output error.*run the same build"
    with pytest.raises(SourceError, match=told):
        build(given, out, project=project)
    monkeypatch.setattr(sources_unpack.Store, "read", read)
    built = build(given, out, project=project)
    assert (built.built, built.rejected, built.kept) == (3, 0, 1)


def other_parquet(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([brief(7)]), path)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("a.jsonl", lambda path: jsonl(path, list(range(30)), year=2020)),
        ("b.jsonl.gz", lambda path: jsonl(path, [5])),
        ("c.parquet", other_parquet),
        ("day.txt", lambda path: path.write_text(brief(2)["text"])),
        ("wire.xml", lambda path: path.write_text(RSS.replace("20%", "30%"))),
        ("pages/p.html", lambda path: path.write_text(PAGE.replace("2.5", "3.5"))),
        ("first/acme-plant.md", lambda path: path.write_text("---\nid: a\n---\nB.\n")),
    ],
)
@pytest.mark.usefixtures("small_parts")
def test_a_source_that_changes_while_it_is_built_is_not_recorded(
    tmp_path: Path,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    other: Callable[[Path], object],
) -> None:
    shutil.copytree(VIEWS / "data" / "briefs" / "first", tmp_path / "first")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "p.html").write_text(PAGE)
    jsonl(tmp_path / "a.jsonl", list(range(12)))
    jsonl(tmp_path / "b.jsonl.gz", list(range(4)))
    pq.write_table(pa.Table.from_pylist([brief(0)]), tmp_path / "c.parquet")
    (tmp_path / "day.txt").write_text(brief(1)["text"])
    (tmp_path / "wire.xml").write_text(RSS)
    source, out = tmp_path / name, tmp_path / "out"
    before, real = source.read_bytes(), build_module.plan

    def changed(*given: object, **options: object) -> build_plan.Plan:
        planned = real(*given, **options)
        other(source)
        return planned

    given = [str(source if source.parent == tmp_path else source.parent)]
    days = ("2024-11-20", "2024-11-20")
    monkeypatch.setattr(build_module, "plan", changed)
    with pytest.raises(SourceError, match=r"changed while it was built: run the"):
        build(given, out, project=project, days=days)
    monkeypatch.setattr(build_module, "plan", real)
    source.write_bytes(before)
    build(given, out, project=project, days=days)
    build(given, tmp_path / "fresh", project=project, days=days)
    assert rows(out) == rows(tmp_path / "fresh")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes there")
def test_a_file_whose_name_is_not_utf8_is_built(
    tmp_path: Path, project: Project
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    jsonl(folder / "a.jsonl", [0, "broken"])
    os.rename(folder / "a.jsonl", os.fsencode(folder) + b"/caf\xe9.jsonl")
    digest = os.fsencode(folder) + b"/\xe9t\xe9.txt"
    with open(digest, "w", encoding="utf-8") as file:
        file.write(brief(1)["text"])
    days = ("2024-11-20", "2024-11-20")
    built = build([str(folder)], out, project=project, days=days)
    assert (built.read, built.built, built.rejected) == (3, 2, 1)
    assert rejects(out)[0]["source"].endswith("caf\udce9.jsonl")
    assert len(load_dataset(out).briefs) == 2
    verify(out)
    assert build([str(folder)], out, project=project, days=days).kept == built.parts


def test_a_brief_file_out_of_bounds_is_a_reject(
    tmp_path: Path, project: Project
) -> None:
    shutil.copytree(VIEWS / "data" / "briefs" / "first", tmp_path / "first")
    path = tmp_path / "first" / "acme-plant.md"
    with path.open("a", encoding="utf-8") as file:
        file.write("More words.\n" * 90_000)
    build([str(tmp_path / "first")], tmp_path / "out", project=project)
    (told,) = rejects(tmp_path / "out")
    assert told["source"].endswith("acme-plant.md")
    assert "holds more than 1,048,576 bytes" in told["reason"]


def test_an_archive_that_was_cut_is_no_success_for_strict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(VIEWS)
    content = jsonl(tmp_path / "a.jsonl", list(range(20))).read_bytes()
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(content)[:-1])
    given = ["build", str(path), "--to", str(tmp_path / "out"), "--strict"]
    assert main(given) == 1
    assert "was not copied whole" in capsys.readouterr().err


def test_an_id_that_stands_twice_is_told_and_stays_out(
    tmp_path: Path, project: Project, small_parts: None
) -> None:
    source = jsonl(tmp_path / "a.jsonl", [*range(10), 3])
    out = tmp_path / "out"
    built = build([str(source)], out, project=project)
    assert (built.built, built.rejected) == (10, 1)
    (told,) = rejects(out)
    assert told["place"] == 11
    assert told["reason"].startswith("has the id of")
    again = build([str(source)], out, project=project)
    assert again.kept == again.parts
    jsonl(source, [0, 1, 2, *range(4, 10), 3])
    assert build([str(source)], out, project=project).rejected == 0


def test_the_same_text_again_is_kept_and_named(
    tmp_path: Path, project: Project
) -> None:
    a = jsonl(tmp_path / "a.jsonl", [0, 1])
    b = jsonl(tmp_path / "b.jsonl", [1, 2])
    build([str(a), str(b)], tmp_path / "out", project=project)
    briefs = load_dataset(tmp_path / "out").briefs.set_index("brief_id")
    assert briefs["duplicate_of"].dropna().to_dict() == {"b:b1": "a:b1"}


def _told_nearly_again(folder: Path) -> list[str]:
    """Write two archives with near-duplicates within and across; return their paths."""
    rng = random.Random(3)
    words = [f"word{n}" for n in range(400)]
    texts = [" ".join(rng.choices(words, k=120)) for _ in range(8)]

    def edited(text: str, share: float) -> str:
        parts = text.split()
        for place in rng.sample(range(len(parts)), round(share * len(parts))):
            parts[place] = f"other{place}"
        return " ".join(parts)

    told = [
        *[("a", text) for text in texts],
        ("a", edited(texts[0], 0.05)),
        ("b", texts[1]),
        ("b", edited(texts[2], 0.04)),
        ("b", edited(texts[2], 0.06)),
        ("b", edited(texts[3], 0.6)),
        ("b", ""),
        ("b", "..."),
    ]
    paths = []
    for name in "ab":
        lines = [
            json.dumps(
                {
                    "id": f"n{place}",
                    # The later a text stands here, the earlier it was published.
                    "published": f"2024-05-{28 - place:02d}",
                    "text": text or " ",
                    "title": f"Text {place}",
                }
            )
            for place, (archive, text) in enumerate(told)
            if archive == name
        ]
        paths.append(str(jsonl(folder / f"{name}.jsonl", lines)))
    return paths


@pytest.mark.usefixtures("small_parts")
def test_near_duplicates_are_those_of_a_project_however_they_are_built(
    tmp_path: Path, project: Project
) -> None:
    sources = _told_nearly_again(tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    build(sources, one, project=project, near_duplicates=True)
    ds = load_dataset(one)
    briefs = ds.briefs.sort_values("published", kind="stable")
    expected = told_again(zip(briefs["brief_id"], briefs["text"], strict=True))
    assert len(expected) >= 4
    again = briefs.set_index("brief_id")[["duplicate_of", "duplicate_share"]].dropna()
    found = {r.Index: (r.duplicate_of, r.duplicate_share) for r in again.itertuples()}
    assert found == expected
    counts = ds.counts()["briefs"]
    assert ds.distinct() == counts - len(expected)
    assert f"{counts} ({counts - len(expected)} distinct) briefs" in repr(ds)

    # Without the option only the same words are named; with it the parts stay.
    plain = build(sources, two, project=project)
    assert len(read_manifest(two)["duplicates"]) < len(expected)
    later = build(sources, two, project=project, near_duplicates=True)
    assert later.kept == later.parts == plain.parts
    assert (two / MANIFEST).read_bytes() == (one / MANIFEST).read_bytes()
    # A worker's file that was cut off is written anew.
    near = sorted((two / ".parts").glob("*.near-*.npy"))
    near[0].write_bytes(near[0].read_bytes()[:200])
    near[1].unlink()
    build(sources, two, project=project, workers=2, near_duplicates=True)
    assert (two / MANIFEST).read_bytes() == (one / MANIFEST).read_bytes()


def test_two_sources_of_one_name_are_two_corpora_that_stay(
    tmp_path: Path, project: Project
) -> None:
    one = jsonl(tmp_path / "x" / "news.jsonl", [0])
    two = jsonl(tmp_path / "y" / "news.jsonl", [0])
    out = tmp_path / "out"
    build([str(two)], out, project=project)
    build([str(one), str(two)], out, project=project)
    names = load_dataset(out).briefs["corpus"].astype(str).tolist()
    assert len(set(names)) == 2
    build([str(two)], out, project=project)
    assert load_dataset(out).briefs["corpus"].astype(str).tolist() == ["news"]


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda f: (f / "manifest.json").unlink(), "is no built folder"),
        (
            lambda f: (f / "manifest.json").write_text("{}"),
            "is not of the format",
        ),
        (
            lambda f: (f / "manifest.json").write_text(
                (f / "manifest.json").read_text()[:-40]
            ),
            "is truncated",
        ),
        (
            lambda f: (f / "manifest.json").write_text(
                (f / "manifest.json").read_text().replace('"built": 8', '"built": 9')
            ),
            "was changed by hand",
        ),
        (
            lambda f: next(f.glob("claims/*/*.parquet")).unlink(),
            "is missing; run the build again",
        ),
        (
            lambda f: next(f.glob("claims/*/*.parquet")).write_bytes(b"PAR1"),
            "truncated or changed",
        ),
    ],
)
def test_a_folder_that_is_not_as_it_was_built_is_refused(
    tmp_path: Path, project: Project, harm, message: str
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(8))))], out, project=project)
    harm(out)
    with pytest.raises(BuiltFolderError, match=message):
        load_dataset(out)


def test_a_stale_folder_is_refused(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [0]))], out, project=project)
    monkeypatch.setattr("briefbook.built.schema_stamp", lambda: "another")
    with pytest.raises(BuiltFolderError, match="is stale: made by briefbook"):
        load_dataset(out)


def test_a_byte_that_was_changed_is_found(tmp_path: Path, project: Project) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(8))))], out, project=project)
    verify(out)
    path = next(out.glob("claims/*/*.parquet"))
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(BuiltFolderError, match="was changed"):
        verify(out)


def test_a_folder_of_something_else_is_not_built_into(
    tmp_path: Path, project: Project
) -> None:
    source = jsonl(tmp_path / "a.jsonl", [0])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(BuildError, match="holds other things than a build"):
        build([str(source)], tmp_path / "mine", project=project)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"
    with pytest.raises(BuildError, match="is a file"):
        build([str(source)], source, project=project)


@pytest.mark.skipif(os.name != "posix", reason="locks are POSIX")
def test_two_builds_do_not_run_in_one_folder(tmp_path: Path, project: Project) -> None:
    import fcntl

    source = jsonl(tmp_path / "a.jsonl", [0])
    out = tmp_path / "out"
    build([str(source)], out, project=project)
    with (out / PARTS / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="another build runs in it"):
            build([str(source)], out, project=project)


def test_words_and_readings_are_found_in_a_built_folder(
    tmp_path: Path, project: Project
) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", [3]))], out, project=project)
    ds = load_dataset(out)
    for name in ("figures", "dates", "actor_mentions", "claims"):
        text = ds.briefs["text"].iloc[0]
        for row in ds.table(name).itertuples():
            assert text[row.char_start : row.char_end] == row.quote
    money = ds.figures[ds.figures["unit"] == "USD"].iloc[0]
    assert ds.evidence(money)[0].quote == "$4.5 billion"
    assert "was read by the rule 'money" in ds.explain(money["figure_id"])


def test_the_command_tells_counts_and_rejects(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(VIEWS)
    source = jsonl(tmp_path / "a.jsonl", [0, 1, "broken"])
    words = ["build", str(source), "--to", str(tmp_path / "out")]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "3 read = 2 built + 1 rejected" in said.out
    assert "a.jsonl:3: 'broken' is not JSON" in said.err
    assert main([*words, "--strict"]) == 1
    assert main(["build", "--to", str(tmp_path / "out"), "--verify"]) == 0
    assert main(["build", "--to", str(tmp_path / "out")]) == 2


def test_a_report_runs_on_a_built_folder(tmp_path: Path, project: Project) -> None:
    out = tmp_path / "out"
    build([str(jsonl(tmp_path / "a.jsonl", list(range(6))))], out, project=project)
    code = (
        "import briefbook as bb; ds = bb.load_dataset(); "
        "print(bb.answer(ds, 'other')['told'].sentence, len(ds.briefs)); "
        "print(len(bb.Explorer(ds).rows))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "BRIEFBOOK_PROJECT": str(out)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert " 6\n" in done.stdout


_ON_CLUSTER = """
import sys
from pathlib import Path
from briefbook import build_plan
from briefbook.build import build
from briefbook.errors import BriefbookError
from briefbook.project import read_project

if __name__ == "__main__":
    build_plan.PART_BYTES = 1200
    project = read_project(Path(sys.argv[3]))
    try:
        build([sys.argv[1]], Path(sys.argv[2]), project=project, scheduler=sys.argv[4])
    except BriefbookError as err:
        sys.exit(f"said: {err}")
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("victim", ["worker", "scheduler"])
def test_a_build_outlives_a_worker_and_resumes_after_its_scheduler(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    from distributed import Client

    monkeypatch.setattr(build_plan, "PART_BYTES", 1200)
    source = jsonl(tmp_path / "a.jsonl", list(range(160)))
    out, told = tmp_path / "out", tmp_path / "scheduler.json"
    started, heard = [], (tmp_path / "heard").open("w")
    try:
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        scheduler = subprocess.Popen(
            [*_dask("scheduler"), *words, "--scheduler-file", str(told)],
            stderr=subprocess.DEVNULL,
        )
        started.append(scheduler)
        _until(told.exists)
        address = json.loads(told.read_text())["address"]
        for _ in range(2):
            words = [address, "--no-nanny", "--nthreads", "1", "--no-dashboard"]
            started.append(
                subprocess.Popen(
                    [*_dask("worker"), *words, "--local-directory", str(tmp_path)],
                    stderr=subprocess.DEVNULL,
                )
            )
        with Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        script = tmp_path / "client.py"
        script.write_text(_ON_CLUSTER)
        words = [sys.executable, script, source, out, VIEWS, address]
        client = subprocess.Popen([str(word) for word in words], stderr=heard)
        started.append(client)
        _until(lambda: len(list((out / PARTS).glob("*.json"))) > 5)
        assert client.poll() is None, "it ended before anything could be killed"
        killed = scheduler if victim == "scheduler" else started[1]
        killed.send_signal(signal.SIGKILL)
        assert client.wait(120) == (0 if victim == "worker" else 1)
        said = (tmp_path / "heard").read_text()
        assert (victim == "scheduler") == (f"said: the scheduler {address} is" in said)
    finally:
        heard.close()
        for process in reversed(started):
            process.kill()
            process.wait()
    again = build([str(source)], out, project=project)
    assert again.kept > 5
    build([str(source)], tmp_path / "whole", project=project)
    assert rows(out) == rows(tmp_path / "whole")


def _dask(part: str) -> list[str]:
    return [sys.executable, "-m", f"distributed.cli.dask_{part}"]


def _until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
