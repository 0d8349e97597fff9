"""Plates without the character of their province, under a header that names plates."""

from __future__ import annotations

import random

import pytest

from tests.builders.tables import scanned_column

_RANDOM = random.Random(7)
_TAILS = [f"{_RANDOM.choice('ABCDE')}{_RANDOM.randrange(10**5):05d}" for _ in range(60)]


@pytest.mark.parametrize("name", ["号牌号码", "hphm", "plate_no", "车牌号"])
def test_plates_without_a_province_are_found(name: str) -> None:
    assert scanned_column(name, _TAILS).types() == ["CN_VEHICLE_PLATE"]
    assert scanned_column(name, [tail[1:] for tail in _TAILS]).types() == ["CN_VEHICLE_PLATE"]


@pytest.mark.parametrize("name", ["型号", "cp", "车牌类型", "plate_type", "设备编号", "号牌种类"])
def test_codes_under_other_names_are_none(name: str) -> None:
    assert scanned_column(name, _TAILS).types() == []


def test_a_few_codes_that_repeat_are_none() -> None:
    assert scanned_column("车牌号", ["BLUE01", "GREEN2"] * 60).types() == []
