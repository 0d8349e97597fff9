"""Arrow IPC as file and stream: compression, dictionaries, and files that are not whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.detection.tables import scan_table
from pii_scanner.release.contents import contents
from tests.builders.copies import changed_copy, contents_of, kept_copy, to
from tests.builders.files import cut, damage, names_of, refusal, rows_of, table_of

MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": dict.fromkeys(("CN_MOBILE", "PERSON"), "redact"),
    "default": "redact",
}
TABLE = pa.table({"手机号": [f"1380013{i:04d}" for i in range(5000)]})


def _stream(path: Path, table: pa.Table, codec: str | None = None) -> Path:
    with pa.ipc.new_stream(path, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as out:
        out.write_table(table, max_chunksize=1000)
    return path


@pytest.mark.parametrize("codec", [None, "lz4", "zstd"])
def test_a_stream_is_told_by_its_content(tmp_path: Path, codec: str | None) -> None:
    found = table_of(_stream(tmp_path / "data", TABLE, codec))
    assert (found.kind, found.layout["form"], found.layout["codec"]) == ("arrow", "stream", codec)
    assert len(rows_of(found)) == 5000


@pytest.mark.parametrize("share", [0.002, 0.3, 0.9])
def test_a_stream_cut_off(tmp_path: Path, share: float) -> None:
    assert "damaged" in refusal(cut(_stream(tmp_path / "a.arrows", TABLE), share))


def test_a_stream_damaged_inside(tmp_path: Path) -> None:
    sentence = refusal(damage(_stream(tmp_path / "a.arrows", TABLE, "zstd"), 0.5, 300))
    assert "1380013" not in sentence


def test_columns_called_alike_and_not_at_all(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"]), pa.array(["c"])], names=["名", "名", ""])
    found = table_of(_stream(tmp_path / "a.arrows", table))
    assert len(set(names_of(found))) == 3
    kept_copy(tmp_path / "a.arrows", tmp_path / "b.arrows")
    assert pa.ipc.open_stream((tmp_path / "b.arrows").read_bytes()).schema.names == ["名", "名", ""]


def test_entries_of_a_dictionary_that_no_cell_uses_do_not_leave(tmp_path: Path) -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 2, None]), pa.array(["甲", "13800138000", "乙"]))
    table = pa.table({"级": coded, "号": ["13900139000", "x", "y"]})
    for new, name in ((pa.ipc.new_stream, "a.arrows"), (pa.ipc.new_file, "a.arrow")):
        with new(tmp_path / name, table.schema) as out:
            out.write_table(table)
        changed_copy(tmp_path / name, tmp_path / f"copy-{name}", {"号": to("***")})
        assert [row[0] for row in contents_of(tmp_path / f"copy-{name}")[0][2]] == ["甲", "乙", None]
        texts = "".join(text for _, text in contents(tmp_path / f"copy-{name}"))
        assert "13800138000" not in texts
        assert "13900139000" not in texts


def test_dictionaries_that_change_between_batches(tmp_path: Path) -> None:
    parts = [pa.array(["甲", "乙"]).dictionary_encode(), pa.array(["丙", "甲"]).dictionary_encode()]
    schema = pa.schema([("级", parts[0].type)])
    with pa.ipc.new_stream(tmp_path / "a.arrows", schema) as out:
        for part in parts:
            out.write_batch(pa.record_batch([part], schema=schema))
    kept_copy(tmp_path / "a.arrows", tmp_path / "b.arrows")
    assert [row[0] for row in contents_of(tmp_path / "b.arrows")[0][2]] == ["甲", "乙", "丙", "甲"]


def test_values_outside_a_slice_do_not_leave(tmp_path: Path) -> None:
    whole = pa.record_batch([pa.array([["13800138000"], ["乙"]])], names=["l"])
    with pa.ipc.new_file(tmp_path / "a.arrow", whole.schema) as out:
        out.write_batch(whole.slice(1))
    kept_copy(tmp_path / "a.arrow", tmp_path / "b.arrow")
    assert "13800138000" not in "".join(text for _, text in contents(tmp_path / "b.arrow"))


def test_metadata_does_not_leave_and_what_may_be_null_stays(tmp_path: Path) -> None:
    noted = {"comment": "13800138000"}
    inner = pa.field("名", pa.string(), nullable=False, metadata=noted)
    fields = [
        pa.field("n", pa.int64(), nullable=False, metadata=noted),
        pa.field("l", pa.list_(pa.field("item", pa.struct([inner]), metadata=noted))),
        pa.field("m", pa.map_(pa.string(), pa.field("value", pa.int32(), metadata=noted))),
    ]
    table = pa.table([[1], [[{"名": "甲"}]], [[("a", 1)]]], schema=pa.schema(fields, metadata=noted))
    _stream(tmp_path / "a.arrows", table)
    kept_copy(tmp_path / "a.arrows", tmp_path / "b.arrows")
    assert b"13800138000" not in (tmp_path / "b.arrows").read_bytes()
    after = pa.ipc.open_stream((tmp_path / "b.arrows").read_bytes()).read_all()
    assert after.schema == table.schema.remove_metadata()
    assert after.to_pydict() == table.to_pydict()


_PEOPLE = persons(60, 8)
_PHONES = [person.mobile for person in _PEOPLE]
# As polars writes text, lists, categories and bytes, and as values that repeat may be stored.
_NEWER = {
    "姓名": pa.array([person.name for person in _PEOPLE], pa.string_view()),
    "手机": pa.array([*_PHONES[:-1], None], pa.string_view()),
    "字节": pa.array([phone.encode() for phone in _PHONES], pa.binary_view()),
    "标签": pa.array([["甲", phone] for phone in _PHONES], pa.large_list(pa.string_view())),
    "信息": pa.array([{"电话": phone, "n": 1} for phone in _PHONES], pa.struct({"电话": pa.string_view(), "n": pa.int64()})),
    "等级": pa.DictionaryArray.from_arrays(
        pa.array([number % 3 for number in range(59)] + [None], pa.uint32()), pa.array(["甲", "乙", "丙"], pa.string_view())
    ),
    "批次": pa.RunEndEncodedArray.from_arrays(pa.array([20, 60], pa.int32()), pa.array(["一批", "二批"])),
    "余数": pa.array(range(60), pa.uint64()),
    "视图": pa.array([["甲", phone] for phone in _PHONES], pa.list_view(pa.string_view())),
    "编号": pa.ExtensionArray.from_storage(
        pa.uuid(), pa.array([bytes([number] * 16) for number in range(59)] + [None], pa.binary(16))
    ),
    "混合": pa.UnionArray.from_sparse(
        pa.array([number % 2 for number in range(60)], pa.int8()), [pa.array(_PHONES), pa.array(range(60))]
    ),
    "间隔": pa.array([(1, 2, 1_500_000_000)] * 60, pa.month_day_nano_interval()),
}  # fmt: skip
# Of these Arrow makes no copy: lists are lists, the others text.
_OTHERWISE = {"批次": pa.string(), "视图": pa.list_(pa.large_string()), "混合": pa.string(), "间隔": pa.string()}


@pytest.mark.parametrize("name", ["a.arrow", "a.arrows"])
def test_newer_types_are_read_and_kept(tmp_path: Path, name: str) -> None:
    table = pa.table(_NEWER)
    with (pa.ipc.new_file if name == "a.arrow" else pa.ipc.new_stream)(tmp_path / name, table.schema) as out:
        out.write_table(table)

    found = {record.column: set(record.types()) for record in scan_table(table_of(tmp_path / name))}
    kept_copy(tmp_path / name, tmp_path / f"copy-{name}")
    with pa.OSFile(str(tmp_path / f"copy-{name}")) as file:
        copy = (pa.ipc.open_file if name == "a.arrow" else pa.ipc.open_stream)(file).read_all()

    assert "PERSON" in found["姓名"]
    assert all("CN_MOBILE" in found[column] for column in ("手机", "字节", "标签", "信息", "视图", "混合"))
    assert not found["编号"]
    assert {field.name: field.type for field in copy.schema} == {
        field.name: _OTHERWISE.get(field.name, field.type) for field in table.schema
    }
    texts = [{**row, "混合": str(row["混合"]), "间隔": "P1M2DT1.5S"} for row in table.to_pylist()]
    assert copy.to_pylist() == texts


def test_newer_types_are_masked(tmp_path: Path) -> None:
    table = pa.table(_NEWER)
    with pa.ipc.new_file(tmp_path / "a.arrow", table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
        out.write_table(table)

    pii_scanner.mask(tmp_path / "a.arrow", MASKING, tmp_path / "out")
    with pa.OSFile(str(tmp_path / "out" / "a.arrow")) as file:
        made = pa.ipc.open_file(file).read_all()

    text = str(made.to_pylist())
    assert not [person for person in _PEOPLE if person.mobile in text or person.name in text]
    assert made.schema.field("手机").type == pa.string_view()
    assert [row["信息"]["n"] for row in made.to_pylist()] == [1] * len(_PEOPLE)


def test_a_file_without_a_stream_behind_its_mark(tmp_path: Path) -> None:
    """What stands before the first batch is for nobody but those who read it as a stream: polars writes something else."""
    with pa.ipc.new_file(tmp_path / "a.arrow", TABLE.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
        out.write_table(TABLE)
    content = bytearray((tmp_path / "a.arrow").read_bytes())
    content[8:20] = bytes(12)
    (tmp_path / "a.arrow").write_bytes(content)

    found = table_of(tmp_path / "a.arrow")

    assert len(rows_of(found)) == len(TABLE)
    assert found.layout["codec"] == "zstd"
