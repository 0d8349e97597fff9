"""Tables written as files: CSV in its encodings and separators, workbooks, Parquet, JSON lines."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from benchmarks.quality_tables.model import Cell, Column, Table, Truth
from benchmarks.quality_tables.typed import as_exported_by_excel, as_integers, as_typed_in_excel

_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16")
_DELIMITERS = (",", ",", ",", ";", "\t", "|")
_TITLE = "资产明细清单（内部资料）"


def write(table: Table, folder: Path, rng: random.Random, keep: int = 0) -> Truth:
    """Write a table in a form drawn for it and return its truth, with the first `keep` rows of cells.

    Cells may become numbers on the way.
    """
    draw = rng.random()
    if draw < 0.55 or not table.headed:
        path, layout = _csv(table, folder, rng)
    elif draw < 0.78:
        path, layout = _workbook(table, folder, rng)
    elif draw < 0.9:
        path, layout = _parquet(table, folder, rng)
    else:
        path, layout = _json_lines(table, folder)
    kept = [
        Column(each.header, each.cells[:keep], each.story, each.truth, each.fill, each.also) for each in table.columns
    ]
    return Truth(path, layout if table.headed else f"{layout}, no header", table.persons, kept)


def _csv(table: Table, folder: Path, rng: random.Random) -> tuple[Path, str]:
    encoding, delimiter = rng.choice(_ENCODINGS), rng.choice(_DELIMITERS)
    for column in table.columns:
        as_exported_by_excel(column, rng)
    titled = table.headed and rng.random() < 0.12
    rows: list[list[Cell]] = [[_TITLE], []] if titled else []
    rows += [[column.header for column in table.columns]] if table.headed else []
    rows += map(list, zip(*(column.cells for column in table.columns), strict=True))
    totals = table.headed and rng.random() < 0.12
    if totals:
        rows.append(_totals(len(table.columns)))
    ragged = rng.random() < 0.06
    if ragged:
        rows = [_without_empty_end(row) for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=rng.choice(("\n", "\r\n"))).writerows(rows)
    path = folder / f"{table.name}.{'tsv' if delimiter == chr(9) else 'csv'}"
    # What GBK has no character for (zero-width and no-break spaces) is left out, as editors do.
    path.write_bytes(text.getvalue().encode(encoding, errors="ignore"))
    return (
        path,
        f"csv {encoding} {delimiter!r}{', header on line 3' if titled else ''}{', totals' if totals else ''}{', ragged' if ragged else ''}",
    )


def _without_empty_end(row: list[Cell]) -> list[Cell]:
    while len(row) > 1 and row[-1] in (None, ""):
        row = row[:-1]
    return row


def _totals(columns: int) -> list[Cell]:
    return ["合计", *[None] * (columns - 2), "123456.78"][:columns]


def _workbook(table: Table, folder: Path, rng: random.Random) -> tuple[Path, str]:
    for column in table.columns:
        as_typed_in_excel(column, rng)
    titled, totals = rng.random() < 0.15, rng.random() < 0.15
    path = folder / f"{table.name}.xlsx"
    with xlsxwriter.Workbook(
        path, {"strings_to_numbers": False, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("Sheet1")
        first = 0
        if titled:
            sheet.merge_range(0, 0, 0, max(1, len(table.columns) - 1), _TITLE)
            first = 2
        sheet.write_row(first, 0, [column.header for column in table.columns])
        for place, column in enumerate(table.columns):
            for row, cell in enumerate(column.cells, start=first + 1):
                if cell is not None and cell != "":
                    sheet.write(row, place, cell)
        if totals:
            sheet.write_row(
                first + 1 + len(table.columns[0].cells), 0, [cell or "" for cell in _totals(len(table.columns))]
            )
    return path, f"xlsx{', header on line 3' if titled else ''}{', totals' if totals else ''}"


def _parquet(table: Table, folder: Path, rng: random.Random) -> tuple[Path, str]:
    arrays = []
    for column in table.columns:
        numbers = as_integers(column, rng)
        if numbers is not None:
            arrays.append(pa.array(numbers))
            column.story += f", Parquet {arrays[-1].type}"
        else:
            texts = pa.array(column.cells, pa.string())
            arrays.append(texts.dictionary_encode() if rng.random() < 0.3 else texts)
    path = folder / f"{table.name}.parquet"
    pq.write_table(pa.table(arrays, names=_unique(table)), path, row_group_size=5000)
    return path, "parquet"


def _json_lines(table: Table, folder: Path) -> tuple[Path, str]:
    path, names = folder / f"{table.name}.jsonl", _unique(table)
    with path.open("w", encoding="utf-8") as file:
        for row in zip(*(column.cells for column in table.columns), strict=True):
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
    return path, "jsonl"


def _unique(table: Table) -> list[str]:
    """Return the headers, none empty and none twice; the truth takes them over."""
    for place, column in enumerate(table.columns):
        before = [each.header for each in table.columns[:place]]
        column.header = column.header or f"column_{place + 1}"
        while column.header in before:
            column.header += "_b"
    return [column.header for column in table.columns]
