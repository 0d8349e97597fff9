"""pii-scanner scan --metadata-only"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import Cli


def test_no_row_is_read(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.execute("CREATE TABLE customer (mobile TEXT, note TEXT)")
        database.execute("INSERT INTO customer VALUES ('13800138000', '身份证11010519491231002X')")
        database.commit()
    monkeypatch.setattr("pii_scanner.sources.databases.reader.Reader.batches", lambda *_: pytest.fail("data was read"))
    done = cli("scan", tmp_path / "a.sqlite", "--metadata-only", "-o", tmp_path / "out")
    assert done.code == 0
    assert "CN_MOBILE" in done.out
    assert "CN_RESIDENT_ID" not in done.out
    assert "names and types only" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_sample_of_nothing_is_refused(cli: Cli, tmp_path: Path) -> None:
    done = cli("scan", tmp_path, "--metadata-only", "--sample", "5", "-o", tmp_path / "out")
    assert done.code == 2
    assert "choose one" in done.err
