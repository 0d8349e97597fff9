"""Identifiers that are not a file's main ones: permits, licences, vehicles, devices, networks, accounts online."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.detection.spans import joined_spans
from recognizers import checks
from recognizers.registry import recognizer
from tests.builders.tables import scanned_column

VALID = {
    "CN_PERMANENT_RESIDENT_CARD": ["USA110090010101", "gbr110090010101"],
    "CN_TRAVEL_PERMIT": ["H12345678", "M1234567801", "12345678", "1234567801"],
    "CN_EXIT_ENTRY_PERMIT": ["C12345678", "CA1234567", "L12345678"],
    "CN_MILITARY_ID": ["军字第1234567号", "士字第12345678号", "空字第 2001234 号"],
    "CN_ORGANIZATION_CODE": ["60003734-1", "D2143569-X", "d2143569x"],
    "CN_BUSINESS_LICENCE": ["110108000000016"],
    "VIN": ["1M8GDM9AXKP042788", "1m8gdm9axkp042788"],
    "IMEI": ["356938035643809", "35-693803-564380-9"],
    "IMSI": ["460001234567890"],
    "ICCID": ["89860114000000000012"],
    "MAC_ADDRESS": ["00:1A:2b:3C:4d:5E", "00-1A-2B-3C-4D-5E", "001a.2b3C.4d5e"],
    "IP_ADDRESS": ["192.168.1.20", "2001:db8::8a2e:370:7334", "fe80:0:0:0:1:2:3:4"],
    "URL": ["https://a.cn/apply?step=2&mobile=13800138000", "http://x.com/u?user_id=9981"],
    "GEO_COORDINATES": ["39.90469,116.40717", "116.40717，39.90469", "N29.8683 E121.5440", "E121.54401°,N29.86831°"],
    "WECHAT_ID": ["abc_12345", "wxid-a1b2c3"],
    "QQ_NUMBER": ["12345", "10987654321"],
    "ALIPAY_ID": ["2088123412341234"],
    "BANK_ACCOUNT": ["0200003409000123456", "3100-0123-4567"],
}
INVALID = {
    "CN_PERMANENT_RESIDENT_CARD": ["US1100900101012", "USA11009001010"],
    "CN_EXIT_ENTRY_PERMIT": ["CO1234567", "L1234567"],
    "CN_MILITARY_ID": ["京字第1234567号", "军字第123号"],
    "CN_ORGANIZATION_CODE": ["60003734-2", "D2143569-1"],
    "CN_BUSINESS_LICENCE": ["110108000000017"],
    "VIN": ["1M8GDM9A0KP042788", "1M8GDM9AXKPO42788", "20230115123045001"],
    "IMEI": ["356938035643808", "123456789012345"],
    "IMSI": ["310150123456789"],
    "ICCID": ["8986011400000000", "79860114000000000012"],
    "MAC_ADDRESS": ["00:1A:2b:3C:4d", "00:1A-2b:3C-4d:5E", "001a.2b3c", "001a2b3c4d5e"],
    "IP_ADDRESS": ["256.1.1.1", "1.2.3", "12:30:45", "1.2.3.4.5"],
    "URL": ["https://a.cn/help?page=2", "https://a.cn/"],
    "GEO_COORDINATES": ["39.9,116.4", "39.90469", "139.90469,216.40717"],
    "WECHAT_ID": ["1abc_12345", "ab12"],
    "QQ_NUMBER": ["01234567", "1234"],
    "ALIPAY_ID": ["2089123412341234", "208812341234123"],
}


@pytest.mark.parametrize(
    ("entity_type", "value"), [(kind, value) for kind, values in VALID.items() for value in values]
)
def test_valid_values(entity_type: str, value: str) -> None:
    found = recognizer(entity_type)
    assert found is not None
    assert found.is_valid(value)


@pytest.mark.parametrize(
    ("entity_type", "value"), [(kind, value) for kind, values in INVALID.items() for value in values]
)
def test_invalid_values(entity_type: str, value: str) -> None:
    found = recognizer(entity_type)
    assert found is not None
    assert not found.is_valid(value)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_one_organization_code_in_eleven_passes(body: str) -> None:
    passing = [end for end in "0123456789X" if checks.organization_code(checks.matrix_of([body + end]))[0]]
    assert len(passing) == 1


@given(st.text("0123456789", min_size=14, max_size=14))
def test_one_business_licence_in_ten_passes(body: str) -> None:
    passing = [end for end in "0123456789" if checks.mod11_10(checks.matrix_of([body + end]))[0]]
    assert len(passing) == 1


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("客户加微信abc_12345后失联", "WECHAT_ID", "abc_12345"),
        ("微abc_12345，已加", "WECHAT_ID", "abc_12345"),
        ("威信：abc_12345", "WECHAT_ID", "abc_12345"),
        ("绿泡泡abc_12345", "WECHAT_ID", "abc_12345"),
        ("微信lisa_wang", "WECHAT_ID", "lisa_wang"),
        ("微信uk_000000", "WECHAT_ID", "uk_000000"),
        ("微信号 PANDA_88", "WECHAT_ID", "PANDA_88"),
        ("加Q 12345678", "QQ_NUMBER", "12345678"),
        ("手机打不通，Q：12345678", "QQ_NUMBER", "12345678"),
        ("企鹅号12345678", "QQ_NUMBER", "12345678"),
        ("留了QQ号12345678", "QQ_NUMBER", "12345678"),
        ("微信号：\nabc_12345", "WECHAT_ID", "abc_12345"),
        ("加微信\nabc_12345，已加", "WECHAT_ID", "abc_12345"),
        ("姓名：某\r\nQQ号码:\r\n12345678", "QQ_NUMBER", "12345678"),
        ("军官证军字第1234567号", "CN_MILITARY_ID", "军字第1234567号"),
        ("持回乡证H12345678", "CN_TRAVEL_PERMIT", "H12345678"),
        ("车架号1M8GDM9AXKP042788过户", "VIN", "1M8GDM9AXKP042788"),
        ("从192.168.1.20登录", "IP_ADDRESS", "192.168.1.20"),
        ("加QQ12345678联系", "QQ_NUMBER", "12345678"),
        ("qq１２３４５６７８联系", "QQ_NUMBER", "１２３４５６７８"),
        ("IMEI356938035643809的手机", "IMEI", "356938035643809"),
        ("登录IP192.168.1.20", "IP_ADDRESS", "192.168.1.20"),
    ],
)
def test_values_inside_notes(text: str, entity_type: str, value: str) -> None:
    found = recognizer(entity_type)
    assert found is not None
    assert [text[span.start : span.end] for span in found.spans(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "订单12345678已付",
        "方案abc_12345通过",
        "编号H12345678",
        "版本1.2.3发布",
        "12:30:45来电",
        "微信支付 TXN20260101 成功",
        "微信转账ORDER12345678",
        "编号AQQ12345678",
        "未加微信，已短信\nabc_12345",
        "QQ不在线\n订单12345678",
        "微信号 varchar(50) NOT NULL",
        "ALTER TABLE t MODIFY 微信号 text",
        "KEY idx_wx (微信号) USING BTREE",
        'COPY t (id, "WX", "PRODUCT_NAME") FROM stdin',
        '{"wechat": null, "createTime": 1}',
        "SELECT wechat, customer_name FROM t",
        "微信号：undefined",
        "微信 Android client crashed",
        "follow our wechat official account for updates",
        "wechat_id = request.getParameter",
    ],
)
def test_nothing_without_its_word(text: str) -> None:
    for entity_type in ("WECHAT_ID", "QQ_NUMBER", "CN_TRAVEL_PERMIT", "IP_ADDRESS", "MAC_ADDRESS"):
        found = recognizer(entity_type)
        assert found is not None
        assert found.spans(text) == []


@pytest.mark.parametrize(
    ("header", "values", "entity_type"),
    [
        ("性别", ["男", "女"], "SEX"),
        ("xb", ["1", "2"], "SEX"),
        ("出生日期", ["1990-01-02", "1985/3/4"], "BIRTH_DATE"),
        ("dob", ["19900102", "19850304"], "BIRTH_DATE"),
        ("出生日期", ["25/12/1990", "03.04.1985"], "BIRTH_DATE"),
        ("出生", ["01JAN1990", "15-May-85"], "BIRTH_DATE"),
        ("Birth Date", ["Jan 05, 1990", "December 25th 1985"], "BIRTH_DATE"),
        ("BIRTH_DT", ["900105", "851225"], "BIRTH_DATE"),
        ("生日", ["05-06", "12月25日"], "BIRTH_DATE"),
        ("生日", ["32874", "28123"], "BIRTH_DATE"),
        ("born_ts", ["631152000", "-157766400"], "BIRTH_DATE"),
        ("CCExp", ["12/27", "03/30"], "CARD_EXPIRY"),
        ("otp_code", ["123456", "0012"], "ONE_TIME_CODE"),
        ("客户年龄", ["35", "41"], "AGE"),
        ("民族", ["汉族", "维吾尔族"], "ETHNIC_GROUP"),
        ("婚姻状况", ["已婚", "未婚有子女"], "MARITAL_STATE"),
        ("最高学历", ["大学本科", "高中及以下"], "EDUCATION"),
        ("工作单位", ["杭州某某贸易有限公司", "第一中学"], "EMPLOYER"),
        ("月收入", ["8000-12000元", "5,000"], "INCOME"),
        ("宗教信仰", ["佛教", "无"], "RELIGION"),
        ("既往病史", ["高血压", "无"], "HEALTH"),
        ("cvv2", ["123", "0456"], "CARD_CVV"),
        ("卡有效期", ["12/27", "0330"], "CARD_EXPIRY"),
        ("user_password", ["e10adc3949ba59abbe56e057f20f883e", "hunter2!"], "PASSWORD"),
        ("短信验证码", ["123456", "9876"], "ONE_TIME_CODE"),
        ("经度", ["116.40717", "121.473701"], "GEO_COORDINATE"),
        ("gps_lat", ["39.90469", "-31.230416"], "GEO_COORDINATE"),
        ("lng", [116.40717, 121.473701], "GEO_COORDINATE"),
        ("结算账号", ["0200003409000123456", "0200003409000123457"], "BANK_ACCOUNT"),
        ("公司名称", ["杭州某某贸易有限公司", "上海某某科技股份有限公司"], "ORGANIZATION"),
        ("社保卡号", ["A12345678", "B87654321"], "SOCIAL_INSURANCE_NUMBER"),
        ("ssn", ["1100023456", "1100023457"], "SOCIAL_INSURANCE_NUMBER"),
        ("SSN", ["219-09-9999", "457-55-5462"], "SOCIAL_INSURANCE_NUMBER"),
        ("住院号", ["ZY2600123", "ZY2600124"], "MEDICAL_RECORD_NUMBER"),
        ("patient_id", ["P-00231", "P-00232"], "MEDICAL_RECORD_NUMBER"),
        ("学号", ["2021060123", "2021060124"], "STUDENT_NUMBER"),
        ("员工编号", ["10234", "E10235"], "EMPLOYEE_NUMBER"),
        ("emp_no", [10234, 10235], "EMPLOYEE_NUMBER"),
        ("设备ID", ["9774d56d682e549c", "9774d56d682e549d"], "DEVICE_ID"),
        ("idfa", ["6D92078A-8246-4BA4-AE5B-76104861E7DC", "6D92078A-8246-4BA4-AE5B-76104861E7DD"], "DEVICE_ID"),
        ("登录名", ["zhangsan88", "u_100234"], "ONLINE_ACCOUNT"),
        ("openid", ["oAbC1dEfG2hIjK3lMnO4pQrS5tUv", "oAbC1dEfG2hIjK3lMnO4pQrS5tUw"], "ONLINE_ACCOUNT"),
        ("微信昵称", ["晴天的猫", "Lily😊"], "NICKNAME"),
        ("毕业院校", ["武汉理工大学", "四川师范大学"], "SCHOOL"),
        ("籍贯", ["湖北武汉", "四川省成都市"], "NATIVE_PLACE"),
        ("国籍", ["中国", "CHN"], "NATIONALITY"),
        ("政治面貌", ["中共党员", "群众"], "POLITICAL_STATUS"),
        ("犯罪记录", ["无犯罪记录", "盗窃罪，2015年"], "CRIMINAL_RECORD"),
        ("单位电话", ["88886666", "6123 4567-801"], "TELEPHONE"),
        ("Phone", ["(202) 555-0132", "020 7946 0958"], "TELEPHONE"),
        ("Passport No.", ["X1234567", "512345678", "AB1234567"], "ID_DOCUMENT"),
        ("证件号码", ["A123456(5)", "R667758(2)"], "ID_DOCUMENT"),
        ("Street", ["742 Evergreen Terrace", "Flat 5, 12 Baker Street, London"], "FOREIGN_ADDRESS"),
    ],
)
def test_what_only_a_header_tells(header: str, values: list[Any], entity_type: str) -> None:
    assert entity_type in scanned_column(header, values * 30).types()
    assert entity_type not in scanned_column("c1", values * 30).types()


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("性别", ["https://a.cn", "13.5"]),
        ("age_verified", ["true", "false"]),
        ("cvv_code", ["1999/2000", "2000/2001"]),
        ("年龄", ["2023-01-01", "1900-05-06"]),
        ("password_updated_at", ["2023-01-01 10:00:00", "2023-01-02 11:00:00"]),
        ("学历", ["100.25", "20.5"]),
        ("纬度", ["39.9", "31.2"]),
        ("lat", ["239.90469", "1031.23042"]),
        ("long_term_rate", ["4.9000", "5.1500"]),
        ("学号", ["张伟的作业", "见附件"]),
        ("设备ID", ["在线", "离线"]),
        ("用户名", ["杭州分公司、上海分公司", "总部（北京）"]),
    ],
)
def test_a_header_counts_only_where_the_values_fit(header: str, values: list[str]) -> None:
    assert scanned_column(header, values * 30).types() == []


def test_two_letters_of_a_ciphertext_are_no_word_for_an_account() -> None:
    assert [each.entity_type for each in recognizer("QQ_NUMBER").spans("QQ 184997600")] == ["QQ_NUMBER"]
    assert recognizer("QQ_NUMBER").spans("请联系ENC_5bqQQ7d 184997600") == []


def test_the_form_of_another_type_that_the_column_does_not_hold_hides_nothing() -> None:
    """A letter and eight digits are a passport's form too; under a header of insurance numbers they are none."""
    numbers = [f"{'EGK'[at % 3]}{10000000 + at}" for at in range(60)]
    assert scanned_column("社保卡号", numbers).types() == ["SOCIAL_INSURANCE_NUMBER"]
    assert scanned_column("护照号", numbers).types() == ["CN_PASSPORT"]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("c1", ["zhang wei", "wang fang", "li xiaoming", "chen jing", "zhao li na"]),
        ("旅客", ["ZHANG/WEI", "WANG/FANG MS", "LI/XIAOMING MR", "CHEN/JING", "ZHAO/LINA"]),
        ("姓名拼音", ["ouyang xiu", "wang fang", "li xiaoming", "chen jing", "sun yat"]),
        ("复核人", ["张伟", "李娜"]),
        ("主治医师", ["张伟", "李娜"]),
    ],
)
def test_names_in_pinyin_and_of_those_who_work_on_a_case(header: str, names: list[str]) -> None:
    given = ["wei", "fang", "jing", "lina", "xiaoming", "hao", "min", "lei"]
    more = [f"{sur} {one}" for sur in ("liu", "chen", "zhou", "wu", "xu") for one in given] if header == "c1" else []
    assert "PERSON" in scanned_column(header, (names + more) * 20).types()


