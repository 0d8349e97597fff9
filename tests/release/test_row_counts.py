"""A plan says how many rows leave a copy by which rule; a release then holds as many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.model.plan import Plan, TablePlan
from pii_scanner.release.copies import CopiedTable
from pii_scanner.release.verification import Verification, verify_tables
from tests.builders.files import table_of
from tests.builders.tables import MASTER

ROWS = 300


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    folder = tmp_path / "data"
    folder.mkdir()
    frame = pd.DataFrame(
        {
            "姓名": [each.name for each in persons(ROWS, 8)],
            "年龄": [10 + row % 50 for row in range(ROWS)],
            "放款日期": [f"{2018 + row % 6}-03-01" for row in range(ROWS)],
            "同意": ["YN"[row % 3 == 0] for row in range(ROWS)],
        }
    )
    frame.to_csv(folder / "客户.csv", index=False)
    frame.to_excel(folder / "簿.xlsx", sheet_name="客户", index=False)
    pd.DataFrame({"网点": ["一", "二"]}).to_csv(folder / "网点.csv", index=False)
    return folder


def _policy(**more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "surrogate"},
        **more,
    }


_RULES = {
    "rows": [{"tables": "客户", "where": "同意 = 'Y'"}, {"tables": "客户", "sample": 0.5}],
    "minors": {"do": "exclude", "at": "2026-01-01"},
    "retention": {"before": "2020-01-01", "columns": ["放款日期"]},
}


def _excluded(plan: Plan) -> dict[str, dict[str, int]]:
    return {each.source: dict(each.excluded) for each in plan.rows}


def test_the_plan_counts_as_many_rows_as_the_release_excludes(source: Path, tmp_path: Path) -> None:
    plan = pii_scanner.plan(source, _policy(**_RULES))
    release = pii_scanner.mask(source, _policy(**_RULES), tmp_path / "out")
    made = {file["name"]: file["tables"][0] for file in release.manifest["files"]}
    assert set(_excluded(plan)) == {"客户.csv", "簿.xlsx"}
    for counted in plan.rows:
        assert dict(counted.excluded) == made[counted.source]["rows_left"]
        assert set(dict(counted.excluded)) == {"where", "minors", "retention", "sample"}
        assert counted.staying == made[counted.source]["rows"]
        assert counted.rows == ROWS
        assert not counted.about


def test_without_the_key_the_sample_is_about_its_share(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PII_SCANNER_KEY")
    plan = pii_scanner.plan(source / "客户.csv", _policy(rows=_RULES["rows"]))
    (counted,) = plan.rows
    assert counted.about
    assert dict(counted.excluded) == {"where": 100, "sample": 100}


def test_minors_whose_cells_become_empty_are_counted(source: Path) -> None:
    plan = pii_scanner.plan(source / "客户.csv", _policy(minors={"do": "generalize", "at": "2026-01-01"}))
    (counted,) = plan.rows
    assert (counted.excluded, counted.emptied, counted.staying) == ((), 48, ROWS)


def test_nothing_is_counted_where_every_row_stays(source: Path) -> None:
    assert pii_scanner.plan(source, _policy()).rows == ()


def test_a_dataframe_has_its_counts(source: Path) -> None:
    frame = pd.read_csv(source / "客户.csv")
    assert _excluded(pii_scanner.plan(frame, _policy(rows={"where": "同意 = 'Y'"}))) == {"dataframe": {"where": 100}}


def test_rows_of_a_copy_that_read_like_a_header_are_counted(tmp_path: Path) -> None:
    """What masking puts in place of values may look like labels; a delimited file cannot say that it has none."""
    first = [
        ",P_w7g88nbh779n89vf,P_gysd6n7v3fd0f5k2,,,,,某",
        "包装,P_jv8ha6k5qpxwk4yj,P_19r10c90kgk15f86,42211989,,冻结,,某",
    ]
    rows = [*first, *(f",P_{n}rze2c43268ayv,P_gfm6v2xt{n}vwsv7wg,,,,,某" for n in range(58))]

    def failures(lines: list[str]) -> list[str]:
        (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        table, result = table_of(tmp_path / "a.csv"), Verification()
        copied = CopiedTable(table.name, TablePlan("a.csv", table.name, ()), (("column_1", table.columns[0].name),), 60)
        verify_tables("a.csv", [(table, copied)], {}, KnownValues().seal(), result)
        return [each for each in result.failures if "rows instead of" in each]

    assert failures(rows) == []
    assert len(failures(rows[:-1])) == 1


@pytest.mark.parametrize("name", ["a.json", "deep.json", "a.jsonl", "a.xml", "a.csv", "a.xlsx", "a.parquet"])
def test_a_file_of_which_no_row_stays_is_published_without_rows(source: Path, tmp_path: Path, name: str) -> None:
    people = persons(20, 9)
    records = [{"姓名": each.name, "同意": "N"} for each in people]
    frame, path = pd.DataFrame(records), tmp_path / name
    content: object = {"data": {"list": records}, "total": 20} if name == "deep.json" else records
    match path.suffix:
        case ".json":
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        case ".jsonl":
            path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in records), encoding="utf-8")
        case ".xml":
            rows = "".join(f"<p><姓名>{each.name}</姓名><同意>N</同意></p>" for each in people)
            path.write_text(f"<r>{rows}</r>", encoding="utf-8")
        case ".csv":
            frame.to_csv(path, index=False)
        case ".xlsx":
            frame.to_excel(path, index=False)
        case _:
            frame.to_parquet(path)
    pii_scanner.mask(path, _policy(rows={"where": "同意 = 'Y'"}), tmp_path / "release")
    copy = (tmp_path / "release" / name).read_bytes()
    assert not any(each.name.encode() in copy for each in people)


def test_one_row_of_fixed_width_is_published(source: Path, tmp_path: Path) -> None:
    people = persons(20, 9)
    lines = [
        "姓名      编号     同意  网点      产品",
        *(
            f"{each.name.ljust(4, chr(0x3000))}  B{n:06d}  {'NY'[n == 7]}     城东支行  消费贷"
            for n, each in enumerate(people)
        ),
    ]
    (tmp_path / "a.txt").write_text("\n".join(lines) + "\n", encoding="gb18030")
    pii_scanner.mask(tmp_path / "a.txt", _policy(rows={"where": "同意 = 'Y'"}), tmp_path / "release")
    copy = (tmp_path / "release" / "a.txt").read_text(encoding="gb18030")
    assert "B000007" in copy
    assert len(copy.splitlines()) == 2
