"""What addresses become is no name that was left."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.release.leftovers import Cells, leftovers


@pytest.mark.parametrize("place", ["上海市", "金华市", "石家庄市", "乐平市", "安徽省", "东方市"])
def test_a_city_that_begins_like_a_surname_is_no_name_left(place: str) -> None:
    assert leftovers(Cells(pa.array([place])), "PERSON", "column", None, {"PERSON": "redact"}) == 0


def test_a_name_that_is_left_is_told() -> None:
    assert (
        leftovers(Cells(pa.array(["上海市", "王秀英", "上官雪"])), "PERSON", "column", None, {"PERSON": "redact"}) == 2
    )


def test_the_end_of_a_ciphertext_and_the_number_behind_it_are_no_vehicle() -> None:
    sealed = "还款enc-siv.0123456789ab.kuSzyLWImGrCB82zVRyPccSnzOW-LSVAA49J132047371"
    operators = {"VIN": "mask", "PERSON": "encrypt"}
    assert leftovers(Cells(pa.array([sealed])), "VIN", "text", None, operators) == 0
    raw = "车架号LSVAA49J132047371，enc-siv.0123456789ab.kuSzyLWImGrCB82zVRyPccSnzOW"
    assert leftovers(Cells(pa.array([raw])), "VIN", "text", None, operators) == 1
