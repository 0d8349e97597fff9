"""Databases as SQLite, DuckDB and Parquet packages: what is kept comes back cell by cell, keys and comments too."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.masking.keys import new_key

KEEP = {"version": 1, "recipient": {"name": "a", "purpose": "test"}, "columns": {"*": "keep"}}
PEOPLE = persons(40, 17)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=12)
WORDS = st.sampled_from(["", " ", "空", "张伟", "😀 emoji", "it's", 'a"b', "a\tb\nc\\d", "\\N", "NULL", "0012"]) | TEXTS
MODEST = settings(
    max_examples=8, phases=(Phase.explicit, Phase.generate), deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())


def _database(path: Path, script: str, rows: dict[str, Sequence[Sequence[Any]]]) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
        for table, values in rows.items():
            if values:
                marks = ", ".join("?" * len(values[0]))
                database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)
        database.commit()
    return path


ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | WORDS,
        st.none() | st.floats(allow_nan=False),
        st.none() | st.binary(min_size=1, max_size=8),
        st.none() | st.dates().map(str),
    ),
    min_size=1,
    max_size=12,
)


@MODEST
@given(rows=ROWS)
@pytest.mark.parametrize("form", ["sqlite", "duckdb", "parquet"])
def test_what_is_kept_comes_back(
    form: str, rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    rows = [(number, *row) for number, row in enumerate(rows)]
    script = 'CREATE TABLE "t ""x" (n INTEGER PRIMARY KEY, i INTEGER, "select" TEXT, f REAL, b BLOB, \'d😀\' DATE)'
    source = _database(folder / "a.sqlite", script, {'t ""x': rows})
    pii_scanner.mask(source, KEEP, folder / "out", database_as=form)
    assert _read(folder / "out", form, 't "x') == rows


def _read(release: Path, form: str, table: str) -> list[tuple[Any, ...]]:
    quoted = '"' + table.replace('"', '""') + '"'
    if form == "sqlite":
        with closing(sqlite3.connect(release / "a.sqlite")) as copy:
            return copy.execute(f"SELECT * FROM {quoted} ORDER BY 1").fetchall()
    if form == "duckdb":
        with closing(duckdb.connect(str(release / "a.duckdb"), read_only=True)) as copy:
            return copy.execute(f"SELECT * FROM {quoted} ORDER BY 1").fetchall()
    read = pq.read_table(release / "a" / f"{table}.parquet")
    return list(zip(*(column.to_pylist() for column in read.columns), strict=True))


def _portfolio(folder: Path) -> Path:
    script = (
        "CREATE TABLE person (id_no TEXT PRIMARY KEY, mobile TEXT UNIQUE, city TEXT NOT NULL DEFAULT '北京');"
        "CREATE TABLE loan (no INTEGER PRIMARY KEY, debtor TEXT REFERENCES person (id_no), boss INTEGER REFERENCES loan (no),"
        " part INTEGER, UNIQUE (no, part));"
        "CREATE TABLE rate (loan INTEGER, part INTEGER, FOREIGN KEY (loan, part) REFERENCES loan (no, part));"
        "CREATE INDEX by_city ON person (city);"
    )
    rows = {
        "person": [(p.resident_id, p.mobile, "上海") for p in PEOPLE],
        "loan": [(n, p.resident_id, n - 1 if n else None, 1) for n, p in enumerate(PEOPLE)],
        "rate": [(n, 1) for n in range(len(PEOPLE))],
    }
    return _database(folder / "a.sqlite", script, rows)


MASKED = {
    **{name: KEEP[name] for name in ("version", "recipient")},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_RESIDENT_ID": "surrogate", "CN_MOBILE": "pseudonymize"},
}


def test_keys_of_a_duckdb_copy_hold(tmp_path: Path) -> None:
    pii_scanner.mask(_portfolio(tmp_path), MASKED, tmp_path / "out", database_as="duckdb")
    with closing(duckdb.connect(str(tmp_path / "out" / "a.duckdb"), read_only=True)) as copy:
        kinds = dict(
            copy.execute(
                "SELECT table_name || ' ' || constraint_type, count(*) FROM duckdb_constraints() "
                "WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') GROUP BY 1"
            ).fetchall()
        )
        joined = copy.execute("SELECT count(*) FROM loan JOIN person ON debtor = id_no").fetchone()
        assert [
            row[0]
            for row in copy.execute("SELECT index_name FROM duckdb_indexes() WHERE index_name = 'by_city'").fetchall()
        ]
    assert joined == (40,)
    assert kinds["person PRIMARY KEY"] == 1
    assert kinds["rate FOREIGN KEY"] == 1
    raw = (tmp_path / "out" / "a.duckdb").read_bytes()
    assert not [p for p in PEOPLE if p.resident_id.encode() in raw or p.mobile.encode() in raw]
    pii_scanner.verify(tmp_path / "out", against=[tmp_path / "a.sqlite"])


def test_a_parquet_package_says_how_its_tables_hang_together(tmp_path: Path) -> None:
    pii_scanner.mask(_portfolio(tmp_path), MASKED, tmp_path / "out", database_as="parquet")
    folder = tmp_path / "out" / "a"
    assert sorted(path.name for path in folder.iterdir()) == [
        "loan.parquet",
        "person.parquet",
        "rate.parquet",
        "schema.json",
    ]
    tables = {
        each["table"]: each for each in json.loads((folder / "schema.json").read_text(encoding="utf-8"))["tables"]
    }
    assert tables["person"]["primary_key"] == ["id_no"]
    assert {"columns": ["debtor"], "table": "person", "referred": ["id_no"]} in tables["loan"]["foreign_keys"]
    debtors = set(pq.read_table(folder / "loan.parquet")["debtor"].to_pylist())
    assert debtors == set(pq.read_table(folder / "person.parquet")["id_no"].to_pylist())
    pii_scanner.verify(tmp_path / "out", against=[tmp_path / "a.sqlite"])


def test_keys_of_a_sqlite_copy_hold(tmp_path: Path) -> None:
    release = pii_scanner.mask(_portfolio(tmp_path), MASKED, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "a.sqlite")) as copy:
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        assert len(copy.execute("PRAGMA foreign_key_list(loan)").fetchall()) == 2
        assert [row[4] for row in copy.execute("PRAGMA table_info(person)")] == [None, None, "'北京'"]
    assert release.manifest["warnings"] == []


def test_a_side_without_findings_takes_the_rule_of_the_other(tmp_path: Path) -> None:
    """Too few cells of the referring column are filled for a finding of its own."""
    rows = {
        "person": [(p.resident_id,) for p in PEOPLE],
        "note": [(n, PEOPLE[0].resident_id if n == 3 else None) for n in range(400)],
    }
    script = "CREATE TABLE person (a TEXT PRIMARY KEY); CREATE TABLE note (n INTEGER, b TEXT REFERENCES person (a));"
    source = _database(tmp_path / "a.sqlite", script, rows)
    plan = pii_scanner.plan(source, MASKED)
    operators = {(t.table, c.column): c.operator for t in plan.tables for c in t.columns}
    assert operators["note", "b"] == operators["person", "a"] == "surrogate"
    pii_scanner.mask(source, MASKED, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "a.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM note JOIN person ON a = b").fetchone() == (1,)


def test_two_rules_for_the_sides_of_a_foreign_key_are_refused(tmp_path: Path) -> None:
    source = _portfolio(tmp_path)
    policy = {**MASKED, "columns": {"loan.debtor": "pseudonymize"}}
    (conflict,) = pii_scanner.plan(source, policy).conflicts
    assert "loan.debtor" in conflict
    assert "person.id_no" in conflict
    with pytest.raises(PolicyError, match=r"loan\.debtor"):
        pii_scanner.mask(source, policy, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_columns_and_tables_equal_but_for_case_are_renamed_and_named(tmp_path: Path) -> None:
    """DuckDB, like SQLite, takes A and a for one; the source is one that does not."""
    from pii_scanner.model.masked import MaskedColumn, MaskedTable
    from pii_scanner.model.table import Table
    from pii_scanner.sinks.databases.names import Rules, fitted

    table = Table("a", "T", "database", (), lambda: iter(()))
    columns = tuple(MaskedColumn(i, name, name, "keep") for i, name in enumerate(["A", "a", "名" * 40]))
    made = [MaskedTable(table, name, columns, lambda: iter(())) for name in ("T", "t")]
    (first, second), warnings = fitted(made, Rules(longest=63, bytes=True))
    assert [column.name for column in first.columns] == ["A", "a_2", "名" * 21]
    assert (first.name, second.name) == ("T", "t_2")
    assert len(warnings) == 5


def test_a_duckdb_database_is_described_with_its_types(tmp_path: Path) -> None:
    from pii_scanner.sinks.databases.origin_duckdb import opened

    path = tmp_path / "a.duckdb"
    with closing(duckdb.connect(str(path))) as made:
        made.execute(
            "CREATE TABLE p (id INTEGER PRIMARY KEY, m ENUM ('a', 'b'), d DECIMAL(30, 4) NOT NULL DEFAULT 1.5)"
        )
        made.execute("CREATE TABLE c (p INTEGER REFERENCES p (id)); CREATE INDEX by_d ON p (d)")
        made.execute("COMMENT ON COLUMN p.d IS '金额'")
    with opened(path) as origin:
        columns, keys = origin.columns("main", "p"), origin.keys("main", "p")
        (link,) = origin.references("main", "c")
    assert {name: each.kind for name, each in columns.items()} == {
        "id": "INTEGER",
        "m": "ENUM('a', 'b')",
        "d": "DECIMAL(30,4)",
    }
    assert columns["d"].comment == "金额"
    assert keys.primary is not None
    assert (link.table, link.others) == ("p", ("id",))
    assert [each.name for each in keys.indexes] == ["by_d"]


def test_a_form_that_is_none_is_refused(tmp_path: Path) -> None:
    source = _portfolio(tmp_path)
    with pytest.raises(ConfigError, match="sqlite, duckdb, parquet"):
        pii_scanner.mask(source, MASKED, tmp_path / "out", database_as="xml")
    with pytest.raises(ConfigError, match="not both"):
        pii_scanner.mask(source, MASKED, tmp_path / "out", database_as="duckdb", into="postgresql://h/d?schema=x")
    with pytest.raises(ConfigError, match="names no schema"):
        pii_scanner.mask(source, MASKED, tmp_path / "out", into="postgresql://h/d")


def test_a_password_that_was_typed_is_not_kept() -> None:
    from pii_scanner.jobs.destination import without_password

    hidden = without_password("postgresql://me:p@ss@host/db?schema=x&sslpassword=abc")
    assert (
        hidden
        == "postgresql://me:${PII_SCANNER_DATABASE_PASSWORD}@host/db?schema=x&sslpassword=${PII_SCANNER_DATABASE_PASSWORD}"
    )
    assert without_password("mysql://me:${PW}@host/db") == "mysql://me:${PW}@host/db"
