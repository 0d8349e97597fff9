"""Rows that leave a release: in every kind of file, in no byte, counted, and whatever the number of processes."""

from __future__ import annotations

import random
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError, PolicyError
from tests.builders.tables import MASTER

ROWS = 600
FILES = ("客户.csv", "客户行.jsonl", "客户列.json", "客户表.parquet", "客户簿.xlsx", "客户库.sqlite")
MARK = re.compile(r"批次[A-Z]\d{5}Z")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng, people = random.Random(7), persons(60, 9)
    return pd.DataFrame(
        {
            "身份证号": [people[row % 60].resident_id for row in range(ROWS)],
            "姓名": [people[row % 60].name for row in range(ROWS)],
            "金额": [rng.randrange(1, 10**6) / 100 for _ in range(ROWS)],
            "放款日期": [(date(2018, 1, 1) + timedelta(days=rng.randrange(1500))).isoformat() for _ in range(ROWS)],
            "同意标志": [rng.choice(["Y", "N", ""]) for _ in range(ROWS)],
            "标记": [f"批次{rng.choice('ABC')}{row:05d}Z" for row in range(ROWS)],
        }
    )


@pytest.fixture(scope="module")
def source(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    frame.to_csv(folder / FILES[0], index=False, encoding="gb18030")
    text = (folder / FILES[0]).read_bytes()
    (folder / FILES[0]).write_bytes(text.rstrip(b"\r\n"))  # the last line has no end
    frame.to_json(folder / FILES[1], orient="records", lines=True, force_ascii=False)
    frame.to_json(folder / FILES[2], orient="records", indent=1, force_ascii=False)
    frame.to_parquet(folder / FILES[3])
    dated = frame.assign(放款日期=pd.to_datetime(frame["放款日期"]))
    dated.to_excel(folder / FILES[4], index=False, sheet_name="客户簿")
    with closing(sqlite3.connect(folder / FILES[5])) as connection:
        frame.to_sql("客户库", connection, index=False)
    return folder


def policy(**more: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": {"CN_RESIDENT_ID": "surrogate", "PERSON": "surrogate"},
        "columns": {"标记": "keep"},
        **more,
    }


def copies(folder: Path) -> dict[str, pd.DataFrame]:
    made = {
        FILES[0]: pd.read_csv(folder / FILES[0], encoding="gb18030", dtype=str, keep_default_na=False),
        FILES[1]: pd.read_json(folder / FILES[1], lines=True, dtype=str),
        FILES[2]: pd.read_json(folder / FILES[2], dtype=str),
        FILES[3]: pd.read_parquet(folder / FILES[3]),
        FILES[4]: pd.read_excel(folder / FILES[4], engine="openpyxl", keep_default_na=False),
    }
    with closing(sqlite3.connect(folder / FILES[5])) as connection:
        made[FILES[5]] = pd.read_sql("SELECT * FROM 客户库", connection)
    return made


def marks_in(path: Path) -> set[str]:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return set(MARK.findall("".join(archive.read(n).decode("utf-8", "ignore") for n in archive.namelist())))
    if path.suffix == ".parquet":
        return set(pd.read_parquet(path)["标记"])
    return set(MARK.findall(path.read_bytes().decode("gb18030" if path.suffix == ".csv" else "utf-8", "ignore")))


def test_rows_without_consent_are_in_no_byte_of_any_file(frame: pd.DataFrame, source: Path, tmp_path: Path) -> None:
    rules = policy(rows={"where": "同意标志 = 'Y' AND 金额 > 1000"})
    release = pii_scanner.mask(source, rules, tmp_path / "out")
    wanted = frame[(frame["同意标志"] == "Y") & (frame["金额"] > 1000)]
    for name, made in copies(tmp_path / "out").items():
        assert list(made["标记"]) == list(wanted["标记"]), name
        assert made["金额"].astype(float).tolist() == pytest.approx(wanted["金额"].tolist()), name
        assert [str(each)[:10] for each in made["放款日期"]] == list(wanted["放款日期"]), name
        assert marks_in(tmp_path / "out" / name) == set(wanted["标记"]), name
    for file in release.manifest["files"]:
        (table,) = file["tables"]
        assert table["rows"] == len(wanted)
        assert table["rows_left"] == {"where": ROWS - len(wanted)}
    assert pii_scanner.verify(tmp_path / "out", against=[source])


def test_the_copy_does_not_depend_on_the_number_of_processes(source: Path, tmp_path: Path) -> None:
    columns = {"标记": "keep", "金额": {"operator": "noise", "keep_sum": True}, "同意标志": "shuffle"}
    rows = {"where": "金额 > 100", "sample": 0.5, "order": "shuffled"}
    for jobs in (1, 3):
        rules = policy(rows=rows, columns=columns)
        pii_scanner.mask([source / FILES[0], source / FILES[3]], rules, tmp_path / str(jobs), jobs=jobs)
    for name in (FILES[0], FILES[3]):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes()


def test_the_kept_sum_and_the_shuffled_values_are_those_of_the_rows_that_stay(
    frame: pd.DataFrame, source: Path, tmp_path: Path
) -> None:
    columns = {"标记": "keep", "金额": {"operator": "noise", "keep_sum": True}, "放款日期": "shuffle"}
    pii_scanner.mask(source / FILES[0], policy(rows={"where": "同意标志 = 'Y'"}, columns=columns), tmp_path / "out")
    made = pd.read_csv(tmp_path / "out" / FILES[0], encoding="gb18030")
    wanted = frame[frame["同意标志"] == "Y"]
    assert round(made["金额"].sum(), 2) == round(wanted["金额"].sum(), 2)
    assert sorted(made["放款日期"]) == sorted(wanted["放款日期"])
    assert list(made["放款日期"]) != list(wanted["放款日期"])


@pytest.mark.slow
def test_shuffled_rows_stay_whole_and_the_key_alone_knows_their_order(
    frame: pd.DataFrame, source: Path, tmp_path: Path
) -> None:
    rules = policy(rows={"order": "shuffled"})
    pii_scanner.mask(source, rules, tmp_path / "one")
    pii_scanner.mask(source, rules, tmp_path / "again")
    other = policy(rows={"order": "shuffled"}, recipient={"name": "partner-b", "purpose": "valuation"})
    pii_scanner.mask(source, other, tmp_path / "other")
    before = frame.set_index("标记")
    one, again, another = copies(tmp_path / "one"), copies(tmp_path / "again"), copies(tmp_path / "other")
    for name, made in one.items():
        assert sorted(made["标记"]) == sorted(frame["标记"]), name
        assert list(made["标记"]) != list(frame["标记"]), name
        assert list(made["标记"]) == list(again[name]["标记"]), name
        assert list(made["标记"]) != list(another[name]["标记"]), name
        assert made["金额"].astype(float).tolist() == pytest.approx(before.loc[made["标记"], "金额"].tolist()), name


def test_a_sample_keeps_whole_persons_in_all_tables(frame: pd.DataFrame, source: Path, tmp_path: Path) -> None:
    pii_scanner.mask(source, policy(rows={"sample": 0.3, "sample_by": "身份证号"}), tmp_path / "out")
    made = copies(tmp_path / "out")
    kept = set(made[FILES[0]]["标记"])
    people = frame[frame["标记"].isin(kept)]["身份证号"].unique()
    assert 6 <= len(people) <= 32  # of 60
    assert kept == set(frame[frame["身份证号"].isin(people)]["标记"])
    assert all(set(each["标记"]) == kept for each in made.values())


def test_values_of_rows_that_left_stand_in_no_text(tmp_path: Path) -> None:
    gone, stays = persons(2, 12)
    people = persons(60, 4)
    pd.DataFrame(
        {
            "姓名": [gone.name, *(each.name for each in people)],
            "手机": [gone.mobile, *(each.mobile for each in people)],
            "同意": ["N", *["Y"] * 60],
        }
    ).to_csv(tmp_path / "客户.csv", index=False)
    notes = [f"已联系 编号{row} 资料齐全" for row in range(59)] + [f"与{gone.name}同住 电话{gone.mobile}"]
    pd.DataFrame({"备注": notes}).to_csv(tmp_path / "记录.csv", index=False)
    rules = policy(
        rows={"tables": "客户", "where": "同意 = 'Y'"}, columns={"备注": "text"},
        entities={"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
    )  # fmt: skip
    pii_scanner.mask([tmp_path / "客户.csv", tmp_path / "记录.csv"], rules, tmp_path / "out")
    text = (tmp_path / "out" / "记录.csv").read_text(encoding="utf-8")
    assert gone.name not in text
    assert gone.mobile not in text
    assert stays.name not in text


def _minors(folder: Path) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "序": [f"R{row:03d}" for row in range(60)],
            "出生日期": [date(2012 if row % 3 == 0 else 1980, 5, 1 + row % 28).isoformat() for row in range(60)],
            "年龄": [14 if row % 3 == 0 else 46 for row in range(60)],
            "姓名": [each.name for each in persons(60, 3)],
        }
    )
    made.to_csv(folder / "学员.csv", index=False)
    return made


