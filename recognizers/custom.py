"""A recognizer made of data: patterns, a check digit by name, context words and header names, as users write them.

Matching is RE2's, in cells and in texts: its time grows with the length of the text, whatever the pattern is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2

from recognizers.base import CellMatch, Recognizer, Shape, Span, without_overlaps
from recognizers.checks import Bools, Bytes
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.matching import holding
from recognizers.named_checks import NAMED_CHECKS
from recognizers.text import compact, fold, trimmed

_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})")
_MOST_MEMORY = 1 << 23
_BEFORE = r"(?:^|[^0-9A-Za-z])"
_BEHIND = r"(?:[^0-9A-Za-z]|$)"
_SEPARATOR = r"[ \-'`\"]"


def compiled(regex: str) -> Any:
    """Return a pattern compiled by RE2; `\\u4e00` is understood as Python writes it.

    Raises ValueError, which says why, for what RE2 does not take: look-arounds, back-references, counted repeats
    beyond 1,000, patterns that match the empty text.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        pattern = re2.compile(re2_syntax(regex), options=options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        raise ValueError(f"RE2 does not take it: {reason}") from None
    if pattern.search("") is not None:
        raise ValueError("it matches the empty text")
    return pattern


def re2_syntax(regex: str) -> str:
    """Return a pattern with its code points as RE2 writes them."""
    return _CODE_POINT.sub(r"\\x{\1}", regex)


class CustomRecognizer(Recognizer):
    """Base of recognizers made of data; `custom_recognizer` makes one.

    Cells and texts are folded (full-width characters as ASCII) before they are compared with the patterns; the check
    is over the value in capitals, without spaces and dashes.
    """

    uses_canonical = False
    named_check: ClassVar[str] = ""

    def check(self, matrix: Bytes) -> Bools:
        return NAMED_CHECKS[self.named_check].passes(matrix) if self.named_check else super().check(matrix)

    def canonical(self, value: str) -> str:
        return compact(value) if self.named_check else trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        if not self.named_check:
            return column.trimmed.array
        return pc.ascii_upper(pc.replace_substring_regex(column.trimmed.array, _SEPARATOR, ""))

    def cells(self, column: TextColumn) -> CellMatch:
        none = np.zeros(len(column), dtype=np.bool_)
        view = column.trimmed
        short = np.flatnonzero((view.lengths > 0) & (view.lengths <= LONGEST_CELL))
        if not len(short):
            return CellMatch(none, none)
        subject = view.array.take(pa.array(short))
        rows = short[holding(subject, self.full_pattern)]
        if not len(rows) or not self.named_check:
            shaped = none.copy()
            shaped[rows] = True
            return CellMatch(shaped, shaped)
        found = TextColumn(view.array.take(pa.array(rows)))
        checked = self._checked(TextColumn(self.canonical_column(found)), np.arange(len(rows)), none[: len(rows)])
        shaped, valid = none.copy(), none.copy()
        shaped[rows], valid[rows] = checked.shaped, checked.valid
        return CellMatch(shaped, valid)

    @cached_property
    def _searches(self) -> list[tuple[Shape, Any]]:
        return [(shape, compiled(f"{_BEFORE}({shape.regex}){_BEHIND}")) for shape in self.shapes]

    def spans(self, text: str) -> list[Span]:
        folded = fold(text)
        found = [
            (begin + start, begin + end, shape)
            for begin, line in _lines(folded)
            for start, end, shape in self._in(line)
        ]
        scores, sure = self.scored(pa.array([folded[start:end] for start, end, _ in found], pa.string()))
        spans = []
        for (start, end, shape), score, decided in zip(found, scores.tolist(), sure.tolist(), strict=True):
            alone = shape.needs_context or not decided
            if score >= 0 and not (alone and not self.has_context(folded, start, end)):
                spans.append(Span(start, end, self.entity_type, max(score, shape.score)))
        return without_overlaps(spans)

    def _in(self, line: str) -> Iterator[tuple[int, int, Shape]]:
        for shape, pattern in self._searches:
            start = 0
            # The character before and the one behind are looked at, not taken.
            while (match := pattern.search(line, start)) is not None:
                yield (*match.span(1), shape)
                start = match.end(1)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (where it begins, line): a user's pattern may hold what matches a line feed, and none crosses one."""
    begin = 0
    for line in text.split("\n"):
        yield begin, line
        begin += len(line) + 1


def custom_recognizer(
    entity_type: str,
    shapes: Sequence[Shape],
    *,
    check: str = "",
    context: Sequence[str] = (),
    headers: Sequence[str] = (),
    role: str = "identifier",
    needs_header: bool = False,
    priority: int = 61,
) -> Recognizer:
    """Return a recognizer of an entity type of one's own.

    `priority` lies a little above that of mobile numbers: what is defined for one's own data is surer than a general
    form. `check` is a name of `NAMED_CHECKS`. Raises ValueError for a pattern that RE2 does not take.
    """
    for shape in shapes:
        compiled(shape.regex)
    best = max((shape.score for shape in shapes), default=0.5)
    attributes = {
        "entity_type": entity_type,
        "shapes": tuple(Shape(s.name, re2_syntax(s.regex), s.score, s.needs_context) for s in shapes),
        "context": tuple(context),
        "headers": tuple(headers),
        "role": role,
        "needs_header": needs_header,
        "in_text": not needs_header,
        "named_check": check,
        "check_name": NAMED_CHECKS[check].title if check else "",
        "random_pass_rate": NAMED_CHECKS[check].pass_rate if check else 1.0,
        "form": (0.6 * best, best),
        "priority": priority,
        "__doc__": f"Users' own recognizer of {entity_type}.",
    }
    name = "".join(part.capitalize() for part in entity_type.split("_"))
    return type(name, (CustomRecognizer,), attributes)()
