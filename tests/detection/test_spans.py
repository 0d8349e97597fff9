from __future__ import annotations

import pytest

from pii_scanner.detection.spans import joined_spans


@pytest.mark.parametrize(
    ("text", "plate"),
    [("标的车川E03G18，现场唐山", "川E03G18"), ("驾驶其贵A12345离开", "贵A12345"), ("标的车冀C15DG9", "冀C15DG9")],
)
def test_a_plate_is_no_part_of_a_name_before_it(text: str, plate: str) -> None:
    _, spans = joined_spans([text])
    assert [(span.entity_type, text[span.start : span.end]) for span in spans] == [("CN_VEHICLE_PLATE", plate)]


@pytest.mark.parametrize(
    "address", ["u80363b474ed95821@example.com", "6222020212345678909@qq.com", "11010519491231002X@163.com"]
)
def test_numbers_inside_an_address_belong_to_it(address: str) -> None:
    text = f"邮箱{address}，另抄"
    _, spans = joined_spans([text])
    assert [(text[span.start : span.end], span.entity_type) for span in spans] == [(address, "EMAIL_ADDRESS")]


@pytest.mark.parametrize(
    ("number", "entity_type"),
    [("0532-1824269-9520", "CN_LANDLINE"), ("18242699520", "CN_MOBILE"), ("182-4269-9520", "CN_MOBILE")],
)
def test_the_extension_of_a_landline_makes_no_mobile_number(number: str, entity_type: str) -> None:
    text = f"单位电话{number}，前台转接"
    _, spans = joined_spans([text])
    assert [(text[span.start : span.end], span.entity_type) for span in spans] == [(number, entity_type)]
