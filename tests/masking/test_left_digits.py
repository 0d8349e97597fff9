"""Digits that the source left of numbers, in texts."""

from __future__ import annotations

import pytest

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from tests.builders.tables import KEY, policy


def _masked(text: str, rule: str = "pseudonymize") -> str:
    rules = {"entities": dict.fromkeys(("CN_MOBILE", "CN_RESIDENT_ID", "CN_BANK_CARD", "PERSON"), rule)}
    (made,) = TextMasker(Bindings(policy(**rules).entities, Keys(KEY, "partner-a")), KnownValues().seal()).mask([text])
    return made


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("短信发至138****8000成功", "短信发至***********成功"),
        ("号码138xxxx8000停机", "号码***********停机"),
        ("身份证110105********002X已核", "身份证******************已核"),
        ("卡号622202*********8909扣款", "卡号*******************扣款"),
        ("卡6222****8909扣款失败", "卡************扣款失败"),
        ("手机尾号8000关机", "手机尾号****关机"),
        ("电话后四位是8000", "电话后四位是****"),
        ("证件后六位12002X核对一致", "证件后六位******核对一致"),
        ("尾号8909的卡余额不足", "尾号****的卡余额不足"),
        ("银行卡末4位：8909", "银行卡末4位：****"),
    ],
)
def test_digits_that_were_left_of_a_number_are_hidden(text: str, masked: str) -> None:
    assert _masked(text) == masked


@pytest.mark.parametrize("rule", ["keep", "mask", "truncate"])
def test_they_stay_where_the_rule_of_their_type_shows_digits(rule: str) -> None:
    assert _masked("卡尾号8909，卡622202*********8909", rule) == "卡尾号8909，卡622202*********8909"


@pytest.mark.parametrize(
    "text",
    [
        "订单尾号8909已发货",
        "快递单号后四位8909",
        "合同编号末四位0012",
        "车架号后六位120012核对相符",
        "发动机号后6位120012",
        "限行尾号5和0",
        "规格3***5，尺寸12*34*56",
        "密码***123",
        "面积120xx15",
        "后四位业主已缴费1200元",
    ],
)
def test_those_of_orders_and_things_stay(text: str) -> None:
    assert _masked(text) == text
