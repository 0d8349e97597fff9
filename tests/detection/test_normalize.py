"""How numbers read as text when they are checked."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.detection.normalize import as_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (13800138000.0, "13800138000"),
        (110105194912310000.0, "110105194912310000"),
        (6222020200112230000.0, "6222020200112230000"),
        (622202020011223.0, "622202020011223"),
        (1.5, "1.5"),
        (-13800138000.0, "-13800138000"),
    ],
)
def test_a_float_reads_as_a_spreadsheet_shows_it(number: float, text: str) -> None:
    assert as_text(pa.array([number, None])).to_pylist() == [text, None]


@given(st.integers(10**15, 9 * 10**18))
def test_a_long_number_keeps_its_sure_digits(number: int) -> None:
    (text,) = as_text(pa.array([float(number)])).to_pylist()
    assert float(text) == float(number)
    assert text.isdigit()
