"""Addresses with a name beside: the cell is an address, and somebody's."""

from __future__ import annotations

import pytest

from pii_scanner.demo.names import han_name
from tests.builders.tables import scanned_column

_ROADS = ["中山路", "人民南路", "文三路", "科苑路"]


def _addresses(behind: str, before: str = "") -> list[str]:
    import random

    rng = random.Random(4)
    return [
        f"{before.format(han_name(rng, '女', 1980))}浙江省杭州市西湖区{rng.choice(_ROADS)}{number}号3栋2单元601室{behind.format(han_name(rng, '男', 1980))}"
        for number in range(1, 301)
    ]


@pytest.mark.parametrize(
    ("behind", "before"),
    [("（{}收）", ""), (" {}", ""), ("，{}", ""), ("/{}", ""), (" {} 先生", ""), ("", "{} "), ("（收件人：{}）", "")],
)
def test_a_name_that_stands_apart_in_an_address_is_in_the_inventory(behind: str, before: str) -> None:
    found = {each.entity_type: each for each in scanned_column("地址", _addresses(behind, before)).entity_types}
    assert found.keys() == {"CN_ADDRESS", "PERSON"}
    assert found["PERSON"].kind == "text"
    assert found["PERSON"].matches > 200


@pytest.mark.parametrize(
    "behind", ["", "（东门）", " 门卫代收", "（近地铁站）", " 菜鸟驿站", "（家里）", "，送货上门", "（高层）"]
)
def test_other_words_in_an_address_are_no_names(behind: str) -> None:
    assert [each.entity_type for each in scanned_column("地址", _addresses(behind)).entity_types] == ["CN_ADDRESS"]
