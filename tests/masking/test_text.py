from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import joined_spans
from pii_scanner.masking import text
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from recognizers.registry import recognizer
from tests.builders.tables import KEY, policy
from tests.recognizers.values import mobiles, resident_ids

_RULES = {"CN_MOBILE": "mask", "CN_RESIDENT_ID": "redact", "PERSON": {"operator": "redact", "label": "某人"}}
_NAME, _PHONE, _ID = "禤文斌", "13800138000", "11010519491231002X"


def _masker(known: dict[str, list[str]] | None = None, *, surnames: str = "keep", **entities: object) -> TextMasker:
    values = KnownValues()
    for entity_type, each in (known or {}).items():
        values.add(each, entity_type)
    rules = {"entities": {**_RULES, **entities}}
    return TextMasker(Bindings(policy(**rules).entities, Keys(KEY, "partner-a"), surnames=surnames), values.seal())


@given(
    st.lists(st.sampled_from(["已还款", " 备注：", "，", "3期", "\n", "（2026年）", "500元 "]), max_size=6), mobiles()
)
def test_the_other_words_stay(words: list[str], number: str) -> None:
    before, behind = "".join(words[: len(words) // 2]), "".join(words[len(words) // 2 :])
    (made,) = _masker().mask([f"{before}电话：{number}，{behind}"])
    assert made == f"{before}电话：{number[:3]}****{number[-4:]}，{behind}"


@given(st.lists(st.one_of(st.just(""), st.just("无"), mobiles(), resident_ids()), max_size=12))
def test_every_text_gets_its_own_result_in_order(texts: list[str]) -> None:
    made = _masker().mask(texts)
    assert len(made) == len(texts)
    for old, new in zip(texts, made, strict=True):
        assert new == ({11: f"{old[:3]}****{old[-4:]}", 18: "<CN_RESIDENT_ID>"}.get(len(old), old))


@pytest.mark.parametrize(
    "note",
    [
        "核资：与李向阳系夫妻，李向阳证件未交",
        "您贵姓 我姓孙 叫高多多 哦高多多女士",
        "工单派给蒋解放，蒋解放转给苏保国，苏保国说不归他管",
    ],
)
def test_a_name_is_replaced_wherever_its_text_says_it(note: str) -> None:
    for name in ("李向阳", "高多多", "蒋解放", "苏保国"):
        note = note.replace(name, "|" + name)
    (made,) = _masker().mask([note.replace("|", "")])
    assert made == "".join("某人" + part[3:] if n else part for n, part in enumerate(note.split("|")))


def test_texts_without_values_are_what_they_were() -> None:
    texts = ["", "  ", "客户已还款", "2026-01-31 余额 1,234.50 元", "\n", "a\nb\n"]
    assert _masker({"PERSON": [_NAME]}).mask(texts) == texts
    assert _masker({"PERSON": [_NAME]}).mask_known(texts) == texts


def test_known_names_inside_words_are_chance_in_few_texts_only() -> None:
    masker = _masker({"PERSON": [_NAME]})
    few = [f"上海{_NAME}商行", *(f"上海{letter}商行" for letter in "甲乙丙丁戊己庚辛壬癸")]
    assert masker.mask_known(few) == few
    many = [f"催{_NAME}第{number}次" for number in range(6)] + ["已还清"]
    assert masker.mask_known(many) == [*(f"催某人第{number}次" for number in range(6)), "已还清"]


def test_texts_with_line_feeds_keep_their_places() -> None:
    masker = _masker({"PERSON": [_NAME]})
    texts = [f"第一行\n{_NAME}\n电话{_PHONE}", "", "\n\n", f"{_PHONE}\n", f"\n{_NAME}"]
    assert masker.mask(texts) == ["第一行\n某人\n电话138****8000", "", "\n\n", "138****8000\n", "\n某人"]
    assert masker.mask_known(texts) == [f"第一行\n某人\n电话{_PHONE}", "", "\n\n", f"{_PHONE}\n", "\n某人"]


def test_several_values_of_several_types_in_one_text() -> None:
    (made,) = _masker({"PERSON": [_NAME]}).mask([f"{_NAME}，身份证{_ID}，手机{_PHONE}或13900139000，已还"])
    assert made == "某人，身份证<CN_RESIDENT_ID>，手机138****8000或139****9000，已还"


def test_known_values_are_replaced_where_no_recognizer_would_look() -> None:
    masker = _masker({"CODE": ["KH20260017"], "PERSON": [_NAME]})
    (made,) = masker.mask([f"参见KH20260017号档案{_NAME}x"])
    assert "KH20260017" not in made
    assert _NAME not in made
    assert made.startswith("参见")
    assert "号档案" in made


def test_overlapping_values_become_one_and_nothing_of_either_stays() -> None:
    address = "江苏省南京市鼓楼区中山路88号"
    masker = _masker({"CODE": ["中山路88号院5栋"]}, CN_ADDRESS={"operator": "redact", "label": "某地"})
    (made,) = masker.mask([f"住址：{address}院5栋，已核实"])
    assert made == "住址：某地，已核实"


def test_an_operator_that_drops_leaves_nothing_in_the_text() -> None:
    assert _masker(CN_MOBILE="drop").mask([f"电话{_PHONE}已停机"]) == ["电话已停机"]


def test_a_type_without_rule_gets_a_label() -> None:
    assert _masker().mask(["邮箱wang@example.org"]) == ["邮箱<EMAIL_ADDRESS>"]


def test_a_value_in_text_gets_the_pseudonym_of_its_column() -> None:
    masker = _masker(CN_MOBILE="pseudonymize")
    (one, two, three) = masker.mask([f"电话{_PHONE}", f"电话+86 {_PHONE[:3]} {_PHONE[3:7]} {_PHONE[7:]}", _PHONE])
    assert one.removeprefix("电话") == two.removeprefix("电话") == three


def test_what_was_replaced_is_remembered_for_the_verification() -> None:
    masker = _masker()
    masker.mask([f"电话{_PHONE}，证件{_ID}"])
    assert masker.found == {"CN_MOBILE": {_PHONE}, "CN_RESIDENT_ID": {_ID}}


def test_of_many_values_found_only_hashes_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_MOST_FOUND", 10)
    masker = _masker()
    phones = [f"138001380{n:02d}" for n in range(25)]
    masker.mask([f"电话{phone}" for phone in phones])
    assert sum(map(len, masker.found.values())) <= 10
    assert all(masker.more_found.seal().find(phone) for phone in phones)


@pytest.mark.parametrize(
    "name", ["客户信息", "还款流水_2026-01", "表1", "sheet (2)", "备注", "高峰时段", "手机号码", "王府井支行"]
)
def test_names_of_columns_and_files_keep_ordinary_words(name: str) -> None:
    assert _masker({"PERSON": [_NAME, "王府"]}).scrub_name(name) == name


@pytest.mark.parametrize(
    ("name", "scrubbed"),
    [
        (f"客户_{_PHONE}.csv", "客户_138____8000.csv"),
        (f"{_NAME}.xlsx", "某人.xlsx"),
        (f"{_NAME}的流水.xlsx", "某人的流水.xlsx"),
        ("张伟.xlsx", "某人.xlsx"),
        ("王芳组/回款.csv", "某人组/回款.csv"),
        ("给王芳审核/王芳小组2.csv", "给某人审核/某人小组2.csv"),
        (f"材料/{_NAME}-{_ID}.csv", "材料/某人-CN_RESIDENT_ID.csv"),
    ],
)
def test_values_in_names_of_columns_and_files_are_replaced(name: str, scrubbed: str) -> None:
    made = _masker({"PERSON": [_NAME, "王芳"]}).scrub_name(name)
    for value in (_PHONE, _NAME, _ID, "张伟", "王芳"):
        assert value not in made
    assert made.replace("*", "_").replace("<", "").replace(">", "") == scrubbed


def test_a_sentence_of_our_own_keeps_its_words() -> None:
    sentence = f"客户.xlsx: the sheet {_NAME} was left out; 12 rows"
    made = _masker({"PERSON": [_NAME]}).scrub_sentence(sentence)
    assert made == sentence.replace(_NAME, "某人")


def test_nothing_of_a_hundred_persons_stays_in_notes() -> None:
    people = persons(100)
    known = {
        "PERSON": [each.name for each in people],
        "CN_MOBILE": [each.mobile for each in people],
        "CN_RESIDENT_ID": [each.resident_id for each in people],
    }
    notes = [f"联系{p.name}本人，电话{p.mobile}，证件号{p.resident_id.lower()}，承诺还款" for p in people]
    for made, person in zip(_masker(known).mask(notes), people, strict=True):
        assert person.mobile not in made
        assert person.resident_id.lower() not in made
        assert person.name not in made or len(person.name) == 2
        assert made.endswith("承诺还款")


def test_a_number_that_passes_the_check_is_masked_whatever_the_word_before_calls_it() -> None:
    text = "流水号6222020212345678909待核"
    assert joined_spans([text])[1] == []
    assert _masker().mask([text]) == ["流水号<CN_BANK_CARD>待核"]


@pytest.mark.parametrize(
    ("written", "around"),
    [
        (r"\u79a4\u6587\u658c", '{{"name": "{}"}}'),
        ("%E7%A6%A4%E6%96%87%E6%96%8C", "https://crm/?name={}&id=7"),
        ("１３８００１３８０００", "电话：{}，已还"),
        ("一三八〇〇一三八〇〇〇", "电话：{}，已还"),
    ],
)
def test_a_value_gets_the_same_stand_in_however_it_is_written(written: str, around: str) -> None:
    rules = {"PERSON": "surrogate", "CN_MOBILE": "pseudonymize", "URL": "keep"}
    masker = _masker({"PERSON": [_NAME], "CN_MOBILE": [_PHONE]}, **rules)
    plain = _NAME if "7" in written else _PHONE
    (name,), (made,) = masker.mask([f"联系人：{plain}"]), masker.mask([around.format(written)])
    assert made == around.format(name.removeprefix("联系人："))


@pytest.mark.parametrize(
    ("before", "name", "behind"), [("", "秦凤", "误机"), ("", "朱文", "订房两间"), ("选", "王平", "当代表")]
)
def test_what_may_be_a_name_is_masked_though_a_scan_does_not_count_it(before: str, name: str, behind: str) -> None:
    text = f"{before}{name}{behind}"
    finder = recognizer("PERSON")
    assert finder is not None
    assert finder.spans(text) == []
    (made,) = _masker().mask([text])
    assert made == f"{before}某人{behind}"


@pytest.mark.parametrize("text", ["欧阳女士未还", "怎么解锁", "云服务器已到期"])
def test_words_that_may_be_a_name_stay(text: str) -> None:
    assert _masker().mask([text]) == [text]


def test_known_names_of_two_characters_that_are_whole_cells_are_masked_where_they_are_many() -> None:
    masker = _masker({"PERSON": ["何诺", "聂敏", "余新"]})
    assert masker.mask_known(["客服", "何诺", "聂敏", "坐席一"]) == ["客服", "某人", "某人", "坐席一"]
    brands = ["何诺", "安踏", "耐克", "特步", "鸿星尔克", "匹克", "回力"]
    assert masker.mask_known(brands) == brands


@pytest.mark.parametrize("name", ["阿孜古丽·巴合提", "热依汗古丽·巴合提", "古丽·巴合提江"])
def test_a_name_with_a_dot_that_holds_a_known_one_is_masked_whole(name: str) -> None:
    masker = _masker({"PERSON": ["古丽·巴合提"]})
    assert masker.mask([f"联系人{name}（13800138000）称不认识借款人"])[0].startswith("联系人某人（")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("文三路 许晴收 放门口", "文三路 某人收 放门口"),
        ("张伟明确拒绝签字", "某人明确拒绝签字"),
        ("替任贤传话：月底还", "替某人传话：月底还"),
        ("出资方吕杰已还款", "出资方某人已还款"),
        ("客户张伟明来电", "客户某人来电"),
        ("王建国已签字", "某人已签字"),
        ("欧阳娜已签字", "某人已签字"),
        ("已电话告知家属王霖涵复查时间", "已电话告知家属某人复查时间"),
        ("名字叫张伟雪，家住三楼", "名字叫某人，家住三楼"),
    ],
)
def test_a_known_name_is_masked_as_itself_beside_a_word_that_could_belong_to_it(text: str, made: str) -> None:
    masker = _masker({"PERSON": ["许晴", "张伟", "任贤", "吕杰", "王建", "欧阳", "王霖"]})
    assert masker.mask([text]) == [made]


