"""JSON in the manners of exports and services: a copy is the same text with masked values in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.detection.tables import scan_table
from tests.builders.files import names_of, rows_of, tables_of
from tests.round_trip.kept import kept_copy

PEOPLE = persons(25, 3)
OBJECTS: list[dict[str, Any]] = [
    {
        "编号": n,
        "姓名": p.name,
        "身份证号": p.resident_id,
        "手机号": p.mobile,
        "额": 1.5,
        "有效": n % 2 == 0,
        "空": None,
    }
    for n, p in enumerate(PEOPLE)
]
NESTED = [
    {"编号": n, "客户": {"姓名": p.name, "证件": [{"号码": p.resident_id, "分": 0.10}]}, "电话": [int(p.mobile), "无"]}
    for n, p in enumerate(PEOPLE)
]
_WRAPPED = {
    "code": 0,
    "msg": "制表人电话" + PEOPLE[0].mobile,
    "data": {"total": 25, "list": OBJECTS},
    "time": 1767225600000,
}
_MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "PERSON"), "redact"),
    "default": "redact",
}
_SECRETS = {value for p in PEOPLE for value in (p.resident_id, p.mobile)}


def _dumped(value: Any, **how: Any) -> str:
    return json.dumps(value, **{"ensure_ascii": False, **how})


def _lines(values: list[Any], end: str = "\n", **how: Any) -> str:
    return "".join(_dumped(value, **how) + end for value in values)


TEXTS: dict[str, bytes] = {
    "array": _dumped(OBJECTS).encode(),
    "array without blanks": _dumped(OBJECTS, separators=(",", ":")).encode(),
    "array over lines": _dumped(OBJECTS, indent=4).encode(),
    "array with tabs and Windows lines": (_dumped(OBJECTS, indent="\t") + "\n").replace("\n", "\r\n").encode(),
    "array with an object a line": ("[\n" + ",\n".join(map(_dumped, OBJECTS)) + "\n]\n").encode(),
    "escaped": _dumped(OBJECTS, ensure_ascii=True).encode(),
    "lines": _lines(OBJECTS).encode(),
    "lines of Windows with blank ones": ("\r\n" + _lines(OBJECTS, "\r\n\r\n")).encode(),
    "lines without the last end": _lines(OBJECTS)[:-1].encode(),
    "objects over lines": "\n".join(_dumped(each, indent=2) for each in OBJECTS).encode(),
    "bom": _dumped(OBJECTS, indent=2).encode("utf-8-sig"),
    "gbk": _dumped(OBJECTS, indent=2).encode("gbk"),
    "utf-16": _lines(OBJECTS).encode("utf-16"),
    "wrapped": _dumped(_WRAPPED, indent=2).encode(),
    "wrapped on one line": _dumped(_WRAPPED).encode(),
    "Navicat": _dumped({"RECORDS": OBJECTS}, indent=1).encode(),
    "nested": _dumped(NESTED, indent=2).encode(),
    "nested lines": _lines(NESTED).encode(),
    "numbers": b'[{"a":1.0,"b":1e5,"c":-0,"d":123456789012345678,"e":0.10,"f":1E+2,"g":12345678901234567890123}]',
    "numbers inside": b'{"a":{"x":1.0,"y":[1e5,123456789012345678,0.10]},"b":1}\n',
    "a key twice": b'[{"a":"1","a":"2","b":3}, {"b":1, "a":null}]',
    "odd keys": _dumped([{"": 1, " ": "x", 'q"uote\n': "y", "点.号": 2}], indent=1).encode(),
    "escapes": b'[{"a":"\\u5f20\\/\\t\\"x\\ud83d\\ude00"},{"a":"\\ud83d"}]',
    "scalars": b'["x", 1, "y"]',
    "not a number": b'[{"a": NaN, "b": -Infinity}]',
    "one object": _dumped(OBJECTS[0], indent=4).encode(),
    "empty objects among others": b'[{}, {"a": 1}, {}]',
    "cut off": _dumped(OBJECTS)[:-40].encode(),
}


def _file(tmp_path: Path, how: str) -> Path:
    path = tmp_path / "a.json"
    path.write_bytes(TEXTS[how])
    return path


@pytest.mark.parametrize("how", TEXTS)
def test_a_copy_that_keeps_every_column_is_the_same_file(tmp_path: Path, how: str) -> None:
    assert kept_copy(_file(tmp_path, how), tmp_path / "out").read_bytes() == TEXTS[how]


@pytest.mark.parametrize("how", TEXTS)
def test_a_masked_copy_holds_nothing_raw_and_the_same_layout(tmp_path: Path, how: str) -> None:
    source = _file(tmp_path, how)
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = (tmp_path / "out" / "a.json").read_bytes()
    codec = {"gbk": "gbk", "utf-16": "utf-16", "bom": "utf-8-sig"}.get(how, "utf-8")
    text, before = made.decode(codec), TEXTS[how].decode(codec)
    assert not [value for value in _SECRETS if value in text]
    assert [text.count(each) for each in "\r\n[]{}:"] == [before.count(each) for each in "\r\n[]{}:"]
    assert (PEOPLE[0].mobile in before) == ("<CN_MOBILE>" in text)


def test_numbers_inside_stay_as_they_were_written(tmp_path: Path) -> None:
    person = PEOPLE[0]
    rows = [f'{{"人": {{"手机": {p.mobile}, "率": 1.50, "数": [1e5, 007.0]}}}}'.replace("007.0", "7.0") for p in PEOPLE]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.jsonl", _MASKING, tmp_path / "out")
    first = (tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert first == rows[0].replace(person.mobile, '"<CN_MOBILE>"')


def test_names_inside_objects_are_masked_by_their_keys(tmp_path: Path) -> None:
    source = _file(tmp_path, "nested")
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert {each["客户"]["姓名"] for each in made} == {"<PERSON>"}
    policy = {**_MASKING, "columns": {"*客户.姓名": "drop"}}
    pii_scanner.mask(source, policy, tmp_path / "dropped")
    made = json.loads((tmp_path / "dropped" / "a.json").read_text(encoding="utf-8"))
    assert [list(each["客户"]) for each in made] == [["证件"]] * len(PEOPLE)


def test_a_key_that_names_a_person_is_replaced_where_it_stands(tmp_path: Path) -> None:
    mobile = PEOPLE[0].mobile
    rows = [{"明细": {mobile: {"额": n, mobile: 1}}, "手机": p.mobile} for n, p in enumerate(PEOPLE)]
    (tmp_path / "a.json").write_text(_dumped(rows), encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.json", _MASKING, tmp_path / "out")
    made = (tmp_path / "out" / "a.json").read_text(encoding="utf-8")
    assert mobile not in made
    assert [list(each) for each in json.loads(made)] == [["明细", "手机"]] * len(PEOPLE)
    assert [next(iter(each["明细"].values()))["额"] for each in json.loads(made)] == list(range(len(PEOPLE)))


def test_dropped_columns_leave_json(tmp_path: Path) -> None:
    for place, column in enumerate(("编号", "身份证号", "空")):
        for how in ("array", "array over lines", "lines"):
            policy = {**_MASKING, "columns": {f"*.{column}": "drop"}}
            out = tmp_path / f"out{place}{how}"
            pii_scanner.mask(_file(tmp_path, how), policy, out)
            made = (out / "a.json").read_text(encoding="utf-8")
            objects = list(map(json.loads, made.splitlines())) if how == "lines" else json.loads(made)
            assert [list(each) for each in objects] == [[key for key in OBJECTS[0] if key != column]] * len(PEOPLE)


def test_a_key_that_comes_twice_is_seen_twice(tmp_path: Path) -> None:
    text = "\n".join(f'{{"手机": "{p.mobile}", "手机": "无"}}' for p in PEOPLE)
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    (table,) = tables_of(tmp_path / "a.jsonl")
    assert names_of(table) == ["手机", "手机 2"]
    pii_scanner.mask(tmp_path / "a.jsonl", _MASKING, tmp_path / "out")
    made = (tmp_path / "out" / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert made == ['{"手机": "<CN_MOBILE>", "手机": "无"}'] * len(PEOPLE)


def test_rows_inside_a_wrapper_are_a_table_and_the_rest_is_read(tmp_path: Path) -> None:
    source = _file(tmp_path, "wrapped")
    table, rest = tables_of(source)
    assert names_of(table) == list(OBJECTS[0])
    assert len(rows_of(table)) == len(PEOPLE)
    assert rest.loose
    assert any("CN_MOBILE" in record.types() for record in scan_table(rest))
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert made["msg"] == "制表人电话<CN_MOBILE>"
    assert made["code"] == 0
    assert made["time"] == _WRAPPED["time"]
