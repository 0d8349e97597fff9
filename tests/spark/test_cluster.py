"""A real standalone cluster on this machine: a master and two workers, processes of their own, and spark-submit."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
import yaml

import pii_scanner
from tests.spark.conftest import POLICY, QUICK_JAVA, Watched, holds, rows_of, secrets_of

ROOT = Path(pii_scanner.__file__).parent.parent
SUBMIT = """
import sys
from pii_scanner.cli import main

sys.exit(main())
"""
# A process that takes its code from the archive leaves this file where it runs.
USED = "used-the-archive"


def _spark(name: str) -> str:
    import pyspark

    return str(Path(pyspark.__file__).parent / "bin" / name)


class Cluster:
    """A master and two workers with one core each, that authenticate and encrypt."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = secrets.token_hex(16)
        self.properties = folder / "spark.conf"
        self.properties.write_text(
            f"spark.authenticate true\nspark.authenticate.secret {self.secret}\n"
            "spark.network.crypto.enabled true\nspark.io.encryption.enabled true\n"
            "spark.executor.memory 512m\nspark.eventLog.enabled true\n"
            f"spark.eventLog.dir {folder / 'events'}\nspark.sql.shuffle.partitions 2\n"
        )
        self.properties.chmod(0o600)
        (folder / "events").mkdir()
        self.environment = {
            **os.environ,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_WORKER_DIR": str(folder / "work"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "JAVA_TOOL_OPTIONS": QUICK_JAVA,
        }
        self._started: list[subprocess.Popen[bytes]] = []
        self.master = ""

    def start(self) -> None:
        log = self._launch("org.apache.spark.deploy.master.Master", "master", "--port", "0")
        self.master = self._said(log, r"Starting Spark master at (spark://\S+)")
        for name in ("one", "two"):
            worker = "org.apache.spark.deploy.worker.Worker"
            log = self._launch(worker, name, "--cores", "1", "--memory", "1g", self.master)
            self._said(log, r"(Successfully registered with master)")

    def _launch(self, kind: str, name: str, *arguments: str) -> Path:
        log = self.folder / f"{name}.log"
        common = ["--host", "127.0.0.1", "--webui-port", "0", "--properties-file", str(self.properties)]
        command = [_spark("spark-class"), kind, *common, *arguments]
        with log.open("wb") as file:
            self._started.append(subprocess.Popen(command, stdout=file, stderr=file, env=self.environment))
        return log

    def _said(self, log: Path, pattern: str) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if found := re.search(pattern, log.read_text("utf-8", "replace")):
                return found[1]
            time.sleep(0.2)
        raise AssertionError(log.read_text("utf-8", "replace"))

    def stop(self) -> None:
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            process.wait(30)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def _packed(target: Path) -> Path:
    """Return an archive of the two packages and what they read, as docs/en/spark.md has it made."""
    with zipfile.ZipFile(target, "w") as archive:
        for package in ("pii_scanner", "recognizers", "configs"):
            for path in sorted((ROOT / package).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts and path != ROOT / "pii_scanner/__init__.py":
                    archive.write(path, path.relative_to(ROOT))
        name = "pii_scanner/__init__.py"
        archive.writestr(name, f"{(ROOT / name).read_text('utf-8')}\nopen({USED!r}, 'w').close()\n")
    return target


def test_a_release_by_a_cluster_is_that_of_the_local_engine(
    cluster: Cluster, data: Path, tmp_path: Path, key: str, table: pa.Table
) -> None:
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(POLICY, allow_unicode=True), encoding="utf-8")
    (tmp_path / "submit.py").write_text(SUBMIT)
    code = _packed(tmp_path / "pii_scanner.zip")
    watched = Watched(cluster.folder / "local", [*secrets_of(key, table), cluster.secret.encode()])
    watched.start()
    command = [_spark("spark-submit"), "--master", cluster.master, "--properties-file", str(cluster.properties)]
    command += ["--py-files", str(code), str(tmp_path / "submit.py"), "mask", str(data / "set"), "--engine", "spark"]
    command += ["--policy", str(tmp_path / "policy.yaml"), "-o", str(tmp_path / "release")]
    done = subprocess.run(command, env=cluster.environment, cwd=tmp_path, capture_output=True, text=True)
    watched.end()
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(list((tmp_path / "work").glob("*/*/stderr"))) == 2, "both workers ran"
    assert len(list((tmp_path / "work").glob(f"*/*/{USED}"))) == 2, "executors take the code that was sent to them"

    pii_scanner.mask(data / "loan.parquet", POLICY, tmp_path / "by_local")
    made = ds.dataset(tmp_path / "release" / "set", format="parquet").to_table()
    assert rows_of(made) == rows_of(pq.read_table(tmp_path / "by_local" / "loan.parquet"))
    manifest = json.loads((tmp_path / "release" / "manifest.json").read_text("utf-8"))
    assert all(each["result"] == "passed" for each in manifest["verification"]["checks"])
    assert watched.files, "shuffles and broadcasts leave files while the job runs"
    assert not watched.bad
    folders = [cluster.folder / name for name in ("events", "work")]
    logs = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    logs += [cluster.folder / f"{name}.log" for name in ("master", "one", "two")]
    for path in logs:
        assert not holds(path, watched.secrets), path
    assert not any(each in (done.stdout + done.stderr).encode() for each in watched.secrets)
