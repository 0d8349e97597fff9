"""The table that the benchmarks read: 14 columns of a debt portfolio, invented persons, one seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons

DATA = Path(__file__).parent / "data"
PEOPLE = 200_000
_SEED = 20260
_CLASSES = ("正常", "关注", "次级", "可疑", "损失")


def debt_table(rows: int, people: int = PEOPLE) -> Path:
    """Return the CSV file of `rows` rows, made on first use.

    Beyond `people` rows persons recur with other loans, as in real portfolios.
    """
    path = DATA / (f"debt_{rows}.csv" if min(rows, people) == min(rows, PEOPLE) else f"debt_{rows}_{people}.csv")
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        _write(part, rows, people)
        part.rename(path)
    return path


def _write(path: Path, rows: int, most: int) -> None:
    people = persons(min(rows, most), _SEED)
    rng = random.Random(_SEED)
    notes = [collection_note(person, rng) for person in people]
    writer = None
    for start in range(0, rows, len(people)):
        count = min(len(people), rows - start)
        batch = _batch(people[:count], notes[:count], rng)
        writer = writer or pa_csv.CSVWriter(path, batch.schema)
        writer.write_table(batch)
    if writer is not None:
        writer.close()


def _batch(people: list, notes: list[str], rng: random.Random) -> pa.Table:
    lent = [date(2018, 1, 1) + timedelta(days=rng.randrange(2500)) for _ in people]
    return pa.table(
        {
            "借据号": [f"JJ{rng.randrange(10**14):014d}" for _ in people],
            "客户姓名": [person.name for person in people],
            "身份证号": [person.resident_id for person in people],
            "手机号码": [person.mobile for person in people],
            "银行卡号": [person.bank_card for person in people],
            "家庭住址": [person.address for person in people],
            "电子邮箱": [person.email for person in people],
            "工作单位": [person.employer for person in people],
            "订单号": [str(rng.randrange(10**17, 10**18)) for _ in people],
            "放款日期": [day.isoformat() for day in lent],
            "本金余额": [f"{rng.randrange(100, 50_000_000) / 100:.2f}" for _ in people],
            "逾期天数": [str(rng.randrange(0, 1500)) for _ in people],
            "五级分类": [rng.choice(_CLASSES) for _ in people],
            "催收备注": notes,
        }
    )
