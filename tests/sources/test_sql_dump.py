"""Dumps as SQL: their tables, columns and values, whatever program wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import kind_of, open_tables

_DUMP = r"""-- MySQL dump 10.13, don't edit
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `客户` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `xm` varchar(40) DEFAULT NULL COMMENT '姓名, 全称',
  `je` decimal(10,2) DEFAULT '0,00', bz text,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB COMMENT='负责人 13912345678';
INSERT INTO `客户` VALUES (1,'张伟',1.50,'说：\'(好), 是\'\n再打'),(2,'O''Brien',NULL,'C:\\'),
(3,'李娜',-2,'两
行'),(4,_binary '王芳',0x41,NULL);
INSERT INTO `客户` VALUES (5,'赵敏',7,concat('a','b')),(6,'周杰',8,'多','余');
INSERT INTO db.calls (tel, `who`) VALUES ('13800138000','张伟')
	,('13900139000','李娜');
INSERT INTO log SELECT '13700137000';
"""


def _opened(path: Path, content: str, encoding: str = "utf-8") -> list[Table]:
    path.write_bytes(content.encode(encoding))
    assert kind_of(path, path.name).name == "sql"
    return open_tables(Location(path.name, path))


def _cells(table: Table) -> list[list[str | None]]:
    return [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_every_table_has_its_columns_and_rows(tmp_path: Path, encoding: str) -> None:
    people, calls, others = _opened(tmp_path / "a.sql", _DUMP, encoding)
    told = [(column.name, column.data_type, column.comment) for column in people.columns]
    assert told == [("id", "int(11)", ""), ("xm", "varchar(40)", "姓名, 全称"), ("je", "decimal(10,2)", ""), ("bz", "text", ""), ("column_5", "text", "")]  # fmt: skip
    assert _cells(people) == [
        ["1", "张伟", "1.50", "说：'(好), 是'\n再打", None],
        ["2", "O'Brien", None, "C:\\", None],
        ["3", "李娜", "-2", "两\n行", None],
        ["4", "王芳", "0x41", None, None],
        ["5", "赵敏", "7", "ab", None],
        ["6", "周杰", "8", "多", "余"],
    ]
    assert (calls.name, [column.name for column in calls.columns]) == ("db.calls", ["tel", "who"])
    assert _cells(calls) == [["13800138000", "张伟"], ["13900139000", "李娜"]]
    assert others.loose
    assert "13912345678" in str(_cells(others))
    assert "13700137000" in str(_cells(others))


def test_a_column_is_judged_by_its_name_and_comment(tmp_path: Path) -> None:
    rows = ",".join(f"('1980-0{number}-12','wxid_k{number}7xq')" for number in range(1, 9))
    create = "CREATE TABLE t (csrq date, c2 varchar(40) COMMENT '微信号');\n"
    (tmp_path / "a.sql").write_text(f"{create}INSERT INTO t VALUES {rows};\n", encoding="utf-8")
    found = [column.types() for column in pii_scanner.scan(tmp_path / "a.sql").columns[:2]]
    assert found == [["BIRTH_DATE"], ["WECHAT_ID"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rows_of_tables_may_stand_in_turns(tmp_path: Path, encoding: str) -> None:
    dump = "".join(
        f"INSERT INTO t{number % 3} VALUES ('张{number}',{number}),('李\n{number}',0);\n" for number in range(9)
    )
    tables = _opened(tmp_path / "a.sql", dump, encoding)
    assert [table.name for table in tables] == ["t0", "t1", "t2"]
    assert [cell[0] for cell in _cells(tables[1])] == ["张1", "李\n1", "张4", "李\n4", "张7", "李\n7"]


_SAID = "it's 张伟"
# More rows than are looked at together at first.
_MANY = 700


@pytest.mark.parametrize(
    "dump",
    [
        "".join(f"INSERT INTO t (a, b) VALUES ({n}, /* {_SAID} */ 'x-- y');  -- {_SAID}\n" for n in range(_MANY)),
        "INSERT INTO t (a, b) VALUES\n" + ",\n".join(f"-- {_SAID}\n({n}, 'x-- y')" for n in range(_MANY)) + ";\n",
        "INSERT INTO t (a, b) VALUES\n" + ",\n".join(f"({n} # {_SAID}\n, 'x-- y')" for n in range(_MANY)) + ";\n/*!40000 SET x */;\n",
        "insert all\n" + "".join(f"  into t (a, b) values ({n}, 'x-- y')\n" for n in range(_MANY)) + "select * from dual;\n",
        "\n".join(f"INSERT dbo.t (a, b) VALUES ({n}, N'x-- y')\nGO" for n in range(_MANY)),
        "".join(f"INSERT INTO t (b, a) VALUES (\"x-- y\", {n});\nINSERT INTO u VALUES ('(');\n" for n in range(_MANY)),
        "".join(f"REM INSERTING into t\nInsert into t (A,B)\n values ({n}, to_clob('x-') || q'[- y]');\n" for n in range(_MANY)),
        "".join(f"INSERT INTO t (a, b) VALUES ({n}, E'x\\x2d\\- y') ON CONFLICT DO NOTHING;\n" for n in range(_MANY)).replace("\\x2d", "-"),
    ],
)  # fmt: skip
def test_rows_are_found_however_statements_are_written(tmp_path: Path, dump: str) -> None:
    table = _opened(tmp_path / "a.sql", dump)[0]
    cells = {column.name.lower(): [row[at] for row in _cells(table)] for at, column in enumerate(table.columns)}
    assert cells == {"a": [str(n) for n in range(_MANY)], "b": ["x-- y"] * _MANY}


def test_comments_in_statements_are_scanned(tmp_path: Path) -> None:
    dump = "".join(f"INSERT INTO t VALUES ({n}, -- 回拨1380013800{n}\n 'b');\n" for n in range(9))
    loose = _opened(tmp_path / "a.sql", dump)[-1]
    assert loose.loose
    assert all(f"1380013800{n}" in str(_cells(loose)) for n in range(9))


def test_moments_of_older_scripts_are_read(tmp_path: Path) -> None:
    row = "(CAST(0x0000A5E100C5C100 AS DateTime), CAST(0xA5E102D0 AS SmallDateTime), CAST(0x5B950A00 AS Date), CAST(1.50 AS Decimal(9, 2)))"
    table = _opened(tmp_path / "a.sql", f"INSERT [dbo].[t] ([a], [b], [c], [d]) VALUES {row}\nGO\n")[0]
    assert _cells(table) == [["2016-04-07 12:00:00", "2016-04-07 12:00:00", "1900-01-01", "1.50"]]


@pytest.mark.parametrize("name", ["a.txt", "a", "backup.dump"])
def test_a_dump_is_known_by_what_it_says(tmp_path: Path, name: str) -> None:
    table = _opened(tmp_path / name, "-- made\nSET NAMES utf8;\nINSERT INTO t (xm) VALUES ('张伟');\n")[0]
    assert _cells(table) == [["张伟"]]


def test_a_table_that_is_made_twice_is_one(tmp_path: Path) -> None:
    day = "DROP TABLE t;\nCREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (1, 'x');\n"
    table = _opened(tmp_path / "a.sql", day * 2)[0]
    assert [column.name for column in table.columns] == ["a", "b"]
    assert _cells(table) == [["1", "x"]] * 2


@pytest.mark.parametrize(
    "rows",
    [
        "INSERT INTO t VALUES (1, 'wxid_k1t7xq2a', 'ocean_7626', 'A');",
        'COPY t (id, "微信号", wechat, product_rank_1) FROM stdin;\n1\twxid_k1t7xq2a\tocean_7626\tA\n\\.\n',
    ],
)
def test_types_and_names_of_columns_are_nobodys_account(tmp_path: Path, rows: str) -> None:
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE t (id int, `微信号` varchar(50), wechat nvarchar2(40) UNIQUE, product_rank_1 int, KEY `idx_wechat` (`微信号`) USING BTREE);\n"
        f"ALTER TABLE t ADD COLUMN `备用微信` character varying(50);\n{rows}\n",
        encoding="utf-8",
    )
    found = {record.column for record in pii_scanner.scan(tmp_path / "a.sql").columns if record.entity_types}
    assert found == {"微信号", "wechat"}


def test_values_in_statements_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(
        "CREATE TABLE t (id int, tel varchar(50) DEFAULT '13800138000', b int);\nINSERT INTO t VALUES (1, NULL, 2);\n",
        encoding="utf-8",
    )
    *_, others = pii_scanner.scan(tmp_path / "a.sql").columns
    assert [each.entity_type for each in others.entity_types] == ["CN_MOBILE"]