def test_surnames_that_stand_alone_are_masked_where_the_policy_says_so() -> None:
    texts = ["王女士接听，说找张总", "老李、小陈和周大妈", "张*三已还，欧阳女士未还", f"客户{_NAME}先生", "于某日还款"]
    assert _masker().mask(texts[:3]) == texts[:3]
    masker = _masker(surnames="mask")
    made = ["某女士接听，说找某总", "老某、小某和某大妈", "某**已还，某女士未还", "客户某人先生", "于某日还款"]
    assert masker.mask(texts) == made
    assert masker.mask(texts[:1], named=False) == texts[:1]
    assert _masker(surnames="mask", PERSON="keep").mask(texts) == texts


def test_known_names_are_found_in_traditional_characters_and_the_other_way_round() -> None:
    masker = _masker({"PERSON": ["欧阳娜娜", "陳志豪", "黃金"]}, PERSON="pseudonymize")
    made = masker.mask(["歐陽娜娜", "欧阳娜娜", "陳志豪", "陈志豪", "黃金周，黄金周"])
    assert made[0] == made[1] != made[2] == made[3]
    assert made[4] == "黃金周，黄金周"


def test_a_url_with_a_number_in_its_parameters_goes_whole_unless_it_is_kept() -> None:
    notes = [f"录音 http://rec.x.cn/play?phone={_PHONE}&uid=88 可听", f"http://rec.x.cn/play?uid=88&q={_PHONE}"]
    assert _masker(URL="redact").mask(notes) == ["录音 <URL> 可听", "<URL>"]
    kept = _masker(URL="keep").mask(notes)
    assert kept == [note.replace(_PHONE, "138****8000") for note in notes]


