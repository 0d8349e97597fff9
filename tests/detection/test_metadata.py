"""A verdict by names, types and comments, where data may not be read."""

from __future__ import annotations

import pytest

from pii_scanner.detection.metadata import findings_by_name
from pii_scanner.model.table import ColumnInfo


@pytest.mark.parametrize(
    ("name", "data_type", "comment", "expected"),
    [
        ("id_card_no", "VARCHAR(18)", "", ["CN_RESIDENT_ID"]),
        ("客户手机号2", "TEXT", "", ["CN_MOBILE"]),
        ("c7", "VARCHAR(20)", "手机号码", ["CN_MOBILE"]),
        ("dob", "DATE", "", ["BIRTH_DATE"]),
        ("mobile_updated_at", "TIMESTAMP", "", []),
        ("email", "BOOLEAN", "", []),
        ("c7", "TEXT", "", []),
    ],
)
def test_names_types_and_comments_decide(name: str, data_type: str, comment: str, expected: list[str]) -> None:
    found = findings_by_name(ColumnInfo(name, data_type, comment))
    assert [finding.entity_type for finding in found][:1] == expected
    assert all(0.4 <= finding.confidence <= 0.75 and finding.matches == 0 for finding in found)
