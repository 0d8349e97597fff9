"""Copies masked by executors are those of the local engine, verified, and keys and values stay off the disks."""

from __future__ import annotations

import copy
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.dataset as ds
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.errors import PolicyError, ReleaseRefused, SourceError
from pii_scanner.model.plan import Plan
from tests.spark.conftest import POLICY, ROWS, Watched, rows_of, secrets_of

pytestmark = pytest.mark.usefixtures("session")


def test_a_release_by_spark_is_the_local_one_and_leaves_no_secret(
    data: Path, home: Path, key: str, table: pa.Table, tmp_path: Path
) -> None:
    # One test: with several processes of pytest both releases would be made in each.
    local, spark = tmp_path / "local", tmp_path / "spark"
    typed = tmp_path / "typed.csv"  # IDs as a spreadsheet saves them
    ids = [f"{float(each[:15] + '000'):.14E}" if each.isdigit() else each for each in table["身份证号"].to_pylist()]
    pa_csv.write_csv(pa.table({"身份证号": ids, "次数": list(range(ROWS))}), typed)
    sources = [data / "loan.parquet", data / "history.orc", data / "people.csv", typed]
    pii_scanner.mask(sources, POLICY, local)
    watched = Watched(home, secrets_of(key, table))
    watched.start()
    try:
        pii_scanner.mask([*sources, data / "set"], POLICY, spark, engine="spark", jobs=2)
    finally:
        watched.end()
    _assert_equal_as_sets(local, spark)

    again = pii_scanner.verify(spark, [data / "loan.parquet"])
    assert not again.failures
    assert again.rescanned_columns >= 4 * 8
    assert not [path for path in spark.rglob("*") if path.name.startswith(".")]

    # Without spark.io.encryption.enabled the derived keys are found here, in broadcasts.
    assert any(path.is_relative_to(home / "events") for path in watched.files)
    assert any(path.is_relative_to(home / "local") for path in watched.files)
    assert not watched.bad


def _assert_equal_as_sets(local: Path, spark: Path) -> None:
    wanted = pq.read_table(local / "loan.parquet")
    for name in ("loan.parquet", "set"):
        made = ds.dataset(spark / name, format="parquet").to_table()
        assert made.schema.names == wanted.schema.names
        assert rows_of(made) == rows_of(wanted)
    assert rows_of(ds.dataset(spark / "history.orc", format="orc").to_table()) == rows_of(
        pa_orc.read_table(local / "history.orc")
    )
    for name in ("people.csv", "typed.csv"):
        (part,) = (spark / name).iterdir()
        assert rows_of(pa_csv.read_csv(part)) == rows_of(pa_csv.read_csv(local / name))
    masked = {each["身份证号"] for each in wanted.to_pylist()}
    assert len(masked & set(map(str, pa_csv.read_csv(local / "typed.csv")["身份证号"].to_pylist()))) > 0.8 * len(
        masked
    )  # but those that end in X


def test_nothing_is_published_when_a_check_fails(data: Path, tmp_path: Path) -> None:
    policy = copy.deepcopy(POLICY) | {"risk": {"quasi_identifiers": ["放款日期"], "k": 500}}
    with pytest.raises(ReleaseRefused, match="放款日期"):
        pii_scanner.mask(data / "set", policy, tmp_path / "out", engine="spark")
    assert list(tmp_path.iterdir()) == []


def test_risk_is_that_of_the_table_not_of_a_part(data: Path, tmp_path: Path) -> None:
    policy = copy.deepcopy(POLICY) | {"risk": {"quasi_identifiers": ["放款日期"], "k": 2}}
    policy["columns"]["*.放款日期"] = {"operator": "generalize", "to": "year"}
    by_spark = pii_scanner.mask(data / "set", policy, tmp_path / "spark", engine="spark")
    local = pii_scanner.mask(data / "loan.parquet", policy, tmp_path / "local")
    measured = [(each["k"], each["unique_rows"], each["rows"]) for each in by_spark.manifest["risk"]["tables"]]
    assert measured[0][0] > 2
    assert measured == [(each["k"], each["unique_rows"], each["rows"]) for each in local.manifest["risk"]["tables"]]


def test_a_plan_is_that_of_the_local_engine(data: Path) -> None:
    def told(plan: Plan) -> list[tuple[str, str, str]]:
        return [(each.column, each.operator, each.mode) for table in plan.tables for each in table.columns]

    by_spark = pii_scanner.plan(data / "set", POLICY, engine="spark")
    assert told(by_spark) == told(pii_scanner.plan(data / "loan.parquet", POLICY))


def test_what_needs_an_order_of_rows_is_refused(data: Path, tmp_path: Path) -> None:
    policy = copy.deepcopy(POLICY)
    policy["columns"]["*.本金余额"] = "shuffle"
    with pytest.raises(PolicyError, match="--engine local"):
        pii_scanner.mask(data / "set", policy, tmp_path / "out", engine="spark")


def test_rows_leave_and_dates_move_as_in_the_local_engine(data: Path, tmp_path: Path) -> None:
    policy = copy.deepcopy(POLICY) | {"rows": [{"tables": ["set", "loan"], "where": "本金余额 > 3000"}]}
    policy["columns"]["*.放款日期"] = {"operator": "shift", "by": "身份证号"}
    by_spark = pii_scanner.mask(data / "set", policy, tmp_path / "spark", engine="spark")
    pii_scanner.mask(data / "loan.parquet", policy, tmp_path / "local")
    made = ds.dataset(tmp_path / "spark" / "set", format="parquet").to_table()
    assert 0 < made.num_rows < ROWS
    assert rows_of(made) == rows_of(pq.read_table(tmp_path / "local" / "loan.parquet"))
    assert by_spark.manifest["files"][0]["tables"][0]["rows_left"] == {"where": ROWS - made.num_rows}


def test_rows_in_the_order_of_a_masked_column_are_named(data: Path, tmp_path: Path) -> None:
    release = pii_scanner.mask(data / "set", POLICY, tmp_path / "out", engine="spark")
    (warning,) = [each for each in release.manifest["warnings"] if "in the order of" in each]
    assert "set (借据号)" in warning


def test_a_source_that_breaks_midway_leaves_nothing(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "in" / "broken.csv"
    broken.parent.mkdir()
    broken.write_text("姓名,手机\n张伟,13800138000\n李娜\n")
    with pytest.raises(SourceError):
        pii_scanner.mask(broken, POLICY, tmp_path / "out", engine="spark")
    assert not (tmp_path / "out").exists()
