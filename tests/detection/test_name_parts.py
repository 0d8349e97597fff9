"""Personal information in the names of columns, tables and files, and how such names are shown."""

from __future__ import annotations

import pytest

from pii_scanner.detection.name_parts import shown_name, shown_names, shown_sentence


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张伟-130102199001010011.xlsx", "张*-130***************.xlsx"),  # whose check character is wrong
        ("in/欧阳静怡（催收）.csv", "in/欧***（催收）.csv"),
        ("借款人张伟材料", "借款人张*材料"),
        ("陈晓明合同扫描件.zip/张强资料2.csv", "陈**合同扫描件.zip/张*资料2.csv"),
        ("田雨雪放款台账.xlsx", "田**放款台账.xlsx"),
        ("李娜律师函2026.docx", "李*律师函2026.docx"),
        ("13800138000", "138******00"),
        ("LC0XA3209EEZ41635", "****************"),
        ("车辆_京A12345.xlsx", "车辆_京A****5.xlsx"),
        ("E12345678", "E*******8"),
        ("张伟13800138000.csv", "张*138******00.csv"),
        ("客户张伟13800138000", "客户张*138******00"),
        ("11010519491231002X张伟.xlsx", "110***************张*.xlsx"),
        ("张伟20240501.xlsx", "张*20240501.xlsx"),
        ("2024年张伟业绩", "2024年张*业绩"),
        ("段龙勇经办.xlsx", "段**经办.xlsx"),
        ("欧阳娜娜名下资产", "欧***名下资产"),
        ("账单_202401_6222020212345678909", "账单_202401_622202*********8909"),
        ("s3://bucket/张伟.csv", "s3://bucket/张*.csv"),
        ("亓睿小组/回款.csv", "亓*小组/回款.csv"),
        ("吴美娥组.xlsx", "吴**组.xlsx"),
        ("卢林玉组2.csv", "卢**组2.csv"),
        ("张建国团队.xlsx", "张**团队.xlsx"),
        ("给梁玉珍主任看的/a.xlsx", "给梁**主任看的/a.xlsx"),
        ("陈静经理.csv", "陈*经理.csv"),
        ("胡建军专案", "胡**专案"),
    ],
)
def test_what_is_personal_in_a_name_is_masked(name: str, shown: str) -> None:
    assert shown_name(name) == shown
    assert shown_name(shown) == shown


def test_names_that_differ_in_a_person_only_are_of_people() -> None:
    assert [look for look, _ in shown_names(["张伟接通", "李娜接通", "月份"])] == ["张*接通", "李*接通", "月份"]
    assert shown_name("张小泉菜刀") == "张小泉菜刀"


def test_rare_names_beside_others_are_of_people() -> None:
    header = ["月份", "丁丽芳", "兰琦河", "雷思瀚", "汪海山", "黄敏", "薛宇骞", "合计", "管床数", "高频"]
    shown = [look for look, _ in shown_names(header)]
    assert shown == ["月份", "丁**", "兰**", "雷**", "汪**", "黄*", "薛**", "合计", "管床数", "高频"]
    assert shown_names(["月份", "兰琦河", "合计"])[1] == ("兰琦河", ())


@pytest.mark.parametrize(
    "name",
    "王府井店 高级 高危 方向 小计 金额 时间 经理 江西 成都 周一 周末 万元 温度 白班 安全 方案 黄金 毛利率 于洪区 武鸣 岑溪 白术 当归 海南 "
    "云南 安徽 常州 汉口 万科 华为 小米 司龄 车龄 房贷 项目 支付宝 余额 单价 平均 车间 单元格 陈皮 连翘 吴江交接表 常规交接 方案编制 金牛区经办 和平移交 高级编制 黄金合同 马鞍山支行明细 name May Grant "
    "花名册 hr_花名册_01.xlsx 车辆登记簿 龙虎榜 强平 乔迁 董监高 export_1700000000000.csv t_20230115123045 客户明细20240115153045 订单13800138 方向1 周期3 金额2024 高明20240501 A4纸张2寸 支付方式2 马拉松2024 毛利率2 安全小组 方案组 管理团队 王府井组 华东组 高新组 甘肃组 向阳小组 常规组 万科组 江北组 平安团队 项目经理 高级经理 方案老师 时间组 温州组 成都团队 单位会计 黄金组 2024年金额 3月方案 550e8400-e29b-41d4-a716-446655440000 "
    "postgresql+psycopg://zhangwei@10.0.0.1/loans mysql://13800138000@db.example.com/x".split(),
)  # fmt: skip
def test_names_of_columns_tables_and_servers_stay(name: str) -> None:
    assert shown_names([name]) == [(name, ())]


def test_a_sentence_shows_the_names_in_it_and_keeps_its_words() -> None:
    assert shown_sentence("读取 in/张伟.csv 失败：单元格/秒，1 张表") == "读取 in/张*.csv 失败：单元格/秒，1 张表"
    assert shown_sentence("交叉汇总.张伟 has no rule (PCI DSS 4.0.1, 3.5.1.1)") == "交叉汇总.张* has no rule (PCI DSS 4.0.1, 3.5.1.1)"  # fmt: skip
