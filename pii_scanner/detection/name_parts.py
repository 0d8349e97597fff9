"""Personal information in the names of columns, tables and files, and how such names are shown.

A name is no running text: a person's name counts where it fills a part of it (张伟-明细.xlsx), stands behind a word that
announces one (借款人张伟) or before what is somebody's (张伟合同扫描件), or where several names have the rest in common (张伟接通,
李娜接通). So 王府井店, 高级 and 方向 stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import pyarrow as pa

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.detection.samples import masked_sample
from pii_scanner.detection.spans import joined_spans, located
from pii_scanner.model.names import may_tell
from recognizers.base import Recognizer, Span
from recognizers.columns import TextColumn
from recognizers.names import given_characters, text_surnames
from recognizers.ordinary_words import is_ordinary
from recognizers.regions import names_by_code
from recognizers.registry import recognizer
from recognizers.segmenter import is_word

# The parts of a name: what stands between separators.
PART = re.compile(r"[^\s_\-./\\()（）\[\]【】+&,，、:：;；'\"“”‘’《》|#=?!？！。]+")
# The words of a part: a number before or behind them says nothing of what they are: 张伟20240501, 2024年张伟.
_WORDS = re.compile(r"(?:(?<![0-9])|(?![年月日号期]))[^0-9]+")
# A number of a person's beside a word: 客户张伟13800138000.
_NUMBER_BEHIND, _NUMBER_BEFORE = re.compile(r"[0-9]{11}"), re.compile(r"[0-9]{11}$|[0-9]{17}[Xx]$")
_RESIDENT_ID = re.compile(r"\d{17}[\dXx]", re.ASCII)
_DIVISION = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|林区|[省市区县旗盟])$")
# Behind a name: what somebody did, and papers and figures of his. What else may stand there is as often a brand's: 张小泉菜刀.
_OF_SOMEBODY = re.compile(
    r"的|(?:小组|团队|班组|组|专案|一案|个案|案)(?:$|[0-9])|(?:主任|经理|总监|组长|队长|主管|行长|老师|律师|医生|法官|警官|会计|师傅|老板|先生|女士|同学)"
    r"|(?:经办|经手|负责|填报|制表|编制|整理|移交|交接|名下)|(?:(?:个人|贷款|借款|放款|授信|开户|担保|抵押|质押|分期|转账|代偿|身份证|征信|银行|合同|催收|外访|信用卡|还款|收入|消费|纳税|社保|公积金|离职|入职|诉讼|仲裁|执行|调解"
    r"|房产|购房|购车|租房|房贷|车贷|理赔|保单|住院|门诊|化验|户籍)?"
    r"(?:资料|材料|合同|协议书?|扫描件|复印件|明细|台账|清单|记录|借条|欠条|收条|报销单|简历|身份证|户口本|结婚证|房产证|驾驶证|行驶证|银行卡|档案|征信|报告|流水|对账单|账单|业绩|绩效"
    r"|工资条?|合计|小计|照片|申请表|申请书|审批表|登记表|成绩单|证明|授权书|委托书|承诺书|通知书|律师函|催告函|病历|体检|保单|卷宗|案卷|判决书|起诉状|笔录|录音|录像|回款额?|余额|欠款))+(?:$|[0-9])"
)
_NAME_OF_GROUP = re.compile("[\u3400-\u9fff]{2,4}?(?=(?:小组|团队|班组|组|专案|一案|个案)(?:$|[0-9]))")
# Before a name: whom a file is for.
_FOR_SOMEBODY = re.compile("(?:发|转|交|送|呈|抄送|报)?(?:给|致|送|转|请|呈|报)")
# What a name may say of a person; a version or a host is no address of somebody.
_HIDDEN = frozenset({"PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD", "CN_LANDLINE", "EMAIL_ADDRESS"})
# And where it is a part of its own.
_HIDDEN_ALONE = frozenset({
    "VIN", "CN_VEHICLE_PLATE", "IMEI", "IMSI", "ICCID", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "CN_EXIT_ENTRY_PERMIT",
    "CN_PERMANENT_RESIDENT_CARD", "CN_MILITARY_ID", "WECHAT_ID",
})  # fmt: skip
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s]*", re.IGNORECASE)
# In a sentence: a path, TABLE.COLUMN, or a number.
_IN_SENTENCE = re.compile(r"[^\s,，、:：;；'\"“”‘’《》()（）]*(?:[./\\_@-]|\d{11})[^\s,，、:：;；'\"“”‘’《》()（）]*")
# Words that may be names; of so many that are, and of such a share, the others of three characters are too.
_NAME = re.compile("[\u3400-\u9fff]{2,4}")
_FEWEST_PEOPLE, _MOSTLY_PEOPLE, _THREE, _BESIDE_PEOPLE = 4, 0.6, 3, 0.7
# A word names a type from this likeness on.
_NAMED = 0.9


def spans_in_names(names: Sequence[str]) -> list[tuple[int, Span]]:
    """Return the places of names that are personal information, each with the index of its name; in no order, and
    they may overlap. Many names at once take little longer than one."""
    if not names:
        return []
    rows, spans = joined_spans(names, named=False, wary=True)
    parts = [
        (row, match.start(), match.group())
        for row, name in enumerate(names)
        for match in PART.finditer(name)
    ]  # fmt: skip
    words = [
        (row, start + match.start(), match.group()) for row, start, part in parts for match in _WORDS.finditer(part)
    ]
    return [*zip(rows.tolist(), spans, strict=True), *_people(names, words), *_mistyped(parts)]


def _people(names: Sequence[str], parts: Sequence[tuple[int, int, str]]) -> list[tuple[int, Span]]:
    """Return the names of people among parts of names (index of the name, where the part begins, the part)."""
    people = recognizer("PERSON")
    if people is None or not parts:
        return []
    texts = list(dict.fromkeys(text for _, _, text in parts))
    found: dict[str, list[Span]] = {}
    for index, span in located(texts, people.spans("\n".join(texts))):
        found.setdefault(texts[index], []).append(span)
    found |= _beside_people(texts, found)
    for text, span in _said_of(texts, people):
        found.setdefault(text, []).append(span)
    rests = Counter(text[: s.start] + "\n" + text[s.end :] for text, spans in found.items() for s in spans)
    return [
        (row, Span(start + span.start, start + span.end, span.entity_type, span.score))
        for row, start, text in parts
        for span in found.get(text, ())
        if _counts(text, span, rests) or _beside_number(names[row], start + span.start, start + span.end)
    ]


def _said_of(texts: Sequence[str], people: Recognizer) -> Iterator[tuple[str, Span]]:
    """Yield names with the text that they begin, and that says whose it is: 组 behind 吴美娥 hides a name that is one alone."""
    fronts = {text: begun[0] for text in texts if (begun := _NAME_OF_GROUP.match(text)) is not None}
    alone = list(dict.fromkeys(fronts.values()))
    named = {alone[row]: span for row, span in located(alone, people.spans("\n".join(alone)))}
    for text, front in fronts.items():
        span = named.get(front)
        if span is not None and (span.start, span.end) == (0, len(front)) and not is_ordinary(front):
            yield text, span


def _beside_people(texts: Sequence[str], found: Mapping[str, Sequence[Span]]) -> dict[str, list[Span]]:
    """Return names of three characters that nothing tells but those beside them: where most words that may be names are
    people, the others that are written like one are too."""
    likely = [text for text in texts if _NAME.fullmatch(text) and _counts(text, Span(0, len(text), "", 0.0), Counter())]
    likely = [text for text in likely if text[0] in text_surnames() and not is_ordinary(text)]
    people = [text for text in likely if any((s.start, s.end) == (0, len(text)) for s in found.get(text, ()))]
    if len(people) < _FEWEST_PEOPLE or len(people) < _MOSTLY_PEOPLE * len(likely):
        return {}
    return {
        text: [Span(0, len(text), "PERSON", _BESIDE_PEOPLE)]
        for text in likely
        if text not in found and len(text) == _THREE and _written_like_one(text)
    }


def _written_like_one(name: str) -> bool:
    """Return whether a word is a surname with characters of given names, and not a shorter word with one more: 康复科."""
    return given_characters().issuperset(name[1:]) and not is_word(name[:2]) and not is_word(name[1:])


def _counts(text: str, span: Span, rests: Counter[str]) -> bool:
    """Return whether what looks like a name inside a part of one is somebody's."""
    if (span.start, span.end) == (0, len(text)):
        return text not in _places() and not _names_a_column(text)
    before, after = text[: span.start], text[span.end :]
    announced = header_hint(before).strength.get("PERSON", 0.0) >= _NAMED if before else False
    of_somebody = is_said_of(before, after) and text[span.start : span.end] not in _places()
    return announced or of_somebody or rests[before + "\n" + after] > 1


