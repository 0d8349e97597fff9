"""Masked dumps run in a real database, hold what masking made of each value, and nothing of what left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Location, Table
from pii_scanner.sinks.sql import SINK
from pii_scanner.sources.registry import open_tables

_PEOPLE = persons(60, 5)
_POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": {"CN_MOBILE": "redact", "PERSON": "redact"},
}
_AWKWARD = st.sampled_from(["", "it's", "a\\", "\\'", "''", "a,b)", "(1);", "--", "/*x*/", "NULL", "0012", "$$", '"', "`", "两\n行", "q'[x]'", "N'x'"])  # fmt: skip
_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs", "Cc")), max_size=9)
_CELLS = st.none() | _AWKWARD | _WORDS | st.integers(-(10**9), 10**9)


def _made(text: str | None) -> str | None:
    """Return another value, awkward wherever the old one was."""
    return None if text is None or text == "NULL" else f"{text[::-1]}'\\"


def _altered(table: Table) -> MaskedTable:
    columns = tuple(MaskedColumn(at, each.name, each.name, "replace") for at, each in enumerate(table.columns))

    def read() -> Iterator[pa.RecordBatch]:
        for batch in table.batches():
            arrays = [pa.array([_made(cell) for cell in column.to_pylist()], pa.string()) for column in batch.columns]
            yield pa.record_batch(arrays, names=batch.schema.names)

    return MaskedTable(table, table.name, columns, read)


def _loaded(script: str, *queries: str) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(script)
        return [database.execute(query).fetchall() for query in queries]


def _dump(rows: Sequence[Sequence[object]], form: str) -> str:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute('CREATE TABLE "客 户" (a TEXT NOT NULL DEFAULT 5, "b,(c" TEXT, id INTEGER)' if form != "plain" else 'CREATE TABLE "客 户" (a, "b,(c", id)')  # fmt: skip
        database.executemany('INSERT INTO "客 户" VALUES (?, ?, ?)', rows)
        lines = list(database.iterdump())
    return "\n".join([*lines, ""]) if form != "many" else _joined(lines)


def _joined(lines: list[str]) -> str:
    """Return a dump with one statement for all rows."""
    head = 'INSERT INTO "客 户" VALUES'
    values = [line.removeprefix(head).removesuffix(";") for line in lines if line.startswith(head)]
    others = [line for line in lines if not line.startswith(head)]
    return "\n".join([*others[:-1], f"{head}{','.join(values)};" if values else "", others[-1], ""])


@pytest.mark.parametrize("form", ["plain", "typed", "many"])
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(st.tuples(_AWKWARD | _WORDS, _CELLS), min_size=1, max_size=9))
def test_a_database_reads_what_masking_made(
    rows: list[tuple[object, object]], form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sql")
    source = folder / "a.sql"
    numbered = [(*row, number) for number, row in enumerate(rows)]
    source.write_text(_dump(numbered, form), encoding="utf-8", newline="")
    (table,) = (each for each in open_tables(Location("a.sql", source)) if not each.loose)
    SINK.write(Location("a.sql", source), [_altered(table)], folder / "b.sql", lambda text: text)
    (made,) = _loaded((folder / "b.sql").read_bytes().decode(), 'SELECT * FROM "客 户" ORDER BY rowid')
    expected = [tuple(_made(None if cell is None else str(cell)) for cell in row) for row in numbered]
    assert made == expected


def _people(form: str) -> str:
    rows = [f"({n}, '{each.name}', '{each.mobile}', '{'YN'[n % 3 == 0]}')" for n, each in enumerate(_PEOPLE)]
    create = "-- 制表：张伟\nCREATE TABLE kh (id INTEGER PRIMARY KEY, xm varchar(4) NOT NULL, sj bigint, ty char(1) DEFAULT 'N', CHECK (ty IN ('Y', 'N')));\nCREATE INDEX by_sj ON kh (sj);\n"
    if form == "one":
        return create + "".join(f"INSERT INTO kh VALUES {row};\n" for row in rows) + "COMMIT;\n"
    if form == "many":
        pieces = [f"INSERT INTO kh (id, xm, sj, ty) VALUES\n{','.join(rows[at : at + 7])};\n" for at in range(0, 60, 7)]
        return create + "".join(pieces) + "COMMIT;\n"
    lines = [f"{n}\t{each.name}\t{each.mobile}\t{'YN'[n % 3 == 0]}\n" for n, each in enumerate(_PEOPLE)]
    return f"{create}COPY kh (id, xm, sj, ty) FROM stdin;\n{''.join(lines)}\\.\nCOMMIT;\n"


def _masked(tmp_path: Path, text: str, **policy: object) -> str:
    (tmp_path / "a.sql").write_text(text, encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.sql", _POLICY | policy, tmp_path / "out")
    return (tmp_path / "out" / "a.sql").read_text(encoding="utf-8")


def _rows_of(path: Path) -> list[dict[str, object]]:
    (table,) = (each for each in open_tables(Location("a.sql", path)) if not each.loose)
    return [row for batch in table.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize("form", ["one", "many", "copy"])
def test_rows_and_columns_leave(tmp_path: Path, form: str) -> None:
    policy = {"rows": {"where": "ty = 'Y'"}, "columns": {"*.sj": "drop"}, "entities": {"PERSON": "redact"}}
    text = _masked(tmp_path, _people(form), **policy)
    there = [n for n in range(60) if n % 3]
    assert _rows_of(tmp_path / "out" / "a.sql") == [{"id": str(n), "xm": "<PERSON>", "ty": "Y"} for n in there]
    assert "sj" not in text
    if form != "copy":
        (rows, columns) = _loaded(f"BEGIN;{text}", "SELECT * FROM kh", "PRAGMA table_info(kh)")
        assert rows == [(n, "<PERSON>", "Y") for n in there]
        assert [(each[1], each[2]) for each in columns] == [
            ("id", "INTEGER"),
            ("xm", "varchar(255)"),
            ("ty", "char(1)"),
        ]


@pytest.mark.parametrize("form", ["one", "many", "copy"])
def test_no_row_may_stay(tmp_path: Path, form: str) -> None:
    text = _masked(tmp_path, _people(form), rows={"where": "ty = 'nobody'"})
    assert "INSERT" not in text
    assert _rows_of(tmp_path / "out" / "a.sql") == []


def test_what_is_no_table_and_no_row_is_left_out(tmp_path: Path) -> None:
    name, mobile = _PEOPLE[0].name, _PEOPLE[0].mobile
    others = f"""CREATE VIEW v AS SELECT * FROM kh WHERE xm = '{name}';
