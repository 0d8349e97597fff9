"""A believable debt-assignment package (不良资产包): workbook, CSV files, Parquet, database. All made up."""

from __future__ import annotations

from pathlib import Path

from pii_scanner.demo.book import build_book
from pii_scanner.demo.database import write_database
from pii_scanner.demo.delimited import write_calls, write_loans
from pii_scanner.demo.flows import write_repayments
from pii_scanner.demo.workbook import write_workbook


def write_portfolio(folder: Path, *, people: int = 300, seed: int = 2026) -> list[Path]:
    """Write the package of `people` customers into `folder`, made if missing; return the files.

    The same seed gives the same files. Customer numbers, resident IDs, mobile and card numbers and
    loan numbers (借据号) are shared between the files, so that joins give rows.
    Raises ValueError for fewer than one customer.
    """
    book = build_book(people, seed)
    folder.mkdir(parents=True, exist_ok=True)
    workbook, loans = folder / "客户信息.xlsx", folder / "借据明细.csv"
    repayments, calls = folder / "还款流水.parquet", folder / "催收记录.csv"
    database = folder / "portfolio.sqlite"
    write_workbook(workbook, book)
    write_loans(loans, book.loans)
    write_repayments(repayments, book.repayments)
    write_calls(calls, book.calls)
    write_database(database, book)
    return [workbook, loans, repayments, calls, database]
