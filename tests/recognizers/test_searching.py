"""Texts searched as arrays give the places that texts searched one by one give."""

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.base import Recognizer, Shape
from recognizers.registry import text_recognizers
from recognizers.searching import search
from recognizers.texts import BRIDGES, TextBatch

_PIECES = [
    *"，。；：（）()、 \t\n.-_@:/?=&+·•xX",
    *"0123456789",
    *"０１９Ｘ　‐",
    "110101199003070134",
    "11010119900307013X",
    "110101900307013",
    "6222021234567890128",
    "6222 0212 3456 7890 128",
    "13800138000",
    "138 0013 8000",
    "（+86）13800138000",
    "010-88886666转801",
    "（010）88886666",
    "91350211M000100Y43",
    "京A12345",
    "沪AD12345",
    "军字第20201234号",
    "a.b@example.com",
    "http://a.cn/x?mobile=13800138000",
    "10.0.0.1",
    "2001:db8::",
    "fe80:1:2::，",
    "39.908823,116.397470",
    "39.908823，116.397470",
    "E12345678",
    "C12345678",
    "QQ12345678",
    "wxid_abc123",
    "身份证",
    "手机",
    "电话",
    "微信",
    "QQ",
    "流水号",
    "订单号：",
    "护照",
    "通行证",
    "客户王建国",
    "imei",
    "860000000000007",
    "00:1A:2b:3C:4d:5E",
    "借款人",
    "VIN LSVAA4182E2184847",
    "😀",
    "é",
]


def _one_by_one(each: Recognizer, texts: list[str], wary: bool) -> list[tuple[int, int, int, float]]:
    return [
        (row, span.start, span.end, span.score)
        for row, text in enumerate(texts)
        for span in each.places(text, wary=wary).spans
    ]


@given(
    st.lists(st.lists(st.sampled_from(_PIECES), max_size=10).map("".join), min_size=1, max_size=8),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from([1, 70]),
)
@settings(max_examples=200, deadline=None)
def test_arrays_and_single_texts_give_the_same_places(texts: list[str], wary: bool, offset: int, times: int) -> None:
    array = pa.array(["身份证", "6222021234567890128", ""][:offset] + texts * times, pa.string()).slice(offset)
    batch = TextBatch(array)
    for each in text_recognizers():
        found = search(each, batch, wary=wary)
        places = list(
            zip(*(column.tolist() for column in (found.rows, found.starts, found.ends, found.scores)), strict=True)
        )
        once = _one_by_one(each, texts, wary)
        copies = range(0, times * len(texts), len(texts))
        assert places == [(first + row, *place) for first in copies for row, *place in once], each.entity_type
        tried = [each.places(text, wary=wary) for text in texts]
        assert found.tried == times * sum(one.tried for one in tried)
        assert found.beside == times * sum(one.beside for one in tried)


@pytest.mark.parametrize("times", [1, 100])
def test_addresses_of_networks_that_end_in_colons_are_found(times: int) -> None:
    batch = TextBatch(pa.array(["登录 2001:db8::，已记录"] * times))
    (finder,) = (each for each in text_recognizers() if each.entity_type == "IP_ADDRESS")
    found = search(finder, batch)
    assert found.starts.tolist() == [3] * times
    assert found.ends.tolist() == [13] * times


_IN_ISLANDS = [
    each
    for each in text_recognizers()
    if type(each).spans is Recognizer.spans
    and each.value_form.beyond is not None
    and each.value_form.beyond <= {*BRIDGES}
]
_SHAPES = [(each.entity_type, shape) for each in _IN_ISLANDS for shape in each.shapes if "\\p" not in shape.regex]


@pytest.mark.parametrize(("entity_type", "shape"), _SHAPES, ids=lambda value: getattr(value, "name", value))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_no_value_begins_or_ends_with_what_parts_values(entity_type: str, shape: Shape, data: st.DataObject) -> None:
    python = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda found: re.escape(chr(int(found.group(1), 16))), shape.regex)
    value = data.draw(st.from_regex(re.compile(python, shape.flags), fullmatch=True))
    if set(value) <= {chr(code) for code in range(128)} | set(BRIDGES):
        assert value[0] not in " \t,:;，；"
        assert value[-1] not in " \t,;，；"


@pytest.mark.parametrize("texts", [[""], ["", ""], ["，"], ["。" * 50, ""]])
def test_texts_without_anything(texts: list[str]) -> None:
    batch = TextBatch(pa.array(texts))
    assert all(not len(search(each, batch)) for each in text_recognizers())