@pytest.mark.parametrize("words", [["hong kong", "he nan"], ["dark blue", "light red"], ["in stock", "sold out"]])
def test_two_words_in_lower_case_are_no_name(words: list[str]) -> None:
    assert scanned_column("c1", words * 40).types() == []


def test_telephones_of_other_countries_are_found_in_texts() -> None:
    text = "来电+1 202-555-0132，回+852 9123 4567；+44(20)79460958 ok，+8613800138000，涨+12.5%，+1000000分"
    found = recognizer("TELEPHONE")
    assert found is not None
    assert [text[span.start : span.end] for span in found.spans(text)] == [
        "+1 202-555-0132",
        "+852 9123 4567",
        "+44(20)79460958",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("客戶來電（電話6354 4097）查詢年費", "6354 4097"),
        ("收件人：林佩珊，手機0922-698-547", "0922-698-547"),
        ("聯絡電話：(02)2345-6789", "(02)2345-6789"),
        ("家里电话：88776655，晚上打", "88776655"),
        ("WhatsApp: 9123-4567", "9123-4567"),
        ("座机\n6123456", "6123456"),
    ],
)
def test_local_telephones_and_those_of_hong_kong_and_taiwan_are_found_behind_their_label(
    text: str, number: str
) -> None:
    found = recognizer("TELEPHONE")
    assert found is not None
    assert [text[span.start : span.end] for span in found.spans(text)] == [number]
    _, spans = joined_spans([text])
    assert [text[span.start : span.end] for span in spans if span.entity_type == "TELEPHONE"] == [number]


