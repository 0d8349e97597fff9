"""The main job on the demo: what is found, what the partner gets, and that nothing leaks."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.book import build_book
from pii_scanner.jobs.demo import Demo
from recognizers.registry import identifies

_FILES = ["portfolio.sqlite", "借据明细.csv", "催收记录.csv", "客户信息.xlsx", "还款流水.parquet"]


def _found(demo: Demo) -> dict[tuple[str, str], set[str]]:
    return {(record.table, record.column): set(record.types()) for record in demo.inventory.columns}


@pytest.mark.parametrize(
    ("table", "column", "entity_type"),
    [
        ("客户清单", "客户姓名", "PERSON"),
        ("客户清单", "身份证号码", "CN_RESIDENT_ID"),
        ("客户清单", "手机号码", "CN_MOBILE"),
        ("客户清单", "家庭住址", "CN_ADDRESS"),
        ("客户清单", "银行卡号", "CN_BANK_CARD"),
        ("内部备查", "证件号码", "CN_RESIDENT_ID"),
        ("借据明细", "身份证号", "CN_RESIDENT_ID"),
        ("借据明细", "还款账号", "CN_BANK_CARD"),
        ("还款流水", "付款人", "PERSON"),
        ("customers", "id_no", "CN_RESIDENT_ID"),
        ("customers", "email", "EMAIL_ADDRESS"),
        ("催收记录", "备注", "CN_MOBILE"),
        ("催收记录", "备注", "PERSON"),
        ("催收记录", "备注", "CN_ADDRESS"),
        ("(outside the cells)", "comments", "CN_MOBILE"),
    ],
)
def test_personal_information_is_found_where_it_is(demo: Demo, table: str, column: str, entity_type: str) -> None:
    assert entity_type in _found(demo)[table, column]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("借据明细", "借据号"), ("借据明细", "合同编号"), ("借据明细", "本金余额"), ("借据明细", "放款日期"),
        ("还款流水", "流水号"), ("还款流水", "交易时间"), ("催收记录", "记录编号"), ("催收记录", "催收时间"),
        ("loans", "loan_id"), ("lawsuits", "case_no"), ("lawsuits", "court"), ("客户清单", "工作单位"),
    ],
)  # fmt: skip
def test_numbers_of_loans_times_and_amounts_raise_no_alarm(demo: Demo, table: str, column: str) -> None:
    assert not [each for each in _found(demo)[table, column] if identifies(each)]


def test_every_output_that_is_promised_is_there(demo: Demo) -> None:
    outputs = {path.name for path in demo.report.parent.iterdir() if not path.name.startswith(".")}
    assert outputs == {"inventory.sqlite", "inventory.json", "inventory.csv", "inventory.xlsx", "report.html"}
    released = {path.name for path in demo.release.folder.iterdir()}
    assert released == {*_FILES, "manifest.json", "report.html"}


def test_the_inventory_holds_no_raw_value(demo: Demo) -> None:
    book = build_book(300, 2026)
    text = (demo.report.parent / "inventory.json").read_text(encoding="utf-8")
    text += (demo.report.parent / "report.html").read_text(encoding="utf-8")
    for customer in book.customers:
        assert customer.person.resident_id not in text
        assert customer.person.mobile not in text
        assert customer.person.bank_card not in text
    columns = json.loads((demo.report.parent / "inventory.json").read_text(encoding="utf-8"))["columns"]
    assert {"source", "table", "column", "data_type", "rows", "nulls", "distinct", "entity_types", "classes",
            "sensitivity", "masked_samples"} <= set(columns[0])  # fmt: skip


def _texts(folder: Path) -> str:
    """Return everything a reader could find in a release, read without the product."""
    texts = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        elif path.suffix == ".parquet":
            texts.append(pq.read_table(path).to_pandas().to_csv())
        elif path.suffix == ".csv":
            texts.append(path.read_bytes().decode("gb18030", "ignore"))
            texts.append(path.read_bytes().decode("utf-8", "ignore"))
        else:
            texts.append(path.read_bytes().decode("utf-8", "ignore"))
    return "\n".join(texts)


def test_no_raw_value_of_any_customer_is_left_in_any_byte(demo: Demo) -> None:
    text = _texts(demo.release.folder)
    for customer in build_book(300, 2026).customers:
        person = customer.person
        for value in (person.resident_id, person.mobile, person.bank_card, person.email, person.address):
            assert value not in text
        if len(person.name) > 2:
            assert not re.search(f"(?<![\u4e00-\u9fff]){person.name}", text)


def test_names_inside_notes_are_gone(demo: Demo) -> None:
    known = {customer.person.name for customer in build_book(300, 2026).customers}
    with (demo.release.folder / "催收记录.csv").open(encoding="utf-8-sig", newline="") as file:
        notes = [row["备注"] for row in csv.DictReader(file)]
    assert len(notes) > 900
    assert not [name for name in known for note in notes if name in note]


def test_joins_give_the_same_rows_as_before(demo: Demo) -> None:
    def rows(folder: Path) -> list[int]:
        loans = pd.read_csv(folder / "借据明细.csv", encoding="gb18030", dtype=str)
        notes = pd.read_csv(folder / "催收记录.csv", encoding="utf-8-sig", dtype=str)
        customers = pd.read_excel(folder / "客户信息.xlsx", sheet_name="客户清单", header=2, dtype=str)
        guarantors = pd.read_excel(folder / "客户信息.xlsx", sheet_name="担保人", dtype=str)
        payments = pd.read_parquet(folder / "还款流水.parquet")
        with sqlite3.connect(folder / "portfolio.sqlite") as connection:
            people = pd.read_sql("select * from customers", connection)
            contacts = pd.read_sql("select * from contacts", connection)
            (joined,) = connection.execute(
                "select count(*) from loans join customers using (customer_id) join contacts using (customer_id)"
            ).fetchone()
        return [
            joined,
            len(loans.merge(customers, left_on="身份证号", right_on="身份证号码")),
            len(loans.merge(people, left_on="身份证号", right_on="id_no")),
            len(customers.merge(people, left_on="身份证号码", right_on="id_no")),
            len(customers.merge(people, left_on="手机号码", right_on="mobile")),
            len(notes.merge(people, left_on="联系电话", right_on="mobile")),
            len(contacts.merge(people, on="mobile")),
            len(loans.merge(payments, on="借据号")),
            len(loans.merge(payments, left_on="还款账号", right_on="付款卡号")),
            len(customers.merge(guarantors, on="客户编号")),
        ]

    before, after = rows(demo.data), rows(demo.release.folder)
    # Numbers typed with spaces or in full width join after masking only.
    assert all(new >= old for old, new in zip(before, after, strict=True))
    assert before[0] == after[0] > 0
    assert before[2] == after[2] > 0
    assert before[7:8] == after[7:8]


def test_the_masked_workbook_keeps_its_look(demo: Demo) -> None:
    before = openpyxl.load_workbook(demo.data / "客户信息.xlsx")
    after = openpyxl.load_workbook(demo.release.folder / "客户信息.xlsx")
    assert after.sheetnames == before.sheetnames
    assert [sheet.sheet_state for sheet in after] == [sheet.sheet_state for sheet in before]
    for old, new in zip(before, after, strict=True):
        assert new.dimensions == old.dimensions
        assert [str(area) for area in new.merged_cells.ranges] == [str(area) for area in old.merged_cells.ranges]
        widths = {key: each.width for key, each in old.column_dimensions.items()}
        assert {key: each.width for key, each in new.column_dimensions.items()} == pytest.approx(widths, abs=0.001)
        for row in range(1, 6):
            for column in range(1, 5):
                assert new.cell(row, column).number_format == old.cell(row, column).number_format
                assert new.cell(row, column).font.b == old.cell(row, column).font.b
    formulas = [cell.value for cell in after["汇总"]["B"] if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert "=SUM(客户清单!J4:J303)" in formulas


def test_surrogate_ids_are_valid_keep_sex_and_birth_year_and_belong_to_nobody(demo: Demo) -> None:
    before = pd.read_csv(demo.data / "借据明细.csv", encoding="gb18030", dtype=str)["身份证号"]
    after = pd.read_csv(demo.release.folder / "借据明细.csv", encoding="gb18030", dtype=str)["身份证号"]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for old, new in zip(before, after, strict=True):
        assert old.upper() != new
        assert "10X98765432"[sum(int(d) * w for d, w in zip(new[:17], weights, strict=True)) % 11] == new[17]
        assert (new[6:10], int(new[16]) % 2) == (old[6:10], int(old[16]) % 2)


def test_the_release_verifies_again_and_against_its_sources(demo: Demo) -> None:
    assert not pii_scanner.verify(demo.release.folder).failures
    verification = pii_scanner.verify(demo.release.folder, [demo.data])
    assert not verification.failures
    assert verification.searched_values > 1000


def test_the_manifest_names_every_column_and_never_the_key(demo: Demo) -> None:
    manifest = json.loads((demo.release.folder / "manifest.json").read_text(encoding="utf-8"))
    key = (demo.policy.parent / "demo.key").read_text(encoding="ascii").strip()
    assert key not in json.dumps(manifest)
    assert sorted(file["name"] for file in manifest["files"]) == sorted(_FILES)
    operators = {
        (table["table"], column["column"]): column["operator"]
        for file in manifest["files"]
        for table in file["tables"]
        for column in table["columns"]
    }
    assert operators["客户清单", "身份证号码"] == "surrogate"
    assert operators["客户清单", "手机号码"] == "pseudonymize"
    assert manifest["recipient"]["expires"] == "2027-06-30"
    assert all(each["result"] == "passed" for each in manifest["verification"]["checks"])