def test_rows_of_minors_leave(tmp_path: Path) -> None:
    made = _minors(tmp_path)
    rules = policy(minors={"do": "exclude", "at": "2026-11-01"}, columns={})
    release = pii_scanner.mask(tmp_path / "学员.csv", rules, tmp_path / "out")
    copy = pd.read_csv(tmp_path / "out" / "学员.csv")
    assert list(copy["序"]) == list(made["序"][made["年龄"] >= 18])
    assert release.manifest["files"][0]["tables"][0]["rows_left"] == {"minors": 20}


def test_rows_of_minors_tell_no_person(tmp_path: Path) -> None:
    made = _minors(tmp_path)
    pii_scanner.mask(tmp_path / "学员.csv", policy(minors={"do": "generalize", "at": "2026-11-01"}), tmp_path / "out")
    copy = pd.read_csv(tmp_path / "out" / "学员.csv")
    young = made["年龄"] < 18
    assert list(copy["序"]) == list(made["序"])
    assert copy.loc[young, ["出生日期", "年龄", "姓名"]].isna().all().all()
    assert copy.loc[~young, ["出生日期", "年龄", "姓名"]].notna().all().all()


def test_old_rows_and_columns_of_old_dates_leave(frame: pd.DataFrame, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dated"
    folder.mkdir()
    frame.assign(首次联系=["2011-03-04"] * ROWS).to_parquet(folder / "客户表.parquet")
    retention = {"before": "2020-01-01", "columns": ["放款日期"], "drop_columns_before": "2015-01-01"}
    pii_scanner.mask(folder, policy(retention=retention), tmp_path / "out")
    made = pd.read_parquet(tmp_path / "out" / "客户表.parquet")
    assert "首次联系" not in made
    assert list(made["标记"]) == list(frame[frame["放款日期"] >= "2020-01-01"]["标记"])


def test_every_row_may_leave(source: Path, tmp_path: Path) -> None:
    lines = [name for name in FILES if not name.endswith((".json", ".jsonl"))]  # without objects JSON is no table
    pii_scanner.mask([source / name for name in lines], policy(rows={"where": "金额 < 0"}), tmp_path / "out")
    for name in lines:
        assert not marks_in(tmp_path / "out" / name), name


def test_a_dataframe_loses_rows_and_order_alike(frame: pd.DataFrame) -> None:
    made = pii_scanner.mask(frame, policy(rows={"where": "同意标志 = 'Y'"}))
    wanted = frame[frame["同意标志"] == "Y"]
    assert list(made["标记"]) == list(wanted["标记"])
    assert list(made.index) == list(wanted.index)
    mixed = pii_scanner.mask(frame, policy(rows={"where": "同意标志 = 'Y'", "order": "shuffled"}))
    assert sorted(mixed["标记"]) == sorted(wanted["标记"])
    assert list(mixed.index) == list(range(len(wanted)))  # the labels do not tell the order there was


def test_totals_and_comments_of_a_sheet_leave_with_its_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "金额", "同意", "说明"])
    people = persons(40, 6)
    for row, person in enumerate(people):
        sheet.append([person.name, 100 + row, "N" if row < 10 else "Y", f"说明{row:03d}号"])
        if row == 19:
            sheet.append(["小计", sum(100 + each for each in range(20))])
    sheet["D2"].hyperlink = "https://example.com/secret-991"
    sheet["D3"].comment = openpyxl.comments.Comment("此人另有秘密安排七七四", "a")
    sheet["D4"] = '="秘密"&"安排八八五"'
    sheet.append(["合计", sum(100 + row for row in range(40))])
    sheet.append([])
    sheet.append(["制表人：某某"])
    sheet.merge_cells("C20:D20")
    other = book.create_sheet("汇总")
    other["A1"] = "=Sheet!B3"
    book.save(tmp_path / "a.xlsx")
    rules = policy(rows={"tables": "Sheet", "where": "同意 = 'Y'"}, columns={})
    release = pii_scanner.mask(tmp_path / "a.xlsx", rules, tmp_path / "out")
    counted = [table["rows_left"] for table in release.manifest["files"][0]["tables"] if table["table"] == "Sheet"]
    assert counted == [{"where": 10}]
    with zipfile.ZipFile(tmp_path / "out" / "a.xlsx") as archive:
        text = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    assert "说明010号" in text
    assert "说明009号" not in text
    assert "七七四" not in text
    assert "八八五" not in text
    assert "secret-991" not in text
    made = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx")["Sheet"]
    assert [made.cell(row, 2).value for row in range(2, 32)] == [110 + row for row in range(30)]
    for rows in (20, 40):
        assert f">{sum(100 + row for row in range(rows))}<" not in text
    assert not made.merged_cells.ranges  # they would hide cells of other rows


