"""What a cell's characters and length decide about a pattern is what the pattern says."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.base import Shape
from recognizers.forms import ASCII, CLASS_OF_BYTE
from recognizers.plain_cells import LONGEST_TOLD, filled, lengths_of_digits
from recognizers.registry import recognizers

_HAN = "\u4e00-\u9fff"
_SHAPES = [(each.entity_type, shape) for each in recognizers() for shape in each.shapes]


def _python(shape: Shape) -> re.Pattern[str]:
    own = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda found: re.escape(chr(int(found.group(1), 16))), shape.regex)
    return re.compile(own.replace(r"\p{Han}", _HAN), shape.flags)


@pytest.mark.parametrize(("entity_type", "shape"), _SHAPES, ids=lambda value: getattr(value, "name", value))
@given(digits=st.text("0123456789", min_size=1, max_size=90), data=st.data())
@settings(max_examples=25, deadline=None)
def test_digits_of_no_length_that_is_told_match(
    entity_type: str, shape: Shape, digits: str, data: st.DataObject
) -> None:
    drawn = data.draw(st.from_regex(_python(shape), fullmatch=True))
    for value in (digits, drawn if re.fullmatch("[0-9]+", drawn) else digits):
        if _python(shape).fullmatch(value):
            assert lengths_of_digits(shape.regex, shape.flags)[min(len(value), LONGEST_TOLD)]


@pytest.mark.parametrize(("entity_type", "shape"), _SHAPES, ids=lambda value: getattr(value, "name", value))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_cells_that_match_for_sure_match(entity_type: str, shape: Shape, data: st.DataObject) -> None:
    told = filled(shape.regex, shape.flags)
    members = [chr(byte) for byte in range(128) if int(CLASS_OF_BYTE[byte]) & told.classes & ASCII]
    if not members:
        return
    value = data.draw(st.text(members, min_size=told.shortest, max_size=told.longest))
    assert _python(shape).fullmatch(value)


@pytest.mark.parametrize(
    ("pattern", "lengths"),
    [
        ("[0-9]{15,17}", {15, 16, 17}),
        ("(?:86)?1[3-9][0-9]{9}", {11, 13}),
        ("[A-Z][0-9]{8}", set()),
        ("[A-Z]?[0-9]{2}|字[0-9]{5}", {2}),
        (r"\p{Han}{2}[0-9]", set()),
        (r"[0-9\p{Han}]{2,3}", {2, 3}),
        ("(?:[0-9]{2}){2,3}", {4, 6}),
    ],
)
def test_lengths_of_digits(pattern: str, lengths: set[int]) -> None:
    told = lengths_of_digits(pattern)
    assert {length for length in range(LONGEST_TOLD) if told[length]} == lengths


@pytest.mark.parametrize("pattern", [r"\d+", ".", "(", "[^a]{3}"])
def test_nothing_is_told_of_other_patterns(pattern: str) -> None:
    assert filled(pattern).classes == 0
    assert lengths_of_digits(pattern)[LONGEST_TOLD]