@pytest.mark.parametrize(
    "text",
    ["逾期金额88776655元，电话未接", "电话20260302未接", "手机尾号6655", "hotel 88776655", "单号88776655，请电话联系"],
)
def test_numbers_beside_calls_are_no_local_telephones(text: str) -> None:
    found = recognizer("TELEPHONE")
    assert found is not None
    assert found.spans(text) == []


def test_telephones_of_firms_and_cards_are_no_other_telephones() -> None:
    assert scanned_column("客服电话", ["400-800-8888", "95588"] * 30).types() == []
    assert scanned_column("客服电话", [*["400-800-8888", "95588"] * 30, "123456.78"]).types() == []  # a row of totals
    assert "TELEPHONE" not in scanned_column("账户或手机", ["6222020212345678909", "13800138000"] * 30).types()


def test_telephones_among_those_of_firms_are_found() -> None:
    called = ["10086", "95588", "10086", "02188886666", "13800138000"] * 30
    assert set(scanned_column("被叫号码", called).types()) == {"CN_MOBILE", "TELEPHONE"}


@pytest.mark.parametrize(
    "text",
    [
        "轻微abc_12345",
        "请联系张采微 abc_12345",
        "小微 enterprise",
        "微服务gateway",
        "FAQ：12345678",
        "企鹅贷款12345678元",
        "版本v:release_2",
        "k: one_value v: abcdef12",
    ],
)
def test_words_that_hold_a_sign_of_an_account_name_none(text: str) -> None:
    for entity_type in ("WECHAT_ID", "QQ_NUMBER"):
        finder = recognizer(entity_type)
        assert finder is not None
        assert finder.spans(text) == []


