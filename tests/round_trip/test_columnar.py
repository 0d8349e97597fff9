"""Parquet and Arrow files: schema, compression and row groups of a copy, and what stands inside nested columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import SourceError
from tests.builders.files import refusal, table_of
from tests.round_trip.kept import kept_copy

PEOPLE = persons(40, 5)
_MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "PERSON"), "redact"),
    "default": "redact",
}


def _nested() -> pa.Table:
    return pa.table(
        {
            "编号": list(range(len(PEOPLE))),
            "人": [{"姓名": p.name, "证件": {"身份证号": p.resident_id, "级": n}} for n, p in enumerate(PEOPLE)],
            "电话": pa.array([[p.mobile, None] for p in PEOPLE], pa.large_list(pa.string())),
            "号码": [[int(p.mobile), 7] for p in PEOPLE],
            "属性": pa.array(
                [[("手机", p.mobile), ("城市", "北京")] for p in PEOPLE], pa.map_(pa.string(), pa.string())
            ),
        }
    )


def _write(table: pa.Table, path: Path, kind: str) -> Path:
    if kind == "parquet":
        pq.write_table(table, path)
    else:
        feather.write_feather(table, str(path))
    return path


def _read(path: Path, kind: str) -> pa.Table:
    return pq.read_table(path) if kind == "parquet" else feather.read_table(str(path))


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_values_inside_nested_columns_are_found_and_masked_there(tmp_path: Path, kind: str) -> None:
    source = _write(_nested(), tmp_path / f"客户.{kind}", kind)
    found = {record.column: set(record.types()) for record in scan_table(table_of(source))}
    assert {"CN_RESIDENT_ID"} <= found["人"]
    assert all("CN_MOBILE" in found[name] for name in ("电话", "号码", "属性"))
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = _read(tmp_path / "out" / source.name, kind)
    assert made.schema.equals(_nested().schema)
    text = str(made.to_pylist())
    assert not [p for p in PEOPLE if p.resident_id in text or p.mobile in text]
    assert [row["人"]["证件"]["级"] for row in made.to_pylist()] == list(range(len(PEOPLE)))
    assert [row["号码"] for row in made.to_pylist()] == [[None, 7]] * len(PEOPLE)
    assert made.column("属性")[0].as_py()[1] == ("城市", "北京")


def test_statistics_and_metadata_of_the_source_are_not_in_the_copy(tmp_path: Path) -> None:
    table = pa.table({"姓名": [p.name for p in PEOPLE], "手机": [p.mobile for p in PEOPLE]})
    table = table.replace_schema_metadata({"owner": PEOPLE[0].mobile})
    pq.write_table(table, tmp_path / "a.parquet", write_page_index=True)
    pii_scanner.mask(tmp_path / "a.parquet", _MASKING, tmp_path / "out")
    made = pq.read_metadata(tmp_path / "out" / "a.parquet")
    leaf = made.row_group(0).column(0)
    assert not leaf.is_stats_set
    assert not leaf.has_column_index
    assert set(made.metadata) <= {b"ARROW:schema"}


def test_row_groups_compression_and_dictionaries_are_those_of_the_source(tmp_path: Path) -> None:
    rows = 150_000
    table = pa.table({"n": list(range(rows)), "s": [f"v{i % 7}" for i in range(rows)]})
    source = tmp_path / "a.parquet"
    pq.write_table(table, source, row_group_size=70_000, compression={"n": "gzip", "s": "zstd"}, use_dictionary=["s"])
    made = pq.read_metadata(kept_copy(source, tmp_path / "out"))
    assert [made.row_group(i).num_rows for i in range(made.num_row_groups)] == [70_000, 70_000, 10_000]
    leaves = [made.row_group(0).column(i) for i in range(2)]
    assert [leaf.compression for leaf in leaves] == ["GZIP", "ZSTD"]
    assert [leaf.has_dictionary_page for leaf in leaves] == [False, True]


@pytest.mark.parametrize("codec", ["lz4", "zstd", "uncompressed"])
def test_the_compression_of_feather_is_that_of_the_source(tmp_path: Path, codec: str) -> None:
    source = tmp_path / "a.feather"
    feather.write_feather(
        pa.table({"s": pa.array(["x", "y"] * 500).dictionary_encode()}), str(source), compression=codec
    )
    copy = table_of(kept_copy(source, tmp_path / "out"))
    assert copy.layout["codec"] == (None if codec == "uncompressed" else codec)


def test_a_dictionary_of_feather_whose_values_were_replaced(tmp_path: Path) -> None:
    people = PEOPLE * 3500  # more than one batch
    texts = ["无人接听" if n % 50 else f"已致电{person.mobile}" for n, person in enumerate(people)]
    table = pa.table({"手机": [person.mobile for person in people], "备注": pa.array(texts).dictionary_encode()})
    feather.write_feather(table, str(tmp_path / "a.feather"))
    pii_scanner.mask(tmp_path / "a.feather", _MASKING, tmp_path / "out")
    made = feather.read_table(str(tmp_path / "out" / "a.feather"))
    assert made.num_rows == len(people)
    assert made.schema.equals(table.schema)
    assert set(made.column("备注").unique().to_pylist()) == {"无人接听", "已致电<CN_MOBILE>"}


def test_masked_text_of_feather_stays_a_dictionary_and_a_frame(tmp_path: Path) -> None:
    numbers = pd.Categorical([person.mobile for person in PEOPLE] * 2)
    frame = pd.DataFrame(
        {"手机": numbers, "n": range(len(numbers))}, index=pd.Index(range(5, len(numbers) + 5), name="号")
    )
    feather.write_feather(pa.Table.from_pandas(frame), str(tmp_path / "a.feather"))
    pii_scanner.mask(tmp_path / "a.feather", _MASKING, tmp_path / "out")
    made = feather.read_feather(str(tmp_path / "out" / "a.feather"))
    assert str(made.dtypes["手机"]) == "category"
    assert made.index.equals(frame.index)
    assert made["n"].tolist() == frame["n"].tolist()
    assert not set(made["手机"]) & set(numbers)


@pytest.mark.parametrize("index", [None, "号"])
def test_a_frame_written_by_pandas_reads_back_as_it_was(tmp_path: Path, index: str | None) -> None:
    frame = pd.DataFrame(
        {
            "数": pd.Series([1, None, 3], dtype="Int64"),
            "类": pd.Categorical(["甲", "乙", "甲"]),
            "时": pd.to_datetime(["2026-01-01", None, "2026-01-03"]).tz_localize("Asia/Shanghai"),
            "日": [dt.date(2026, 1, 1), None, None],
        }
    )
    if index:
        frame.index = pd.Index([5, 6, 7], name=index)
    frame.to_parquet(tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(kept_copy(tmp_path / "a.parquet", tmp_path / "out")), frame)


def test_the_schema_of_pandas_names_no_raw_value(tmp_path: Path) -> None:
    mobile = PEOPLE[0].mobile
    pd.DataFrame({mobile: [1, 2], "手机": [p.mobile for p in PEOPLE[:2]]}).to_parquet(tmp_path / "a.parquet")
    pii_scanner.mask(tmp_path / "a.parquet", _MASKING, tmp_path / "out")
    made = pq.read_schema(tmp_path / "out" / "a.parquet")
    assert mobile not in str(made.metadata) + str(made.names)


def test_an_encrypted_file_is_named_as_such(tmp_path: Path) -> None:
    for footer in (True, False):
        path = tmp_path / f"{footer}.parquet"
        _write_encrypted(path, plain_footer=not footer)
        assert "encrypted Parquet file" in refusal(path)
        with pytest.raises(SourceError, match="encrypted Parquet file"):
            pii_scanner.mask(path, _MASKING, tmp_path / f"out{footer}")


def _write_encrypted(path: Path, *, plain_footer: bool) -> None:
    class Keys(encryption.KmsClient):
        def __init__(self, config: Any) -> None:
            super().__init__()

        def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:
            return key_bytes.hex()

        def unwrap_key(self, wrapped_key: str, master_key_identifier: str) -> bytes:
            return bytes.fromhex(wrapped_key)

    factory = encryption.CryptoFactory(Keys)
    how = encryption.EncryptionConfiguration(footer_key="f", column_keys={"c": ["手机"]}, plaintext_footer=plain_footer)
    table = pa.table({"手机": [p.mobile for p in PEOPLE]})
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), how)
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)


def test_a_folder_of_partitions_keeps_its_form_but_no_person_in_it(tmp_path: Path) -> None:
    table = pa.table({"手机": [p.mobile for p in PEOPLE], "日": ["2026-01-01"] * len(PEOPLE)})
    for name in ("dt=2026-01-01", f"手机={PEOPLE[0].mobile}"):
        folder = tmp_path / "data" / name
        folder.mkdir(parents=True)
        pq.write_table(table, folder / "part-0.parquet")
    pii_scanner.mask(tmp_path / "data", _MASKING, tmp_path / "out")
    made = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.parquet"))
    assert "dt=2026-01-01/part-0.parquet" in made
    assert len(made) == 2
    assert PEOPLE[0].mobile not in str(made)


def test_fields_that_are_never_null_inside_nested_columns(tmp_path: Path) -> None:
    """As Delta's checkpoints have them: a masked number becomes null, so that such a field may be null in the copy."""
    phone = pa.struct([pa.field("号", pa.string(), nullable=False), pa.field("数", pa.int64(), nullable=False)])
    each = [{"号": person.mobile, "数": int(person.mobile)} for person in PEOPLE]
    source = _write(
        pa.table(
            {
                "内": pa.array([{"里": one} for one in each], pa.struct([pa.field("里", phone, nullable=False)])),
                "列": pa.array([[one] for one in each], pa.list_(pa.field("element", phone, nullable=False))),
                "图": pa.array([[("键", one)] for one in each], pa.map_(pa.string(), phone)),
                "双": pa.array([[one, one] for one in each], pa.list_(phone, 2)),
            }
        ),
        tmp_path / "a.arrow",
        "feather",
    )

    pii_scanner.mask(source, _MASKING, tmp_path / "out")

    made = _read(tmp_path / "out" / "a.arrow", "feather").to_pylist()
    assert not [person for person in PEOPLE if person.mobile in str(made)]
    assert [row["内"]["里"]["数"] for row in made] == [None] * len(PEOPLE)
    assert all(row["列"][0]["号"] == row["图"][0][1]["号"] == row["双"][1]["号"] for row in made)
