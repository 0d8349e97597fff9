"""Personal information in names reaches no inventory, plan, log or message, and no masked copy."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest

import pii_scanner
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.jobs.scan import scan_into
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.policies import policy_of
from tests.cli.commands import Cli

FILE = "张伟-130102199001010011.xlsx"
HEADER = ["月份", "孙立军", "沈佳怡", "13800138000", "小计"]
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": dict.fromkeys(("PERSON", "CN_MOBILE", "CN_RESIDENT_ID"), "pseudonymize"),
}
RAW = ("张伟", "孙立军", "沈佳怡", "13800138000", "钱思远", "130102199001010011")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.active.title = "钱思远"
    rows = [[f"{month}月", month, month + 1, month + 2, 3] for month in range(1, 9)]
    for row in [HEADER, *rows]:
        book.active.append(row)
    book.save(folder / FILE)
    lines = [",".join(map(str, row)) for row in [HEADER, *rows]]
    (folder / "张强-130102199001010011.csv").write_text("\n".join(lines), encoding="gb18030")
    for path in folder.iterdir():
        os.utime(path, (time.time() - 60,) * 2)
    return folder


def holding(folder: Path) -> list[tuple[str, str]]:
    """Return the files in which a raw value stands, as it is or unpacked."""
    found = []
    for path in filter(Path.is_file, folder.rglob("*")):
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            texts = openpyxl.load_workbook(path)
            content = (
                repr([[c.value for r in s.rows for c in r] for s in texts]).encode() + repr(texts.sheetnames).encode()
            )
        found += [(path.name, v) for v in RAW for e in ("utf-8", "gb18030") if v.encode(e) in content]
        found += [(path.name, v) for v in RAW if v in path.name]
    return found


def test_an_inventory_shows_names_masked_also_at_the_second_run(cli: Cli, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = cli("scan", data, "-o", out)
    assert done.code == 0
    first = json.loads((out / "inventory.json").read_text(encoding="utf-8"))
    columns = [each["column"] for each in first["columns"] if each["source"].endswith(".xlsx")]
    assert columns[:5] == ["月份", "孙**", "沈**", "138******00", "小计"]
    assert {each["message"] for each in first["problems"]} == {
        "3 names of columns are personal information; they are shown masked."
    }
    assert holding(out) == []
    assert not [value for value in RAW if value in done.out + done.err]
    assert cli("scan", data, "-o", out, "--fail-on-new").code == 0
    second = json.loads((out / "inventory.json").read_text(encoding="utf-8"))
    assert (second["columns"], second["problems"]) == (first["columns"], first["problems"])
    assert holding(out) == []


def test_sources_shown_alike_are_numbered_and_not_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("张伟", "张强", "张勇"):
        (folder / f"{name}.csv").write_text("金额,城市\n1,北京\n2,上海\n", encoding="utf-8")
        os.utime(folder / f"{name}.csv", (time.time() - 60,) * 2)
    time.sleep(2.1)
    first = scan_into([folder], tmp_path / "out").inventory
    assert sorted({each.source for each in first.columns}) == ["张*.csv", "张*.csv_2", "张*.csv_3"]
    second = scan_into([folder], tmp_path / "out").inventory
    assert second.run.unchanged == 3
    assert [each.source for each in second.columns] == [each.source for each in first.columns]


def test_a_masked_copy_holds_no_name_in_its_headers(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    release = mask_sources([data], policy_of(POLICY), tmp_path / "release")
    assert holding(tmp_path / "release") == []
    assert not [value for value in RAW if value in repr(release.plan)]
    assert not [value for value in RAW if value in json.dumps(release.manifest, ensure_ascii=False)]
    (sheet,) = openpyxl.load_workbook(next((tmp_path / "release").glob("*.xlsx"))).worksheets
    header = [cell.value for cell in sheet[1]]
    assert (header[0], header[4]) == ("月份", "小计")
    assert [cell.value for cell in sheet[2]] == ["1月", 1, 2, 3, 3]


def test_a_data_frame_and_a_search_show_no_names(cli: Cli, data: Path) -> None:
    frame = pd.DataFrame({"月份": ["1月"], "张伟": [3]})
    assert [each.column for each in pii_scanner.scan(frame).columns] == ["月份", "张*"]
    commands = (
        ["find", "13800138000", "--in", data],
        ["explain", data / FILE, "钱**.孙**"],
        ["scan", data / "张伟.csv", "-o", data / "out"],
    )
    said = "".join(done.out + done.err for done in (cli(*each) for each in commands))
    assert "138******00" in said
    assert "1. The column: 孙**" in said
    assert not [value for value in RAW if value in said]


def test_what_could_not_be_masked_is_named_without_the_person(
    cli: Cli, data: Path, tmp_path: Path, policy: Path
) -> None:
    (data / "何志远-13800138000.csv").write_bytes(b"\x00" * 10)
    release = tmp_path / "release"
    done = cli("mask", data, "--policy", policy, "-o", release)
    assert done.code == 3
    assert "何**-138******00.csv" in done.err
    assert not [value for value in (*RAW, "何志远") if value in done.out + done.err]
    assert "何志远" not in (release / "manifest.json").read_text(encoding="utf-8")
    assert holding(release) == []


def test_a_release_of_a_renamed_file_is_verified_against_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    (tmp_path / "in").mkdir()
    rows = "".join(f"李娜,138001380{number:02d}\n" for number in range(20))
    (tmp_path / "in" / "张伟.csv").write_text("姓名,手机号\n" + rows, encoding="utf-8")
    policy = {**POLICY, "columns": {"手机号": "keep"}}
    pii_scanner.mask(tmp_path / "in", policy, tmp_path / "release")
    assert not (tmp_path / "release" / "张伟.csv").exists()
    pii_scanner.verify(tmp_path / "release", tmp_path / "in")


def test_labels_of_a_type_are_shown_as_names_are(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "催收.duckdb")) as connection:
        connection.execute("CREATE TYPE agent AS ENUM ('未分', '张伟', '钱思远'); CREATE TABLE t (owner agent)")
        connection.execute("INSERT INTO t VALUES ('未分')")
    (record,) = pii_scanner.scan(tmp_path / "催收.duckdb").columns
    assert record.data_type == "ENUM('未分', '张*', '钱**')"
