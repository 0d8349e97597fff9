"""The formats of the round trip: how a generated table is written, and how a file is compared. A new format is a line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

from tests.round_trip.tables import KINDS


@dataclass(frozen=True)
class Format:
    """`write` makes a file of a table of some of the `kinds`; `contents` is equal for files that are the same."""

    suffix: str
    kinds: tuple[pa.DataType, ...]
    write: Callable[[pa.Table, Path], object]
    contents: Callable[[Path], object]


def _of(*tests: Callable[[pa.DataType], bool]) -> tuple[pa.DataType, ...]:
    return tuple(kind for kind in KINDS if any(test(kind) for test in tests))


_ALL = tuple(KINDS)
_TEXTS = (pa.string(),)
_PLAIN = (pa.string(), pa.int64(), pa.float64(), pa.bool_())
_JSON = (*_PLAIN, *_of(pa.types.is_list, pa.types.is_struct))
_CELLS = (*_PLAIN, pa.date32(), pa.timestamp("us"))


def _write_csv(table: pa.Table, path: Path, *, codec: str = "utf-8", **how: Any) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, **how)
    writer.writerow(table.column_names)
    writer.writerows([["" if cell is None else cell for cell in row.values()] for row in table.to_pylist()])
    path.write_bytes(text.getvalue().encode(codec, "ignore"))


def _write_json(table: pa.Table, path: Path, *, lines: bool = False, **how: Any) -> None:
    rows = table.to_pylist()
    end = "\n" if lines else ""
    text = "".join(json.dumps(row, **how) + end for row in (rows if lines else [rows]))
    path.write_text(text, encoding="utf-8", newline="")


def _write_sqlite(table: pa.Table, path: Path) -> None:
    def quoted(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE t ({', '.join(map(quoted, table.column_names))})")
        rows = [tuple(row.values()) for row in table.to_pylist()]
        database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * table.num_columns)})", rows)
        database.commit()


def _of_sqlite(path: Path) -> object:
    with closing(sqlite3.connect(path)) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(t)")]
        return names, [[repr(cell) for cell in row] for row in database.execute("SELECT * FROM t ORDER BY rowid")]


def _write_sql(table: pa.Table, path: Path, form: str, *, codec: str = "utf-8") -> None:
    """Write a dump as mysqldump, a client of MySQL with a row in each statement, pg_dump with COPY or a script of SQL Server."""
    marks = {"mysql": "``", "navicat": "``", "mssql": "[]"}.get(form, '""')
    names = [f"{marks[0]}{name.replace(marks[1], marks[1] * 2)}{marks[1]}" for name in table.column_names]
    rows = [["NULL" if cell is None else _sql(cell, form) for cell in row.values()] for row in table.to_pylist()]
    if form == "copy":
        rows = [[r"\N" if cell is None else _copied(cell) for cell in row.values()] for row in table.to_pylist()]
        lines = "".join("\t".join(row) + "\n" for row in rows)
        text = f'CREATE TABLE "t" ({", ".join(f"{name} text" for name in names)});\n\nCOPY "t" ({", ".join(names)}) FROM stdin;\n{lines}\\.\n\n'
    elif form == "mysql":
        columns = ",\n".join(f"  {name} longtext" for name in names)
        values = ",".join(f"({','.join(row)})" for row in rows)
        insert = f"INSERT INTO `t` VALUES {values};\n" if rows else ""
        text = f"/*!40101 SET NAMES utf8 */;\nCREATE TABLE `t` (\n{columns}\n) ENGINE=InnoDB;\n{insert}UNLOCK TABLES;\n"
    elif form == "navicat":
        head = f"INSERT INTO `t` ({', '.join(names)}) VALUES ("
        text = "SET NAMES utf8mb4;\n" + "".join(f"{head}{', '.join(row)});\n" for row in rows)
    elif form == "mssql":
        head = f"INSERT [dbo].[t] ({', '.join(names)}) VALUES ("
        text = "USE [x]\r\nGO\r\n" + "".join(f"{head}{', '.join(row)})\r\nGO\r\n" for row in rows)
    else:
        text = "BEGIN;\n" + "".join(f'INSERT INTO "t" ({",".join(names)}) VALUES({",".join(row)});\n' for row in rows)
    path.write_bytes(text.encode(codec, "ignore"))


def _sql(cell: object, form: str) -> str:
    if not isinstance(cell, str):
        return str(int(cell)) if isinstance(cell, bool) else str(cell)
    text = cell.replace("'", "''")
    if form in ("mysql", "navicat"):
        text = cell.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return ("N" if form == "mssql" else "") + f"'{text}'"


def _copied(cell: object) -> str:
    text = str(cell).replace("\\", "\\\\")
    for sign, name in (("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, name)
    return text


def _write_xlsx(table: pa.Table, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(table.column_names)
    for row in table.to_pylist():
        sheet.append([_cell(value) for value in row.values()])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is no formula
    book.save(path)


def _cell(value: Any) -> Any:
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**15:
        return str(value)
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0)
    return value


def _of_xlsx(path: Path) -> object:
    book = openpyxl.load_workbook(path)
    return [
        # An empty text is a blank cell.
        [
            [(repr(cell.value), cell.data_type, cell.number_format) if cell.value else None for cell in row]
            for row in sheet
        ]
        for sheet in book
    ]


def _columnar(table: pa.Table) -> object:
    return table.schema, [[repr(cell) for cell in column.to_pylist()] for column in table.columns]


def _of_parquet(path: Path) -> object:
    return _columnar(pq.read_table(path))


def _of_feather(path: Path) -> object:
    return _columnar(feather.read_table(str(path)))


FORMATS: dict[str, Format] = {
    "CSV": Format("csv", _TEXTS, _write_csv, Path.read_bytes),
    "CSV, all quoted": Format("csv", _TEXTS, partial(_write_csv, quoting=csv.QUOTE_ALL), Path.read_bytes),
    "CSV, GB18030": Format("csv", _TEXTS, partial(_write_csv, codec="gb18030"), Path.read_bytes),
    "CSV, UTF-16": Format("csv", _TEXTS, partial(_write_csv, codec="utf-16"), Path.read_bytes),
    "TSV": Format("tsv", _TEXTS, partial(_write_csv, delimiter="\t", lineterminator="\n"), Path.read_bytes),
    "CSV, bars": Format("txt", _TEXTS, partial(_write_csv, delimiter="|"), Path.read_bytes),
    "CSV, \\x01": Format("txt", _TEXTS, partial(_write_csv, delimiter="\x01"), Path.read_bytes),
    "JSON array": Format("json", _JSON, partial(_write_json, ensure_ascii=False), Path.read_bytes),
    "JSON, escaped, over lines": Format("json", _JSON, partial(_write_json, indent=2), Path.read_bytes),
    "JSON lines": Format("jsonl", _JSON, partial(_write_json, lines=True, ensure_ascii=False), Path.read_bytes),
    "Parquet": Format("parquet", _ALL, pq.write_table, _of_parquet),
    "Parquet, plain": Format("parquet", _ALL, partial(pq.write_table, use_dictionary=False, compression="none"), _of_parquet),
    "Feather": Format("feather", _ALL, lambda table, path: feather.write_feather(table, str(path)), _of_feather),
    "SQLite": Format("sqlite", (*_PLAIN, pa.binary()), _write_sqlite, _of_sqlite),
    "SQL, many rows": Format("sql", _PLAIN, partial(_write_sql, form="mysql"), Path.read_bytes),
    "SQL, one row": Format("sql", _PLAIN, partial(_write_sql, form="navicat", codec="gb18030"), Path.read_bytes),
    "SQL, SQLite": Format("sql", _PLAIN, partial(_write_sql, form="sqlite"), Path.read_bytes),
    "SQL, SQL Server": Format("sql", _PLAIN, partial(_write_sql, form="mssql", codec="utf-16"), Path.read_bytes),
    "SQL, COPY": Format("sql", _PLAIN, partial(_write_sql, form="copy"), Path.read_bytes),
    "XLSX": Format("xlsx", _CELLS, _write_xlsx, _of_xlsx),
}  # fmt: skip
