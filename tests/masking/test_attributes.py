"""Attributes and business data pass where the policy is silent; what must not leave is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import PolicyError

_PEOPLE = persons(80, 3)


def _source(folder: Path, **more: list[str]) -> Path:
    columns = {
        "手机": [each.mobile for each in _PEOPLE],
        "性别": ["男", "女"] * 40,
        "出生日期": [f"19{60 + number % 40}-03-0{number % 9 + 1}" for number in range(80)],
        "还款日期": [f"19{60 + number % 40}-03-0{number % 9 + 1}" for number in range(80)],
        "余额": [f"{number}.5" for number in range(80)],
        **more,
    }
    pd.DataFrame(columns).to_csv(folder / "a.csv", index=False)
    return folder / "a.csv"


def _policy(**entities: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "entities": {"CN_MOBILE": "redact", **entities},
    }


def test_attributes_pass_with_a_warning(tmp_path: Path) -> None:
    source = _source(tmp_path)
    release = pii_scanner.mask(source, _policy(), tmp_path / "out")
    before, after = pd.read_csv(source, dtype=str), pd.read_csv(tmp_path / "out" / "a.csv", dtype=str)
    assert after.drop(columns="手机").equals(before.drop(columns="手机"))
    assert set(after["手机"]) == {"<CN_MOBILE>"}
    warnings = " ".join(release.manifest["warnings"])
    assert "SEX" in warnings
    assert "BIRTH_DATE" in warnings
    assert "FINANCIAL_AMOUNT" not in warnings


def test_a_rule_for_an_attribute_is_obeyed_and_its_values_elsewhere_are_no_leak(tmp_path: Path) -> None:
    source = _source(tmp_path)
    pii_scanner.mask(source, _policy(BIRTH_DATE={"operator": "generalize", "to": "year"}), tmp_path / "out")
    after = pd.read_csv(tmp_path / "out" / "a.csv", dtype=str)
    assert after["出生日期"].str.fullmatch("19[0-9]{2}").all()
    assert after["还款日期"].equals(pd.read_csv(source, dtype=str)["还款日期"])


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("cvv2", ["123", "456"]),
        ("支付密码", ["e10adc3949ba59abbe56e057f20f883e", "hunter2!"]),
        ("既往病史", ["高血压", "无"]),
        ("微信号", ["abc_12345", "wxid_9x8y7"]),
    ],
)
def test_what_no_rule_names_and_must_not_leave_is_refused(tmp_path: Path, column: str, values: list[str]) -> None:
    source = _source(tmp_path, **{column: values * 40})
    with pytest.raises(PolicyError, match=column):
        pii_scanner.mask(source, _policy(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("operator", ["redact", "drop"])
def test_sensitive_columns_go_as_the_policy_says(tmp_path: Path, operator: str) -> None:
    source = _source(tmp_path, 既往病史=["高血压", "糖尿病"] * 40)
    pii_scanner.mask(source, _policy(HEALTH=operator), tmp_path / "out")
    assert "高血压" not in (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")


def test_a_type_that_no_rule_names_is_redacted_inside_a_text_that_a_rule_covers(tmp_path: Path) -> None:
    notes = [f"致电{each.mobile}，加微信wxid_{number:05d}" for number, each in enumerate(_PEOPLE)]
    pii_scanner.mask(_source(tmp_path, 备注=notes), _policy(), tmp_path / "out")
    after = pd.read_csv(tmp_path / "out" / "a.csv", dtype=str)
    assert set(after["备注"]) == {"致电<CN_MOBILE>，加微信<WECHAT_ID>"}


def test_a_text_of_which_no_rule_names_anything_is_refused(tmp_path: Path) -> None:
    notes = [f"加微信wxid_{number:05d}后失联" for number in range(80)]
    with pytest.raises(PolicyError, match="备注"):
        pii_scanner.mask(_source(tmp_path, 备注=notes), _policy(), tmp_path / "out")


@pytest.mark.parametrize(("column", "text"), [("工作单位", "杭州某某贸易公司 {}"), ("合同编号", "补充协议{}")])
def test_a_value_inside_an_attribute_does_not_pass_with_it(tmp_path: Path, column: str, text: str) -> None:
    source = _source(tmp_path, **{column: [text.format(f"1391234{number:04d}") for number in range(80)]})
    pii_scanner.mask(source, _policy(), tmp_path / "out")
    assert "1391234" not in (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")
