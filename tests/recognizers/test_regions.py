from __future__ import annotations

import pytest

from recognizers import regions


def test_all_levels_have_their_names() -> None:
    assert regions.names_by_code()["110000"] == "北京市"
    assert len(regions.counties()) > 2800
    assert {"广东省", "台湾省", "香港特别行政区"} <= set(regions.provinces())
    assert "深圳市" in regions.cities()
    assert "市辖区" not in regions.cities()


def test_every_code_begins_with_a_known_province() -> None:
    assert {code[:2] for code in regions.names_by_code()} <= regions.PROVINCE_CODES


def test_free_prefectures_belong_to_no_place() -> None:
    assert not {code[2:4] for code in regions.names_by_code()} & set(regions.FREE_PREFECTURES)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("北京市", "北京"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"),
        ("阿里地区", "阿里"),
    ],
)
def test_places_are_shortened_as_people_say_them(name: str, short: str) -> None:
    assert regions.short_name(name) == short
