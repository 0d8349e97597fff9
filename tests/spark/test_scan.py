"""What Spark finds is what the local engine finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

import pii_scanner
from pii_scanner.engines.spark import scanning
from pii_scanner.model.inventory import ColumnRecord, Inventory

pytestmark = pytest.mark.usefixtures("session")


def _judged(record: ColumnRecord, digits: int = 9) -> tuple[Any, ...]:
    found = sorted(
        (f.entity_type, f.kind, f.matches, f.match_ratio, round(f.confidence, digits)) for f in record.entity_types
    )
    return (record.column, record.rows, record.nulls, record.distinct, found, record.classes, record.sensitivity)


def _verdicts(inventory: Inventory) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    return {(each.source, each.table, each.column): _judged(each) for each in inventory.columns}


def test_an_inventory_of_files_is_that_of_the_local_engine(data: Path, tmp_path: Path, table: pa.Table) -> None:
    gbk = tmp_path / "gbk.csv"
    pa_csv.write_csv(table, gbk)
    gbk.write_bytes(gbk.read_bytes().decode("utf-8").encode("gb18030"))
    sources = [data / "loan.parquet", data / "history.orc", data / "people.csv", gbk]
    by_spark = pii_scanner.scan(sources, engine="spark")
    assert not by_spark.problems
    assert _verdicts(by_spark) == _verdicts(pii_scanner.scan(sources))


def test_a_folder_of_parts_is_one_table_with_the_verdicts_of_one_file(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "_TOGETHER", 2)  # accounts are merged in several steps
    by_spark = pii_scanner.scan(data / "set", engine="spark")
    assert {each.table for each in by_spark.columns} == {"set"}
    local = {each.column: each for each in pii_scanner.scan(data / "loan.parquet").columns}
    for record in by_spark.columns:
        if record.column == "备注":  # names inside texts are estimated from some of each batch
            assert set(record.types()) == set(local[record.column].types())
        else:
            # How sure names are depends on the first words, and files come in another order.
            assert _judged(record, 1) == _judged(local[record.column], 1)
        assert (record.classes, record.data_type) == (local[record.column].classes, local[record.column].data_type)


def test_tables_of_the_catalogue_and_behind_jdbc_are_scanned(session: Any, data: Path) -> None:
    frame = session.read.parquet(str(data / "loan.parquet"))
    frame.write.mode("overwrite").saveAsTable("loan_table")
    url = "jdbc:derby:memory:pii"
    frame.selectExpr("`姓名` as NAME", "`手机` as MOBILE").write.format("jdbc").options(
        url=f"{url};create=true", dbtable="PEOPLE"
    ).save()
    found = pii_scanner.scan(["table:loan_table", f"{url};password=hidden#PEOPLE"], engine="spark")
    assert not found.problems
    held = {(each.source, each.column): each.types() for each in found.columns}
    assert held["table:loan_table", "身份证号"] == ["CN_RESIDENT_ID"]
    assert held[f"{url}#PEOPLE", "MOBILE"] == ["CN_MOBILE"]


def test_a_sample_says_that_it_is_one(data: Path) -> None:
    found = pii_scanner.scan(data / "loan.parquet", engine="spark", sample=100)
    by_column = {each.column: each for each in found.columns}
    assert by_column["手机"].types() == ["CN_MOBILE"]
    assert by_column["手机"].rows == 100
    assert "100" in by_column["手机"].notes[0]


def test_what_spark_does_not_read_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("电话 13800138000\n")
    (tmp_path / "ragged.csv").write_text("姓名,手机\n张伟,13800138000\n李娜,13900139000,多余\n")
    found = pii_scanner.scan([tmp_path, data / "loan.parquet", "table:nowhere"], engine="spark")
    said = {each.source: each.message for each in found.problems}
    assert set(said) == {"notes.txt", "ragged.csv", "table:nowhere"}
    assert "--engine local" in said["notes.txt"]
    assert "--engine local" in said["ragged.csv"]
    assert "TABLE_OR_VIEW_NOT_FOUND" in said["table:nowhere"]
    assert "139" not in "".join(said.values())
    assert {each.source for each in found.columns} == {"loan.parquet"}


def test_settings_and_names_of_tables_reach_executors(data: Path) -> None:
    config = {"disable": ["CN_MOBILE"]}
    found = pii_scanner.scan(data / "loan.parquet", engine="spark", config=config, exclude=["history"])
    assert not any("CN_MOBILE" in each.types() for each in found.columns)
    assert not pii_scanner.scan(data / "loan.parquet", engine="spark", exclude=["loan"]).columns
