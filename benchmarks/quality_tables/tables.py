"""Tables: customers, business data without persons, logs with notes; what stands beside what."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.quality_tables import headers, sensitive
from benchmarks.quality_tables.attributes import ATTRIBUTES
from benchmarks.quality_tables.clean_words import WORDS
from benchmarks.quality_tables.lookalikes import NUMBERS
from benchmarks.quality_tables.model import Cell, Column, Table
from benchmarks.quality_tables.notes import notes_column

_CLEAN = {**NUMBERS, **WORDS}
_BUSINESS = ("FINANCIAL_AMOUNT", "OVERDUE_DAYS", "CREDIT_RATING", "CONTRACT_NUMBER")
_NAMES = (
    "客户清单",
    "loan_detail",
    "转让资产",
    "orders",
    "t_cust_info",
    "2024年明细",
    "export",
    "债权明细",
    "sheet",
    "stat",
    "字典表",
    "跟进记录",
)
_UNNAMED = [each for each in sensitive.IDENTIFIERS if each not in sensitive.BY_NAME]


def tables(count: int, seed: int) -> Iterator[Table]:
    """Yield `count` tables; the same seed gives the same tables, a longer run begins with those of a shorter one."""
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")
        yield _table(f"{index:04d}_{rng.choice(_NAMES)}", rng)


def _table(name: str, rng: random.Random) -> Table:
    rows = _rows(rng)
    draw = rng.random()
    if draw < 0.07:
        return Table(name, _headless(rows, rng), persons=True, headed=False)
    if draw < 0.5:
        return Table(name, _customers(rows, rng), persons=True)
    if draw < 0.6:
        columns = [notes_column(rows, rng), *_clean(rows, rng, rng.randint(3, 6))]
        columns += [sensitive.identifier_column(sensitive.drawn_type(rng), rows, rng) for _ in range(rng.randint(0, 2))]
        return Table(name, _shuffled(columns, rng), persons=any(column.truth for column in columns))
    return Table(name, _business(rows, rng), persons=False)


def _rows(rng: random.Random) -> int:
    draw = rng.random()
    if draw < 0.1:
        return rng.randint(50, 199)
    if draw < 0.48:
        return rng.randint(200, 999)
    if draw < 0.93:
        return rng.randint(1000, 2000)
    return 5000 if draw < 0.98 else 20_000


def _customers(rows: int, rng: random.Random) -> list[Column]:
    first = rng.choice(("PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD"))
    kinds = list(dict.fromkeys([first, *(sensitive.drawn_type(rng) for _ in range(rng.randint(3, 7)))]))
    columns = [sensitive.identifier_column(kind, rows, rng) for kind in kinds]
    columns += [
        sensitive.attribute_column(kind, rows, rng) for kind in rng.sample(sensitive.ATTRIBUTE_TYPES, rng.randint(2, 6))
    ]
    if rng.random() < 0.35:
        columns.append(sensitive.mixed_column(rows, rng))
    if rng.random() < 0.35:
        columns.append(notes_column(rows, rng))
    return _shuffled(columns + _clean(rows, rng, rng.randint(3, 8)), rng)


def _headless(rows: int, rng: random.Random) -> list[Column]:
    kinds = rng.sample(_UNNAMED, rng.randint(2, 4))
    columns = [sensitive.identifier_column(kind, rows, rng, told=False) for kind in kinds]
    for column in columns:
        column.header = ""
    return _shuffled(columns + _clean(rows, rng, rng.randint(2, 5)), rng)


def _business(rows: int, rng: random.Random) -> list[Column]:
    columns = _clean(rows, rng, rng.randint(8, 14))
    for kind in rng.sample(_BUSINESS, rng.randint(0, 3)):
        # Amounts and contracts are somebody's only beside somebody.
        cells: list[Cell] = [make(rng) for make in [ATTRIBUTES[kind](rng)] for _ in range(rows)]
        columns.append(Column(headers.named(kind, rng), cells, f"{kind} in a table without persons"))
    return _shuffled(columns, rng)


def _clean(rows: int, rng: random.Random, count: int) -> list[Column]:
    return [_clean_column(kind, rows, rng) for kind in rng.sample(list(_CLEAN), count)]


def _clean_column(kind: str, rows: int, rng: random.Random) -> Column:
    titles, column = _CLEAN[kind]
    make = column(rng)
    empty = rng.choice((0.0, 0.0, 0.0, 0.1, 0.6))
    cells: list[Cell] = [None if empty and rng.random() < empty else make(rng) for _ in range(rows)]
    title = headers.neutral(rng) if rng.random() < 0.08 else headers.styled(rng.choice(titles.split()), rng)
    return Column(title, cells, f"clean: {kind}")


def _shuffled(columns: list[Column], rng: random.Random) -> list[Column]:
    rng.shuffle(columns)
    return columns
