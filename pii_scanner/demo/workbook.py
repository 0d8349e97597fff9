"""The customer list as people keep it in Excel: title rows, formats, formulas, comments, a hidden sheet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from pii_scanner.demo.customer_sheet import write_customers
from pii_scanner.demo.records import Book, Guarantor
from pii_scanner.demo.sheet_styles import styles
from pii_scanner.demo.summary_sheet import write_summary
from pii_scanner.demo.words import words

_GUARANTOR_HEADER = words("客户编号 担保人姓名 与借款人关系 担保人身份证号 担保人手机 担保方式 担保金额 担保合同号")
_GUARANTOR_WIDTHS = (14, 12, 12, 22, 16, 14, 14, 18)
_MEMO_EVERY = 7


def write_workbook(path: Path, book: Book) -> None:
    """Write 客户清单, 担保人, 汇总 and the hidden 内部备查."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties(
            {
                "title": "不良资产包客户清单",
                "subject": "债权转让",
                "author": book.author.name,
                "manager": book.manager.name,
                "company": "江海银行股份有限公司",
                "comments": f"如有疑问请联系{book.manager.name}",
                "created": datetime.datetime(2026, 6, 30, 17, 30, tzinfo=datetime.timezone.utc),
            }
        )
        look = styles(workbook)
        write_customers(workbook.add_worksheet("客户清单"), book, look)
        _write_guarantors(workbook.add_worksheet("担保人"), book.guarantors, look)
        write_summary(workbook.add_worksheet("汇总"), book, look)
        _write_memo(workbook.add_worksheet("内部备查"), book, look)


def _write_guarantors(sheet: Any, guarantors: Sequence[Guarantor], look: dict[str, Any]) -> None:
    sheet.write_row(0, 0, _GUARANTOR_HEADER, look["header"])
    for column, width in enumerate(_GUARANTOR_WIDTHS):
        sheet.set_column(column, column, width)
    for row, guarantor in enumerate(guarantors, start=1):
        person = guarantor.person
        texts = (
            guarantor.customer.number,
            person.name,
            guarantor.relation,
            person.resident_id,
            person.mobile,
            guarantor.method,
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, look["text"])
        sheet.write_number(row, 6, guarantor.amount, look["amount"])
        sheet.write_string(row, 7, guarantor.contract, look["text"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(guarantors), len(_GUARANTOR_HEADER) - 1)


def _write_memo(sheet: Any, book: Book, look: dict[str, Any]) -> None:
    """Write the hidden sheet: every seventh customer with ID and mobile."""
    sheet.write_row(0, 0, ("客户编号", "姓名", "证件号码", "联系方式", "备注"), look["header"])
    sheet.set_column(2, 3, 22)
    sheet.set_column(4, 4, 40)
    for row, customer in enumerate(book.customers[::_MEMO_EVERY], start=1):
        person = customer.person
        memo = f"{person.name}系关注客户，由{book.manager.name}跟进" if row % 3 == 1 else "已核实"
        for column, text in enumerate((customer.number, person.name, person.resident_id, person.mobile, memo)):
            sheet.write_string(row, column, text, look["text"])
    sheet.hide()
