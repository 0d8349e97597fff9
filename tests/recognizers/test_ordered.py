from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recognizers.ordered import distinct, distinct_lengths, distinct_of_sorted

_NUMBERS = st.lists(st.integers(0, 50))


@given(_NUMBERS)
def test_every_value_is_left_once_and_in_order(numbers: list[int]) -> None:
    wanted = sorted(set(numbers))
    values = np.array(numbers, dtype=np.int64)
    assert distinct(values).tolist() == wanted
    assert distinct_of_sorted(np.sort(values)).tolist() == wanted
    assert distinct_lengths(values) == wanted
