"""Cells of texts that have the form of a name or an address and say more."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.csv as pacsv
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.sentences import is_more_than_name
from recognizers.address import Address
from tests.builders.tables import policy, write_csv

_ADDRESS = "江苏省苏州市姑苏区梧桐街164号13栋2单元1219室"


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        (f"外访{_ADDRESS}，未遇，邻居称已搬走", True),
        (f"上门{_ADDRESS}见到本人", True),
        (_ADDRESS, False),
        (f"{_ADDRESS}张伟收", False),
        ("浙江省杭州市西湖区文三路8号，金色家园小区3-2-201", False),
        ("浙江省杭州市西湖区文三路8号，金色苑", False),
        ("阳光家园3栋2单元301", False),
    ],
)
def test_a_sentence_with_an_address_is_told_from_an_address(cell: str, more: bool) -> None:
    assert Address().sentence(cell) is more


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        ("与古丽娜尔·艾合买提同住", True),
        ("教练古丽娜尔·艾合买提", True),
        ("努尔兰·巴合提还款", True),
        ("努尔兰·巴合提", False),
        ("阿依古丽·买买提", False),
        ("彼得·陈", False),
    ],
)
def test_a_note_with_a_dotted_name_is_told_from_a_name(cell: str, more: bool) -> None:
    assert is_more_than_name(cell) is more


def test_words_of_notes_stay_and_names_in_them_join(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = [each for each in persons(300, 5) if len(each.name) == 2][:60]
    notes = [
        (f"{each.name}还款", "代扣", f"手机{each.mobile}转账", f"外访{_ADDRESS}，未遇，{each.name}已搬走")[at % 4]
        for at, each in enumerate(people)
    ]
    write_csv(tmp_path / "a.csv", {"户名": [each.name for each in people], "摘要": notes})
    rules = {
        "PERSON": "pseudonymize",
        "CN_MOBILE": "pseudonymize",
        "CN_ADDRESS": {"operator": "generalize", "to": "city"},
    }
    pii_scanner.mask(tmp_path / "a.csv", policy(entities=rules, key={"env": "PII_SCANNER_KEY"}), tmp_path / "out")
    made = pacsv.read_csv(tmp_path / "out" / "a.csv").to_pydict()
    for at, (name, note) in enumerate(zip(made["户名"], made["摘要"], strict=True)):
        assert (
            note.startswith("手机MOB_")
            if at % 4 == 2
            else note == (f"{name}还款", "代扣", "", f"外访江苏省苏州市，未遇，{name}已搬走")[at % 4]
        )


def test_a_word_among_many_names_is_a_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = persons(60, 15)
    held = [each.mobile if at % 20 < 9 else each.name for at, each in enumerate(people)] + ["吴国", "夏秋"]
    rules = policy(
        key={"env": "PII_SCANNER_KEY"},
        entities={"CN_MOBILE": "pseudonymize", "PERSON": "pseudonymize"},
        default="redact",
    )
    made = pii_scanner.mask(pd.DataFrame({"联系方式": held}), rules)["联系方式"].tolist()
    assert not set(made) & set(held)
