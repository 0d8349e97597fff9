"""Few strings and many are matched alike."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.matching import holding

PATTERNS = [r"\p{Han}{2}", r"^[0-9]{3,}$", r"(?i:abc|微信)", r"\bx", r"^\s*$", r"[^\n]*号$", r"a|"]


@given(st.lists(st.text(alphabet="ab x0129中文号信微\n\tABC１", max_size=8) | st.none(), max_size=12))
def test_few_strings_match_as_many_do(values: list[str | None]) -> None:
    many = pa.array([*values, *["x"] * 2000], pa.string())
    few = pa.array(["y", *values], pa.string()).slice(1)
    for pattern in PATTERNS:
        assert holding(few, pattern).tolist() == holding(many, pattern)[: len(values)].tolist()


# So long that it is looked for in all strings at once.
_LONG = "|".join(rf"\p{{Han}}{{{count}}}Q" for count in range(3, 12))


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="ab x0129中文号信微\n\tABC１", max_size=8) | st.none(), max_size=12),
    st.sampled_from([*PATTERNS, r"^b", r"\Bx$", r"[^a]x", r"b\n$", r"\Aab\z", r"(?-s:a.b)", r"(?s:a.b)"]),
)
def test_what_few_strings_hold_is_found_among_many(values: list[str | None], pattern: str) -> None:
    others = ["9q", "", None, "c"] * 40
    many = pa.array([*others, *values, *others], pa.string())
    long = f"{pattern}|{_LONG}"
    for array in (many, many.slice(1), pa.concat_arrays([many, pa.array(["9q"] * 9000)])):
        wanted = pc.fill_null(pc.match_substring_regex(array, long), False).to_pylist()
        for _ in range(3):
            assert holding(array, long).tolist() == wanted


@pytest.mark.parametrize("count", [1, 2000])
def test_a_pattern_that_is_none_is_refused_for_few_and_many(count: int) -> None:
    with pytest.raises(pa.ArrowInvalid):
        holding(pa.array(["a"] * count), "(")