def is_said_of(before: str, after: str) -> bool:
    """Return whether what stands in a part of a name before and behind a known name makes it somebody's: 王芳组."""
    addressed = _FOR_SOMEBODY.fullmatch(before) is not None
    return addressed or (not before and _OF_SOMEBODY.match(after) is not None)


def _beside_number(name: str, start: int, end: int) -> bool:
    """Return whether a place of a name touches a number as long as those of people."""
    return bool(_NUMBER_BEHIND.match(name, end) or _NUMBER_BEFORE.search(name[max(0, start - 18) : start]))


def _names_a_column(text: str) -> bool:
    """Return whether a word is known as a name of columns: 车龄."""
    hint = header_hint(text)
    return hint.other or max(hint.strength.values(), default=0.0) >= _NAMED


@cache
def _places() -> frozenset[str]:
    """Return the names of provinces, cities and counties as they are spoken: 武鸣."""
    return frozenset(_DIVISION.sub("", name) for name in names_by_code().values())


def _mistyped(parts: Sequence[tuple[int, int, str]]) -> list[tuple[int, Span]]:
    """Return the parts that have the form of a resident ID, whether its check character is right or not."""
    finder = recognizer("CN_RESIDENT_ID")
    alike = [(row, start, text) for row, start, text in parts if _RESIDENT_ID.fullmatch(text)]
    if finder is None or not alike:
        return []
    shaped = finder.cells(TextColumn(pa.array([text for _, _, text in alike], pa.string()))).shaped
    return [
        (row, Span(start, start + len(text), "CN_RESIDENT_ID", 0.4))
        for (row, start, text), so in zip(alike, shaped.tolist(), strict=True)
        if so
    ]


