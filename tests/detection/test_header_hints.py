from __future__ import annotations

import pytest

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.detection.header_names import header_names
from recognizers.registry import shipped


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [
        ("身份证号", "CN_RESIDENT_ID"), ("借款人身份证号码", "CN_RESIDENT_ID"), ("身份证号1", "CN_RESIDENT_ID"),
        ("id_card", "CN_RESIDENT_ID"), ("jkr_sfzh", "CN_RESIDENT_ID"),
        ("手机号码", "CN_MOBILE"), ("mobile", "CN_MOBILE"), ("MOBILE_NO", "CN_MOBILE"), ("联系 电话（手机）", "CN_MOBILE"),
        ("银行卡号", "CN_BANK_CARD"), ("cardNo", "CN_BANK_CARD"), ("姓名", "PERSON"), ("客户姓名", "PERSON"),
        ("邮箱", "EMAIL_ADDRESS"), ("e-mail", "EMAIL_ADDRESS"), ("家庭住址", "CN_ADDRESS"), ("车牌号", "CN_VEHICLE_PLATE"),
        ("idCardNo", "CN_RESIDENT_ID"), ("id_card_no", "CN_RESIDENT_ID"),
        ("客户身份证号2", "CN_RESIDENT_ID"), ("SFZH_1", "CN_RESIDENT_ID"), ("jkrsfzh", "CN_RESIDENT_ID"),
        ("t.cust_id_card_no_bak", "CN_RESIDENT_ID"), ("客户(身份证)", "CN_RESIDENT_ID"),
        ("身份证号码(借款人)", "CN_RESIDENT_ID"), ("【客户年龄】", "AGE"), ("学历（必填）", "EDUCATION"),
        ("*民族\n(必填)", "ETHNIC_GROUP"), ("3、性别代码", "SEX"), ("kh_xb", "SEX"), ("userGender", "SEX"),
        ("KHDKJE", "FINANCIAL_AMOUNT"), ("余额(万元)", "FINANCIAL_AMOUNT"), ("借款人信息 姓名", "PERSON"),
        ("支付宝账号", "ALIPAY_ID"), ("申请人QQ", "QQ_NUMBER"), ("共借人CVN2", "CARD_CVV"),
    ],
)  # fmt: skip
def test_a_name_in_chinese_english_or_pinyin_hints_at_its_type(name: str, entity_type: str) -> None:
    hint = header_hint(name)
    assert hint.strength.get(entity_type, 0) >= 0.5
    assert max(hint.strength, key=lambda each: hint.strength[each]) == entity_type


@pytest.mark.parametrize(
    "name", ["手续", "备注", "创建时间", "product", "flag", "渠道", "c1", "", "处方号", "检验单号"]
)
def test_other_names_hint_at_nothing(name: str) -> None:
    assert max(header_hint(name).strength.values(), default=0) < 0.5


@pytest.mark.parametrize("name", ["订单号", "借据号", "交易流水号", "order_id", "created_time", "账户余额"])
def test_names_of_orders_loans_and_times_speak_against_identifiers(name: str) -> None:
    assert header_hint(name).negative


def test_what_stands_in_place_of_a_value_hints_at_nothing() -> None:
    """A copy is searched again: a label in its header says what was there, not what the cells hold."""
    assert header_hint("SKU_ID <CN_PASSPORT>").strength == header_hint("SKU_ID").strength
    assert header_hint("<PERSON>").strength == {}
    assert "CN_MOBILE" in header_hint("<手机号>").strength


def test_a_comment_of_the_database_counts_a_little_less_than_the_name() -> None:
    named, commented = header_hint("手机号"), header_hint("col_7", "手机号")
    assert 0.5 <= commented.strength["CN_MOBILE"] < named.strength["CN_MOBILE"]


def test_every_shipped_type_has_names_and_no_name_stands_twice_for_one() -> None:
    names = header_names()
    assert names.keys() == shipped().by_type.keys()
    for entity_type, known in names.items():
        assert len(set(known)) == len(known) > 0, entity_type


def test_a_part_of_a_known_name_is_no_hint() -> None:
    assert header_hint("支付宝账号").strength.keys() == {"ALIPAY_ID"}
    assert header_hint("SFZH_1").strength.keys() == {"CN_RESIDENT_ID"}


