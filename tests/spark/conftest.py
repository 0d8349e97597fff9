"""One local session for all tests here, with event logs and its own folder of temporary files; data and keys."""

from __future__ import annotations

import base64
import importlib.util
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.orc as pa_orc
import pyarrow.parquet as pq
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import Keys, master_of, new_key

ROWS = 1200
# Java that lives for seconds compiles little; Derby writes no log where the tests run.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dderby.stream.error.file=/dev/null"
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


def secrets_of(key: str, table: pa.Table) -> list[bytes]:
    """Return what may stand in no log and in no temporary file: keys in several forms, and values."""
    keys = Keys(master_of(key), "partner")
    derived = [keys.of(kind) for kind in ("CN_RESIDENT_ID", "CN_MOBILE", "PERSON", "")]
    forms = [
        form
        for raw in (keys.master, *derived)
        for form in (raw, raw.hex().encode(), base64.b64encode(raw), base64.urlsafe_b64encode(raw))
    ]
    values = [each.as_py().encode() for name in ("身份证号", "手机") for each in table.column(name)[::100]]
    return [key.encode(), *forms, *values]


def holds(path: Path, secret: list[bytes]) -> bool:
    content = path.read_bytes()
    return any(each in content for each in secret)


class Watched(threading.Thread):
    """Looks into every file below a folder while a job runs: most are gone when it ends."""

    def __init__(self, folder: Path, secret: list[bytes]) -> None:
        super().__init__()
        self.secrets, self.files, self.bad = secret, set[Path](), set[Path]()
        self._folder, self._ended = folder, threading.Event()
        self._seen: dict[Path, tuple[int, int]] = {}

    def run(self) -> None:
        while not self._ended.wait(0.2):
            self._look()

    def _look(self) -> None:
        for path in list(self._folder.rglob("*")) if self._folder.exists() else []:
            try:
                state = path.stat()
                if self._seen.get(path) == (state.st_mtime_ns, state.st_size):
                    continue
                if not path.is_file() or path.suffix in {".zip", ".jar"}:
                    continue
                self._seen[path] = state.st_mtime_ns, state.st_size
                if holds(path, self.secrets):
                    self.bad.add(path)
            except OSError:
                continue
            self.files.add(path)

    def end(self) -> None:
        self._ended.set()
        self.join()
        self._look()
