"""Rows that look alike, taken many at once, become what each becomes by itself."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import xlsxwriter

from pii_scanner.sinks.workbook import SheetRewrite, plain, rewrite_workbook
from pii_scanner.sinks.workbook.column import NewColumn
from pii_scanner.sinks.workbook.plan import SAME, Moved
from pii_scanner.sinks.workbook.runs import Run
from tests.builders.files import zip_file

ROWS = 400
_SHEET = "xl/worksheets/sheet1.xml"
_TEXTS = ["张伟", "a&b", " 甲", "_x0041_", "", "12", "丙" * 40, "x<y>"]


def _cell(rng: random.Random, column: int, number: int) -> str:
    place = f'r="{chr(65 + column)}{number}"'
    if rng.random() < 0.004:
        return rng.choice(
            (
                "",
                f"<c {place}/>",
                f'<c {place} t="str"><f>1+1</f><v>2</v></c>',
                f'<c {place} s="1"><v>{rng.randrange(10**16, 10**17)}</v></c>',
                f'<c {place} t="n"><v>1.5E3</v></c>',
                f'<c {place} t="inlineStr"><is><t xml:space="preserve"> 甲</t></is></c>',
                f'<c {place} t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>',
                f'<c {place} t="b"><v>1</v></c>',
                f'<c r="{chr(65 + column)}"><v>1</v></c>',
            )
        )
    if column % 3 == 0:
        return f'<c {place} s="1" t="s"><v>{rng.randrange(5)}</v></c>'
    if column % 3 == 1:
        return f"<c {place}><v>{rng.randrange(10**6) / 100}</v></c>"
    return f'<c {place} t="inlineStr"><is><t>{rng.choice(("甲乙", "c", "a&amp;b", "d") if rng.random() < 0.02 else ("甲乙", "c"))}</t></is></c>'


def _source(path: Path, seed: int) -> Path:
    rng = random.Random(seed)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["a", "b", "c", "d", "e", "f"])
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    rows = []
    for number in range(2, ROWS + 2):
        if rng.random() < 0.004:
            continue
        cells = "".join(_cell(rng, column, number) for column in range(6))
        more = ' ht="20"' if rng.random() < 0.01 else ""
        rows.append(f'<row r="{number}" spans="1:6"{more}>{cells}</row>' + "\n" * (rng.random() < 0.01))
    before = bytes(parts[_SHEET]).decode()  # type: ignore[arg-type]
    parts[_SHEET] = before.replace("</sheetData>", "".join(rows) + "</sheetData>")
    return zip_file(path, parts)


def _new(rng: random.Random, dates: bool) -> NewColumn:
    column = NewColumn()
    while len(column) < ROWS:
        size = min(rng.randrange(1, 200), ROWS - len(column))
        kind = rng.randrange(4)
        if kind == 0:
            column.add_same(size)
        elif kind == 1:
            texts = pa.array([rng.choice(_TEXTS) if rng.random() < 0.05 else f"新{n}" for n in range(size)])
            column.add_texts(texts, np.array([rng.random() < 0.3 for _ in range(size)]))
        elif kind == 2:
            column.add_texts(pa.array([None if rng.random() < 0.1 else "字" for _ in range(size)], pa.string()), None)
        else:
            some: list[Any] = [1.5, 7, True, SAME, None, "a&b", *([Moved(3, "2020-01-04")] if dates else [])]
            column.add([rng.choice(some) for _ in range(size)])
    return column


def _written(source: Path, target: Path, seed: int) -> dict[str, bytes]:
    rng = random.Random(seed)
    columns = {column: _new(rng, seed % 3 == 0) for column in rng.sample(range(6), 3)}
    others = [column for column in range(6) if column not in columns]
    totals = frozenset({60} if seed % 2 else ())
    kept, dropped = frozenset(others[:2]), frozenset(others[2:])
    plan = SheetRewrite(0, 1, columns, kept, dropped, {}, ROWS, totals=totals)
    rewrite_workbook(source, target, {"S": plan}, str)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("seed", range(24))
def test_runs_change_nothing(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _source(tmp_path / "a.xlsx", seed)
    taken: list[int] = []
    run_of = plain.run_of

    def counting(*arguments: Any) -> Run | None:
        run = run_of(*arguments)
        taken.append(run.rows if run is not None else 0)
        return run

    monkeypatch.setattr(plain, "_PATIENCE", 2)
    monkeypatch.setattr(plain, "run_of", counting)
    at_once = _written(source, tmp_path / "b.xlsx", seed)
    assert seed % 3 == 0 or sum(taken) > ROWS / 4
    monkeypatch.setattr(plain, "run_of", lambda *_: None)
    assert _written(source, tmp_path / "c.xlsx", seed) == at_once
