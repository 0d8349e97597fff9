"""Texts outside the tables of a source, judged one by one: what share of them holds something says nothing.

One valid number is one too many, whoever stands beside it; a name counts where a file or a comment says who wrote it, and
where a text reads as one that names somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import pyarrow as pa

from pii_scanner.detection.name_words import LISTED, told
from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.setup import active
from pii_scanner.detection.spans import joined_spans
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from pii_scanner.model.places import PEOPLE_PLACES
from recognizers import names
from recognizers.regions import counties, short_name
from recognizers.registry import recognizer
from recognizers.traditional import simplified

# So many different texts of a place are looked at.
_MOST_TEXTS = 20_000
_ONE_VALUE, _A_NAME = 0.8, 0.7
# Numbers that are valid by form or by a check digit, and how long the runs of digits are that could pass for one.
_NUMBERS = {"CN_RESIDENT_ID": r"[0-9]{17}[0-9Xx]", "CN_MOBILE": r"1[0-9]{10}", "CN_BANK_CARD": r"[0-9]{13,19}"}
_SURE = {"CN_RESIDENT_ID": 1.0, "CN_BANK_CARD": 1.0}
# So many of the look-alikes must be valid.
_MOST = 0.5
# How sure a name is that stands apart in a text, among other characters, and as a text of its own: the name of a sheet.
_IN_TEXT, _AMID, _ALONE = 0.7, 0.92, 0.8
# What somebody did: 张伟编制, 张伟的表.
_DONE = tuple("制作 编制 编写 整理 填写 填报 审核 复核 录入 导出 提供 统计 汇总 汇编 负责 经办 的 版".split())
_BETWEEN = re.compile(r"[;；,，、/|\n]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_SINGLE, _LONGEST = 3, 4
# What ends so is an office or a role: 管理员, 财务部.
_OFFICES = frozenset("员部处室科组局所司厂店院校行站办账号")


class LooseTexts:
    """The different texts of each column of a loose table."""

    def __init__(self, columns: int) -> None:
        self._texts: list[dict[str, None]] = [{} for _ in range(columns)]

    def see(self, batch: pa.RecordBatch) -> None:
        for known, array in zip(self._texts, batch.columns, strict=True):
            if len(known) < _MOST_TEXTS:
                try:
                    texts = as_text(array)
                except pa.ArrowInvalid:
                    continue
                if texts is not None:
                    known.update(dict.fromkeys(filter(None, texts.unique().to_pylist())))

    def added(self, found: Sequence[list[Finding]], columns: Sequence[str]) -> list[list[Finding]]:
        """Return the findings of the columns with what stands in some of their texts."""
        # One name among few texts is judged here, by where it stands.
        kept = [[f for f in each if (f.entity_type, f.kind) != ("PERSON", "text") or f.matches > 1] for each in found]
        more = [
            _findings(list(texts), column, {finding.entity_type for finding in each})
            for texts, column, each in zip(self._texts, columns, kept, strict=True)
        ]
        return [sorted([*each, *new], key=lambda f: -f.confidence) for each, new in zip(kept, more, strict=True)]


def _findings(texts: Sequence[str], column: str, known: set[str]) -> list[Finding]:
    texts = texts[:_MOST_TEXTS]
    if not texts:
        return []
    counts: dict[str, set[int]] = {}
    people: set[int] = set()
    rows, spans = joined_spans(texts, failed={})
    for row, span in zip(rows.tolist(), spans, strict=True):
        if span.entity_type in _NUMBERS and span.score >= _SURE.get(span.entity_type, 0.0):
            counts.setdefault(span.entity_type, set()).add(row)
        elif span.entity_type == "PERSON" and _names_somebody(texts[row], span.start, span.end, span.score):
            people.add(row)
    found = []
    for entity_type, cells in counts.items():
        alike = sum(re.search(rf"(?<![0-9])(?:{_NUMBERS[entity_type]})(?![0-9])", text) is not None for text in texts)
        if entity_type not in known and len(cells) >= _MOST * alike:
            evidence = tr("{count} texts hold a valid one", count=f"{len(cells):,}")
            found.append(_finding(entity_type, len(cells), len(texts), _ONE_VALUE, evidence))
    if column in PEOPLE_PLACES:
        people.update(_named(texts))
        evidence = tr("{count} entries of who wrote or changed something read as names", count=f"{len(people):,}")
    else:
        evidence = tr("{count} texts name somebody", count=f"{len(people):,}")
    if people and "PERSON" not in known and recognizer("PERSON") is not None:
        found.append(_finding("PERSON", len(people), len(texts), _A_NAME, evidence))
    return found


def _finding(entity_type: str, cells: int, texts: int, confidence: float, evidence: str) -> Finding:
    return Finding(entity_type, "text", cells, round(min(1.0, cells / texts), 4), confidence, (evidence,))


def _names_somebody(text: str, start: int, end: int, score: float) -> bool:
    """Return whether a name that was found in a text is one: a text of its own must read as a name too."""
    if (start, end) == (0, len(text.strip())):
        return score >= _ALONE and reads_as_name(text)
    # Goods and places are called like people and go on: 张裕葡萄酒销量, 李家沱站.
    behind = text[end : end + 2]
    apart = not (_HAN.match(behind) or _HAN.match(text[max(0, start - 1) : start])) or behind.startswith(_DONE)
    return score >= (_IN_TEXT if apart else _AMID) and text[start:end] not in names.no_names()


def _named(texts: Sequence[str]) -> Iterator[int]:
    """Yield the texts in which an entry reads as a name: 张伟, 财务部;李娜."""
    for row, text in enumerate(texts):
        if any(map(reads_as_name, _BETWEEN.split(text))):
            yield row


def reads_as_name(value: str) -> bool:
    """Return whether a value alone reads as the name of a person: a surname and one or two more characters that are no
    word, office or program; names with a dot and in Latin letters as the recognizer has them."""
    value = simplified(value.strip())
    finder = recognizer("PERSON")
    if finder is None or not value or active().lists.allows("PERSON", value):
        return False
    if not _HAN.fullmatch(value):
        return finder.is_valid(value)
    compound = value[:2] in names.compound_surnames()
    if not 2 <= len(value) <= (_LONGEST if compound else _LONGEST_SINGLE) or value[-1] in _OFFICES | names.NO_ENDS:
        return False
    given = value[2:] if compound and len(value) > 2 else value[1:]
    if given in names.NO_GIVEN or value in names.no_names() or value in _counties():
        return False
    [sure] = told([value])
    listed = sure == LISTED and value[0] in names.surnames()
    spelt = value[0] in names.text_surnames() and set(given) <= names.given_characters()
    return sure > 0 or (sure >= 0 and spelt) or listed


@cache
def _counties() -> frozenset[str]:
    return frozenset(map(short_name, counties()))
