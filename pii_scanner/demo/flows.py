"""The repayments of the package as a Parquet file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pii_scanner.demo.records import Repayment

_SCHEMA = pa.schema(
    [
        ("流水号", pa.string()),
        ("借据号", pa.string()),
        ("交易时间", pa.timestamp("ms")),
        ("交易金额", pa.decimal128(12, 2)),
        ("付款卡号", pa.string()),
        ("付款人", pa.string()),
        ("交易渠道", pa.string()),
        ("摘要", pa.string()),
    ]
)


def write_repayments(path: Path, repayments: Sequence[Repayment]) -> None:
    """Write 还款流水; an empty 摘要 is null."""
    columns = [
        [row.number for row in repayments],
        [row.loan.number for row in repayments],
        [row.time for row in repayments],
        [row.amount for row in repayments],
        [row.card for row in repayments],
        [row.payer for row in repayments],
        [row.channel for row in repayments],
        [row.remark or None for row in repayments],
    ]
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
    pq.write_table(pa.table(arrays, schema=_SCHEMA), path, compression="zstd")
