"""Names of people: whole cells (张伟, 欧阳建国, 古丽·买买提, Latin names) and names inside Chinese text.

No public list decides what is a name, so this is evidence: a surname, given characters that are
no function words, the words around it, and how the segmenter cuts the sentence.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import names
from recognizers.base import CellMatch, Recognizer, Shape, Span
from recognizers.columns import TextColumn
from recognizers.segmenter import tagged
from recognizers.text import fold

_HAN = r"\x{4E00}-\x{9FA5}"
_LATIN = r"(?:[A-Z][a-z]+|[A-Z]+)(?:[ ,.'-]{1,2}(?:[A-Z][a-z]+|[A-Z]+\.?)){1,3}"
_DOTTED = re.compile(rf"[\u4e00-\u9fa5]{{1,8}}[{names.DOTS}][\u4e00-\u9fa5]{{1,8}}")
_CANDIDATE = re.compile("[" + "".join(names.surnames() | {c[0] for c in names.compound_surnames()})
                        + names.RARE_SURNAMES + "][\u4e00-\u9fa5]")  # fmt: skip
_HAN_CHARACTER = re.compile("[\u4e00-\u9fa5]")
_BEFORE = re.compile("(?:" + "|".join(sorted(names.BEFORE, key=len, reverse=True)) + ')[:：]?[“"(（]?$')
_BEHIND = re.compile("(?:" + "|".join(sorted(names.BEHIND, key=len, reverse=True)) + ")")
_STRONG_BEFORE = frozenset(word for word in names.BEFORE if len(word) >= 2)
_SURE = 3.0


class Person(Recognizer):
    entity_type = "PERSON"
    shapes = (Shape("name", rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,10}}[·•・][{_HAN}]{{1,10}}|{_LATIN}", 0.5),)
    context = ("姓名", "先生", "女士", "借款人", "客户", "name")
    headers = ("姓名", "名字", "客户姓名", "客户名称", "借款人", "借款人姓名", "债务人", "债务人姓名", "共同借款人",
               "担保人", "担保人姓名", "保证人", "联系人", "联系人姓名", "紧急联系人", "收件人", "收款人", "付款人",
               "持卡人", "户名", "账户名", "被告", "法人", "法定代表人", "经办人", "xm", "khxm", "khmc", "jkrxm",
               "dbrxm", "lxr", "lxrxm", "hm", "name", "full_name", "cust_name", "customer_name", "client_name",
               "borrower", "borrower_name", "guarantor", "contact_name", "contact_person", "real_name",
               "owner_name", "payer", "payee", "cardholder")  # fmt: skip
    priority = 20
    lengths = (4, 60)
    gate = rf"[{_HAN}]{{2}}"
    uses_canonical = False
    required = b" "

    def canonical(self, value: str) -> str:
        return re.sub(rf"[{names.DOTS}]", "·", " ".join(fold(value).split()))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.replace_substring_regex(pc.utf8_trim_whitespace(column.folded.array), rf"[{names.DOTS}]", "·")

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells look like a name; `valid` those that begin with a surname."""
        match = super().cells(column)
        if not match.shaped.any():
            return match
        rows = np.flatnonzero(match.shaped)
        view = column.folded
        starts = view.offsets[rows]
        lead = view.data[starts]
        code = np.zeros(len(rows), dtype=np.int32)
        han = lead >= 0xE0
        at = starts[han]
        code[han] = (
            ((view.data[at] & 0x0F).astype(np.int32) << 12)
            | ((view.data[at + 1] & 0x3F).astype(np.int32) << 6)
            | (view.data[at + 2] & 0x3F)
        )
        valid = np.zeros(len(column), dtype=np.bool_)
        dotted = np.asarray(
            pc.match_substring_regex(view.array.take(pa.array(rows)), "[·•・]").to_numpy(zero_copy_only=False)
        )
        valid[rows] = names.surname_table()[code] | dotted
        return CellMatch(match.shaped, valid)

    def spans(self, text: str) -> list[Span]:
        found: list[Span] = []
        start = 0
        for line in text.split("\n"):
            if _CANDIDATE.search(line) or any(dot in line for dot in names.DOTS):
                found += [Span(start + s.start, start + s.end, s.entity_type, s.score) for s in _spans_of_line(line)]
            start += len(line) + 1
        return found


