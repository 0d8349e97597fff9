"""From what a user types to sources, and what is left out with a word."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from pii_scanner.engines.local import scan_location
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.model.table import Location
from pii_scanner.sources.discover import discover
from pii_scanner.sources.registry import open_tables
from tests.builders.files import refusal, zip_file

not_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="the system lets root read all")
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in this file system")


def _write(path: Path, text: str = "姓名,手机号\n张伟,13800138000\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _names(*arguments: object) -> list[str]:
    locations, problems = discover([str(argument) for argument in arguments])
    assert not problems
    return [location.name for location in locations]


def test_a_folder_is_walked_in_order_without_debris(tmp_path: Path) -> None:
    for name in ("b/2.csv", "b/1.csv", "a.csv", ".hidden/x.csv", "~$book.xlsx", "Thumbs.db", "x.db-wal", ".x.csv"):
        _write(tmp_path / name)
    assert _names(tmp_path) == ["a.csv", "b/1.csv", "b/2.csv"]


def test_files_globs_and_both_are_named_once(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "data[1].csv", "sub/deep/c.csv", "~$b.csv"):
        _write(tmp_path / name)
    assert _names(tmp_path / "a.csv", tmp_path / "*.csv") == ["a.csv", "b.csv", "data[1].csv"]
    assert _names(tmp_path / "data[1].csv") == ["data[1].csv"]
    assert _names(tmp_path / "**" / "*.csv") == ["a.csv", "b.csv", "data[1].csv", "sub/deep/c.csv"]
    assert _names(tmp_path / "s*") == ["sub/deep/c.csv"]


def test_a_glob_below_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "x" / "a.csv")
    monkeypatch.chdir(tmp_path)
    assert _names("*/a.csv") == ["x/a.csv"]
    assert _names("**/*.csv") == ["x/a.csv"]
    assert _names("x/*") == ["a.csv"]
    assert _names(".") == ["x/a.csv"]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [_write(tmp_path / name / "in" / "a.csv") for name in ("east", "west")]
    assert _names(*paths) == ["east/in/a.csv", "west/in/a.csv"]
    assert _names(tmp_path / "east", tmp_path / "west") == ["east/in/a.csv", "west/in/a.csv"]


def test_what_does_not_exist(tmp_path: Path) -> None:
    for argument in (tmp_path / "none.csv", tmp_path / "*.none", tmp_path / "a" / "b", "x" * 5000, "a\x00b"):
        locations, problems = discover([str(argument)])
        assert not locations
        assert len(problems) == 1
        assert problems[0].severity == "error"
    with pytest.raises(SourceError, match="Check that it exists"):
        open_tables(Location("none.csv", tmp_path / "none.csv"))


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    locations, problems = discover([tmp_path])
    assert not locations
    assert [(p.severity, "holds no files" in p.message) for p in problems] == [("warning", True)]


def test_broken_links_and_links_in_a_circle(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "self.csv").symlink_to(tmp_path / "self.csv")
    locations, problems = discover([tmp_path])
    assert [location.name for location in locations] == ["a.csv"]
    assert [problem.source for problem in problems] == ["gone.csv", "self.csv"]
    for name in ("gone.csv", "self.csv"):
        locations, problems = discover([tmp_path / name])
        assert (len(locations), len(problems)) == (0, 1)
        assert "cannot be read" in problems[0].message


def test_links_to_folders_end(tmp_path: Path) -> None:
    data = tmp_path / "data"
    _write(data / "sub" / "a.csv")
    for name in ("one", "two", "three"):
        (data / name).symlink_to(data)
        (data / "sub" / name).symlink_to(data)
    started = time.monotonic()
    assert _names(data) == ["sub/a.csv"]
    assert _names(data / "**" / "*.csv") == ["sub/a.csv"]
    assert time.monotonic() - started < 2


def test_a_link_to_another_folder_is_not_followed_in_silence(tmp_path: Path) -> None:
    _write(tmp_path / "data" / "a.csv")
    _write(tmp_path / "data-2" / "b.csv")
    (tmp_path / "data" / "other").symlink_to(tmp_path / "data-2")
    locations, problems = discover([tmp_path / "data"])
    assert [location.name for location in locations] == ["a.csv"]
    assert [(p.source, p.severity) for p in problems] == [("other", "warning")]
    (tmp_path / "data" / "a2.csv").symlink_to(tmp_path / "data" / "a.csv")
    assert len(discover([tmp_path / "data"])[0]) == 1


@posix
def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    locations, problems = discover([tmp_path, tmp_path / "pipe.csv", "/dev/null", "/dev/zero"])
    assert [location.name for location in locations] == ["a.csv"]
    assert len(problems) == 4
    assert all("no ordinary file" in problem.message for problem in problems)
    assert "no ordinary file" in refusal(tmp_path / "pipe.csv")
    ((location,), _) = discover([f"sqlite:///{tmp_path}/pipe.csv"])
    with pytest.raises(SourceError, match="no ordinary file"):
        open_tables(location)


@not_root
def test_without_permission(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv").chmod(0)
    _write(tmp_path / "closed" / "b.csv")
    (tmp_path / "closed").chmod(0)
    try:
        locations, problems = discover([tmp_path, tmp_path / "closed" / "b.csv"])
        assert "The folder closed cannot be opened" in problems[0].message
        assert len(problems) == 2
        assert "Permission denied" in problems[1].message
        assert "cannot be read" in scan_location(locations[0], None, lambda rows: None).problems[0].message
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_names_in_gbk_bytes(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "客户".encode("gbk")
    try:
        for suffix in (b".csv", b".json"):
            with open(raw + suffix, "wb") as file:
                file.write(b'{"a": 1}\n' if suffix == b".json" else "姓名,电话\n张伟,1\n".encode())
        import pandas as pd

        with open(raw + b".xlsx", "wb") as file:
            pd.DataFrame({"姓名": ["张伟"]}).to_excel(file, index=False)
        with open(raw + b".parquet", "wb") as file:
            file.write(pd.DataFrame({"姓名": ["张伟"]}).to_parquet())
        with open(raw + b".sqlite", "wb") as file, closing(sqlite3.connect(":memory:")) as connection:
            connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
            file.write(connection.serialize() if hasattr(connection, "serialize") else b"x")
    except OSError:
        pytest.skip("this file system knows no such names")
    locations, problems = discover([tmp_path])
    assert not problems
    assert sorted(each.name.split(".")[0] for each in locations) == ["客户"] * 5
    for location in locations:
        scanned = scan_location(location, None, lambda rows: None)
        assert not [p for p in scanned.problems if hasattr(sqlite3.Connection, "serialize")], location.name
        assert scanned.rows == 1


def test_urls_hide_their_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "p@ss/w#rd:%40")
    monkeypatch.setenv("DB_HOST", "db.example.com")
    ((location,), _) = discover(["postgresql+psycopg://user:${DB_PASSWORD}@${DB_HOST}:5432/name?passfile=x&sslmode=on"])
    assert location.name == "postgresql+psycopg://user:***@db.example.com:5432/name?passfile=***&sslmode=on"
    assert location.argument == location.name
    from sqlalchemy.engine import make_url

    assert location.url is not None
    assert make_url(location.url).password == "p@ss/w#rd:%40"
    assert make_url(location.url).host == "db.example.com"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://user:${NOT_SET_ANYWHERE}@host/db", "NOT_SET_ANYWHERE"),
        ("postgresql://user:s3cret@host:port/db", "cannot be understood"),
        ("postgresql://user:s3cret:x@y:z@host/db", "cannot be understood"),
    ],
)
def test_urls_that_cannot_be_understood(url: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        discover([url])
    assert words in str(caught.value)
    assert "{{" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_plain_zip_and_a_document_are_no_workbooks(tmp_path: Path) -> None:
    plain = zip_file(tmp_path / "a.zip", {"客户.csv": "姓名\n张伟\n"})
    words = zip_file(tmp_path / "a.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
    named = zip_file(tmp_path / "a.xlsx", {"客户.csv": "姓名\n张伟\n"})
    assert "holds no text" in refusal(words)
    for path in (plain, named):
        assert "of a kind that is not read yet" in refusal(path)


def test_an_error_of_a_reader_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pii_scanner.sources import csv

    def broken(*_: object) -> None:
        raise ValueError("13800138000")

    monkeypatch.setattr(csv, "detect_encoding", broken)
    sentence = refusal(_write(tmp_path / "a.csv"))
    assert sentence == "a.csv cannot be read (ValueError); it was not scanned."
