from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import joined_spans
from pii_scanner.jobs.mask import mask_sources
from tests.builders.tables import MASTER, policy, scanned_column, write_csv


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("被告，男，1985年3月12日出生，汉族", "1985年3月12日"),
        ("1990年5月6日生", "1990年5月6日"),
        ("出生日期：1990-05-06，已核", "1990-05-06"),
        ("生于1990年5月", "1990年5月"),
        ("生日 19900506", "19900506"),
        ("出生于一九八五年三月十二日", "一九八五年三月十二日"),
        ("date of birth: 1990/5/6", "1990/5/6"),
        ("DOB verified 1990-05-06.", "1990-05-06"),
    ],
)
def test_dates_that_a_text_calls_a_birth_date_are_found(text: str, date: str) -> None:
    _, spans = joined_spans([text])
    assert [text[at.start : at.end] for at in spans if at.entity_type == "BIRTH_DATE"] == [date]


@pytest.mark.parametrize(
    "text",
    [
        "合同2020年5月6日生效",
        "2024年1月15日还款",
        "2024年3月生产",
        "放款日2020-05-06",
        "学生1990年5月6日入学",
        "外访人员徐光生于2026-04-03到场",
    ],
)
def test_other_dates_are_none(text: str) -> None:
    assert "BIRTH_DATE" not in [at.entity_type for at in joined_spans([text])[1]]


@pytest.mark.parametrize(
    "rule", [{"operator": "generalize", "to": "year"}, "redact", {"operator": "shift", "days": 90}, "keep", None]
)
def test_birth_dates_in_notes_get_the_operator_of_their_type(
    rule: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    people = persons(40, 4)
    notes = [
        f"{one.name}，{one.birth_date.year}年{one.birth_date.month}月{one.birth_date.day}日生，2024年5月6日还款"
        for one in people
    ]
    write_csv(tmp_path / "in" / "客户.csv", {"姓名": [one.name for one in people], "备注": notes})
    entities = {"PERSON": "redact"} | ({"BIRTH_DATE": rule} if rule else {})
    release = mask_sources(
        [tmp_path / "in"], policy(entities=entities, key={"env": "PII_SCANNER_KEY"}), tmp_path / "out"
    )
    text = (release.folder / "客户.csv").read_text(encoding="utf-8")
    assert text.count("2024年5月6日还款") == len(people)
    stays = sum(note.split("，")[1] in text for note in notes)
    assert stays == (len(people) if rule == "keep" else 0)


@pytest.mark.parametrize(
    ("header", "dates"),
    [
        ("出生日期", ["一九六九年七月二十四日", "一九八五年十二月三日", "二〇〇一年十月一日"]),
        ("生日", ["正月初一", "腊月廿三", "农历八月十五", "闰四月二十"]),
        ("birth_date", ["1985-03-12T00:00:00Z", "1990-05-06T08:00:00.000+08:00", "1991-05-06 08:00:00+0800"]),
        ("birthday_mmdd", ["03-12", "11-30"]),
    ],
)
def test_birth_dates_of_other_forms_are_found_under_their_header(header: str, dates: list[str]) -> None:
    assert scanned_column(header, dates * 20).types() == ["BIRTH_DATE"]
    assert scanned_column("备用", dates * 20).types() == []
