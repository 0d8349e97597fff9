"""What stands for values is none that was left."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from openpyxl.comments import Comment

import pii_scanner
from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import NAMED
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.tokens import is_token_of_id, tokens
from pii_scanner.release.leftovers import Cells, leftovers
from recognizers.registry import text_recognizers
from tests.builders.tables import MASTER, policy


@pytest.mark.parametrize("place", ["上海市", "金华市", "石家庄市", "乐平市", "安徽省", "东方市"])
def test_a_city_that_begins_like_a_surname_is_no_name_left(place: str) -> None:
    assert leftovers(Cells(pa.array([place])), "PERSON", "column", None, {"PERSON": "redact"}) == 0


def test_a_name_that_is_left_is_told() -> None:
    assert (
        leftovers(Cells(pa.array(["上海市", "王秀英", "上官雪"])), "PERSON", "column", None, {"PERSON": "redact"}) == 2
    )


def test_the_end_of_a_ciphertext_and_the_number_behind_it_are_no_vehicle() -> None:
    sealed = "还款enc-siv.0123456789ab.kuSzyLWImGrCB82zVRyPccSnzOW-LSVAA49J132047371"
    operators = {"VIN": "mask", "PERSON": "encrypt"}
    assert leftovers(Cells(pa.array([sealed])), "VIN", "text", None, operators) == 0
    raw = "车架号LSVAA49J132047371，enc-siv.0123456789ab.kuSzyLWImGrCB82zVRyPccSnzOW"
    assert leftovers(Cells(pa.array([raw])), "VIN", "text", None, operators) == 1


def test_texts_are_searched_for_the_types_that_are_asked_for_as_for_all() -> None:
    people = persons(120, 5)
    rng = random.Random(5)
    notes = [collection_note(person, rng) for person in people]
    notes += [f"身份证{each.resident_id}，卡号{each.bank_card}，微信{each.mobile}" for each in people[:30]]
    notes += [f"致电{' '.join(each.mobile)}" for each in people[:5]]
    notes += [
        f"号码 {each.mobile[:7]}\n{each.mobile[7:]}，%E5%BC%A0 {each.mobile[:3]}\u200b{each.mobile[3:]}"
        for each in people[:9]
    ]
    values = pa.array(notes)
    types = sorted({each.entity_type for each in text_recognizers()} - set(NAMED))
    alone = {each: sorted(Cells(values).inside(each)) for each in types}
    assert len(alone["CN_RESIDENT_ID"]) >= 30
    for each in types:
        assert sorted(Cells(values, [each]).inside(each)) == alone[each], each
    together = Cells(values, types[::2])
    assert {each: sorted(together.inside(each)) for each in types[::2]} == {each: alone[each] for each in types[::2]}


@pytest.mark.parametrize("said", ["微信13800138000", "微信号：lisi_886，已加", "加QQ 12345678"])
def test_a_pseudonym_in_a_comment_is_no_account(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    book = openpyxl.Workbook()
    book.active.append(["姓名", "手机号"])
    for each in persons(30, 2):
        book.active.append([each.name, each.mobile])
    book.active["A2"].comment = Comment(said, "-")
    book.save(tmp_path / "客户.xlsx")
    policy = {
        "version": 1,
        "extends": "partner-valuation",
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
    }
    release = pii_scanner.mask(tmp_path / "客户.xlsx", policy, tmp_path / "release")
    assert (release.folder / "客户.xlsx").exists()


@pytest.mark.parametrize(
    ("code", "operators", "left"),
    [
        ("301457191812140444", {"CN_RESIDENT_ID": "tokenize"}, 0),
        ("301457191812140444", {"CN_RESIDENT_ID": "pseudonymize"}, 1),
        ("273101154984032979", {"CN_RESIDENT_ID": "tokenize"}, 1),
        ("91310115MA1K941488", {"CN_RESIDENT_ID": "tokenize"}, 1),
    ],
)
def test_a_token_that_passes_the_check_of_another_type_is_no_value(
    code: str, operators: dict[str, str], left: int
) -> None:
    assert leftovers(Cells(pa.array([f"身份证{code}已核对"])), "CN_USCC", "text", None, operators) == left


@pytest.mark.parametrize("operator", ["surrogate", "pseudonymize", "tokenize"])
def test_a_mobile_number_and_an_id_with_nothing_between_them_are_published(
    operator: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = persons(60, 4)
    notes = [f"{each.name}{each.mobile}{each.resident_id}三要素一致" for each in people[:20]] + ["无人接听"] * 400
    (tmp_path / "催收.csv").write_text("跟进\n" + "\n".join(notes) + "\n", encoding="utf-8")
    policy = {
        "version": 1,
        "extends": "test-data",
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"CN_RESIDENT_ID": operator, "CN_MOBILE": "surrogate"},
    }
    release = pii_scanner.mask(tmp_path / "催收.csv", policy, tmp_path / "release")
    copy = (release.folder / "催收.csv").read_text(encoding="utf-8")
    assert not [each for each in people[:20] if each.mobile in copy or each.resident_id in copy]
    assert copy.count("三要素一致") == 20


def test_only_tokens_have_all_marks_of_one() -> None:
    real = [each.resident_id for each in persons(500, 3)]
    assert all(map(is_token_of_id, tokens(real, "CN_RESIDENT_ID", b"k" * 32, 6, forward=True)))
    assert not any(map(is_token_of_id, real))
    assert leftovers(
        Cells(pa.array([f"证件{real[0]}"])), "CN_RESIDENT_ID", "text", None, {"CN_RESIDENT_ID": "tokenize"}
    )


def test_a_surrogate_right_behind_a_pseudonym_is_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    people = persons(300, 11)
    notes = [f"{each.name}{each.resident_id}" for each in people[:200]]
    notes += [f"{each.mobile}{each.resident_id}" for each in people[200:]]
    frame = pd.DataFrame(
        {"姓名": [each.name for each in people], "手机": [each.mobile for each in people], "备注": notes}
    )
    entities = {"CN_RESIDENT_ID": "surrogate", "PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize"}
    made = pii_scanner.mask(frame, policy(entities=entities, key={"env": "PII_SCANNER_KEY"}))
    assert not any(each.resident_id in "".join(made["备注"]) for each in people)


def test_a_real_id_right_behind_a_pseudonym_is_left() -> None:
    cells = [f"NAME_kpnmhzj3c432cjk4{each.resident_id}" for each in persons(60, 12)]
    operators = {"CN_RESIDENT_ID": "surrogate", "PERSON": "pseudonymize"}
    left = Cells(pa.array(cells))
    assert leftovers(left, "CN_RESIDENT_ID", "column", None, operators) == len(cells)
