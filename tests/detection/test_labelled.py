"""Forms: labels on the left, values on the right."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from pii_scanner.detection.labelled import labelled_values
from tests.builders.tables import policy, scanned

_PERSON, _CONTACT = persons(2, 11)


def _form(person: Person, contact: Person) -> list[list[object]]:
    return [
        ["申请人姓名", person.name, "性别", person.sex, "关系", "本人"],
        ["证件类型", "身份证", "证件号码：", person.resident_id, "手机号码", person.mobile],
        ["家庭住址", person.address, None, None, "邮编", "310000"],
        ["单位名称", person.employer, "职务", "经理", "月收入", "12000"],
        ["紧急联系人", None, contact.name, "关系", "联系电话", contact.mobile],
        ["收款账号", person.bank_card, "开户行", "工商银行", "金额", "300000"],
    ]


def _batch(rows: list[list[object]]) -> pa.RecordBatch:
    columns = [pa.array([row[index] for row in rows], pa.string()) for index in range(len(rows[0]))]
    return pa.record_batch(columns, names=[f"column_{index + 1}" for index in range(len(rows[0]))])


def test_every_value_of_a_form_is_found_in_the_column_it_stands_in() -> None:
    found = labelled_values(_batch(_form(_PERSON, _CONTACT)))
    assert {place for place in found if place[1] in {"PERSON", "CN_ADDRESS", "CN_BANK_CARD", "CN_MOBILE"}} == {
        (1, "PERSON"),
        (1, "CN_ADDRESS"),
        (1, "CN_BANK_CARD"),
        (2, "PERSON"),
        (5, "CN_MOBILE"),
    }
    assert (3, "CN_RESIDENT_ID") in found


def test_a_form_in_a_data_frame_is_one_too() -> None:
    rows = _form(_PERSON, _CONTACT)
    frame = pd.DataFrame({f"c{index}": pd.array([row[index] for row in rows], "string[pyarrow]") for index in range(6)})
    found = {each.column: set(each.types()) for each in pii_scanner.scan(frame).columns}
    assert found["c1"] >= {"PERSON", "CN_ADDRESS", "CN_BANK_CARD"}


def test_a_list_of_columns_and_their_types_is_no_form() -> None:
    dictionary = [["姓名", "varchar(20)", "客户姓名"], ["手机号", "char(11)", "联系电话"], ["地址", "text", "住址"]]
    assert labelled_values(_batch(dictionary)) == {}
    people = persons(100, 3)
    assert labelled_values(_batch([[each.name, each.mobile, each.resident_id] for each in people])) == {}


def test_the_masked_copy_of_a_form_holds_none_of_its_values_and_all_of_its_labels(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申请表"
    rows = _form(_PERSON, _CONTACT)
    for row in [["个人贷款申请表"], [], *rows]:
        sheet.append(row)
    source = tmp_path / "in" / "申请表.xlsx"
    source.parent.mkdir()
    book.save(source)
    rules = dict.fromkeys(("PERSON", "CN_ADDRESS", "CN_BANK_CARD", "CN_MOBILE", "CN_RESIDENT_ID"), "redact")
    pii_scanner.mask(source.parent, policy(entities=rules), tmp_path / "out")
    masked = [cell for row in openpyxl.load_workbook(tmp_path / "out" / "申请表.xlsx")["申请表"].values for cell in row]
    raw = {
        _PERSON.name,
        _CONTACT.name,
        _PERSON.mobile,
        _CONTACT.mobile,
        _PERSON.resident_id,
        _PERSON.bank_card,
        _PERSON.address,
    }
    assert not raw & {str(cell) for cell in masked}
    labels = {row[index] for row in rows for index in (0, 2, 4) if row[index] != _CONTACT.name}
    assert labels - {None} <= set(masked)


def test_the_report_says_why() -> None:
    rows = _form(_PERSON, _CONTACT)
    columns = {f"column_{index + 1}": [row[index] for row in rows] for index in range(len(rows[0]))}
    evidence = [said for record in scanned(columns).values() for each in record.entity_types for said in each.evidence]
    assert "1 cells stand beside a label that names this type" in " ".join(evidence)


def test_no_name_of_a_list_of_names_stays(tmp_path: Path) -> None:
    people = persons(200, 31)
    odd = [
        "令狐明雪、段若",
        "邱美兰、顾月德",
        "顾沐若、曹皓德",
        "傅军、石兰文",
        "白栋、孙沐",
        "姚佳刚、赵静若",
        "文强沐、王诺",
    ]
    pairs = [f"{one.name}、{other.name}" for one, other in zip(people[:100], people[100:], strict=True)] + odd
    source = tmp_path / "共同借款.csv"
    source.write_text("共借人,金额\n" + "".join(f"{pair},100\n" for pair in pairs), encoding="utf-8")
    pii_scanner.mask(source, policy(entities={"PERSON": "redact"}), tmp_path / "out")
    masked = (tmp_path / "out" / "共同借款.csv").read_text(encoding="utf-8")
    assert [name for pair in pairs for name in pair.split("、") if name in masked] == []


def test_a_passport_beside_its_kind_is_no_document_of_another_kind_too() -> None:
    found = labelled_values(
        _batch([["护照", "EE7030921", "手机", "13800138000"], ["护照", "A12345678", "手机", "13900139000"]])
    )
    assert found == {(1, "CN_PASSPORT"): 1, (1, "ID_DOCUMENT"): 1, (3, "CN_MOBILE"): 2}


def test_records_that_stand_in_columns_are_found_in_all_of_them() -> None:
    people = persons(6, 5)
    fields = ["姓名", "身份证号", "手机号", "家庭住址", "银行卡号", "备注"]
    rows = [[each.name, each.resident_id, each.mobile, each.address, each.bank_card, "无"] for each in people]
    table = {"字段": fields, **{f"c{number}": row for number, row in enumerate(rows)}}
    records = scanned(table)
    for number in range(len(rows)):
        found = set(records[f"c{number}"].types("column")) | set(records[f"c{number}"].types("text"))
        assert found == {"PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_ADDRESS", "CN_BANK_CARD"}


def test_columns_of_a_dictionary_of_data_hold_nobody() -> None:
    fields = ["姓名", "身份证号", "手机号", "家庭住址", "银行卡号"]
    described = {
        "类型": ["varchar(20)", "char(18)", "char(11)", "text", "char(19)"],
        "说明": ["张", "18位", "11位", "住址", "19位"],
    }
    assert not any(record.entity_types for record in scanned({"字段": fields, **described}).values())
