"""--include and --exclude."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.cli import main
from pii_scanner.errors import ConfigError
from pii_scanner.inventory import store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "loans.csv").write_text("手机\n13800138000\n", encoding="utf-8")
    (folder / "notes.csv").write_text("手机\n13800138000\n", encoding="utf-8")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with closing(sqlite3.connect(folder / "a.sqlite")) as connection:
        connection.executescript("CREATE TABLE Loans (a); CREATE TABLE calls (a); CREATE TABLE audit_log (a);")
    return folder


@pytest.mark.parametrize(
    ("include", "exclude", "expected", "left_out"),
    [
        (["loans"], [], {"loans", "Loans"}, 4),
        (["*.csv"], [], {"loans", "notes"}, 4),
        (["2026/*"], [], {"loans"}, 5),
        (["a.sqlite"], ["audit*"], {"Loans", "calls"}, 4),
        ([], ["broken.xlsx", "a.sqlite", "NOTES"], {"loans"}, 3),
        (["LOANS", "calls"], ["loans.csv"], {"Loans", "calls"}, 4),
    ],
)
def test_patterns_choose_files_and_tables(
    folder: Path, include: list[str], exclude: list[str], expected: set[str], left_out: int
) -> None:
    inventory = pii_scanner.scan(folder, include=include, exclude=exclude)
    assert {column.table for column in inventory.columns} == expected
    assert inventory.run.left_out == left_out
    assert inventory.problems == ()


def test_a_pattern_that_leaves_nothing_is_said(folder: Path) -> None:
    inventory = pii_scanner.scan(folder, include=["lones"])
    assert "leave nothing to read" in inventory.problems[0].message


def test_the_settings_file_and_the_command_line(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text("include: ['*.csv']\ndatabases: {lock_timeout: 3}\n", encoding="utf-8")
    common = ["scan", str(folder), "-o", str(tmp_path / "out"), "--config", str(settings), "--lang", "en"]
    assert _exit_code(common) == 0
    assert "Left out by --include and --exclude: 4 tables or files." in "".join(capfd.readouterr())
    assert _exit_code([*common, "--include", "calls"]) == 0
    assert [run.left_out for run in store.runs(tmp_path / "out" / "inventory.sqlite")] == [5, 4]
    with pytest.raises(ConfigError):
        pii_scanner.scan(folder, config={"databases": {"patience": 1}})


def _exit_code(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code
