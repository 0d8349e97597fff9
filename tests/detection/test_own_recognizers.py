"""Users' recognizers, lists and switches in a scan; a recognizer that raises does not stop it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.model.inventory import Inventory
from recognizers import registry
from recognizers.base import CellMatch, Recognizer, Shape, Span
from recognizers.columns import TextColumn
from recognizers.registry import RecognizerSet
from tests.builders.tables import MASTER, policy, table

STAFF = {
    "entity_type": "STAFF_NUMBER", "title": "工号", "patterns": ["GH[0-9]{6}"], "context": ["工号"],
    "headers": ["工号"], "classes": {"jrt_0171": "C2", "pipl": "personal"},
}  # fmt: skip
NUMBERS = [f"GH{number}" for number in range(123456, 123476)]


def _scan(columns: Mapping[str, list[Any]], **config: Any) -> Inventory:
    return pii_scanner.scan(pd.DataFrame(columns), config=config)


def _types(inventory: Inventory, column: str) -> list[str]:
    return next(record.types() for record in inventory.columns if record.column == column)


def test_own_type_is_found_in_cells_and_texts_with_its_classes() -> None:
    notes = [f"由{number}跟进，未接通" for number in NUMBERS]
    inventory = _scan({"编码": NUMBERS, "记录": notes, "数": list(range(20))}, recognizers=[STAFF])
    cells, texts, numbers = inventory.columns
    assert (cells.types("column"), texts.types("text"), numbers.types()) == (["STAFF_NUMBER"], ["STAFF_NUMBER"], [])
    assert cells.classes["jrt_0171"] == "C2"
    assert cells.sensitivity == 3


def test_settings_end_with_the_call() -> None:
    _scan({"编码": NUMBERS}, recognizers=[STAFF])
    assert _types(pii_scanner.scan(pd.DataFrame({"编码": NUMBERS})), "编码") == []
    assert registry.recognizer("STAFF_NUMBER") is None


def test_results_do_not_depend_on_processes(tmp_path: Path) -> None:
    rows = 60_000
    pd.DataFrame({"a": [f"GH{100000 + n % 900}" for n in range(rows)], "b": ["项目甲已签约"] * rows}).to_csv(
        tmp_path / "t.csv", index=False
    )
    config = {"recognizers": [STAFF], "deny_list": {"PERSON": ["项目甲"]}}
    one, two = (pii_scanner.scan(tmp_path / "t.csv", jobs=jobs, config=config).columns for jobs in (1, 2))
    assert one == two
    assert [record.types() for record in one] == [["STAFF_NUMBER"], ["PERSON"]]


def test_own_type_is_masked_by_its_rule_and_nowhere_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    frame = pd.DataFrame({"编码": NUMBERS, "记录": [f"由{number}跟进" for number in NUMBERS]})
    rules = policy(entities={"STAFF_NUMBER": "pseudonymize"}, key={"env": "PII_SCANNER_KEY"})
    masked = pii_scanner.mask(frame, rules, config={"recognizers": [STAFF]})
    assert not any(number in text for number in NUMBERS for text in masked.to_csv().splitlines())
    assert [code in note for code, note in zip(masked["编码"], masked["记录"], strict=True)] == [True] * 20


def test_more_header_names_for_a_shipped_type() -> None:
    old = ["110105491231002", "440524800101001"]
    assert _types(_scan({"客户标识": old}), "客户标识") == []
    assert _types(_scan({"客户标识": old}, headers={"CN_RESIDENT_ID": ["客户标识"]}), "客户标识") == ["CN_RESIDENT_ID"]


def test_allowed_values_are_no_finding() -> None:
    mobiles = ["13800138000"] * 30
    assert _types(_scan({"热线": mobiles}), "热线") == ["CN_MOBILE"]
    allowed = {"CN_MOBILE": ["138 0013 8000"]}
    assert _types(_scan({"热线": mobiles}, allow_list=allowed), "热线") == []
    assert _types(_scan({"记录": ["客户来电13800138000已记"] * 30}, allow_list=allowed), "记录") == []


def test_denied_values_are_found_wherever_they_stand() -> None:
    inventory = _scan(
        {"代号": ["甲组", "乙组", "雪豹"] * 10, "记录": ["与雪豹会面", "无事", "无事"] * 10},
        deny_list={"PERSON": ["雪豹"]},
    )
    first, second = (record.entity_types for record in inventory.columns)
    assert [(each.entity_type, each.kind, each.matches) for each in first] == [("PERSON", "column", 10)]
    assert [(each.entity_type, each.kind) for each in second] == [("PERSON", "text")]
    assert "deny-list" in first[0].evidence[-1]
    assert "雪豹" not in str(inventory.document())


def test_denied_values_inside_texts_are_masked() -> None:
    frame = pd.DataFrame({"记录": ["与雪豹会面，雪豹未到"] * 5})
    masked = pii_scanner.mask(frame, policy(entities={"PERSON": "redact"}), config={"deny_list": {"PERSON": ["雪豹"]}})
    assert not masked["记录"].str.contains("雪豹").any()


def test_denied_values_may_hold_any_character_and_stand_alone() -> None:
    denied = {"PERSON": ["Jyhn Smyth", "O'Neil & co", "A-B (1)", "a#b~c"]}
    notes = ["met Jyhn Smyth today, ok", "met XJyhn Smyths today, ok", "by O'Neil & co, A-B (1), a#b~c"] * 5
    (record,) = _scan({"记录": notes}, deny_list=denied).columns
    assert [(each.entity_type, each.matches) for each in record.entity_types] == [("PERSON", 20)]


def test_a_long_deny_list_is_looked_for_and_a_longer_one_refused() -> None:
    names = [f"甲乙{number:05d}号" for number in range(24_000)]
    (record,) = _scan({"记录": ["与甲乙00017号会面，未到", "无事可记，今日"] * 9}, deny_list={"PERSON": names}).columns
    assert [(each.entity_type, each.matches) for each in record.entity_types] == [("PERSON", 9)]
    with pytest.raises(ConfigError, match="deny_list holds"):
        _scan({"记录": ["无"]}, deny_list={"PERSON": [f"{name}之{n}" for name in names for n in range(3)]})


def test_a_type_can_be_switched_off() -> None:
    assert _types(_scan({"手机": ["13800138000"] * 9}, disable=["CN_MOBILE"]), "手机") == []
    assert _types(_scan({"姓名": ["王建国", "李秀英", "张伟"] * 9}, disable=["PERSON", "CN_ADDRESS"]), "姓名") == []


class _Raising(Recognizer):
    entity_type = "RAISING"
    shapes = (Shape("any", "[0-9]+", 0.5),)

    def cells(self, column: TextColumn) -> CellMatch:
        raise RuntimeError(f"not for logs: {column.array[0]}")

    def spans(self, text: str) -> list[Span]:
        raise RuntimeError(f"not for logs: {text}")


@pytest.fixture
def raising() -> Iterator[None]:
    with registry.using(RecognizerSet([*registry.shipped().members, _Raising()])):
        yield


@pytest.mark.usefixtures("raising")
def test_a_recognizer_that_raises_is_reported_and_the_scan_goes_on() -> None:
    made = table({"手机": [*["13800138000"] * 8, "见备注"], "记录": ["来电13800138000未接"] * 9})
    records = scan_table(made)
    assert [record.types() for record in records] == [["CN_MOBILE"], ["CN_MOBILE"]]
    assert [(problem.severity, "RAISING" in problem.message) for problem in made.problems] == [("error", True)] * 2
    assert "13800138000" not in str(made.problems)


@pytest.mark.usefixtures("raising")
def test_nothing_is_masked_where_a_recognizer_raised() -> None:
    frame = pd.DataFrame({"记录": ["来电13800138000未接"] * 9})
    with pytest.raises(SourceError, match="RAISING"):
        pii_scanner.mask(frame, policy(entities={"CN_MOBILE": "redact"}))
