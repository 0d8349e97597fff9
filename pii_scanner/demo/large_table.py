"""One large table of invented persons, to measure rates with."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import Person, persons

_SEED = 731
# Persons recur beyond so many, with other loans and notes.
_PEOPLE = 20_000


def write_large_table(path: Path, rows: int) -> None:
    """Write a CSV file of `rows` loans: identifiers, contact data, amounts, dates and notes."""
    people, rng = persons(min(rows, _PEOPLE), _SEED), random.Random(_SEED)
    writer: pa_csv.CSVWriter | None = None
    for batch in _batches(people, rows, rng):
        writer = writer or pa_csv.CSVWriter(path, batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()


def _batches(people: list[Person], rows: int, rng: random.Random) -> Iterator[pa.RecordBatch]:
    for begin in range(0, rows, len(people)):
        some = people[: rows - begin]
        yield pa.RecordBatch.from_pydict(
            {
                "借据号": [f"JJ{begin + number:012d}" for number in range(len(some))],
                "姓名": [each.name for each in some],
                "身份证号": [each.resident_id for each in some],
                "手机号": [each.mobile for each in some],
                "银行卡号": [each.bank_card for each in some],
                "地址": [each.address for each in some],
                "邮箱": [each.email for each in some],
                "放款日期": [
                    f"20{rng.randrange(18, 26)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}" for _ in some
                ],
                "余额": [f"{rng.randrange(1_000, 90_000_000) / 100:.2f}" for _ in some],
                "备注": [collection_note(each, rng) for each in some],
            }
        )
