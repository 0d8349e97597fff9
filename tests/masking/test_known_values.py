from __future__ import annotations

import itertools
import pickle
import re
import tracemalloc

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.demo.persons import persons
from pii_scanner.masking.known_values import KnownValues
from recognizers import ordered
from recognizers.base import Span
from tests.recognizers.values import bank_cards, full_width, mobiles, resident_ids

_CHUNK = 1 << 20
_NAMES = sorted({each.name for each in persons(300) if len(each.name) >= 3})
_WORDS = st.sampled_from(["，", "。", " ", "\n", "x", "0", "编号", "A-", "#", "\t", "客户", "+86", "86", "é", "😀", ""])


def _known(*values: str, entity_type: str = "CN_MOBILE") -> KnownValues:
    known = KnownValues()
    known.add(list(values), entity_type)
    return known.seal()


def _found(known: KnownValues, text: str, **how: bool) -> list[str]:
    return [text[span.start : span.end] for span in known.find(text, **how)]


def _folded(text: str) -> str:
    """Full-width letters and digits as ASCII, letters as capitals."""
    narrow = (chr(ord(each) - 0xFEE0) if "０" <= each <= "ｚ" else each for each in text)
    return "".join(each.upper() if each.isascii() else each for each in narrow)


def _naive(values: list[str], text: str) -> set[tuple[int, int]]:
    """Return every place where a value stands whole: what a plain search over the folded text gives."""
    folded, places = _folded(text), set()
    runs = [match.span() for match in re.finditer("(?:[0-9]|(?<=[0-9])X(?=[0-9])){22,}", folded)]
    for value in values:
        for match in re.finditer(f"(?={re.escape(_folded(value))})", folded):
            start, end = match.start(), match.start() + len(value)
            inside = _word(folded[start : start + 1]) and _word(folded[max(0, start - 1) : start])
            country = (folded[max(0, start - 3) : start][:1] == "%" and start >= 3) or (
                folded[max(0, start - 2) : start] == "86" and folded[start : start + 1] == "1"
            )
            cut = _word(folded[end - 1 : end]) and _word(folded[end : end + 1])
            if len(value) >= 15 or re.fullmatch("1[0-9]{10}", _folded(value)):  # may stand between letters
                inside = inside and not (folded[start].isdigit() and not folded[start - 1].isdigit())
                cut = cut and not (re.match("[0-9X]", folded[end - 1]) and not folded[end].isdigit())
            together = len(value) >= 15 and any(begin <= start and end <= stop for begin, stop in runs)
            if together or ((not inside or country) and not cut):
                places.add((start, end))
    return places


def _word(character: str) -> bool:
    return bool(re.fullmatch("[0-9A-Z]", character))


def _agree(values: list[str], text: str) -> None:
    spans = _known(*values).find(text)
    naive = _naive(values, text)
    places = [(span.start, span.end) for span in spans]
    assert set(places) <= naive
    # Where values overlap one of them is named, and none stays whole beside it.
    assert all(any(start < end_ and begin < end for start, end_ in places) for begin, end in naive)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(places))


@st.composite
def _texts(draw: st.DrawFn) -> tuple[list[str], str]:
    values = draw(
        st.lists(st.one_of(mobiles(), resident_ids(), bank_cards(), st.sampled_from(_NAMES)), min_size=1, max_size=6)
    )
    pieces = draw(st.lists(st.one_of(_WORDS, st.sampled_from(values), mobiles()), max_size=14))
    ways = [draw(st.sampled_from([str, str.lower, full_width])) for _ in pieces]
    return values, "".join(way(piece) for way, piece in zip(ways, pieces, strict=True))


@given(_texts())
def test_the_search_finds_what_a_plain_search_finds(case: tuple[list[str], str]) -> None:
    _agree(*case)


@given(
    st.lists(st.text("ABCabc123", min_size=6, max_size=9), min_size=1, max_size=5),
    st.text("ABCabc123 ，", max_size=60),
)
def test_values_that_resemble_each_other_are_told_apart(values: list[str], text: str) -> None:
    values = [value for value in values if not value.isdigit()] or ["ABC123"]
    _agree(values, text + " " + values[0])