def test_each_table_of_a_sheet_and_of_an_archive_loses_its_own_rows(tmp_path: Path) -> None:
    people = persons(60, 5)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "手机", "金额", "同意"])
    for row, person in enumerate(people[:30]):
        sheet.append([person.name, person.mobile, row + 0.5, "YN"[row % 2]])
    for place, name in enumerate(["担保人", "身份证号", "同意", "序"]):
        sheet.cell(5, 8 + place, name)
    for row, person in enumerate(people[30:50]):
        for place, value in enumerate([person.name, person.resident_id, "YN"[row % 2], row]):
            sheet.cell(6 + row, 8 + place, value)
    book.save(tmp_path / "a.xlsx")
    lines = "".join(f"{p.name},{p.mobile},{'YN'[row % 2]}\n" for row, p in enumerate(people))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("内/客户.csv", "姓名,手机,同意\n" + lines)
    entities = {"CN_RESIDENT_ID": "surrogate", "PERSON": "surrogate", "CN_MOBILE": "pseudonymize"}
    rules = policy(rows={"where": "同意 = 'Y'", "order": "shuffled"}, entities=entities, columns={})
    release = pii_scanner.mask([tmp_path / "a.xlsx", tmp_path / "b.zip"], rules, tmp_path / "out")
    counted = [table["rows"] for file in release.manifest["files"] for table in file["tables"]]
    assert counted == [15, 10, 30]
    made = openpyxl.load_workbook(tmp_path / "out" / "a.xlsx").active
    assert sorted(made.cell(row, 3).value for row in range(2, 17)) == [row + 0.5 for row in range(0, 30, 2)]
    assert sorted(made.cell(row, 11).value for row in range(6, 16)) == list(range(0, 20, 2))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rows": {"where": "没有 = 1"}}, "没有"),
        ({"rows": {"where": "f(金额) = 1"}}, "ANONYMOUS"),
        ({"rows": {"tables": "不在", "where": "金额 = 1"}}, "不在"),
        ({"rows": {"sample": 0.5, "sample_by": "没有"}}, "没有"),
        ({"retention": {"before": "2020-01-01", "columns": ["没有"]}}, "没有"),
        ({"rows": {"sample": 0.5}, "key": None}, "key"),
    ],
)
def test_rules_that_do_not_fit_are_refused(more: dict[str, Any], said: str, source: Path, tmp_path: Path) -> None:
    rules = policy(**more)
    if rules["key"] is None:
        rules |= {"entities": {"CN_RESIDENT_ID": "mask", "PERSON": "mask"}}
        del rules["key"]
    with pytest.raises(PolicyError, match=said):
        pii_scanner.mask(source / FILES[0], rules, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "more",
    [
        {"rows": {"sample": 0}}, {"rows": {"sample": 1.5}}, {"rows": {}}, {"rows": {"sample_by": "a", "where": "a = 1"}},
        {"minors": "hide"}, {"retention": {}}, {"retention": {"before": "2020-01-01"}}, {"rows": {"filter": "a"}},
    ],
)  # fmt: skip
def test_a_policy_that_says_nothing_clear_is_no_policy(more: dict[str, Any], source: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        pii_scanner.mask(source / FILES[0], policy(**more), tmp_path / "out")


def test_rows_that_refer_to_rows_that_left_are_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        connection.execute("CREATE TABLE 客户 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 同意 TEXT)")
        connection.execute("CREATE TABLE 借据 (号 INTEGER PRIMARY KEY, 客户编号 INTEGER REFERENCES 客户 (编号))")
        for row, person in enumerate(persons(40, 2)):
            connection.execute("INSERT INTO 客户 VALUES (?, ?, ?)", (row, person.name, "YN"[row % 2]))
            connection.execute("INSERT INTO 借据 VALUES (?, ?)", (row, row))
        connection.commit()
    rules = policy(rows={"tables": "客户", "where": "同意 = 'Y'"}, columns={})
    release = pii_scanner.mask(tmp_path / "a.sqlite", rules, tmp_path / "out")
    told = " ".join(release.manifest["warnings"])
    assert "Rows of 客户 may leave" in told
    assert "20 rows refer to no row of 客户" in told
