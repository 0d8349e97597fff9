"""Masked SQLite keeps the constraints that still hold, and says which it left out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pii_scanner
from pii_scanner.demo.persons import persons

_PEOPLE = persons(40, 9)
_POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": {"CN_MOBILE": "redact", "PERSON": "redact"},
}


def test_constraints_of_kept_columns_stay_and_the_rest_is_said(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database:
        database.executescript(
            "CREATE TABLE customer (no INTEGER NOT NULL, code TEXT, mobile TEXT NOT NULL, CHECK (no >= 0));"
            "CREATE UNIQUE INDEX by_code ON customer (code);"
            "CREATE UNIQUE INDEX by_mobile ON customer (mobile);"
            "CREATE TABLE log (a TEXT);"
            "CREATE TRIGGER noted AFTER INSERT ON customer BEGIN INSERT INTO log VALUES ('x'); END;"
            "CREATE VIEW shown AS SELECT * FROM customer;"
        )
        rows = [(number, f"code {number}", each.mobile) for number, each in enumerate(_PEOPLE)]
        database.executemany("INSERT INTO customer VALUES (?, ?, ?)", rows)
        database.commit()
    release = pii_scanner.mask(tmp_path / "a.sqlite", _POLICY, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "a.sqlite")) as database:
        filled = {name: bool(notnull) for _, name, _, notnull, _, _ in database.execute("PRAGMA table_info(customer)")}
        unique = {name: bool(unique) for _, name, unique, _, _ in database.execute("PRAGMA index_list(customer)")}
        assert database.execute("SELECT count(*) FROM customer").fetchone() == (40,)
    assert filled == {"no": True, "code": False, "mobile": True}
    assert unique == {"by_code": True, "by_mobile": False}
    warnings = " ".join(release.manifest["warnings"])
    for left_out in ("1 views", "1 triggers", "1 check constraints"):
        assert left_out in warnings
