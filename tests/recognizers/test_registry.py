from __future__ import annotations

import re

import pytest

from recognizers.base import Recognizer
from recognizers.registry import recognizer, recognizer_classes, recognizers, text_recognizers

ALL = pytest.mark.parametrize("each", recognizers(), ids=lambda each: each.entity_type)


def test_every_type_has_one_recognizer_the_surest_first() -> None:
    types = [each.entity_type for each in recognizers()]
    assert len(types) == len(set(types)) >= 10
    priorities = [kind.priority for kind in recognizer_classes()]
    assert priorities == sorted(priorities, reverse=True)


def test_recognizer_is_found_by_its_type() -> None:
    found = recognizer("CN_MOBILE")
    assert found is not None
    assert found.entity_type == "CN_MOBILE"
    assert recognizer("NOTHING") is None


@ALL
def test_patterns_use_no_word_boundary(each: Recognizer) -> None:
    assert not any(r"\b" in shape.regex for shape in each.shapes)
    assert r"\b" not in each.gate


@ALL
def test_shapes_and_context_are_given_and_do_not_repeat(each: Recognizer) -> None:
    assert each.shapes
    assert each.context or not each.in_text
    assert len(set(each.context)) == len(each.context)


EXAMPLES = {
    "CN_RESIDENT_ID": "身份证号11010519491231002X是",
    "TRACK_DATA": "报文;6222020212345678909=30121010000012345?",
    "CN_BANK_CARD": "卡号６２２２020212345678909已绑定",
    "CN_MOBILE": "手机138 0013 8000转告",
    "CN_LANDLINE": "单位电话（010）88886666，白天",
    "CN_USCC": "税号91350100M000100Y43的企业",
    "CN_PASSPORT": "护照E12345678号",
    "CN_VEHICLE_PLATE": "车辆京A12345停",
    "EMAIL_ADDRESS": "发至zw＠163.com处理",
    "CN_ADDRESS": "住杭州市西湖区文三路478号，",
    "PERSON": "致电刘利根，挂断",
    "CN_PERMANENT_RESIDENT_CARD": "永久居留证号USA110090010101有效",
    "CN_TRAVEL_PERMIT": "持回乡证H12345678入境",
    "CN_EXIT_ENTRY_PERMIT": "港澳通行证C12345678过期",
    "CN_MILITARY_ID": "军官证军字第1234567号持有",
    "CN_ORGANIZATION_CODE": "组织机构代码60003734-1的企业",
    "CN_BUSINESS_LICENCE": "营业执照110108000000016号",
    "VIN": "车架号1M8GDM9AXKP042788的车",
    "IMEI": "串号356938035643809的手机",
    "IMSI": "用户识别码460001234567890的卡",
    "ICCID": "卡号89860114000000000012的",
    "MAC_ADDRESS": "网卡00:1A:2b:3C:4d:5E在线",
    "IP_ADDRESS": "从192.168.1.20登录",
    "URL": "链接https://a.cn/x?mobile=13800138000打开",
    "GEO_COORDINATES": "定位39.90469,116.40717附近",
    "WECHAT_ID": "微信abc_12345联系",
    "QQ_NUMBER": "QQ号12345678联系",
    "ALIPAY_ID": "支付宝2088123412341234转账",
    "TELEPHONE": "来电+1 202-555-0132未接",
}
IN_TEXT = pytest.mark.parametrize("each", text_recognizers(), ids=lambda each: each.entity_type)


@IN_TEXT
def test_every_text_with_a_span_passes_the_gate(each: Recognizer) -> None:
    gate = re.sub(r"\\x\{([0-9A-F]+)\}", lambda match: chr(int(match[1], 16)), each.gate)
    text = EXAMPLES[each.entity_type]
    assert each.spans(text)
    assert re.search(gate, text)
