"""The sheet 汇总: formulas over the other sheets, with their values, and whom to ask."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pii_scanner.demo.book import RATINGS
from pii_scanner.demo.customer_sheet import HEADER_ROW
from pii_scanner.demo.records import Book


def write_summary(sheet: Any, book: Book, look: dict[str, Any]) -> None:
    """Write counts and sums as formulas; a reader without a formula engine sees the stored values."""
    first, last = HEADER_ROW + 2, HEADER_ROW + 1 + len(book.customers)  # as Excel counts, from 1
    limits = [customer.limit for customer in book.customers]
    ratings = Counter(customer.rating for customer in book.customers)
    guarantors = len(book.guarantors)
    rows: list[tuple[str, str, float, str]] = [
        ("客户数", f"=COUNTA(客户清单!B{first}:B{last})", len(limits), "count"),
        ("授信总额", f"=SUM(客户清单!J{first}:J{last})", sum(limits), "amount"),
        ("户均授信", f"=AVERAGE(客户清单!J{first}:J{last})", sum(limits) / len(limits), "amount"),
        ("最高授信", f"=MAX(客户清单!J{first}:J{last})", max(limits), "amount"),
        ("担保人数", f"=COUNTA(担保人!A2:A{guarantors + 1})", guarantors, "count"),
        ("担保覆盖率", "=B6/B2", guarantors / len(limits), "amount"),
    ]
    rows += [
        (f"评级{rating}户数", f'=COUNTIF(客户清单!K{first}:K{last},"{rating}")', ratings[rating], "count")
        for rating in RATINGS
    ]
    sheet.write_row(0, 0, ("指标", "数值"), look["header"])
    sheet.set_column(0, 1, 18)
    for row, (label, formula, value, style) in enumerate(rows, start=1):
        sheet.write_string(row, 0, label, look["text"])
        sheet.write_formula(row, 1, formula, look[style], value)
    contact = len(rows) + 2
    sheet.write_string(contact, 0, "联系人")
    sheet.write_string(contact, 1, book.manager.name)
    sheet.write_string(contact + 1, 0, "联系邮箱")
    email = book.manager.email
    sheet.write_url(contact + 1, 1, f"mailto:{email}", look["link"], email, f"写信给{book.manager.name}")
