"""JSON lines and JSON arrays."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from pii_scanner.sources import elements
from pii_scanner.sources import json as json_source
from tests.builders.files import messages_of, names_of, refusal, rows_of, table_of

PEOPLE = [{"姓名": "张伟", "手机号": "13800138000"}, {"姓名": "李娜", "邮箱": "li@example.com"}]


def _file(tmp_path: Path, text: str | bytes, name: str = "a.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _lines(values: list[object]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def test_keys_that_differ_become_columns(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, _lines([*PEOPLE])))
    assert names_of(table) == ["姓名", "手机号", "邮箱"]
    assert rows_of(table) == [["张伟", "13800138000", None], ["李娜", None, "li@example.com"]]
    assert table.kind == "json"


def test_members_of_objects_inside_are_columns_and_lists_are_json_text(tmp_path: Path) -> None:
    values = [{"a": {"电话": "13800138000", "x": {}}, "b": [1, "二"], "c": 1.5, "d": True}, {"a": None, "a.电话": 1}]
    table = table_of(_file(tmp_path, _lines(values)))
    assert names_of(table) == ["a.电话", "a.x", "b", "c", "d", "a"]
    assert rows_of(table) == [
        ["13800138000", "{}", '[1, "二"]', "1.5", "true", None],
        ["1", None, None, None, None, None],
    ]


def test_names_that_meet_are_told_apart(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, _lines([{"a.b": "x", "a": {"b": "y"}}])))
    assert names_of(table) == ["a.b", "a.b 2"]
    assert rows_of(table) == [["x", "y"]]


def test_objects_with_values_for_keys_are_json_text(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, _lines([{"a": {f"13800{i:06d}": i}} for i in range(1500)])))
    assert names_of(table) == ["a"]
    assert rows_of(table)[7] == ['{"13800000007": 7}']


def test_bad_lines_are_read_as_text(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, _lines([*PEOPLE]) + '{"姓名": "王芳"\n\nplain 13700137000\n' + "[" * 100_000))
    rows = rows_of(table)
    assert [row[-1] for row in rows[2:4]] == ['{"姓名": "王芳"', "plain 13700137000"]
    assert "3 lines are not JSON objects" in messages_of([table])[0]
    assert "13700137000" not in messages_of([table])[0]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["a.json", "a.txt"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_an_array_of_objects(tmp_path: Path, indent: int | None, name: str, codec: str) -> None:
    text = json.dumps(PEOPLE, ensure_ascii=False, indent=indent)
    table = table_of(_file(tmp_path, text.encode(codec), name))
    assert names_of(table) == ["姓名", "手机号", "邮箱"]
    assert rows_of(table)[1] == ["李娜", None, "li@example.com"]
    assert not table.problems


def test_an_array_longer_than_a_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "PIECE", 50)
    people = [{"姓名": f"张伟{i}", "n": i, "备注": "x" * (i % 200)} for i in range(500)]
    table = table_of(_file(tmp_path, json.dumps(people, ensure_ascii=False), "a.json"))
    assert [row[:2] for row in rows_of(table)] == [[f"张伟{i}", str(i)] for i in range(500)]
    numbers = table_of(_file(tmp_path, json.dumps(list(range(10_000, 10_300))), "b.json"))
    assert [row[0] for row in rows_of(numbers)] == [str(i) for i in range(10_000, 10_300)]


def test_one_object_over_several_lines(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, json.dumps(PEOPLE[0], ensure_ascii=False, indent=4), "a.json"))
    assert rows_of(table) == [["张伟", "13800138000"]]


def test_an_array_cut_off(tmp_path: Path) -> None:
    text = json.dumps(PEOPLE * 10, ensure_ascii=False)
    table = table_of(_file(tmp_path, text[: text.rfind("li@")], "a.json"))
    assert len(rows_of(table)) == 20
    assert "not JSON objects" in messages_of([table])[0]


def test_half_a_surrogate_pair(tmp_path: Path) -> None:
    table = table_of(_file(tmp_path, '{"姓名": "张\\ud83d伟", "a\\ud83d": 1}\n'))
    assert rows_of(table) == [["张?伟", "1"]]


def test_objects_come_as_they_are_for_a_copy(tmp_path: Path) -> None:
    for name, text in (("a.jsonl", _lines([*PEOPLE])), ("a.json", json.dumps(PEOPLE))):
        table = table_of(_file(tmp_path, text, name))
        assert list(table.layout["objects"]()) == PEOPLE


def test_memory_is_bounded_by_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_ROWS", 1000)
    line = json.dumps({"姓名": "张伟", "备注": "x" * 500}, ensure_ascii=False)
    path = _file(tmp_path, "[" + ",".join([line] * 40_000) + "]", "a.json")
    tracemalloc.start()
    rows = sum(batch.num_rows for batch in table_of(path).batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 40_000
    assert path.stat().st_size > 20 << 20
    assert peak < 16 << 20


def test_too_many_keys(tmp_path: Path) -> None:
    path = _file(tmp_path, _lines([{f"13800{i:06d}": i} for i in range(6000)]))
    sentence = refusal(path)
    assert "different keys" in sentence
    assert "13800" not in sentence


@pytest.mark.parametrize(("text", "name"), [("[]", "a.json"), ("{}", "a.json"), ("\n\n", "a.jsonl")])
def test_nothing_inside(tmp_path: Path, text: str, name: str) -> None:
    assert "there is nothing to scan" in refusal(_file(tmp_path, text, name))


def test_a_value_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "PIECE", 1000)
    monkeypatch.setattr(elements, "LONGEST_VALUE", 5000)
    sentence = refusal(_file(tmp_path, '[{"姓名": "' + "张伟" * 20_000, "a.json"))
    assert "too long or damaged" in sentence
    assert "张伟" not in sentence
