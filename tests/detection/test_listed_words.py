from __future__ import annotations

import random

import pyarrow as pa

from pii_scanner.demo.persons import persons
from tests.builders.tables import scanned_column

_BRANDS = "安踏 李宁 贵人鸟 周大福 王老吉 陈克明 金龙鱼".split()


def _lists(words: list[str], rows: int = 200) -> pa.Array:
    rng = random.Random(4)
    return pa.array([rng.sample(words, 3) for _ in range(rows)])


def test_brands_that_lists_repeat_are_no_people() -> None:
    assert not scanned_column("brands", _lists(_BRANDS)).entity_types


def test_people_in_lists_are_found() -> None:
    many = [one.name for one in persons(150, 6)]
    assert scanned_column("成员", _lists(many)).types() == ["PERSON"]


def test_few_people_in_lists_are_found_where_the_header_names_people() -> None:
    few = [one.name for one in persons(7, 6)]
    assert scanned_column("联系人", _lists(few)).types() == ["PERSON"]
