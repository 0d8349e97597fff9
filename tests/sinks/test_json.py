"""Masked JSON keeps its form: an array stays an array, a number stays a number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons

_PEOPLE = persons(40, 9)
_POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": {"CN_MOBILE": "redact", "PERSON": "redact"},
    "columns": {"*.余额": {"operator": "generalize", "step": 1000}},
}


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_stays_an_array_and_a_rounded_number_a_number(tmp_path: Path, indent: int | None) -> None:
    rows = [
        {"姓名": each.name, "手机": int(each.mobile), "余额": 1234 * number, "利率": 0.5, "有效": True}
        for number, each in enumerate(_PEOPLE)
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows, ensure_ascii=False, indent=indent), encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.json", _POLICY, tmp_path / "out")
    made = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert [each["余额"] for each in made] == [1234 * number // 1000 * 1000 for number in range(len(_PEOPLE))]
    assert all(each["利率"] == 0.5 and each["有效"] is True for each in made)
    assert not {each.name for each in _PEOPLE} & {each["姓名"] for each in made}


def test_objects_over_several_lines_keep_their_layout(tmp_path: Path) -> None:
    objects = [json.dumps({"手机": each.mobile, "额": 1}, indent=1, ensure_ascii=False) for each in _PEOPLE]
    (tmp_path / "a.json").write_text("\n".join(objects), encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.json", _POLICY, tmp_path / "out")
    expected = [text.replace(each.mobile, "<CN_MOBILE>") for text, each in zip(objects, _PEOPLE, strict=True)]
    assert (tmp_path / "out" / "a.json").read_text(encoding="utf-8") == "\n".join(expected)


def test_a_line_that_is_no_json_is_masked_as_the_text_it_is(tmp_path: Path) -> None:
    address = "黑龙江省哈尔滨市五常市柳河镇张湾村{}组119号"
    lines = [json.dumps({"手机": each.mobile, "地址": address.format(3)}, ensure_ascii=False) for each in _PEOPLE]
    lines[7] = lines[7].replace("村3组", "村\\3组")
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    policy = {**_POLICY, "default": "redact", "entities": {"CN_ADDRESS": {"operator": "generalize", "to": "city"}}}
    pii_scanner.mask(tmp_path / "a.jsonl", policy, tmp_path / "out")
    made = (tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8")
    assert not [each for each in _PEOPLE if each.mobile in made]
    assert "张湾村" not in made
    assert len(made.split("\n")) == len(_PEOPLE)
