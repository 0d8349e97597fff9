"""Rows that leave copies which are written along their source: XML, text at fixed positions, Avro."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import fastavro
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import PolicyError
from tests.builders.formats import write_avro, write_fixed, write_xml
from tests.builders.tables import MASTER

ROWS = 9000  # more than one block of Avro
MARK = re.compile(r"B\d{5}Z")
_AGES = [10 + row % 40 for row in range(ROWS)]
_FLAGS = ["YN"[row % 3 == 0] for row in range(ROWS)]
_MARKS = [f"B{row:05d}Z" for row in range(ROWS)]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _policy(**more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "surrogate", "CN_MOBILE": "mask"},
        **more,
    }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("along")
    names = [each.name for each in persons(90, 3)]
    columns = {
        "name": [names[row % 90] for row in range(ROWS)],
        "手机号": [each.mobile for each in persons(90, 3)] * (ROWS // 90),
        "age": list(map(str, _AGES)),
        "consent": _FLAGS,
        "mark": _MARKS,
    }
    write_xml(folder / "a.xml", columns)
    write_fixed(folder / "b.txt", columns)
    write_avro(folder / "c.avro", columns)
    return folder


def _kept(path: Path) -> list[str]:
    if path.suffix == ".avro":
        with path.open("rb") as file:
            return [row["mark"] for row in fastavro.reader(file)]
    return MARK.findall(path.read_text(encoding="gb18030"))


@pytest.mark.parametrize("name", ["a.xml", "b.txt", "c.avro"])
def test_rows_without_consent_and_of_minors_leave(source: Path, name: str, tmp_path: Path) -> None:
    rules = _policy(rows={"where": "consent = 'Y'"}, minors={"do": "exclude", "at": "2026-01-01"})
    (counted,) = pii_scanner.plan(source / name, rules).rows
    release = pii_scanner.mask(source / name, rules, tmp_path / "out")
    wanted = [m for m, flag, age in zip(_MARKS, _FLAGS, _AGES, strict=True) if flag == "Y" and age >= 18]
    assert _kept(tmp_path / "out" / name) == wanted
    (table,) = release.manifest["files"][0]["tables"]
    assert table["rows"] == counted.staying == len(wanted)
    assert table["rows_left"] == dict(counted.excluded)
    assert pii_scanner.verify(tmp_path / "out", against=[source / name])


@pytest.mark.parametrize("name", ["a.xml", "b.txt", "c.avro"])
def test_their_order_stays(source: Path, name: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="change places"):
        pii_scanner.mask(source / name, _policy(rows={"order": "shuffled"}), tmp_path / "out")


def test_nested_values_of_avro_stay_beside_their_own_row(tmp_path: Path) -> None:
    schema = fastavro.parse_schema(
        {"type": "record", "name": "r", "fields": [
            {"name": "name", "type": "string"}, {"name": "consent", "type": "string"},
            {"name": "loans", "type": {"type": "array", "items": "string"}},
        ]}
    )  # fmt: skip
    people = persons(90, 3)
    rows = [{"name": people[row % 90].name, "consent": _FLAGS[row], "loans": [_MARKS[row], "x"]} for row in range(ROWS)]
    with (tmp_path / "n.avro").open("wb") as file:
        fastavro.writer(file, schema, rows)
    pii_scanner.mask(tmp_path / "n.avro", _policy(rows={"where": "consent = 'Y'"}), tmp_path / "out")
    with (tmp_path / "out" / "n.avro").open("rb") as file:
        made = [row["loans"] for row in fastavro.reader(file)]
    assert made == [[mark, "x"] for mark, flag in zip(_MARKS, _FLAGS, strict=True) if flag == "Y"]


def test_a_record_of_xml_that_holds_rows_of_another_table_cannot_leave(tmp_path: Path) -> None:
    people = persons(60, 3)
    text = "".join(
        f"<customer><name>{each.name}</name><consent>{'YN'[row % 2]}</consent>"
        + "".join(f"<loan><no>B{row:05d}Z</no><amount>{part}</amount></loan>" for part in (1, 2))
        + "</customer>"
        for row, each in enumerate(people)
    )
    (tmp_path / "a.xml").write_text(f"<all>{text}</all>", encoding="utf-8")
    names = [table.table for table in pii_scanner.plan(tmp_path / "a.xml", _policy()).tables]
    outer = next(name for name in names if name.endswith("customer"))
    inner = next(name for name in names if name.endswith("loan"))
    rules = _policy(rows={"tables": outer, "where": "consent = 'Y'"})
    with pytest.raises(PolicyError, match="stand inside them"):
        pii_scanner.mask(tmp_path / "a.xml", rules, tmp_path / "out")
    pii_scanner.mask(tmp_path / "a.xml", _policy(rows={"tables": inner, "where": "amount = 1"}), tmp_path / "out")
    made = (tmp_path / "out" / "a.xml").read_text(encoding="utf-8")
    assert len(MARK.findall(made)) == 60
    assert made.count("<customer>") == 60