CREATE USER zhang IDENTIFIED BY 'Aa123456';
UPDATE kh SET sj = {mobile} WHERE xm = '{name}';
/* {name} */
DELIMITER ;;
CREATE TRIGGER t AFTER INSERT ON kh FOR EACH ROW BEGIN INSERT INTO log VALUES ('{mobile}'); END;;
DELIMITER ;
CREATE TABLE log (text varchar(40) DEFAULT '{name}{mobile}', more int);
"""
    source = _people("many") + others
    (tmp_path / "a.sql").write_text(source, encoding="utf-8")
    release = pii_scanner.mask(tmp_path / "a.sql", _POLICY, tmp_path / "out")
    made = (tmp_path / "out" / "a.sql").read_text(encoding="utf-8")
    assert all(each not in made for each in ("张伟", name, mobile, "VIEW", "USER", "Aa123456", "UPDATE", "TRIGGER"))
    assert "CREATE TABLE log (text varchar(40) DEFAULT '<PERSON><CN_MOBILE>', more int);" in made
    (entry,) = release.manifest["files"]
    assert "a.sql: comments left out: 2" in entry["warnings"]
    assert "a.sql: statements left out that neither make a table nor insert rows: 4" in entry["warnings"]


def test_expressions_keep_their_form_where_the_value_has_one(tmp_path: Path) -> None:
    rows = "".join(
        f"INSERT [dbo].[kh] ([rq], [je], [xm]) VALUES (CAST(N'2024-01-{n:02d}' AS Date), CAST({n}234.50 AS Decimal(10, 2)), N'{_PEOPLE[n].name}')\r\nGO\r\n"
        for n in range(1, 29)
    )
    (tmp_path / "a.sql").write_bytes(rows.encode("utf-16"))
    policy = _POLICY | {
        "columns": {"*.rq": {"operator": "generalize", "to": "month"}, "*.je": {"operator": "generalize", "step": 1000}}
    }
    pii_scanner.mask(tmp_path / "a.sql", policy, tmp_path / "out")
    made = (tmp_path / "out" / "a.sql").read_bytes().decode("utf-16")
    assert "VALUES (N'2024-01', CAST(1000 AS Decimal(10, 2)), N'<PERSON>')\r\nGO\r\n" in made
    assert made.count("AS Decimal") == 28


def test_bytes_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    picture, name = "89504E47" * 20, "张伟".encode().hex()
    rows = "".join(f"INSERT INTO t VALUES ({n}, X'{picture}', X'{name}', X'{n:032X}');\n" for n in range(9))
    made = _masked(tmp_path, f"CREATE TABLE t (id int, pic blob, xm varbinary(40), k binary(16));\n{rows}")
    assert picture not in made
    assert name not in made
    assert f"X'{3:032X}'" in made


def test_clauses_behind_rows_stay_where_they_hold_no_value(tmp_path: Path) -> None:
    create = "CREATE TABLE kh (id int PRIMARY KEY, xm text);\n"
    clauses = "ON CONFLICT (id) DO NOTHING", "ON CONFLICT (id) DO UPDATE SET xm = '{}'"
    rows = "".join(
        f"INSERT INTO kh VALUES ({n}, '{each.name}') {clauses[n % 2].format(each.name)};\n"
        for n, each in enumerate(_PEOPLE)
    )
    made = _masked(tmp_path, create + rows)
    assert made.count("DO NOTHING;") == 30
    assert "DO UPDATE" not in made
    ((found),) = _loaded(made, "SELECT count(*) FROM kh WHERE xm = '<PERSON>'")
    assert found == [(60,)]


def test_a_table_may_be_left_out(tmp_path: Path) -> None:
    other = "CREATE TABLE log.calls (sj varchar(11));\nINSERT INTO log.calls VALUES ('13800138000'),('13900139000');\nCREATE INDEX by_call ON log.calls (sj);\n"
    (tmp_path / "a.sql").write_text(other + _people("many") + other, encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.sql", _POLICY, tmp_path / "out", exclude=["calls"])
    made = (tmp_path / "out" / "a.sql").read_text(encoding="utf-8")
    assert "call" not in made
    ((found),) = _loaded(f"BEGIN;{made}", "SELECT count(*) FROM kh WHERE xm = '<PERSON>'")
    assert found == [(60,)]
    pii_scanner.mask(tmp_path / "a.sql", _POLICY, tmp_path / "other", include=["log.*"])
    assert "kh" not in (tmp_path / "other" / "a.sql").read_text(encoding="utf-8")


def test_a_text_beside_the_rows_is_escaped_as_the_dump_does(tmp_path: Path) -> None:
    name = _PEOPLE[0].name
    source = f"/*!40101 SET NAMES utf8 */;\nCREATE TABLE `kh` (`xm` varchar(9) COMMENT '{name}，盘符C:\\\\') ENGINE=InnoDB;\n"
    source += "".join(f"INSERT INTO `kh` VALUES ('{each.name}');\n" for each in _PEOPLE)
    made = _masked(tmp_path, source)
    assert "COMMENT '<PERSON>，盘符C:\\\\') ENGINE" in made
    assert len(_rows_of(tmp_path / "out" / "a.sql")) == 60


def test_a_masked_value_is_no_string_with_rules_of_its_own(tmp_path: Path) -> None:
    rows = "".join(f"INSERT INTO kh VALUES (E'a\\\\b{n}', X'6162');\n" for n in range(9))
    (tmp_path / "a.sql").write_text(f"SET standard_conforming_strings = on;\n{rows}", encoding="utf-8")
    (table,) = (each for each in open_tables(Location("a.sql", tmp_path / "a.sql")) if not each.loose)

    def read() -> Iterator[pa.RecordBatch]:
        for batch in table.batches():
            assert batch.column(0)[3].as_py() == "a\\b3"
            yield pa.record_batch([pa.array(["c\\d4"] * 9), pa.array(["1234"] * 9)], names=batch.schema.names)

    altered = MaskedTable(table, table.name, _altered(table).columns, read)
    SINK.write(Location("a.sql", tmp_path / "a.sql"), [altered], tmp_path / "b.sql", lambda text: text)
    assert (tmp_path / "b.sql").read_text(encoding="utf-8").count("VALUES ('c\\d4', '1234');") == 9


def test_names_that_differ_in_their_case_are_columns_of_their_own(tmp_path: Path) -> None:
    rows = "".join(
        f'INSERT INTO "kh" ("a", "A") VALUES (\'{n}\', \'{each.name}\');\n' for n, each in enumerate(_PEOPLE)
    )
    made = _masked(tmp_path, f'CREATE TABLE "kh" ("A" text, "a" text, b int);\n{rows}')
    assert _rows_of(tmp_path / "a.sql")[2] == {"A": _PEOPLE[2].name, "a": "2", "b": None}
    assert "(\"a\", \"A\") VALUES ('2', '<PERSON>');" in made


def test_a_block_of_csv_is_left_out_whole(tmp_path: Path) -> None:
    csv = f"COPY th (xm) FROM stdin WITH (FORMAT csv);\n{_PEOPLE[0].name}\nSET x = '{_PEOPLE[1].mobile}';\n\\.\n"
    (tmp_path / "a.sql").write_text(_people("many") + csv + "COMMIT;\n", encoding="utf-8")
    loose = [each for each in open_tables(Location("a.sql", tmp_path / "a.sql")) if each.loose]
    assert _PEOPLE[0].name in str([batch.to_pylist() for batch in loose[0].batches()])
    made = _masked(tmp_path, (tmp_path / "a.sql").read_text(encoding="utf-8"))
    assert "COPY" not in made
    assert "SET x" not in made
    assert made.endswith("COMMIT;\nCOMMIT;\n")