@pytest.mark.parametrize(
    "name", ["联系人风险等级", "product_name", "手机号是否验证", "email_verified", "年龄段", "file_name"]
)
def test_a_name_of_something_else_hardly_hints_at_a_type_it_mentions(name: str) -> None:
    strength = header_hint(name).strength
    assert max((strength.get(each, 0.0) for each in ("PERSON", "CN_MOBILE", "EMAIL_ADDRESS", "AGE")), default=0) < 0.5


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [("mbl_phn_no", "CN_MOBILE"), ("brth_dt", "BIRTH_DATE"), ("gndr_cd", "SEX"), ("mrtl_st", "MARITAL_STATE"), ("id_crd_no", "CN_RESIDENT_ID"),
     ("cntct_nm", "PERSON"), ("email_adr", "EMAIL_ADDRESS"), ("stu_nm", "PERSON"), ("pat_id", "MEDICAL_RECORD_NUMBER")],
)  # fmt: skip
def test_words_that_databases_shorten_are_understood(name: str, entity_type: str) -> None:
    hint = header_hint(name)
    assert hint.strength.get(entity_type, 0) >= 0.8
    assert max(hint.strength, key=lambda each: hint.strength[each]) == entity_type


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [("shouji_haoma", "CN_MOBILE"), ("kehu_shenfenzheng_hao", "CN_RESIDENT_ID"), ("jiatingZhuzhi", "CN_ADDRESS"), ("chusheng_riqi", "BIRTH_DATE"),
     ("手機號碼", "CN_MOBILE"), ("聯絡電話", "CN_MOBILE"), ("出生日期（農曆）", "BIRTH_DATE"), ("車牌號碼", "CN_VEHICLE_PLATE")],
)  # fmt: skip
def test_whole_pinyin_and_traditional_characters_are_understood(name: str, entity_type: str) -> None:
    assert header_hint(name).strength.get(entity_type, 0) >= 0.8


@pytest.mark.parametrize("name", ["揽件员", "中奖者", "捐款人", "执勤民警", "甲方", "麻醉师", "面试官", "所属客户"])
def test_what_ends_like_a_word_for_people_may_hold_names(name: str) -> None:
    assert header_hint(name).strength["PERSON"] >= 0.7


@pytest.mark.parametrize("name", ["奖品", "影片", "处方药", "字号名称", "到达站"])
def test_what_ends_like_a_word_for_things_is_something_else(name: str) -> None:
    assert header_hint(name).other


@pytest.mark.parametrize(
    "name", ["人员类型", "客户来源", "参与人数", "st", "dt", "cd", "lvl", "作品编号", "order_dtl", "dr_amt"]
)
def test_parts_of_those_words_and_shortened_words_alone_hint_at_nothing(name: str) -> None:
    found = header_hint(name).strength
    assert max((found.get(kind, 0.0) for kind in found if kind != "FINANCIAL_AMOUNT"), default=0.0) < 0.5


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [("员工编码", "EMPLOYEE_NUMBER"), ("合同代码", "CONTRACT_NUMBER"), ("AgeAtDiagnosis", "AGE"), ("sex_at_birth", "SEX"),
     ("在职单位", "EMPLOYER"), ("往来单位名称", "ORGANIZATION"), ("wrk_unit_nm", "EMPLOYER"), ("brth_dte", "BIRTH_DATE"),
     ("Net Pay", "INCOME"), ("GBDAT", "BIRTH_DATE"), ("BANKN", "BANK_ACCOUNT"), ("STRAS", "CN_ADDRESS")],
)  # fmt: skip
def test_codes_moments_and_fields_of_accounting_systems_are_understood(name: str, entity_type: str) -> None:
    hint = header_hint(name)
    assert hint.strength.get(entity_type, 0) >= 0.8
    assert max(hint.strength, key=lambda each: hint.strength[each]) == entity_type


@pytest.mark.parametrize(
    ("name", "entity_type"),
    [
        ("aac003", "PERSON"),
        ("AAC004", "SEX"),
        ("aac006", "BIRTH_DATE"),
        ("AAB004", "EMPLOYER"),
        ("aae010", "BANK_ACCOUNT"),
    ],
)
def test_the_codes_of_social_insurance_name_their_columns(name: str, entity_type: str) -> None:
    assert header_hint(name).strength[entity_type] == 1.0
    assert not header_hint("aac").strength
    assert not header_hint("aac999").strength


@pytest.mark.parametrize("name", ["料号", "供应商编码", "图纸", "报销单", "单据编号", "产品代码"])
def test_codes_of_things_and_papers_speak_against_identifiers(name: str) -> None:
    assert header_hint(name).negative


@pytest.mark.parametrize("name", ["基金简称", "股票简称", "证券简称"])
def test_what_is_called_shortly_is_something_else(name: str) -> None:
    assert header_hint(name).other
