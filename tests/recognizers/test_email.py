from __future__ import annotations

import pytest

from recognizers.email import Email
from tests.recognizers.values import canonical_of_cell, column, found, full_width

FINDER = Email()


@pytest.mark.parametrize(
    "address", ["zhang.wei_85@163.com", "123456789@qq.com", "a+b@mail.example.com.cn", full_width("zw@163.com")]
)
def test_address_is_valid_and_found_between_chinese_characters(address: str) -> None:
    assert FINDER.is_valid(address)
    assert found(FINDER, f"发送至{address}处理") == [address]


def test_full_stop_behind_an_address_is_no_part_of_it() -> None:
    assert found(FINDER, "Write to zw@163.com.") == ["zw@163.com"]


@pytest.mark.parametrize("text", ["a@b", "@163.com", "zw@", "zw@-a.com", "zw@163.c0m", "zw at 163.com"])
def test_other_forms_are_not_valid(text: str) -> None:
    assert not FINDER.is_valid(text)


@pytest.mark.parametrize(
    "written", ["ZW@163.COM", " zw@163.com ", "'zw@163.com", "\tzw@163.com", "zw@163.com\r\n", full_width("zw@163.com")]
)
def test_every_written_form_has_one_canonical_form(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == "zw@163.com"


def test_cells_of_a_column_equal_single_values() -> None:
    values = ["zw@163.com", "", "a@b", "邮箱zw@163.com", "zw@163.com "]
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


def test_a_chinese_name_before_the_sign_is_part_of_an_address() -> None:
    assert FINDER.is_valid("张三@x.cn")
    assert found(FINDER, "邮箱：张三@example.com，请回复") == ["张三@example.com"]


def test_words_before_a_latin_address_are_no_part_of_it() -> None:
    assert found(FINDER, "请发到zhangsan@example.com谢谢") == ["zhangsan@example.com"]
