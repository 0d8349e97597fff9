"""How many texts hold names or addresses is told from some of them, whether they repeat or not."""

from __future__ import annotations

import random

from pii_scanner.demo.names import han_name
from tests.builders.tables import scanned_column


def _notes(rows: int, often: list[str]) -> list[str]:
    """Return notes, half of them out of a few that repeat; of the others a third holds an address."""
    rng = random.Random(11)
    own = [
        f"第{number}次外访，家住浙江省杭州市西湖区文三路{number}号3栋2单元{rng.randint(101, 999)}室"
        if number % 3 == 0
        else f"第{number}次联系未果，约{rng.randint(1, 28)}日再联系，金额{rng.randint(100, 99999)}元"
        for number in range(rows // 2)
    ]
    return rng.sample(own + [rng.choice(often) for _ in range(rows - len(own))], rows)


def test_texts_that_stand_once_are_not_counted_as_those_that_stand_often() -> None:
    rng = random.Random(5)
    often = [f"联系人{han_name(rng, '女', 1985)}，承诺还款。" for _ in range(4)]
    often += [f"{word}无人接听，待跟进。" for word in ("首次", "再次", "多次", "上午", "下午", "晚间", "周末", "节后")]
    found = {each.entity_type: each for each in scanned_column("备注", _notes(24_000, often)).entity_types}
    assert 3_000 < found["CN_ADDRESS"].matches < 5_000  # 4,000
    assert 3_000 < found["PERSON"].matches < 5_000  # 4,000


def test_an_address_in_few_texts_is_found_beside_texts_that_fill_the_column() -> None:
    notes = ["多次拨打无人接听。"] * 30_000 + [
        f"外访地址：浙江省杭州市西湖区文三路{number}号3栋2单元601室"
        if number % 9 == 0
        else f"第{number}次联系未果，待跟进。"
        for number in range(900)
    ]
    random.Random(3).shuffle(notes)
    found = {each.entity_type: each for each in scanned_column("备注", notes).entity_types}
    assert 60 < found["CN_ADDRESS"].matches < 150  # 100
