"""The sizes in a Parquet file are told before anything of it is unpacked."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefbook.sources_open import Reject
from briefbook.sources_pages import chunks, page_sizes
from briefbook.sources_parquet import read_parquet

ROWS = 3000
TABLE = pa.table(
    {
        "text": [f"{number} {'word ' * 100}" for number in range(ROWS)],
        "flag": [True, None, False] * (ROWS // 3),
        "deep": [{"a": 1, "b": ["x"]}] * ROWS,
        "kind": pa.array(["q"] * ROWS).dictionary_encode(),
    }
).replace_schema_metadata({"note": "v" * 5000})


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_dictionary": False, "data_page_size": 2**14},
        {"data_page_version": "2.0", "compression": "zstd"},
        {"compression": "none", "write_page_checksum": True, "row_group_size": 1000},
        {"write_page_index": True, "write_statistics": False},
    ],
)
def test_columns_and_pages_are_as_the_library_wrote_them(options: dict) -> None:
    file = io.BytesIO()
    pq.write_table(TABLE, file, **options)
    written = pq.ParquetFile(file).metadata
    for group in range(written.num_row_groups):
        for number, chunk in enumerate(chunks(file, group)):
            column = written.row_group(group).column(number)
            assert chunk.column == column.path_in_schema.split(".")[0]
            assert chunk.packed == column.total_compressed_size
            assert chunk.unpacked == column.total_uncompressed_size
            pages = list(page_sizes(file, chunk.start, chunk.packed))
            # What is not in a page is its header.
            heads = chunk.unpacked - sum(pages)
            assert 8 * len(pages) < heads < 3000 * len(pages)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"x" * 100, b"\x15\x02" * 50])
def test_what_has_no_footer_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="its footer|no field of it"):
        chunks(io.BytesIO(content), 0)
    with pytest.raises(ValueError, match="a page|no field of it"):
        list(page_sizes(io.BytesIO(content), -1 if content else 0, 10))


def test_a_large_cell_among_small_ones_is_told_before_it_is_read(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefbook.sources_parquet.MAX_PAGE", 2**20)
    path = f"{tmp_path}/a.parquet"
    texts = ["Sales rose 5%."] * 39 + ["".join(map(str, range(300_000)))]
    pq.write_table(pa.table({"published": ["2024-11-20"] * 40, "text": texts}), path)
    (told,) = read_parquet(f"file://{path}", "a", 0)
    assert isinstance(told, Reject)
    assert told.place == 1
    assert "has a page of 1,6" in told.reason
