"""Nested columns of DuckDB are read as JSON, whose keys say what the values are, and stay nested in a copy where they pass."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
}


def test_names_under_a_key_are_masked_and_harmless_columns_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    # Its first two characters are a word: only the key tells that it is a name.
    names = ["高丽佳", *(each.name for each in persons(20, 9))]
    with closing(duckdb.connect(str(tmp_path / "a.duckdb"))) as database:
        database.execute(
            "CREATE TABLE t (no INT, who STRUCT(name VARCHAR, phone VARCHAR), size STRUCT(w INT, unit VARCHAR), "
            "parts INT[], rates MAP(VARCHAR, DOUBLE), days DATE[], pick UNION(n INT, s VARCHAR))"
        )
        for no, (name, each) in enumerate(zip(names, persons(21, 4), strict=True)):
            database.execute(
                "INSERT INTO t VALUES (?, {'name': ?, 'phone': ?}, {'w': 3, 'unit': 'it''s'}, [1, NULL, 3], "
                "MAP {'a': 0.5}, [DATE '2024-01-31'], 7)",
                [no, name, each.mobile],
            )
        kept = "SELECT size, parts, rates, days, CAST(pick AS VARCHAR) FROM t"
        before = database.execute(kept).fetchall()
    pii_scanner.mask(tmp_path / "a.duckdb", POLICY, tmp_path / "out")
    with closing(duckdb.connect(str(tmp_path / "out" / "a.duckdb"))) as copy:
        assert copy.execute(kept).fetchall() == before
        masked = copy.execute("SELECT CAST(who AS VARCHAR) FROM t").fetchall()
    assert not [text for (text,) in masked if any(name in text for name in names[:1])]


def test_a_duckdb_file_becomes_sqlite_where_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    with closing(duckdb.connect(str(tmp_path / "a.duckdb"))) as database:
        database.execute("CREATE TABLE t AS SELECT * FROM (VALUES (1, '13800138000')) AS r (n, phone)")

    pii_scanner.mask(tmp_path / "a.duckdb", POLICY, tmp_path / "out", database_as="sqlite")

    assert (tmp_path / "out" / "a.sqlite").read_bytes().startswith(b"SQLite format 3")
