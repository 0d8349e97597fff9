from __future__ import annotations

import random

import pytest

from tests.builders.tables import scanned_column

_FIRST = "James John Mary Linda Robert Michael William David Barbara Susan Jean-Paul DeShawn".split()
_PINYIN = [one + other for one in "zhang wang li zhao ouyang".split() for other in "wei na xiaoming guoqiang".split()]
_BRANDS = "Samsung Sony Apple Nike Adidas Dell Intel Cisco".split()


def _many(words: list[str]) -> list[str]:
    return random.Random(3).choices(words, k=120)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("first_name", _FIRST),
        ("Last Name", [word.upper() for word in _FIRST if word.isalpha()]),
        ("surname", [word.lower() for word in _FIRST if word.isalpha()]),
        ("姓名拼音", _PINYIN),
        ("name_pinyin", [word.title() for word in _PINYIN]),
    ],
)
def test_one_word_is_a_name_where_the_header_says_which_part_of_it(header: str, words: list[str]) -> None:
    (found,) = scanned_column(header, _many(words)).entity_types
    assert (found.entity_type, found.kind) == ("PERSON", "column")
    assert found.match_ratio == 1


@pytest.mark.parametrize("header", ["First", "last", "contact", "Mgr"])
def test_a_common_name_alone_is_one_under_a_header_that_names_people(header: str) -> None:
    assert [each.entity_type for each in scanned_column(header, _many(_FIRST)).entity_types] == ["PERSON"]
    assert scanned_column(header, _many(_BRANDS)).entity_types == ()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("name", _BRANDS),
        ("brand", _FIRST),
        ("file_name", _FIRST),
        ("姓名拼音", ["Samsung", "Sony", "Apple", "Intel"]),
        ("拼音", _PINYIN),
        ("英文名", ["Hydrogen", "Helium", "Gold"]),
    ],
)
def test_one_word_is_no_name_where_the_header_does_not_say_so(header: str, words: list[str]) -> None:
    assert not scanned_column(header, _many(words)).entity_types


_SURNAMES = "王 李 欧阳 赵 司马 周 查".split()
_GIVEN = "建国 静 婷婷 志强 丽 俊杰 晓燕 秀英 海涛".split()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("姓", _SURNAMES),
        ("客户姓氏", _SURNAMES),
        ("名", _GIVEN),
        ("名(必填)", _GIVEN),
        ("last_name", _SURNAMES),
        ("Family Name", [*_SURNAMES, "Smith"]),
        ("contact_surname", _SURNAMES),
        ("first_name", _GIVEN),
        ("givenName", [*_GIVEN, "James"]),
        ("NACHN", _SURNAMES),
        ("VORNA", _GIVEN),
    ],
)
def test_parts_of_chinese_names_are_names_under_a_header_that_says_so(header: str, words: list[str]) -> None:
    (found,) = scanned_column(header, _many(words)).entity_types
    assert (found.entity_type, found.kind, found.match_ratio) == ("PERSON", "column", 1)


@pytest.mark.parametrize(
    ("header", "words"),
    [("百姓", _SURNAMES), ("片名", _GIVEN), ("名", ["螺栓", "铁管", "电缆", "水泵"]), ("等级", _SURNAMES)],
)
def test_single_characters_of_other_headers_name_nobody(header: str, words: list[str]) -> None:
    assert not scanned_column(header, _many(words)).entity_types
