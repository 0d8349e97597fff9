"""The workbook that the benchmarks read: one formatted sheet of 10 columns, invented persons, one seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks.debt_table import DATA
from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons
from pii_scanner.demo.sheet_styles import styles

_SEED = 20261
_HEADER = (
    "借据号",
    "客户姓名",
    "身份证号",
    "手机号码",
    "银行卡号",
    "家庭住址",
    "放款日期",
    "本金余额",
    "逾期天数",
    "催收备注",
)


def portfolio_workbook(rows: int) -> Path:
    """Return the xlsx file of `rows` rows, made on first use."""
    path = DATA / f"portfolio_{rows}.xlsx"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        _write(part, rows)
        part.rename(path)
    return path


def _write(path: Path, rows: int) -> None:
    rng = random.Random(_SEED)
    with xlsxwriter.Workbook(path) as workbook:
        look = styles(workbook)
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet("客户清单")
        sheet.write_row(0, 0, _HEADER, look["header"])
        sheet.set_column(0, len(_HEADER) - 1, 18)
        for row, person in enumerate(persons(rows, _SEED), start=1):
            number = f"JJ{rng.randrange(10**14):014d}"
            texts = (number, person.name, person.resident_id, person.mobile, person.bank_card, person.address)
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, look["text"])
            sheet.write_datetime(row, 6, date(2018, 1, 1) + timedelta(days=rng.randrange(2500)), day)
            sheet.write_number(row, 7, rng.randrange(100, 50_000_000) / 100, look["amount"])
            sheet.write_number(row, 8, rng.randrange(1500), look["count"])
            sheet.write_string(row, 9, collection_note(person, rng), look["text"])
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, rows, len(_HEADER) - 1)
