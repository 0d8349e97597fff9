"""Tables, records and policies as the middle folders see them, all made up."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import Person, persons
from pii_scanner.detection.tables import scan_table
from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.policies import policy_of
from pii_scanner.model.inventory import ColumnRecord, Finding
from pii_scanner.model.table import ColumnInfo, Table

# 32 bytes in base64, made up for tests.
MASTER = "q83vEjRWeJCrze8SNFZ4kJq7zN3u_wARIjNEVWZ3iJk="
KEY = bytes(range(101, 133))

Columns = Mapping[str, Sequence[Any] | pa.Array]


def table(columns: Columns, *, name: str = "客户", source: str = "客户.csv", rows: int | None = None) -> Table:
    """Return a table in memory, in batches of `rows` rows (one batch unless told)."""
    arrays = [values if isinstance(values, pa.Array) else pa.array(list(values)) for values in columns.values()]
    whole = pa.record_batch(arrays, names=list(columns))

    def read() -> Iterator[pa.RecordBatch]:
        step = rows or max(1, whole.num_rows)
        for start in range(0, whole.num_rows, step):
            yield whole.slice(start, step)

    infos = tuple(ColumnInfo(each, str(array.type)) for each, array in zip(columns, arrays, strict=True))
    return Table(source, name, "csv", infos, read)


def scanned(columns: Columns, *, rows: int | None = None, sample: int | None = None) -> dict[str, ColumnRecord]:
    """Return the record of each column of a table in memory."""
    return {record.column: record for record in scan_table(table(columns, rows=rows), sample)}


def scanned_column(name: str, values: Sequence[Any] | pa.Array, **how: Any) -> ColumnRecord:
    return scanned({name: values}, **how)[name]


def finding(entity_type: str, *, ratio: float = 1.0, kind: str = "column", confidence: float = 0.95) -> Finding:
    return Finding(entity_type, kind, round(100 * ratio), ratio, confidence, ("evidence",))


def record(
    column: str, *found: Finding, table_name: str = "客户", source: str = "客户.csv", **fields: Any
) -> ColumnRecord:
    """Return the record of a column of 100 rows."""
    return ColumnRecord(source, table_name, column, "string", 100, 0, 100, True, found, **fields)


def policy(**changes: Any) -> Policy:
    """Return a policy without rules, changed."""
    return policy_of({"version": 1, "recipient": {"name": "partner-a", "purpose": "valuation"}, **changes})


def applied(
    operator: str, values: Sequence[str], entity_type: str = "", *, key: bytes = KEY, **parameters: Any
) -> list[str]:
    """Return what an operator makes of values."""
    made = build_operator(operator, parameters).apply(pa.array(values, pa.string()), Target(entity_type, key))
    return [str(value) for value in made.to_pylist()]


def cards(count: int, seed: int = 7) -> list[str]:
    """Return distinct card numbers of 19 digits with a right Luhn digit."""
    return [person.bank_card for person in persons(count, seed)]


def random_digits(count: int, width: int, first: str = "", seed: int = 11) -> list[str]:
    """Return distinct numbers of `width` digits that begin with `first`."""
    rng = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        made[first + "".join(rng.choices("0123456789", k=width - len(first)))] = None
    return list(made)


def person_columns(people: Sequence[Person]) -> dict[str, list[str]]:
    """Return a customer table: identifiers, a name, an address, an amount and free text."""
    return {
        "姓名": [each.name for each in people],
        "身份证号": [each.resident_id for each in people],
        "手机号": [each.mobile for each in people],
        "银行卡号": [each.bank_card for each in people],
        "城市": [each.city for each in people],
        "金额": [f"{1000 + 37 * place}.50" for place in range(len(people))],
        "备注": [f"已致电{each.mobile}，客户承诺本周还款。" for each in people],
    }


def write_csv(path: Path, columns: Mapping[str, Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def noted_people(people: Sequence[Person], spoilt: int | None = None) -> pa.Table:
    """Return a table of people; in the note of one of them the mobile number of the first stands, if asked."""
    notes = [f"客户{each.name}表示下月还款，已记录。" for each in people]
    if spoilt is not None:
        notes[spoilt] = f"改打{people[0].mobile}"
    return pa.table(
        {
            "full_name": [each.name for each in people],
            "id_no": [each.resident_id for each in people],
            "mobile": [each.mobile for each in people],
            "grade": ["关注" if each.mobile > "15" else "正常" for each in people],
            "note": notes,
        }
    )
