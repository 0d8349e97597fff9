"""Text at fixed positions: told from prose, logs and CSV, cut by bytes, columns or characters."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.config.reading import ReadingSettings
from pii_scanner.demo.persons import Person, persons
from pii_scanner.errors import SourceError
from pii_scanner.masking.keys import new_key
from pii_scanner.sources.reading import reading_as
from tests.builders.copies import changed_copy, contents_of, kept_copy, to
from tests.builders.files import names_of, rows_of, table_of, tables_of
from tests.builders.formats import width
from tests.builders.tables import policy

PEOPLE = persons(30, 3)
NAMES = [person.name for person in PEOPLE if len(person.name) < 5]


def _line(name: str, number: str, city: str, amount: str) -> str:
    return name + " " * (12 - width(name)) + number.ljust(20) + city + " " * (14 - width(city)) + amount.rjust(12)


def _lines(*, header: bool = True) -> list[str]:
    lines = [_line("姓名", "idno", "城市", "amount")] if header else []
    rows = [person for person in PEOPLE if len(person.name) < 5]
    return lines + [_line(p.name, p.resident_id, p.city, f"{n * 37.5:.2f}") for n, p in enumerate(rows)]


def _write(path: Path, lines: list[str], encoding: str = "gbk", newline: str = "\r\n") -> Path:
    path.write_bytes("".join(line + newline for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_chinese_characters_that_take_two(tmp_path: Path, encoding: str) -> None:
    found = table_of(_write(tmp_path / "a.txt", _lines(), encoding))
    assert (found.kind, found.name) == ("fixed", "a")
    assert names_of(found) == ["姓名", "idno", "城市", "amount"]
    assert [row[0] for row in rows_of(found)] == NAMES
    assert rows_of(found)[1][3] == "37.50"
    assert found.problems == []


def test_characters_that_take_one_each(tmp_path: Path) -> None:
    lines = [name.ljust(8) + person.resident_id + "   " + person.city.ljust(8) for name, person in zip(NAMES, PEOPLE, strict=False)]  # fmt: skip
    found = table_of(_write(tmp_path / "a.dat", lines, "utf-8"))
    assert found.layout["fixed"].unit == "characters"
    assert [row[0] for row in rows_of(found)] == NAMES
    assert names_of(found) == ["column_1", "column_2", "column_3"]


def test_no_header_but_lines_of_one_length(tmp_path: Path) -> None:
    found = table_of(_write(tmp_path / "a.dat", _lines(header=False)))
    assert [row[0] for row in rows_of(found)] == NAMES


def test_a_ruler_gives_the_positions(tmp_path: Path) -> None:
    lines = ["客户清单", "NAME       PHONE       NOTE", "---------- ----------- ---------------"]
    lines += [f"{'abc':10} 1380013{n:04d} called {'twice' if n % 3 else 'once'} on  day {n}" for n in range(9)]
    path = _write(tmp_path / "a.lst", lines)
    assert names_of(table_of(path)) == ["NAME", "PHONE", "NOTE"]
    assert rows_of(table_of(path))[4] == ["abc", "13800130004", "called twice on  day 4"]
    assert [row for table in tables_of(path) if table.loose for row in rows_of(table)] == [["客户清单"]]


def test_numbers_in_groups_are_not_torn(tmp_path: Path) -> None:
    lines = [f"{name + ' ' * (12 - width(name))}6222 0202 1234 56{n:02d}   A" for n, name in enumerate(NAMES)]
    found = table_of(_write(tmp_path / "a.dat", [line + "  " for line in lines]))
    assert rows_of(found)[3][1] == "6222 0202 1234 5603"


def test_lines_that_do_not_fit_are_read_whole(tmp_path: Path) -> None:
    lines = [*_lines(), "共 27 条，经办人张伟，电话13800138000，请核对无误后签字"]
    found = table_of(_write(tmp_path / "a.txt", lines))
    assert rows_of(found)[-1] == [None, None, None, None, lines[-1]]
    assert rows_of(found)[0][4] is None
    assert "do not fit" in found.problems[0].message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prose.txt", "The quick brown fox  jumps over\nthe lazy dog and then runs  away\nfrom the hunter\n" * 9),
        ("散文.txt", "  张伟于今日来电，电话13800138000。\n  他说下周还款。\n\n  此后再无联系，地址不详。\n" * 9),
        ("app.txt", "".join(f"2026-01-{n % 28 + 1:02d} 12:00:00,{n:03d} INFO  [main] 登录 {'x' * (n % 7)} {n}ms\n" for n in range(50))),
        ("keys.txt", "".join(f"{'k' * (n % 9 + 1)} = value  {n}\n" for n in range(30))),
        ("a.txt", "".join(f"张伟{n},   1380013{n:04d},  北京\n" for n in range(50))),
        ("b.txt", "".join(f"a{n:04d};  b{n:04d};  c\n" for n in range(50))),
        ("c.txt", "".join(f"a{n:04d}\tb  {n:04d}\tc\n" for n in range(50))),
        ("a.csv", "a  b\n" * 20),
        ("short.txt", "ab   cd\nef   gh\n"),
        ("indent.txt", "def f():\n    return 1\n\n\ndef g():\n    return 2\n" * 5),
    ],
)  # fmt: skip
def test_what_is_no_table_at_fixed_positions(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8"))
    assert table_of(tmp_path / name).kind != "fixed"


def test_longer_values_make_the_column_wider_everywhere(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", _lines())
    changes = {"idno": to("MOB_" + "z" * 30), "amount": to("123456789012345.00"), "姓名": to("王某")}
    (warning,) = changed_copy(path, tmp_path / "b.txt", changes)
    assert "idno" in warning
    assert "amount" in warning
    copy = (tmp_path / "b.txt").read_bytes()
    lines = copy.split(b"\r\n")[:-1]
    assert len({len(line) for line in lines}) == 1
    rows = contents_of(tmp_path / "b.txt")[0][2]
    assert {(row[0], row[1], row[3]) for row in rows} == {("王某", "MOB_" + "z" * 30, "123456789012345.00")}
    assert [row[2] for row in rows] == [row[2] for row in contents_of(path)[0][2]]


def test_a_ruler_grows_with_its_column(tmp_path: Path) -> None:
    lines = ["NAME  PHONE", "----- -----------", *(f"{'abc':5} 1380013{n:04d}" for n in range(9))]
    changed_copy(_write(tmp_path / "a.lst", lines), tmp_path / "b.lst", {"NAME": to("a longer name"), "PHONE": to("x")})
    copy = (tmp_path / "b.lst").read_text(encoding="gbk").splitlines()
    assert copy[:3] == ["NAME          PHONE", "------------- -----------", "a longer name x"]
    assert names_of(table_of(tmp_path / "b.lst")) == ["NAME", "PHONE"]


def test_dropped_columns_are_gone(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", _lines())
    changed_copy(path, tmp_path / "b.txt", {"idno": None})
    ((_, columns, rows),) = contents_of(tmp_path / "b.txt")
    assert [name for name, _ in columns] == ["姓名", "城市", "amount"]
    assert [row[0] for row in rows] == NAMES
    assert PEOPLE[0].resident_id.encode() not in (tmp_path / "b.txt").read_bytes()


def test_line_ends_and_the_lack_of_a_last_one_stay(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.txt",
        [*_lines(), "", "合计 27 条，金额单位：人民币元，制表人王某某，复核人李某某某"],
        newline="\n",
    )
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    kept_copy(path, tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_bytes() == path.read_bytes()


def test_masked_values_with_line_ends_stay_on_their_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.txt", _lines())
    changed_copy(path, tmp_path / "b.txt", {"城市": lambda array: pa.array(["甲\n乙"] * len(array))})
    assert rows_of(table_of(tmp_path / "b.txt"))[0][2] == "甲 乙"
    assert len(rows_of(table_of(tmp_path / "b.txt"))) == len(NAMES)


@pytest.mark.slow
def test_five_thousand_columns_and_a_long_cell(tmp_path: Path) -> None:
    lines = ["".join(f"{n * 7 % 10000:<6}" for n in range(5000))] * 3
    path = _write(tmp_path / "wide.dat", lines)
    assert len(table_of(path).columns) == 5000
    kept_copy(path, tmp_path / "copy.dat")
    assert (tmp_path / "copy.dat").read_bytes() == path.read_bytes()
    long = _write(tmp_path / "a.txt", [*_lines(), "x" * 10_000_000])
    assert rows_of(table_of(long))[-1][4] == "x" * 10_000_000


DECLARED = {
    "files": "KH*.dat", "encoding": "gbk", "skip": 1,
    "columns": [
        {"name": "客户姓名", "width": 8}, {"name": "证件号码", "width": 18}, {"name": "卡号", "width": 19},
        {"name": "余额", "width": 12, "align": "right"}, {"name": "类别", "width": 4},
    ],
}  # fmt: skip


def _packed(path: Path) -> list[Person]:
    """Write a file as a mainframe does: no blank between full columns, Chinese characters take two bytes."""
    people = [person for person in PEOPLE if len(person.name) < 5 and len(person.bank_card) == 19]
    lines = ["20260101 客户信息"]
    for number, person in enumerate(people):
        name = person.name + " " * (8 - width(person.name))
        lines.append(f"{name}{person.resident_id}{person.bank_card}{number * 37.5:12.2f}正常")
    _write(path, lines)
    return people


def test_a_declared_layout_parts_columns_without_blanks(tmp_path: Path) -> None:
    people = _packed(tmp_path / "kh01.DAT")
    with reading_as(ReadingSettings.model_validate({"fixed_width": [DECLARED]})):
        found = table_of(tmp_path / "kh01.DAT")
    assert names_of(found) == ["客户姓名", "证件号码", "卡号", "余额", "类别"]
    rows = rows_of(found)
    assert [row[0:3] for row in rows] == [[p.name, p.resident_id, p.bank_card] for p in people]
    assert [row[3:5] for row in rows[:2]] == [["0.00", "正常"], ["37.50", "正常"]]


def test_the_copy_of_a_declared_file_keeps_its_positions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = _packed(tmp_path / "KH01.dat")
    operators = {"PERSON": "mask", "CN_RESIDENT_ID": "surrogate", "CN_BANK_CARD": "tokenize"}
    release = pii_scanner.mask(
        tmp_path / "KH01.dat",
        policy(entities=operators, key={"env": "PII_SCANNER_KEY"}),
        tmp_path / "out",
        config={"fixed_width": [DECLARED]},
    )
    before = (tmp_path / "KH01.dat").read_bytes().decode("gbk").split("\r\n")
    after = (release.folder / "KH01.dat").read_bytes().decode("gbk").split("\r\n")
    assert [len(line.encode("gbk")) for line in after] == [len(line.encode("gbk")) for line in before]
    for person, old, new in zip(people, before[1:], after[1:], strict=False):
        assert not {person.resident_id, person.bank_card} & {new[-53:-35], new[-35:-16]}
        assert person.resident_id not in new
        assert new.encode("gbk")[45:] == old.encode("gbk")[45:]


def test_a_masked_value_longer_than_its_declared_column_is_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    _packed(tmp_path / "KH01.dat")
    operators = {"PERSON": "mask", "CN_RESIDENT_ID": "pseudonymize", "CN_BANK_CARD": "tokenize"}
    with pytest.raises(SourceError, match=r"证件号码.*longer than the declared"):
        pii_scanner.mask(
            tmp_path / "KH01.dat",
            policy(entities=operators, key={"env": "PII_SCANNER_KEY"}),
            tmp_path / "out",
            config={"fixed_width": [DECLARED]},
        )
    assert not (tmp_path / "out").exists()


def test_packed_columns_that_nobody_declared_are_masked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = [person for person in PEOPLE if len(person.name) < 5 and len(person.bank_card) == 19]
    _write(tmp_path / "KH01.dat", [f"{p.name}{p.resident_id}{p.bank_card}正常" for p in people])
    chosen = policy(extends="partner-valuation", key={"env": "PII_SCANNER_KEY"})
    release = pii_scanner.mask(tmp_path / "KH01.dat", chosen, tmp_path / "out")
    made = (release.folder / "KH01.dat").read_bytes().decode("gbk")
    assert made.count("\r\n") == len(people)
    assert not any(p.resident_id in made or p.bank_card in made or p.name in made for p in people)
