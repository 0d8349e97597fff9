from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from tests.builders.tables import KEY

_OTHER = bytes(reversed(KEY))
_MODES = ("siv", "gcm")
_FORM = r"enc-{mode}\.ab12cd34ef56\.[A-Za-z0-9_-]+"
texts = st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=10)


def sealed(values: list[str], mode: str = "siv", entity_type: str = "PERSON", key: bytes = KEY) -> list[str]:
    operator = build_operator("encrypt", {"mode": mode})
    made: list[str] = operator.apply(
        pa.array(values, pa.string()), Target(entity_type, key, "ab12cd34ef56")
    ).to_pylist()
    return made


def opened(values: list[str], entity_type: str = "PERSON", key: bytes = KEY) -> list[str | None]:
    operator = build_operator("encrypt", {})
    made: list[str | None] = operator.reverse(pa.array(values, pa.string()), Target(entity_type, key)).to_pylist()
    return made


@pytest.mark.parametrize("mode", _MODES)
@given(values=texts)
def test_any_text_comes_back(mode: str, values: list[str]) -> None:
    made = sealed(values, mode)
    assert opened(made) == values
    assert all(re.fullmatch(_FORM.format(mode=mode), each) for each in made)


@given(texts)
def test_siv_gives_equal_texts_equal_results_and_gcm_never(values: list[str]) -> None:
    assert sealed(values) == sealed(values)
    assert len(set(sealed(values))) == len(set(values))
    assert not set(sealed(values, "gcm")) & set(sealed(values, "gcm"))


@pytest.mark.parametrize("mode", _MODES)
def test_another_key_or_entity_type_opens_nothing(mode: str) -> None:
    made = sealed(["张三"], mode)
    assert opened(made, key=_OTHER) == [None]
    assert opened(made, entity_type="CN_ADDRESS") == [None]
    assert made != sealed(["张三"], mode, key=_OTHER)


@pytest.mark.parametrize("mode", _MODES)
@given(value=st.text(min_size=1, max_size=30), data=st.data())
def test_a_changed_ciphertext_opens_to_nothing(mode: str, value: str, data: st.DataObject) -> None:
    (made,) = sealed([value], mode)
    begin = made.rindex(".") + 1
    # The last character may hold bits that mean nothing.
    place = data.draw(st.integers(begin, len(made) - 2))
    other = data.draw(st.sampled_from("ABCDabcd0189-_").filter(lambda each: each != made[place]))
    assert opened([made[:place] + other + made[place + 1 :]]) == [None]
    assert opened([made[:-8], made[:begin] + "AA", "张三", "enc-siv.x.y"]) == [None] * 4


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_equal_cells_of_a_column_differ_under_gcm_and_nulls_and_blanks_stay(kind: pa.DataType) -> None:
    plain = pa.array(["张三", "张三", None, "", " "], pa.string())
    column = plain.dictionary_encode() if pa.types.is_dictionary(kind) else plain.cast(kind)
    made = build_operator("encrypt", {"mode": "gcm"}).apply_typed(column, Target("PERSON", KEY))
    assert made is not None
    assert made[0] != made[1]
    assert made.to_pylist()[2:] == [None, "", " "]
    assert opened(made.to_pylist()[:2]) == ["张三", "张三"]


def test_equal_numbers_differ_under_gcm() -> None:
    made = build_operator("encrypt", {"mode": "gcm"}).apply_typed(pa.array([7, 7, None]), Target("", KEY))
    assert made is not None
    assert made[0] != made[1]
    assert opened(made.to_pylist()[:2], "") == ["7", "7"]


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="mode"):
        build_operator("encrypt", {"mode": "ecb"})
