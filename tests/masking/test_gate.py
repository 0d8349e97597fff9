"""Numbers that a gate lets through."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.gate import BITS, Gate

_NUMBERS = st.lists(st.integers(0, (1 << BITS) - 1), max_size=50)


@given(_NUMBERS, _NUMBERS, _NUMBERS)
def test_a_gate_is_a_set_of_numbers(some: list[int], others: list[int], asked: list[int]) -> None:
    gate, other = Gate(), Gate()
    gate.open(np.array(some, dtype=np.int64))
    other.open(np.array(others, dtype=np.int64))
    both = gate.united(other)
    assert gate.numbers().tolist() == sorted({*some})
    assert both.numbers().tolist() == sorted({*some, *others})
    every = np.array([*asked, *some, *others], dtype=np.int64)
    assert both.is_open(every).tolist() == [number in {*some, *others} for number in every.tolist()]
