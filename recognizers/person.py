"""Names of people: whole cells (张伟, 欧阳建国, 古丽·买买提, Latin names) and names inside Chinese text.

No public list decides what is a name, so this is evidence: a surname, given characters that are
no function words, the words around it, and how the segmenter cuts the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import forms, latin_names, names
from recognizers.base import CellMatch, Places, Recognizer, Shape, Span, without_overlaps
from recognizers.checks import Bools
from recognizers.columns import TextColumn
from recognizers.dotted_names import spelling
from recognizers.matching import holding
from recognizers.name_spans import LEAST, may_hold_name, names_in
from recognizers.placed_clauses import placed_clauses
from recognizers.text import fold, trimmed
from recognizers.traditional import simplified

_HAN = r"\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}\x{20000}-\x{323AF}"
# Names without a dot that are longer than others: 乌兰其其格.
_SPELT = "".join(sorted(spelling()))
_LONGEST_OTHER = 12  # bytes of UTF-8
_WORD = r"[A-Z][a-z]+(?:'[a-z]+)?"
_LATIN = rf"(?:{_WORD}|[A-Z]+)(?:[ ,.'-]{{1,2}}(?:{_WORD}|[A-Z]+\.?)){{1,3}}"
_LETTERS = forms.UPPER | forms.LOWER
# What a name in pinyin is written with, and how long it is.
_NOT_IN_PINYIN = forms.EVERY & ~(_LETTERS | forms.BLANK | forms.SLASH | forms.DASH | forms.DOT | forms.MARK)
_LONGEST_PINYIN = 40
_AT_ONCE = 1 << 14  # clauses
_MOST_REMEMBERED = 1 << 16
_REMEMBERED: dict[str, tuple[Span, ...]] = {}
# A name of two characters is often padded to the width of three.
_PADDING = "(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])"
# Between the parts of a name: 古丽·买买提, 古丽.买买提.
_DOTS = rf"([\u3400-\u9fff]) ?[{names.DOTS}.．] ?(?=[\u3400-\u9fff])"
_DOTS_IN_COLUMN = rf"([{_HAN}]) ?[{names.DOTS}.．] ?"


def _simplified(values: pa.Array) -> pa.Array:
    """Return names, none of which holds a line feed, with simplified characters."""
    text = "\n".join(values.fill_null("").to_pylist())
    same = simplified(text)
    if same is text:
        return values
    return pc.if_else(values.is_valid(), pa.array(same.split("\n"), values.type), pa.scalar(None, values.type))


def _matches(view: TextColumn, rows: npt.NDArray[np.int64], pattern: str) -> Bools:
    return holding(view.array.take(pa.array(rows)), pattern)


class Person(Recognizer):
    entity_type = "PERSON"
    shapes = (
        Shape(
            "name",
            rf"[{_HAN}]{{2,4}}|[{_SPELT}]{{5,9}}|[{_HAN}] {{1,4}}[{_HAN}]|[{_HAN}]{{1,10}}(?:[{names.DOTS}][{_HAN}]{{1,10}})+|{_LATIN}",
            0.5,
        ),
    )
    context = ("姓名", "先生", "女士", "借款人", "客户", "name")
    priority = 20
    lengths = (4, 60)
    gate = r"[\x{3400}-\x{9FFF}][ \x{3000}\x{A0}]?[\x{3400}-\x{9FFF}]|[A-Z][A-Za-z'’.-]*[ ,/]+[A-Z]"
    uses_canonical = False

    def canonical(self, value: str) -> str:
        joined = re.sub(_PADDING, "", " ".join(trimmed(value).split()))
        return simplified(re.sub(_DOTS, r"\1", joined))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        """Return names without the dot between their parts, which is as often left out: 阿依古丽·买买提, 阿依古丽买买提."""
        single = pc.replace_substring_regex(column.trimmed.array, r"\s+", " ")
        joined = pc.replace_substring_regex(single, rf"([{_HAN}]) ([{_HAN}])", r"\1\2")
        return _simplified(pc.replace_substring_regex(joined, _DOTS_IN_COLUMN, r"\1"))

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells look like a name; `valid` those that begin with a surname.

        A Latin name is valid when its first or last word is the pinyin of a surname or a common foreign name.
        """
        match = super().cells(column)
        pinyin = self._in_pinyin(column, ~match.shaped)
        if not match.shaped.any():
            return CellMatch(pinyin, pinyin)
        rows = np.flatnonzero(match.shaped)
        view = column.trimmed
        starts = view.offsets[rows]
        lead = view.data[starts]
        code = np.zeros(len(rows), dtype=np.int32)
        han = (lead >= 0xE0) & (lead < 0xF0)  # three bytes of UTF-8
        at = starts[han]
        code[han] = (
            ((view.data[at] & 0x0F).astype(np.int32) << 12)
            | ((view.data[at + 1] & 0x3F).astype(np.int32) << 6)
            | (view.data[at + 2] & 0x3F)
        )
        valid = np.zeros(len(column), dtype=np.bool_)
        valid[rows] = names.surname_table()[code]
        long = rows[(view.lengths[rows] > _LONGEST_OTHER) & (lead >= 0xE0)]
        valid[long[_matches(view, long, f"^[{_SPELT}]+$")]] = False
        dotted = rows[(lead >= 0xE0) & ~valid[rows]]
        valid[dotted] = _matches(view, dotted, f"[{names.DOTS}]")
        latin = rows[lead < 0x80]
        valid[latin] = _matches(view, latin, latin_names.name_pattern())
        named = latin[valid[latin]]
        valid[named] = ~_matches(view, named, latin_names.place_pattern())
        return CellMatch(match.shaped | pinyin, valid | pinyin)

    def _in_pinyin(self, column: TextColumn, left: Bools) -> Bools:
        """Return which of the cells left are names in pinyin, in lower case or behind a slash."""
        found = np.zeros(len(column), dtype=np.bool_)
        if not column.every & _LETTERS:
            return found
        view = column.trimmed
        short = (view.lengths >= self.lengths[0]) & (view.lengths <= _LONGEST_PINYIN)
        rows = np.flatnonzero(left & short & (view.classes & _NOT_IN_PINYIN == 0) & (view.classes & _LETTERS != 0))
        rows = rows[_matches(view, rows, latin_names.cell_pattern())]
        found[rows] = ~_matches(view, rows, latin_names.place_pattern())
        return found

    def spans(self, text: str) -> list[Span]:
        return [span for span in self._every_span(text) if span.score >= LEAST]

    def places(self, text: str, *, wary: bool = False) -> Places:
        """Return the names inside `text`; `wary` also takes what may be words, if hardly more speaks for these: better one
        masked too many."""
        if not wary:
            spans = self.spans(text)
        elif type(self).spans is Person.spans:
            spans = self._every_span(text)
        else:
            spans = without_overlaps([*self.spans(text), *self._every_span(text)])
        return Places(spans, len(spans), 0)

    def _every_span(self, text: str) -> list[Span]:
        # Notes repeat their clauses: each is looked at once.
        starts, numbers, distinct = placed_clauses(simplified(fold(text)))
        found = _names_in(distinct)
        named = np.fromiter((clause in found for clause in distinct), np.bool_, len(distinct))
        rows = np.flatnonzero(named[numbers])
        return [
            Span(start + span.start, start + span.end, span.entity_type, span.score)
            for start, number in zip(starts[rows].tolist(), numbers[rows].tolist(), strict=True)
            for span in found[distinct[number]]
        ]


def _names_in(every: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    """Return the names of the clauses that hold any; so many clauses at a time that memory stays bounded."""
    result: dict[str, tuple[Span, ...]] = {}
    new: list[str] = []
    for clause in every:
        known = _REMEMBERED.get(clause)
        if known is not None:
            result[clause] = known
        elif may_hold_name(clause):
            new.append(clause)
    fresh: dict[str, tuple[Span, ...]] = {}
    for begin in range(0, len(new), _AT_ONCE):
        chosen = new[begin : begin + _AT_ONCE]
        fresh.update(zip(chosen, names_in(chosen, wary=True), strict=True))
    if len(_REMEMBERED) + len(fresh) > _MOST_REMEMBERED:
        _REMEMBERED.clear()
    if len(fresh) <= _MOST_REMEMBERED:
        _REMEMBERED.update(fresh)
    return {clause: spans for clause, spans in (result | fresh).items() if spans}
