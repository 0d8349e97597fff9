"""Columns that only their names tell: numbers of certificates, photographs of people, what hospitals measure."""

from __future__ import annotations

import datetime
import random

import pytest

from tests.builders.tables import scanned_column


def _found(header: str, cells: list[object]) -> list[str]:
    return [each.entity_type for each in scanned_column(header, cells).entity_types]


def _numbers(form: str, count: int = 60) -> list[object]:
    rng = random.Random(form)
    return ["".join(rng.choice("0123456789") if each == "0" else each for each in form) for _ in range(count)]


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("出生医学证明编号", "S000000000"),
        ("结婚证字号", "J330106-2015-000000"),
        ("不动产权证号", "浙（1999）杭州市不动产权第0000000号"),
        ("房产证号", "杭房权证西字第00000000号"),
        ("驾驶证档案编号", "330100000000"),
        ("发动机号", "EA000000"),
        ("户口簿号", "000000000"),
        ("残疾人证号", "3300000000"),
        ("居住证编号", "J00000000"),
        ("教师资格证号", "00000000000"),
    ],
)
def test_numbers_of_certificates_are_documents(header: str, form: str) -> None:
    assert _found(header, _numbers(form)) == ["ID_DOCUMENT"]


@pytest.mark.parametrize(("header", "form"), [("股东账号", "A000000000"), ("结算账号", "NRA000000000000")])
def test_accounts_with_letters_in_front_are_told_by_their_header(header: str, form: str) -> None:
    assert _found(header, _numbers(form)) == ["BANK_ACCOUNT"]


@pytest.mark.parametrize(
    ("header", "entity_type"),
    [
        ("个人编号", "SOCIAL_INSURANCE_NUMBER"),
        ("考号", "STUDENT_NUMBER"),
        ("接种证编号", "MEDICAL_RECORD_NUMBER"),
        ("股东卡号", "BANK_ACCOUNT"),
        ("zjzh", "BANK_ACCOUNT"),
        ("gdh_sh", "BANK_ACCOUNT"),
    ],
)
def test_numbers_that_an_office_or_a_broker_gives_a_person(header: str, entity_type: str) -> None:
    assert _found(header, _numbers("0000000000")) == [entity_type]


@pytest.mark.parametrize(
    "header", ["头像", "avatar_url", "身份证正面照", "idcard_front_url", "手持身份证照片", "签名图片"]
)
def test_photographs_of_people_and_their_documents_are_biometrics(header: str) -> None:
    assert _found(header, _numbers("https://img.example.cn/p/0000000000.jpg")) == ["BIOMETRICS"]


@pytest.mark.parametrize("header", ["身高", "体重kg", "孕周", "HIV抗体", "新生儿体重", "体温"])
def test_what_hospitals_measure_is_health(header: str) -> None:
    assert _found(header, _numbers("3000")) == ["HEALTH"]


def test_a_date_may_tell_of_health() -> None:
    day = datetime.date(2025, 1, 1)
    days: list[object] = [day + datetime.timedelta(days=number) for number in range(60)]
    assert _found("末次月经", days) == ["HEALTH"]
    assert _found("诊断日期", days) == []


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("处方号", "CF000000000"),
        ("设备健康状态", "00"),
        ("故障诊断", "E00"),
        ("营业收入", "000000"),
        ("商品图片", "https://img.example.cn/p/0000000000.jpg"),
        ("重量kg", "00"),
        ("设备温度", "00"),
        ("证书编号", "CERT-0000000"),
        ("档案盒号", "0000000"),
    ],
)
def test_things_that_are_called_alike_are_none(header: str, form: str) -> None:
    assert _found(header, _numbers(form)) == []


def test_a_registered_place_that_is_short_is_a_native_place() -> None:
    assert _found("户籍地", ["浙江杭州", "河南周口", "四川省达州市渠县", "湖北黄冈"] * 20) == ["NATIVE_PLACE"]
