"""Numbers of orders that look like mobile numbers, one after the other."""

from __future__ import annotations

import pytest

from tests.builders.tables import scanned_column

_COUNTED = [str(15900000000 + 37 * number) for number in range(120)]


@pytest.mark.parametrize("name", ["ddbh", "lsh", "c5"])
def test_numbers_that_count_up_are_no_mobile_numbers(name: str) -> None:
    assert scanned_column(name, _COUNTED).types() == []


@pytest.mark.parametrize("name", ["手机号", "sjhm", "mobile"])
def test_under_the_header_of_mobile_numbers_they_are(name: str) -> None:
    assert scanned_column(name, _COUNTED).types() == ["CN_MOBILE"]


@pytest.mark.parametrize("name", ["cpmc", "goods_title", "ypmc"])
def test_products_called_like_people_are_none(name: str) -> None:
    assert scanned_column(name, ["张小泉菜刀", "老干妈风味豆豉", "杨国福麻辣烫底料", "张三丰消费贷"] * 30).types() == []
