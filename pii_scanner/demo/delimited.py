"""The delimited files of the package: loans as a core system exports them, calls as a call centre does."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pii_scanner.demo.records import Call, Loan
from pii_scanner.demo.words import words

_LOAN_HEADER = words(
    "借据号 合同编号 客户编号 身份证号 放款日期 到期日 贷款金额 本金余额 利息余额 逾期天数 五级分类 还款账号"
)
_CALL_HEADER = words("记录编号 客户编号 催收时间 催收员工号 联系电话 催收方式 催收结果 备注")


def write_loans(path: Path, loans: Sequence[Loan]) -> None:
    """Write 借据明细 in GB18030 with CRLF."""
    rows = (
        (
            loan.number,
            loan.contract,
            loan.customer.number,
            loan.customer.person.resident_id,
            loan.issued.isoformat(),
            loan.due.isoformat(),
            str(loan.amount),
            str(loan.principal),
            str(loan.interest),
            str(loan.overdue_days),
            loan.grade,
            loan.card,
        )
        for loan in loans
    )
    _write(path, "gb18030", _LOAN_HEADER, rows)


def write_calls(path: Path, calls: Sequence[Call]) -> None:
    """Write 催收记录 in UTF-8 with a byte order mark."""
    rows = (
        (
            call.number,
            call.customer.number,
            f"{call.time:%Y-%m-%d %H:%M:%S}",
            call.agent,
            call.phone,
            call.method,
            call.outcome,
            call.note,
        )
        for call in calls
    )
    _write(path, "utf-8-sig", _CALL_HEADER, rows)


def _write(path: Path, encoding: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
