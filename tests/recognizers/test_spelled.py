from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.detection.spans import joined_spans
from recognizers.disguises import disguised

_MAILS = [
    "li9(at)example.com",
    "li9 [AT] example.com",
    "li9【at】example.cn",
    "li9#qq.com",
    "li9艾特163.com",
    "li9 at qq dot com",
]
_MOBILES = [
    "138_0013_8000",
    "138,0013,8000",
    "138——0013——8000",
    "138…0013…8000",
    "138 001 380 00",
    "1 3 8 0 0 1 3 8 0 0 0",
    "138🌸0013🌸8000",
    "138☎0013☎8000",
    "1380.013.8000",
]
_IDS = ["110105/19491231/002X", "110105.19491231.002X", "110105_1949_1231_002X", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X"]
_CARDS = ["6222.0202.1234.5678.909", "6222_0202_1234_5678_909"]


def _found(text: str, *, wary: bool = True) -> list[tuple[str, str]]:
    _, spans = joined_spans([text], named=False, wary=wary)
    return [(span.entity_type, text[span.start : span.end]) for span in spans]


@pytest.mark.parametrize(
    ("entity_type", "written"),
    [
        *(("EMAIL_ADDRESS", each) for each in _MAILS),
        *(("CN_MOBILE", each) for each in [*_MOBILES, "138.0013.8000", "138/0013/8000"]),
        *(("CN_RESIDENT_ID", each) for each in _IDS),
        *(("CN_BANK_CARD", each) for each in _CARDS),
    ],
)
@pytest.mark.parametrize("around", ["资料发{}，请查收", "原号有误，应为{}", "（{}）"])
def test_what_is_spelled_is_found_where_it_stands(entity_type: str, written: str, around: str) -> None:
    assert _found(around.format(written)) == [(entity_type, written)]


@pytest.mark.parametrize("written", [*_MOBILES[:3], "138.0013.8000"])
def test_a_scan_asks_for_a_word_beside_a_number_in_groups(written: str) -> None:
    assert _found(f"版本{written}", wary=False) == []
    assert _found(f"手机{written}", wary=False) == [("CN_MOBILE", written)]


@pytest.mark.parametrize(
    "text",
    [
        "金额12,500,000.00元，利息1,380.50元",
        "130,1500,2200,8800",
        "得分 1 3 5 2 4 5 3 2 1 5 4 3",
        "见第3条#qq群",
        "开会地点(at)三楼",
        "2024.0101.1234.5678",
        "look at this dot",
        "130/80 mmHg，138/90",
    ],
)
def test_lists_amounts_and_words_are_no_such_values(text: str) -> None:
    assert _found(text) == []


def test_one_address_has_one_plain_form() -> None:
    made = disguised(pa.array([each for each in _MAILS if "example.com" in each]))
    assert made is not None
    assert made.texts.unique().to_pylist() == ["li9@example.com"]


@pytest.mark.parametrize(
    ("entity_type", "written"),
    [
        ("CN_MOBILE", "138中间0013最后8000"),
        ("CN_MOBILE", "138然后0013再8000"),
        ("CN_MOBILE", "138，然后是0013，最后8000"),
        ("CN_RESIDENT_ID", "110105然后19491231最后002X"),
        ("CN_RESIDENT_ID", "110105嗯1949啊1231后面是002X"),
    ],
)
def test_what_is_said_group_by_group_is_found(entity_type: str, written: str) -> None:
    assert _found(f"你记一下前面{written}就行") == [(entity_type, written)]


@pytest.mark.parametrize(
    "text", ["先还138元然后2000元最后3000元", "138元，然后0013号桌最后8000", "2138中间0013最后8000"]
)
def test_amounts_one_after_the_other_are_no_number(text: str) -> None:
    assert ("CN_MOBILE", text[2:]) not in _found(text)