@pytest.mark.parametrize(
    "text",
    [
        "13800138000", "电话13800138000。", "+8613800138000", "8613800138000", "0086 13800138000", "(13800138000)",
        "tel:13800138000;", "１３８００１３８０００", "姓名13800138000地址",
    ],
)  # fmt: skip
def test_a_number_that_stands_whole_is_found(text: str) -> None:
    assert len(_found(_known("13800138000"), text)) == 1


@pytest.mark.parametrize("text", ["138001380001", "213800138000", "1380013800", "9913800138000"])
def test_a_number_inside_a_longer_one_is_another(text: str) -> None:
    assert _found(_known("13800138000"), text) == []


def test_letters_count_without_case() -> None:
    known = _known("11010519491231002X", entity_type="CN_RESIDENT_ID")
    for text in ("11010519491231002x", "身份证11010519491231002Ｘ号", "１１０１０５１９４９１２３１００２ｘ"):
        assert len(_found(known, text)) == 1
    assert _found(_known("Wang@Example.org"), "写信到wang@example.ORG吧") == ["wang@example.ORG"]


def test_chinese_names_are_found_anywhere() -> None:
    known = _known("欧阳娜娜", "张明华", entity_type="PERSON")
    assert _found(known, "借款人张明华称欧阳娜娜已还款") == ["张明华", "欧阳娜娜"]
    assert _found(known, "A张明华1") == ["张明华"]


def test_outside_running_text_names_count_where_they_open_a_chinese_word() -> None:
    known = _known("禤逄", "张明华", entity_type="PERSON")
    assert _found(known, "客户禤逄来电，张明华还款") == ["禤逄", "张明华"]
    assert _found(known, "客户禤逄来电", running=False) == []
    assert _found(known, "张明华还款", running=False) == ["张明华"]
    assert _found(known, "编号7 张明华商行", running=False) == ["张明华"]
    assert _found(known, "北京张明华商行", running=False) == []


def test_what_cannot_be_told_from_common_words_is_left_out() -> None:
    known = _known("12345", "abc", "和平", "黄金", "123456789", "张", entity_type="PERSON")
    assert known.count == 0
    assert _found(known, "和平时期黄金12345 abc 123456789") == []


@pytest.mark.parametrize("value", ["(010)82345678", "Émile Zola", "さくら花子", "+852 61234567"])
def test_values_that_begin_with_another_character_are_found(value: str) -> None:
    assert _found(_known(value), f"客户来电：{value}。") == [value]


def test_the_longer_of_two_overlapping_values_is_found() -> None:
    known = _known("北京市朝阳区", "北京市朝阳区建国路1号", entity_type="CN_ADDRESS")
    assert _found(known, "住北京市朝阳区建国路1号院") == ["北京市朝阳区建国路1号"]


def test_the_type_of_a_value_is_told() -> None:
    known = KnownValues()
    known.add(["13800138000"], "CN_MOBILE")
    known.add(["张明华"], "PERSON")
    assert known.seal().find("张明华13800138000") == [Span(0, 3, "PERSON", 1.0), Span(3, 14, "CN_MOBILE", 1.0)]


@pytest.mark.parametrize("shift", [-19, -18, -11, -10, -2, -1, 0, 1, 2, 18])
def test_values_across_the_borders_of_pieces_are_found(shift: int) -> None:
    values = ["13800138000", "11010519491231002X", "欧阳娜娜"]
    known = _known(*values)
    for value in values:
        for filler in ("，", "文"):
            text = filler * (_CHUNK + shift) + value + filler * 30
            assert _found(known, text) == [value]
            assert [span.start for span in known.find(text)] == [_CHUNK + shift]


def test_a_part_of_a_longer_number_is_not_found_at_a_border() -> None:
    assert _found(_known("13800138000"), "，" * (_CHUNK - 1) + "213800138000" + "，" * 30) == []


def test_a_country_code_across_the_border_of_pieces_is_understood() -> None:
    assert _found(_known("13800138000"), "，" * (_CHUNK - 3) + "+8613800138000" + "，" * 30) == ["13800138000"]


