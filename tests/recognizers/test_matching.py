"""Few strings and many are matched alike."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.matching import holding

PATTERNS = [r"\p{Han}{2}", r"^[0-9]{3,}$", r"(?i:abc|微信)", r"\bx", r"^\s*$", r"[^\n]*号$", r"a|"]


@given(st.lists(st.text(alphabet="ab x0129中文号信微\n\tABC１", max_size=8) | st.none(), max_size=12))
def test_few_strings_match_as_many_do(values: list[str | None]) -> None:
    many = pa.array([*values, *["x"] * 2000], pa.string())
    few = pa.array(["y", *values], pa.string()).slice(1)
    for pattern in PATTERNS:
        assert holding(few, pattern).tolist() == holding(many, pattern)[: len(values)].tolist()


@pytest.mark.parametrize("count", [1, 2000])
def test_a_pattern_that_is_none_is_refused_for_few_and_many(count: int) -> None:
    with pytest.raises(pa.ArrowInvalid):
        holding(pa.array(["a"] * count), "(")