@pytest.mark.parametrize("escape", [r"\n", r"\r\n", r"\t"])
def test_the_letter_of_an_escape_is_no_part_of_a_value_behind_it(escape: str) -> None:
    known = {"EMAIL_ADDRESS": ["li123@example.com"], "EMPLOYEE_NUMBER": ["KH0001234"], "CN_MOBILE": [_PHONE]}
    masker = _masker(known, EMAIL_ADDRESS="redact", EMPLOYEE_NUMBER="redact")
    texts = [f"邮箱{escape}li123@example.com", f"工号{escape}KH0001234", f"致{escape}{_PHONE}"]
    labels = ["<EMAIL_ADDRESS>", "<EMPLOYEE_NUMBER>", "138****8000"]
    words = ["邮箱", "工号", "致"]
    assert masker.mask(texts) == [f"{word}{escape}{label}" for word, label in zip(words, labels, strict=True)]


def test_a_number_that_an_escaped_line_end_parts_is_masked() -> None:
    assert _masker().mask([rf"证件{_ID[:10]}\n{_ID[10:]}，电话{_PHONE[:7]}\n{_PHONE[7:]}"]) == [
        "证件<CN_RESIDENT_ID>，电话138****8000"
    ]


def test_a_known_value_behind_an_escape_is_found_in_the_bytes_of_a_copy() -> None:
    known = KnownValues()
    known.add(["li123@example.com", "KH0001234"], "EMAIL_ADDRESS")
    known.seal()
    assert [span.start for span in known.find(r'"微信\nli123@example.com\tKH0001234"', running=False)] == [5, 24]