def test_many_values_are_found_in_a_long_text() -> None:
    people = persons(500)
    values = [each.mobile for each in people] + [each.resident_id for each in people]
    text = "".join(f"客户{each.mobile}，证件{each.resident_id.lower()}；" for each in people) * 3
    assert _found(_known(*values), text) == re.findall(r"\d{17}[\dx]|\d{11}", text)


_LONG = "建国路外大街国贸中心写字楼" * 7


def test_a_long_address_is_found_by_its_beginning() -> None:
    assert len(_found(_known(_LONG, entity_type="CN_ADDRESS"), f"地址：{_LONG}。")) == 1


def test_the_whole_of_a_long_address_is_found() -> None:
    assert _found(_known(_LONG, entity_type="CN_ADDRESS"), f"地址：{_LONG}。") == [_LONG]


def test_an_e_mail_address_of_more_than_64_characters_is_found() -> None:
    address = "a" * 40 + "@" + "b" * 30 + ".example.org"
    assert _found(_known(address, entity_type="EMAIL_ADDRESS"), f"邮箱{address}。")


def test_nothing_of_two_overlapping_values_stays() -> None:
    known = KnownValues()
    known.add(["王小明"], "PERSON")
    known.add(["小明路一百号院"], "CN_ADDRESS")
    covered = {at for span in known.seal().find("王小明路一百号院") for at in range(span.start, span.end)}
    assert covered == set(range(8))


def test_a_discarded_value_is_forgotten_for_its_type_only() -> None:
    known = KnownValues()
    known.add(["13800138000", "13900139000"], "CN_MOBILE")
    known.add(["13900139000"], "CN_BANK_CARD")
    known.discard(["13800138000", "13900139000"], "CN_MOBILE")
    assert _found(known.seal(), "13800138000 13900139000") == ["13900139000"]


def test_more_can_be_added_after_a_search() -> None:
    known = _known("13800138000")
    known.add(["13900139000"], "CN_MOBILE")
    assert known.seal().count == 2
    assert _found(known, "13800138000,13900139000") == ["13800138000", "13900139000"]


def test_an_empty_set_or_text_finds_nothing() -> None:
    assert KnownValues().seal().find("13800138000") == []
    assert _known("13800138000").find("") == []


def test_values_that_come_again_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordered, "_MANY_REPEATED", 100)
    known = KnownValues()
    for _ in range(50):
        known.add([f"1380013{n:04d}" for n in range(100)], "CN_MOBILE")
    assert sum(len(part) for parts in known._added.values() for part in parts) <= 300
    assert known.seal().count == 100


def test_values_are_taken_over_and_forgotten_by_the_set() -> None:
    known, more, others = KnownValues(), KnownValues(), KnownValues()
    known.add(["13800138000"], "CN_MOBILE")
    more.add(["13900139000", "13700137000"], "CN_MOBILE")
    others.add(["13700137000"], "CN_MOBILE")
    known.merge(more)
    known.discard_all(others)
    known.seal()
    found = [bool(known.find(text)) for text in ("13800138000", "13900139000", "13700137000")]
    assert found == [True, True, False]


@pytest.mark.parametrize("value", ["6222020212345678909", "11010519491231002X", "13800138000"])
@pytest.mark.parametrize("text", ["REF{}Z", "%B{}^ZHANG/SAN^", "a{}", "{}b", "x{}", "号{}Q"])
@pytest.mark.parametrize("running", [True, False])
def test_long_numbers_between_letters_are_found(value: str, text: str, running: bool) -> None:
    written = text.format(value)
    known = _known(value)
    (span,) = known.find(written, running=running)
    assert written[span.start : span.end] == value


@pytest.mark.parametrize("text", ["q=%E7%8E%8B%E6%98%A5%E7%8E%89{}&x", "9F26085713{}D3012"])
def test_a_number_behind_an_encoded_byte_or_a_tag_is_found(text: str) -> None:
    written = text.format("6222020212345678909")
    (span,) = _known("6222020212345678909").find(written)
    assert written[span.start : span.end] == "6222020212345678909"


