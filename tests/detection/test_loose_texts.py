"""Texts outside the tables of a file (properties, headers and footers, names of sheets) are judged as texts, one by one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from tests.builders.files import converted

_PEOPLE = persons(24, 3107)
_NOBODY = (
    "管理员 系统管理员 财务部 人力资源部 办公室 Administrator 微软用户 openpyxl WPS Apache-POI 雷电用户 高级用户 安全员 项目部 金蝶软件 "
    "用友软件 计划财务部 金融部 法务部 文档作者 lenovo user admin 常用 高管 方正科技 客户表 任务表 马鞍山 Microsoft-Office-User 经办 "
    "易安装 张家港 党员 班级 黄金 申请表 应收 路桥公司 HP-Inc python-docx 华为 小米"
).split()


def _workbook(path: Path, **properties: str) -> Path:
    """Write a workbook whose cells name nobody; `sheet`, `footer` and `custom` aside, the properties are the package's."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["编号", "数量", "颜色"])
    for number in range(12):
        sheet.append([f"A{number:03}", number * 3, "红蓝"[number % 2]])
    book.properties.creator = "openpyxl"
    book.properties.title, book.properties.subject = "2024年度库存报表", "季度盘点"
    book.properties.description, book.properties.category = "由系统导出，仅供内部使用", "报表"
    for name, value in properties.items():
        if name == "sheet":
            sheet.title = value
        elif name == "footer":
            sheet.oddFooter.center.text = value
        elif name == "custom":
            book.custom_doc_props.append(StringProperty(name="编制人", value=value))
        else:
            setattr(book.properties, name, value)
    book.save(path)
    return path


def _found(path: Path) -> set[str]:
    return {
        finding.entity_type
        for record in pii_scanner.scan(path).columns
        if record.loose
        for finding in record.entity_types
    }


@pytest.mark.parametrize(
    ("place", "value", "entity_type"),
    [
        ("keywords", "{0.mobile}", "CN_MOBILE"),
        ("subject", "联系{0.mobile}", "CN_MOBILE"),
        ("description", "{0.resident_id}", "CN_RESIDENT_ID"),
        ("category", "{0.bank_card}", "CN_BANK_CARD"),
        ("footer", "还款卡号{0.bank_card}", "CN_BANK_CARD"),
        ("custom", "{0.mobile}", "CN_MOBILE"),
        ("creator", "{0.name}", "PERSON"),
        ("lastModifiedBy", "{0.name}", "PERSON"),
        ("creator", "财务部;{0.name}", "PERSON"),
        ("custom", "{0.name}", "PERSON"),
        ("footer", "制表人：{0.name}", "PERSON"),
        ("title", "{0.name}整理的台账", "PERSON"),
        ("sheet", "{0.name}", "PERSON"),
    ],
)  # fmt: skip
def test_one_value_outside_the_cells_is_found(tmp_path: Path, place: str, value: str, entity_type: str) -> None:
    people = [person for person in _PEOPLE if "·" not in person.name][:12]
    missed = [
        number
        for number, person in enumerate(people)
        if entity_type not in _found(_workbook(tmp_path / f"{number}.xlsx", **{place: value.format(person)}))
    ]
    assert not missed


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_properties_of_other_kinds_of_workbooks(tmp_path: Path, kind: str) -> None:
    person: Person = next(each for each in _PEOPLE if "·" not in each.name)
    source = _workbook(
        tmp_path / "a.xlsx", creator=person.name, keywords=person.mobile, description=f"卡号{person.bank_card}",
        custom=person.resident_id,
    )  # fmt: skip
    found = _found(converted(source, kind))
    assert {"PERSON", "CN_MOBILE", "CN_BANK_CARD", "CN_RESIDENT_ID"} <= found


def test_programs_departments_and_words_wrote_no_file(tmp_path: Path) -> None:
    wrong = []
    for number, word in enumerate(each.replace("-", " ") for each in _NOBODY):
        path = _workbook(tmp_path / f"{number}.xlsx", creator=word, lastModifiedBy=word, custom=word)
        wrong += [(word, found)] if (found := _found(path)) else []
    assert not wrong


def test_orders_codes_and_titles_outside_the_cells_are_nobody(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "a.xlsx", keywords="库存;盘点;2024", description="订单号202401150000123456", category="16500000000000001",
        subject="版本1.2.20240115123045", footer="第 &P 页 共 &N 页 打印日期 2024-05-01", sheet="高新区明细",
    )  # fmt: skip
    assert not _found(path)


@pytest.mark.parametrize(
    "title",
    ["张裕葡萄酒销量", "李家沱站客流", "项目名称：金沙江大桥", "汤臣一品", "金华市2023年第三季度财务汇总", "华安财险资产包明细表", "制表部门：财务部",
     "制表人：          审核人：          日期：", "黄浦江两岸", "王府井商圈", "马铃薯产量", "高一年级成绩表", "江山市", "毛利率"],
)  # fmt: skip
def test_titles_and_names_of_sheets_that_name_nobody(tmp_path: Path, title: str) -> None:
    assert not _found(_workbook(tmp_path / "a.xlsx", title=title, sheet=title.replace("：", " "), footer=title))


def test_evidence_says_where_and_no_value(tmp_path: Path) -> None:
    person = _PEOPLE[0]
    inventory = pii_scanner.scan(_workbook(tmp_path / "a.xlsx", keywords=person.mobile, creator=person.name))
    loose = [record for record in inventory.columns if record.loose and record.entity_types]
    assert {record.column for record in loose} == {"document properties", "document authors"}
    said = " ".join(each for record in loose for finding in record.entity_types for each in finding.evidence)
    assert said
    assert person.mobile not in said
    assert person.name not in said