def test_a_network_address_has_one_canonical_form() -> None:
    found = recognizer("MAC_ADDRESS")
    assert found is not None
    assert {found.canonical(each) for each in VALID["MAC_ADDRESS"]} == {"00:1A:2B:3C:4D:5E"}


def test_network_addresses_run_together_are_found_under_their_header() -> None:
    addresses = [f"{number * 7919 + 0x1A2B3C4D5E6F:012X}" for number in range(40)]
    assert scanned_column("MAC", addresses).types() == ["DEVICE_ID"]
    assert scanned_column("a1", addresses).types() == []
    grouped = [":".join(each[at : at + 2] for at in range(0, 12, 2)) for each in addresses]
    assert scanned_column("MAC", grouped).types() == ["MAC_ADDRESS"]


@pytest.mark.parametrize(
    "text", ["版本 11.6.25.5 于今日发布", "固件：2.18.29.0", "firmware version: 10.2.18.114", "升级到3.12.4.1"]
)
def test_versions_in_texts_are_no_network_addresses(text: str) -> None:
    assert "IP_ADDRESS" not in [span.entity_type for span in joined_spans([text])[1]]
    at = (
        text.replace("版本", "登录")
        .replace("固件", "地址")
        .replace("firmware version", "client ip")
        .replace("升级到", "从")
    )
    assert "IP_ADDRESS" in [span.entity_type for span in joined_spans([at])[1]]
