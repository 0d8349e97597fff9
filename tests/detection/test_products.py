"""Products that are called like people."""

from __future__ import annotations

import pytest

from tests.builders.tables import scanned_column


@pytest.mark.parametrize("name", ["cpmc", "goods_title", "ypmc"])
def test_products_called_like_people_are_none(name: str) -> None:
    assert scanned_column(name, ["张小泉菜刀", "老干妈风味豆豉", "杨国福麻辣烫底料", "张三丰消费贷"] * 30).types() == []