@pytest.mark.parametrize("text", ["1{}", "{}1", "A9{}", "{}7B"])
def test_a_long_number_inside_a_longer_one_is_another(text: str) -> None:
    for value in ("6222020212345678909", "13800138000"):
        assert _known(value).find(text.format(value)) == []


def test_values_may_be_added_in_another_process() -> None:
    """What is found there in texts is noted there."""
    there = pickle.loads(pickle.dumps(_known("13800138000")))
    there.add(["13900139000"], "CN_MOBILE")
    assert there.seal().count == 1


def test_sets_told_in_numbers_are_found_as_one() -> None:
    values = [*(each.mobile for each in persons(300)), "13800138000"]
    whole = KnownValues()
    for part in (values[:200], values[150:]):
        known = KnownValues()
        known.add(part, "CN_MOBILE")
        known.add(["欧阳锋"], "PERSON")
        for kind, length, told in known.numbers():
            for piece in (told[1:], told[:1]):
                whole.add_numbers(kind, length, piece)
    there = pickle.loads(pickle.dumps(whole.seal()))
    assert there.count == len(set(values)) + 1
    for value in values[::20]:
        assert [span.entity_type for span in there.find(f"电话{value}，转欧阳锋")] == ["CN_MOBILE", "PERSON"]


@pytest.mark.parametrize("name", ["张国", "黎一", "江康", "秦一"])
def test_a_name_of_two_characters_that_is_no_dictionary_word_is_looked_for(name: str) -> None:
    known = _known(name, entity_type="PERSON")
    assert _found(known, f"出险人{name}，2017年报案") == [name]


def test_known_numbers_are_found_where_others_stand_right_beside_them() -> None:
    numbers, card = "11010519491231002X", "6222020212345678909"
    known = KnownValues()
    known.add([numbers, "110105194912310021"], "CN_RESIDENT_ID")
    known.add([card], "CN_BANK_CARD")
    known.seal()
    for text in (f"{numbers}{card}", f"号{card}{numbers}止", f"0001{card}0002", f"99{'110105194912310021'}{card}77"):
        assert {(text[span.start : span.end]) for span in known.find(text)} & {card}, text
    assert len(known.find(f"99110105194912310021{card}77")) == 2
    assert not known.find(f"{card[:-1]}1234567890123")


@pytest.mark.parametrize("text", ["张伟", "张强伟", "8A", "A12"])
def test_a_known_value_that_is_the_whole_of_a_short_text(text: str) -> None:
    known = _known("张伟", "张强伟", entity_type="PERSON")
    assert _found(known, text) == ([text] if text[0] == "张" else [])


def test_values_that_come_again_with_every_batch_of_another_process_take_no_more_memory() -> None:
    elsewhere, known = KnownValues(), KnownValues()
    elsewhere.add([f"1380{number:07d}" for number in range(20_000)], "CN_MOBILE")
    elsewhere.short.add(pa.array([str(number) for number in range(100_000, 120_000)]), "CODE")
    numbers = list(elsewhere.numbers())
    tracemalloc.start()
    try:
        for _ in range(400):
            for kind, length, each in numbers:
                known.add_numbers(kind, length, each.copy())
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert known.seal().count == 20_000
    assert held < 32 << 20  # 400 times as much would be 128 MB


def test_what_is_longer_than_every_line_need_not_be_looked_for() -> None:
    known = KnownValues()
    known.add(_NAMES, "PERSON")
    known.add(["13800138000", "6222020212345678909", "123456", "浙江省宁波市海曙区马园路5弄12号"], "CN_MOBILE")
    known.seal()
    lines = [*_NAMES[:40], "13800138000", "123456，13800138000", "621", "卡6222020212345678909", "a", ""]
    for size in range(1, 30):
        text = "\n".join(line for line in lines if len(line) <= size)
        whole, limited = known.places(text), known.places(text, longest=size)
        assert (limited.starts.tolist(), limited.ends.tolist()) == (whole.starts.tolist(), whole.ends.tolist())
