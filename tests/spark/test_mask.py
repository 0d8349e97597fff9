"""Copies masked by executors are those of the local engine, verified, and keys and values stay off the disks."""

from __future__ import annotations

import base64
import copy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.dataset as ds
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.errors import PolicyError, ReleaseRefused, SourceError
from pii_scanner.masking.keys import Keys, master_of
from pii_scanner.model.plan import Plan
from tests.spark.conftest import POLICY, ROWS, rows_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module")
def released(session: Any, data: Path, key: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The releases of all files by the local engine and by Spark, the latter with the folder of parts."""
    folder = tmp_path_factory.mktemp("releases")
    sources = [data / "loan.parquet", data / "history.orc", data / "people.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PII_SCANNER_KEY", key)
        pii_scanner.mask(sources, POLICY, folder / "local")
        pii_scanner.mask([*sources, data / "set"], POLICY, folder / "spark", engine="spark", jobs=2)
    return folder / "local", folder / "spark"


def test_masked_copies_are_equal_as_sets(released: tuple[Path, Path]) -> None:
    local, spark = released
    wanted = pq.read_table(local / "loan.parquet")
    for name in ("loan.parquet", "set"):
        made = ds.dataset(spark / name, format="parquet").to_table()
        assert made.schema.names == wanted.schema.names
        assert rows_of(made) == rows_of(wanted)
    assert rows_of(ds.dataset(spark / "history.orc", format="orc").to_table()) == rows_of(
        pa_orc.read_table(local / "history.orc")
    )
    (part,) = (spark / "people.csv").iterdir()
    assert rows_of(pa_csv.read_csv(part)) == rows_of(pa_csv.read_csv(local / "people.csv"))


def test_the_release_passes_a_second_look(released: tuple[Path, Path], data: Path) -> None:
    _, spark = released
    again = pii_scanner.verify(spark, [data / "loan.parquet"])
    assert not again.failures
    assert again.rescanned_columns >= 4 * 8
    assert not [path for path in spark.rglob("*") if path.name.startswith(".")]


def test_keys_and_values_are_in_no_file_that_spark_wrote(
    released: tuple[Path, Path], home: Path, key: str, table: pa.Table
) -> None:
    keys = Keys(master_of(key), "partner")
    derived = [keys.of(kind) for kind in ("CN_RESIDENT_ID", "CN_MOBILE", "PERSON", "")]
    secrets = [key.encode()] + [
        form
        for raw in (keys.master, *derived)
        for form in (raw, raw.hex().encode(), base64.b64encode(raw), base64.urlsafe_b64encode(raw))
    ]
    values = [table.column(name)[at].as_py().encode() for name in ("身份证号", "姓名") for at in range(0, ROWS, 100)]
    files = [path for path in home.rglob("*") if path.is_file() and "warehouse" not in path.parts]
    assert any(path.is_relative_to(home / "events") for path in files)
    assert any(path.is_relative_to(home / "local") for path in files), "shuffles leave files"
    for path in files:
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path
        assert not any(value in content for value in values), path


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


def test_a_source_that_breaks_midway_leaves_nothing(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "in" / "broken.csv"
    broken.parent.mkdir()
    broken.write_text("姓名,手机\n张伟,13800138000\n李娜\n")
    with pytest.raises(SourceError):
        pii_scanner.mask(broken, POLICY, tmp_path / "out", engine="spark")
    assert not (tmp_path / "out").exists()
