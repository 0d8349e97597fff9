"""What is missing, and what a session must not leave open, is said in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.errors import ConfigError


def test_a_missing_extra_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(ConfigError, match=r"pii-scanner\[spark\]"):
        pii_scanner.scan(data / "loan.parquet", engine="spark")


def test_a_missing_java_is_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ConfigError, match="Java 17"):
        pii_scanner.scan(data / "loan.parquet", engine="spark")


def test_another_engine_is_refused(data: Path) -> None:
    with pytest.raises(ConfigError, match="local or spark"):
        pii_scanner.scan(data / "loan.parquet", engine="flink")


def test_a_jdbc_url_names_its_table() -> None:
    with pytest.raises(ConfigError, match="behind #"):
        pii_scanner.scan("jdbc:postgresql://host/db", engine="spark")


def test_a_session_that_writes_unencrypted_files_is_refused(data: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": "--conf spark.io.encryption.enabled=false pyspark-shell"}
    command = [sys.executable, "-m", "pii_scanner", "scan", data / "loan.parquet", "-o", tmp_path / "out"]
    done = subprocess.run(
        [*map(str, command), "--engine", "spark", "--lang", "en"], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    assert "spark.io.encryption.enabled=true" in done.stderr
    assert "Traceback" not in done.stderr