def shown_names(names: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each name as it is shown, and the entity types of what is masked in it, if anything is.

    What is shown fits its name as a pattern (张*.xlsx); what is shown already stays as it is. The hosts and users of URLs stay.
    """
    rows = [row for row, name in enumerate(names) if may_tell(name)]
    places: dict[int, list[Span]] = {}
    for index, span in spans_in_names([names[row] for row in rows]):
        name = names[rows[index]]
        if _hides(name, span) and span.start >= _behind_host(name):
            places.setdefault(rows[index], []).append(span)
    made: list[tuple[str, tuple[str, ...]]] = [(name, ()) for name in names]
    for row, spans in places.items():
        made[row] = _masked(names[row], spans)
    return made


def _hides(name: str, span: Span) -> bool:
    """Return whether personal information in a name is of a kind that is not shown."""
    if span.entity_type in _HIDDEN_ALONE and (span.start, span.end) == (0, len(name)):
        return True
    if span.entity_type in _HIDDEN_ALONE:
        part = PART.match(name, span.start)
        return part is not None and part.end() == span.end and not PART.match(name[: span.start][-1:])
    return span.entity_type in _HIDDEN


@lru_cache(maxsize=1 << 12)
def shown_name(name: str) -> str:
    """Return a name with personal information as masked samples; see `shown_names`."""
    return shown_names([name])[0][0]


def shown_sentence(sentence: str) -> str:
    """Return a sentence of our own with the names in it as they are shown: of people those that stand in a path or in
    TABLE.COLUMN, since words of a sentence may look like names."""
    return _IN_SENTENCE.sub(lambda match: shown_name(match.group()), sentence) if may_tell(sentence) else sentence


def _behind_host(name: str) -> int:
    """Return where the path of a URL begins, 0 for what is no URL."""
    match = _URL.match(name)
    return match.end() if match else 0


def _masked(name: str, spans: Sequence[Span]) -> tuple[str, tuple[str, ...]]:
    done, text, types = 0, "", []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.start < done:
            continue
        text += name[done : span.start] + masked_sample(span.entity_type, name[span.start : span.end])
        done = span.end
        types.append(span.entity_type)
    return text + name[done:], tuple(dict.fromkeys(types))
