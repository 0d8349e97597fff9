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
