from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.registry import recognizers
from recognizers.text import compact, trimmed
from tests.recognizers.values import bank_cards, column, full_width, mobiles, resident_ids, usccs

IDENTIFIERS = st.one_of(resident_ids(), bank_cards(), usccs(), mobiles())
FRAMES = st.sampled_from(("{}", "'{}", " {} ", "\t{}", "{}\r\n", "\ufeff{}", "\u200b{}", "“{}”"))
WRITTEN = st.builds(
    lambda value, frame: frame.format(value), st.one_of(IDENTIFIERS, IDENTIFIERS.map(full_width)), FRAMES
)


def test_nulls_count_as_empty() -> None:
    cells = column([None, "a", None])
    assert cells.lengths.tolist() == [0, 1, 0]
    assert not any(each.cells(cells).shaped[[0, 2]].any() for each in recognizers())


@pytest.mark.parametrize("values", [[], [""], ["", ""], [None]])
def test_empty_columns_hold_nothing(values: list[str | None]) -> None:
    for each in recognizers():
        assert not each.cells(column(values)).valid.any()


@given(st.lists(WRITTEN, max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_a_slice_of_an_array_is_judged_like_a_copy_of_it(values: list[str], start: int, size: int) -> None:
    part = pa.array(values, pa.string()).slice(start, size)
    for each in recognizers():
        copied = each.cells(column(part.to_pylist())).valid.tolist()
        assert each.cells(TextColumn(part)).valid.tolist() == copied


@given(st.lists(WRITTEN, max_size=12))
def test_cells_do_not_depend_on_their_neighbours(values: list[str]) -> None:
    for each in recognizers():
        assert each.cells(column(list(values))).valid.tolist() == [each.is_valid(value) for value in values]


@given(st.lists(WRITTEN, min_size=1, max_size=12))
def test_canonical_form_of_a_valid_cell_is_the_same_in_a_column_and_alone(values: list[str]) -> None:
    cells = column(list(values))
    for each in recognizers():
        forms = each.canonical_column(cells).to_pylist()
        for value, form, valid in zip(values, forms, each.cells(cells).valid, strict=True):
            assert not valid or form == each.canonical(value)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_cells_without_frames_are_trimmed_like_single_values(values: list[str]) -> None:
    plain = [value for value in values if value.isascii() or value.isprintable()]
    assert column(list(plain)).trimmed.array.to_pylist() == [trimmed(value) for value in plain]


def test_text_longer_than_any_identifier_is_no_cell_value() -> None:
    assert column(["1" * (LONGEST_CELL + 1)]).canonical.array.to_pylist() == [""]


def test_words_keep_their_spaces_and_dashes() -> None:
    assert column(["Li Ming", "Wei-Ming"]).canonical.array.to_pylist() == ["LI MING", "WEI-MING"]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("13800138000.0", "13800138000"),
        ("13800138000.00", "13800138000"),
        ("13800138000.5", "13800138000.5"),
        ("1.0", "1.0"),
    ],
)
def test_zeros_behind_the_point_of_a_long_whole_number_are_dropped(written: str, form: str) -> None:
    assert compact(written) == form
    assert column([written]).canonical.array.to_pylist() == [form]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1.3800138001E10", "13800138001"),
        ("1.38001380E10", "13800138000"),
        ("1.3800138e+10", "13800138000"),
        ("3.56938035643809E14", "356938035643809"),
        ("1.38E+10", "1.38E+10"),
        ("1.38001E+10", "1.38001E+10"),
        ("1.10105194912310E17", "1.10105194912310E17"),
        ("1.23456789012345E10", "1.23456789012345E10"),
    ],
)
def test_numbers_that_kept_all_digits_behind_an_exponent_are_written_out(written: str, form: str) -> None:
    assert compact(written) == form
    assert column([written, "x"]).canonical.array.to_pylist() == [form, "X"]


def test_ascii_columns_are_not_copied() -> None:
    cells = column(["13800138000", "ABC"])
    assert cells.folded is cells
    assert cells.canonical is cells
