"""WeChat IDs that the service gave say themselves what they are: wxid_ and letters."""

from __future__ import annotations

import random

import pytest

from tests.builders.tables import scanned_column

_rng = random.Random(5)
_IDS = ["wxid_" + "".join(_rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=14)) for _ in range(60)]


@pytest.mark.parametrize("rows", [1, 60])
def test_a_column_of_them_is_found_under_any_header(rows: int) -> None:
    assert scanned_column("F3", _IDS[:rows]).types() == ["WECHAT_ID"]


def test_some_among_other_values_and_in_notes_are_found() -> None:
    values = [cell for number, each in enumerate(_IDS) for cell in (each, str(300 + number), "安心贷")]
    assert scanned_column("attr_value", values).types() == ["WECHAT_ID"]
    assert scanned_column("bz", [f"已加{each}，没回" for each in _IDS]).types() == ["WECHAT_ID"]


def test_a_word_that_comes_again_among_numbers_is_nobodys_name() -> None:
    numbers = [cell for each in range(60) for cell in (f"{each}.5", "安心贷")]
    assert scanned_column("值", numbers).types() == []


def test_codes_with_underlines_are_none() -> None:
    assert scanned_column("F3", [f"wx_{number:06d}" for number in range(60)]).types() == []
