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
