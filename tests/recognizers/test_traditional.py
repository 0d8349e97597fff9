"""Names and addresses in traditional characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.address import Address
from recognizers.person import Person
from recognizers.traditional import simplified
from tests.recognizers.values import found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("債務人歐陽娜娜之夫陳志豪來電，要求減免利息", ["歐陽娜娜", "陳志豪"]),
        ("客戶劉曉慶表示下週還款，聯繫人：張偉傑", ["劉曉慶", "張偉傑"]),
        ("被告鄭國強經本院傳喚未到庭", ["鄭國強"]),
    ],
)
def test_names_are_found(text: str, names: list[str]) -> None:
    assert found(Person(), text) == names


def test_addresses_are_found() -> None:
    assert found(Address(), "現住浙江省寧波市海曙區和平路90號院6號樓") == ["浙江省寧波市海曙區和平路90號院6號樓"]


def test_a_name_has_one_canonical_form() -> None:
    assert Person().canonical("歐陽娜娜") == Person().canonical("欧阳娜娜") == "欧阳娜娜"
    assert Person().canonical("李昇") != Person().canonical("李升")
    assert Person().is_valid("陳志豪")


@given(st.text(max_size=50), st.sampled_from((1, 40)))
def test_a_text_keeps_its_length(text: str, times: int) -> None:
    made = simplified(text * times)
    assert len(made) == len(text * times)
    assert made == simplified(text) * times
    assert simplified(made) == made
