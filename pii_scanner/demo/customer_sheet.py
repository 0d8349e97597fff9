"""The sheet 客户清单: a title and a note above the header, clean formats, and some cells typed by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pii_scanner.demo.book import RATINGS
from pii_scanner.demo.records import Book, Customer
from pii_scanner.demo.words import words

HEADER = words("序号 客户编号 客户姓名 性别 身份证号码 手机号码 家庭住址 工作单位 银行卡号 授信额度 客户评级")
HEADER_ROW = 2  # counted from 0; the first customer is one below
LIMIT_COLUMN, RATING_COLUMN = 9, 10

_WIDTHS = (6, 14, 12, 6, 22, 16, 46, 28, 24, 14, 10)
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_NAME, _ID, _MOBILE, _ADDRESS, _CARD = 2, 4, 5, 6, 8


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:7]} {number[7:]}"


def _dashed(number: str) -> str:
    return f"{number[:3]}-{number[3:7]}-{number[7:]}"


def _grouped(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _full_width(number: str) -> str:
    return number.translate(_FULL_WIDTH)


def _indented(text: str) -> str:
    return f" {text}"


# cells typed by hand: (customer counted from 0, column) -> how
_DIRTY: dict[tuple[int, int], Callable[[str], str]] = {
    (4, _MOBILE): _spaced,
    (9, _ID): _full_width,
    (13, _CARD): _grouped,
    (18, _ID): _indented,
    (22, _MOBILE): _full_width,
    (27, _NAME): _indented,
    (33, _MOBILE): _dashed,
    (41, _CARD): _indented,
    (56, _MOBILE): _spaced,
    (73, _ID): _full_width,
    (90, _ADDRESS): _indented,
    (112, _MOBILE): _indented,
}


def customer_rows(customers: Sequence[Customer]) -> list[list[str]]:
    """Return the text cells of each customer, columns 客户编号 to 银行卡号, some as typed by hand."""
    rows = []
    for index, customer in enumerate(customers):
        person = customer.person
        number = person.resident_id.lower() if index % 3 == 0 else person.resident_id
        row = [customer.number, person.name, person.sex, number, person.mobile]
        row += [person.address, person.employer, person.bank_card]
        rows.append([_DIRTY.get((index, column), str)(text) for column, text in enumerate(row, start=1)])
    return rows


def write_customers(sheet: Any, book: Book, look: dict[str, Any]) -> None:
    """Write the customers of a package on an xlsxwriter worksheet."""
    last_column = len(HEADER) - 1
    sheet.merge_range(0, 0, 0, last_column, "江海银行不良资产包客户清单（2026年第3期）", look["title"])
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, "制表部门：资产保全部    基准日：2026年6月30日    金额单位：元", look["note"])
    sheet.write_row(HEADER_ROW, 0, HEADER, look["header"])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    first = HEADER_ROW + 1
    for row, texts in enumerate(customer_rows(book.customers), start=first):
        customer = book.customers[row - first]
        sheet.write_number(row, 0, row - first + 1, look["count"])
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text, look["text"])
        sheet.write_number(row, LIMIT_COLUMN, customer.limit, look["amount"])
        sheet.write_string(row, RATING_COLUMN, customer.rating, look["text"])
    _add_features(sheet, book, look, first, HEADER_ROW + len(book.customers))


def _add_features(sheet: Any, book: Book, look: dict[str, Any], first: int, last: int) -> None:
    sheet.freeze_panes(first, 3)
    sheet.autofilter(HEADER_ROW, 0, last, len(HEADER) - 1)
    sheet.data_validation(
        first,
        RATING_COLUMN,
        last,
        RATING_COLUMN,
        {
            "validate": "list",
            "source": list(RATINGS),
            "input_title": "客户评级",
            "input_message": "请选择评级",
        },
    )
    sheet.conditional_format(
        first,
        RATING_COLUMN,
        last,
        RATING_COLUMN,
        {"type": "cell", "criteria": "==", "value": f'"{RATINGS[-1]}"', "format": look["alert"]},
    )
    sheet.conditional_format(
        first,
        LIMIT_COLUMN,
        last,
        LIMIT_COLUMN,
        {"type": "cell", "criteria": ">=", "value": 300_000, "format": look["large"]},
    )
    manager = book.manager
    sheet.write_comment(
        first, 2, f"请联系{manager.name} {manager.mobile}", {"author": book.author.name, "x_scale": 1.4}
    )
    sheet.set_header(f"&L江海银行资产保全部&C客户清单&R制表人：{book.author.name}")
    sheet.set_footer("&L内部资料 注意保密&R第 &P 页 / 共 &N 页")
    sheet.set_landscape()
    sheet.repeat_rows(HEADER_ROW)
