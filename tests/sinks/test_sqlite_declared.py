"""A masked SQLite file declares what the source declared, as far as it holds no value; the rest is said."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

PEOPLE = persons(40, 21)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_RESIDENT_ID": "surrogate", "CN_MOBILE": "redact", "PERSON": "redact"},
}
SCRIPT = """
CREATE TABLE branch (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL COLLATE NOCASE UNIQUE);
CREATE TABLE customer (
  id_no TEXT PRIMARY KEY, name TEXT, mobile TEXT UNIQUE, branch INTEGER REFERENCES Branch ON DELETE SET NULL ON UPDATE CASCADE,
  balance REAL, doubled REAL GENERATED ALWAYS AS (balance * 2) STORED
) WITHOUT ROWID;
CREATE TABLE loan (
  no INTEGER PRIMARY KEY, debtor TEXT, FOREIGN KEY (debtor) REFERENCES customer (ID_NO) ON DELETE CASCADE
);
CREATE TABLE rate (no INTEGER, amount REAL, grade TEXT) STRICT;
CREATE UNIQUE INDEX rich ON customer (mobile) WHERE balance > 100;
CREATE INDEX lowered ON customer (lower(name));
CREATE VIRTUAL TABLE search USING fts5(title, body);
"""


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[sqlite3.Connection, str]]:
    """A masked copy, and its warnings."""
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.executescript(SCRIPT)
        database.executemany("INSERT INTO branch VALUES (?, ?)", [(1, "North"), (2, "South")])
        for no, each in enumerate(PEOPLE):
            row = (each.resident_id, each.name, each.mobile, no % 2 + 1, no * 10.0)
            database.execute("INSERT INTO customer (id_no, name, mobile, branch, balance) VALUES (?, ?, ?, ?, ?)", row)
            database.execute("INSERT INTO loan VALUES (?, ?)", (no, each.resident_id))
            database.execute("INSERT INTO rate VALUES (?, ?, ?)", (no, no / 3, "A"))
            database.execute("INSERT INTO search VALUES (?, ?)", (f"call {no}", f"{each.name}承诺还款"))
        database.commit()
    release = pii_scanner.mask(tmp_path / "a.sqlite", POLICY, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "a.sqlite")) as copy:
        yield copy, " ".join(release.manifest["warnings"])


def test_deleting_a_parent_does_what_it_did(copied: tuple[sqlite3.Connection, str]) -> None:
    copy, _ = copied
    copy.execute("PRAGMA foreign_keys = ON")
    copy.execute("DELETE FROM branch WHERE id = 1")
    copy.execute("UPDATE branch SET id = 5 WHERE id = 2")
    assert set(copy.execute("SELECT DISTINCT branch FROM customer")) == {(None,), (5,)}
    copy.execute("DELETE FROM customer WHERE branch = 5")
    assert copy.execute("SELECT count(*) FROM loan").fetchone() == (20,)


def test_texts_compare_as_they_did_and_numbers_go_on(copied: tuple[sqlite3.Connection, str]) -> None:
    copy, _ = copied
    assert copy.execute("SELECT id FROM branch WHERE code = 'NORTH'").fetchone() == (1,)
    copy.execute("DELETE FROM branch WHERE id = 2")
    assert copy.execute("INSERT INTO branch (code) VALUES ('West') RETURNING id").fetchone() == (3,)


def test_kinds_of_tables_stay(copied: tuple[sqlite3.Connection, str]) -> None:
    copy, _ = copied
    kinds = {name: (bool(wr), bool(strict)) for _, name, _, _, wr, strict in copy.execute("PRAGMA table_list")}
    assert kinds["customer"] == (True, False)
    assert kinds["rate"] == (False, True)


def test_what_is_lost_is_said(copied: tuple[sqlite3.Connection, str]) -> None:
    _, warnings = copied
    assert "2 indexes over expressions or parts of a table" in warnings
    assert "1 computed columns" in warnings
    assert "1 virtual tables" in warnings


def _required(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {name for _, name, _, required, _, _ in database.execute("PRAGMA table_info(p)") if required}


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.execute(
            "CREATE TABLE p (id INTEGER NOT NULL PRIMARY KEY, id_no TEXT NOT NULL, name TEXT NOT NULL, born TEXT NOT NULL, city TEXT NOT NULL)"
        )
        rows = [(no, p.resident_id, p.name, p.birth_date.isoformat(), p.city) for no, p in enumerate(PEOPLE)]
        database.executemany("INSERT INTO p VALUES (?, ?, ?, ?, ?)", rows)
        database.commit()
    return tmp_path / "a.sqlite"


_BACK = {
    **POLICY,
    "entities": {
        "CN_RESIDENT_ID": "tokenize",
        "PERSON": "encrypt",
        "BIRTH_DATE": {"operator": "generalize", "to": "year"},
    },
}


def test_masked_columns_and_those_turned_back_are_still_required(people: Path, tmp_path: Path) -> None:
    pii_scanner.mask(people, _BACK, tmp_path / "out")
    assert _required(tmp_path / "out" / "a.sqlite") == {"id", "id_no", "name", "city"}
    pii_scanner.unmask(tmp_path / "out", _BACK, tmp_path / "raw")
    assert _required(tmp_path / "raw" / "a.sqlite") == {"id", "id_no", "name", "city"}


def test_columns_in_which_minors_have_no_value_are_not_required_and_other_keys_stay(
    people: Path, tmp_path: Path
) -> None:
    minors = {"age": 18, "do": "generalize", "at": "2005-01-01"}
    release = pii_scanner.mask(people, {**_BACK, "minors": minors}, tmp_path / "out")
    assert _required(tmp_path / "out" / "a.sqlite") == {"id", "city"}
    with closing(sqlite3.connect(tmp_path / "out" / "a.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM p WHERE id_no IS NULL").fetchone() > (0,)
        assert "PRIMARY KEY" in copy.execute("SELECT sql FROM sqlite_master").fetchone()[0]
    assert not [warning for warning in release.manifest["warnings"] if "share a key" in warning]