def _spans_of_line(line: str) -> list[Span]:
    starts, tags = _segments(line)
    spans: list[Span] = []
    end_of_last = 0
    for match in _DOTTED.finditer(line):
        first, last = match.span()
        for begin, tag in tags.items():  # a dotted name begins where a word begins
            if first <= begin < last and tag[0] in "nvr" and begin > first and _BEFORE.search(line[:begin]):
                first = begin
        spans.append(Span(first, last, "PERSON", 0.85))
    taken = [(span.start, span.end) for span in spans]
    for match in _CANDIDATE.finditer(line):
        begin = match.start()
        if begin < end_of_last or any(a <= begin < b for a, b in taken):
            continue
        best = _best_name(line, begin, starts, tags)
        if best is not None:
            spans.append(best)
            end_of_last = best.end
    return sorted(spans, key=lambda span: span.start)


def _segments(line: str) -> tuple[set[int], dict[int, str]]:
    """Return the offsets where words begin (and the end), and the tag of the word that begins there."""
    starts, tags, at = {0}, {}, 0
    for word, tag in tagged(line):
        tags[at] = tag
        at += len(word)
        starts.add(at)
    return starts, tags


def _best_name(line: str, begin: int, starts: set[int], tags: dict[int, str]) -> Span | None:
    compound = line[begin : begin + 2] in names.compound_surnames()
    surname = 2 if compound else 1
    if not compound and line[begin] not in names.surnames() and line[begin] not in names.RARE_SURNAMES:
        return None
    before = _BEFORE.search(line[max(0, begin - 8) : begin])
    opens = 0.0
    if before:
        opens = 2.0 if before.group().strip(':：“"(（') in _STRONG_BEFORE else 1.2
    elif begin == 0 or not _HAN_CHARACTER.match(line[begin - 1]):
        opens = 1.0
    best: tuple[float, int] | None = None
    for given in (2, 1):
        end = begin + surname + given
        name = line[begin:end]
        if end > len(line) or not all(_HAN_CHARACTER.match(ch) for ch in name):
            continue
        if any(ch in names.NEVER_GIVEN for ch in name[surname:]) or any(
            name.startswith(word) or (len(name) == 2 and word.startswith(name) and line.startswith(word, begin))
            for word in _words_from(name[0])
        ):
            continue
        score = opens + _closing(line, end) + (1.0 if compound else 0.0)
        if begin in starts and end in starts:
            score += 1.0
            inside = [tags[at] for at in range(begin, end) if at in tags]
            if len(inside) == 1:
                score += 1.5 if inside[0].startswith("nr") else (-1.5 if given == 1 or not opens else -0.5)
            elif inside[0].startswith("nr"):
                score += 1.0
        elif begin not in starts and not before:
            score -= 1.5
        if best is None or score > best[0] + (0.0 if given == 2 else 0.4):
            best = (score, end)
    if best is None or best[0] < _SURE:
        return None
    return Span(begin, best[1], "PERSON", min(0.95, 0.5 + 0.1 * best[0]))


_BY_FIRST: dict[str, list[str]] = {}
for _word in names.NOT_NAMES:
    _BY_FIRST.setdefault(_word[0], []).append(_word)


def _words_from(character: str) -> list[str]:
    return _BY_FIRST.get(character, [])


def _closing(line: str, end: int) -> float:
    """Return how well a name may end before `line[end:]`."""
    if end == len(line) or not _HAN_CHARACTER.match(line[end]):
        return 1.0
    behind = _BEHIND.match(line, end)
    if behind is None:
        return -0.5
    return 2.0 if len(behind.group()) >= 2 else 1.0
