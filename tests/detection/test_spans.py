from __future__ import annotations

import pytest

from pii_scanner.detection.spans import joined_spans


@pytest.mark.parametrize(
    ("text", "plate"),
    [("标的车川E03G18，现场唐山", "川E03G18"), ("驾驶其贵A12345离开", "贵A12345"), ("标的车冀C15DG9", "冀C15DG9")],
)
def test_a_plate_is_no_part_of_a_name_before_it(text: str, plate: str) -> None:
    _, spans = joined_spans([text])
    assert [(span.entity_type, text[span.start : span.end]) for span in spans] == [("CN_VEHICLE_PLATE", plate)]
