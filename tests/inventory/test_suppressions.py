from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pii_scanner.config.settings import load_settings
from pii_scanner.config.suppressions import Suppression
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError
from pii_scanner.inventory import decisions
from pii_scanner.jobs.decide import Choices, decide
from pii_scanner.jobs.scan import INVENTORY, scan_into
from pii_scanner.model.inventory import Inventory
from tests.builders.tables import person_columns, write_csv

TOMORROW = date.today() + timedelta(1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "data" / "客户.csv", person_columns(persons(20)))


def suppression(column: str, **more: object) -> Suppression:
    fields = {"column": column, "reason": "test data", "author": "审核员", "until": TOMORROW, **more}
    return Suppression.model_validate(fields)


def scanned(data: Path, *suppressions: Suppression) -> Inventory:
    return scan_into([data], data.parent.parent / "out", suppressions=suppressions).inventory


def held(inventory: Inventory) -> set[str]:
    return {record.column for record in inventory.columns if record.has_personal_information}


@pytest.mark.parametrize(
    ("given", "left_out"),
    [
        ({"column": "客户.手机号"}, {"手机号"}),
        ({"column": "手机号"}, {"手机号"}),
        ({"column": "*.*号"}, {"手机号", "身份证号", "银行卡号"}),
        ({"column": "客户.*", "entity_type": "CN_MOBILE"}, {"手机号", "备注"}),
        ({"column": "担保人.*"}, set()),
        ({"column": "客户.手机号", "source": "客户.*"}, {"手机号"}),
        ({"column": "客户.手机号", "source": "b/*"}, set()),
    ],
)
def test_findings_of_the_columns_that_fit_do_not_count(given: dict[str, str], left_out: set[str], data: Path) -> None:
    everything = held(scanned(data))
    inventory = scanned(data, suppression(**given))
    assert held(inventory) == everything - left_out
    rejected = [finding for record in inventory.columns for finding in record.entity_types if finding.rejected]
    assert {finding.decision.origin for finding in rejected if finding.decision} <= {"suppression"}
    assert bool(rejected) == bool(left_out)


def test_suppressions_stay_until_a_settings_file_no_longer_has_them(data: Path) -> None:
    out = data.parent.parent / "out"
    assert "手机号" not in held(scanned(data, suppression("手机号")))
    assert "手机号" not in held(scan_into([data], out).inventory)
    assert "手机号" in held(scanned(data, suppression("银行卡号")))
    states = [(each.column, each.state) for each in decisions.history(out / INVENTORY)]
    assert states == [("手机号", "rejected"), ("手机号", "withdrawn"), ("银行卡号", "rejected")]


def test_the_same_suppressions_are_recorded_once_and_a_changed_one_again(data: Path) -> None:
    out = data.parent.parent / "out"
    for reason in ("first", "first", "second"):
        scanned(data, suppression("手机号", reason=reason))
    assert [each.reason for each in decisions.history(out / INVENTORY)] == ["first", "second"]


def test_neither_a_new_nor_a_removed_suppression_makes_news(data: Path) -> None:
    out = data.parent.parent / "out"
    for suppressions in ((), (suppression("手机号"),), ()):
        assert scan_into([data], out, suppressions=suppressions).appeared == ()


def test_an_expired_suppression_is_a_warning_and_no_longer_counts(data: Path) -> None:
    inventory = scanned(data, suppression("客户.手机号", until=date(2026, 1, 1), entity_type="CN_MOBILE"))
    assert "手机号" in held(inventory)
    (problem,) = inventory.problems
    assert problem.severity == "warning"
    assert "客户.手机号 (CN_MOBILE) expired on 2026-01-01: it no longer counts" in problem.message
    assert not inventory.has_errors


def test_what_a_person_decided_about_a_column_beats_a_suppression(data: Path) -> None:
    scanned(data, suppression("*"))
    out = data.parent.parent / "out"
    decide(out / INVENTORY, "手机号", Choices(accept=("CN_MOBILE",)), reason="seen", author="审核员")
    assert held(scanned(data, suppression("*"))) == {"手机号"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs: 1\nsuppressions:\n- {column: a.b, author: x, until: 2027-01-01}\n", "line 3, key suppressions.0.reason"),
        ("suppressions:\n- {column: a.b, reason: r, author: x}\n", "line 2, key suppressions.0.until: this key is missing"),
        ("suppressions:\n- column: a.b\n  reason: r\n  author: x\n  until: soon\n", "line 5, key suppressions.0.until"),
        ("suppressions:\n- column: a\n  reason: ' '\n  author: x\n  until: 2027-01-01\n", "line 3, key suppressions.0.reason"),
        ("suppressions:\n- colum: a.b\n", "line 2, key suppressions.0"),
    ],
)  # fmt: skip
def test_a_suppression_without_reason_author_or_last_day_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said.replace(".", r"\.")) as caught:
        load_settings(tmp_path / "settings.yaml")
    assert str(caught.value).startswith("settings.yaml, line")
