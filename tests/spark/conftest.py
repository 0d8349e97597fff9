"""One local session for all tests here, with event logs and its own folder of temporary files; data and keys."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

ROWS = 1200
# Java that lives for seconds compiles little.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
POLICY: dict[str, Any] = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "default": "redact",
    "entities": {
        "CN_RESIDENT_ID": "surrogate",
        "CN_MOBILE": "pseudonymize",
        "PERSON": "surrogate",
        "EMAIL_ADDRESS": "redact",
        "CN_ADDRESS": {"operator": "generalize", "to": "city"},
    },
    "columns": {"*.借据号": "pseudonymize"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [
        each
        for each, there in (
            ("pyspark", importlib.util.find_spec("pyspark") is not None),
            ("Java", shutil.which("java") is not None),
        )
        if not there
    ]
    if missing:
        mark = pytest.mark.skip(reason=f"{' and '.join(missing)} is not installed")
        for item in items:
            if item.path.is_relative_to(Path(__file__).parent):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def table() -> pa.Table:
    people = persons(ROWS, 31)
    return pa.table(
        {
            "借据号": [f"JJ{number:014d}" for number in range(ROWS)],
            "姓名": [each.name for each in people],
            "身份证号": [each.resident_id for each in people],
            "手机": [each.mobile for each in people],
            "家庭住址": [each.address for each in people],
            "邮箱": [each.email if number % 3 else None for number, each in enumerate(people)],
            "本金余额": [number * 10.5 for number in range(ROWS)],
            "放款日期": pa.array([each.birth_date for each in people], pa.date32()),
            "备注": [f"{each.name}承诺还款，电话{each.mobile}，勿扰" for each in people],
        }
    )


@pytest.fixture(scope="session")
def data(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as the local engine reads them, and `set`: the rows of the Parquet file as a folder of parts."""
    folder = tmp_path_factory.mktemp("spark") / "data"
    (folder / "set").mkdir(parents=True)
    pq.write_table(table, folder / "loan.parquet")
    pa_orc.write_table(table, folder / "history.orc")
    pa_csv.write_csv(table, folder / "people.csv")
    for number in range(4):
        part = table.slice(number * ROWS // 4, ROWS // 4)
        pq.write_table(part, folder / "set" / f"part-{number:05d}.parquet")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session keeps what it writes: `local` temporary files, `events`, `warehouse`."""
    folder = tmp_path_factory.mktemp("session")
    for name in ("local", "events", "warehouse"):
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="session")
def session(home: Path) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("JAVA_TOOL_OPTIONS", QUICK_JAVA)
    builder = SparkSession.builder.master("local[2]")
    for key, value in {
        "spark.io.encryption.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(home / "local"),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": str(home / "events"),
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(key, value)
    made = builder.getOrCreate()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def key() -> str:
    return new_key()


@pytest.fixture(autouse=True)
def _key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", key)


def rows_of(table: pa.Table) -> list[str]:
    """Return the rows of a table as a sorted list: equal lists hold the same set of rows."""
    return sorted(map(repr, zip(*(column.to_pylist() for column in table.columns), strict=True)))
