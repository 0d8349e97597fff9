"""What a recognizer is: data (shapes, context words, header names) and one check.

The columnar face (`cells`, `spans`) is here; `recognizers.presidio` gives the same definition to Presidio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.checks import Bools, Bytes
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.forms import ANYTHING, ASCII, DIGIT, Form, either, form_of
from recognizers.matching import holding
from recognizers.ordered import distinct_lengths
from recognizers.plain_cells import LONGEST_TOLD, Filled, filled, lengths_of_digits
from recognizers.text import compact, fold

# `\b` never matches between a Chinese character and a digit, so the edges are spelled out.
# A digit and a point before, or a point and a digit behind, make it part of a decimal number.
EDGE_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9]\.)"
# One `.0` behind is what a spreadsheet makes of a whole number; other decimals are amounts.
EDGE_BEHIND = r"(?![0-9A-Za-z])(?!\.(?:[1-9]|[0-9]{2}))"
# Of forms that their check digit tells between letters too: REF6222021234567890123A.
_DIGIT_BEFORE, _DIGIT_BEHIND = r"(?<![0-9])(?<![0-9]\.)", r"(?![0-9])(?!\.(?:[1-9]|[0-9]{2}))"
# What may stand between a context word and the end of its line, where the value stands on the next.
LABEL_END = "(?:号码?|[账帐]号|id)?[ :：]*"
CONTEXT_BEFORE = 14
CONTEXT_BEHIND = 6


@dataclass(frozen=True)
class Shape:
    """One way an identifier is written.

    `regex` is without edges, in the common subset of Python's `re` and RE2; no value begins or ends with a blank, a comma or
    a semicolon, or begins with a colon.
    `score` is Presidio's, for a value whose check cannot decide; with `needs_context` the
    shape counts in free text only beside one of the recognizer's context words. A `glued` one counts between letters
    too; where it needs context, the context may be missing in texts that are masked. So may that of one that
    is `hardly_else`: what looks like it is hardly anything else.
    """

    name: str
    regex: str
    score: float
    needs_context: bool = False
    flags: int = 0
    glued: bool = False
    hardly_else: bool = False

    @property
    def freed(self) -> bool:
        """Whether the context may be missing in texts that are masked."""
        return self.beside_letters or (self.hardly_else and self.needs_context)

    @property
    def beside_letters(self) -> bool:
        """Whether the shape is looked for beside letters only: elsewhere another one finds it."""
        return self.glued and self.needs_context

    @property
    def edged(self) -> re.Pattern[str]:
        """The shape with what may not stand around it; a freed one has a letter beside it."""
        if self.beside_letters:
            behind, before = (
                f"(?<=[A-Za-z])(?:{self.regex}){_DIGIT_BEHIND}",
                f"{EDGE_BEFORE}(?:{self.regex})(?=[A-Za-z])",
            )
            return re.compile(f"{behind}|{before}", self.flags)
        before, behind = (_DIGIT_BEFORE, _DIGIT_BEHIND) if self.glued else (EDGE_BEFORE, EDGE_BEHIND)
        return re.compile(f"{before}(?:{self.regex}){behind}", self.flags)


class Span(NamedTuple):
    """A place in a text that holds a value: characters `start` to `end`."""

    start: int
    end: int
    entity_type: str
    score: float


@dataclass(frozen=True)
class CellMatch:
    """Which cells of a batch are wholly a value: `shaped` by form, `valid` with the check passed too."""

    shaped: Bools
    valid: Bools


class Places(NamedTuple):
    """The values inside a text, how many places of their form were tried, and how many stand beside a context word."""

    spans: list[Span]
    tried: int
    beside: int


class Recognizer:
    """Base of all recognizers. Give the class attributes and, where the standard has one, `check`.

    `priority` decides when two types claim one cell: the higher wins.
    `random_pass_rate` is the share of random values of the right shape that pass `check`.
    `gate` is an RE2 pattern that every text holding a span matches.
    """

    entity_type: ClassVar[str]
    shapes: ClassVar[tuple[Shape, ...]] = ()
    context: ClassVar[tuple[str, ...]] = ()
    # Names of columns, for recognizers of plug-ins; those of the shipped ones are data of the application.
    headers: ClassVar[tuple[str, ...]] = ()
    # Words right before a number that say it is another one: 流水号.
    counter_context: ClassVar[tuple[str, ...]] = ()
    # Latin words that are written with no space before the value: QQ12345678.
    labels: ClassVar[tuple[str, ...]] = ()
    check_name: ClassVar[str] = ""
    random_pass_rate: ClassVar[float] = 1.0
    # How much rarer than other values of its length its form is, in nats: a birth date inside, a region.
    rarity: ClassVar[float] = 0.0
    priority: ClassVar[int] = 50
    lengths: ClassVar[tuple[int, int]] = (1, LONGEST_CELL)
    gate: ClassVar[str] = "[0-9]"
    uses_canonical: ClassVar[bool] = True
    # Of a column that is this type by its form alone: how sure (few of its cells, most of them).
    form: ClassVar[tuple[float, float]] = (0.4, 0.7)
    # identifier, organization, attribute (of a person), sensitive, authentication, business: what a plan does
    # where the policy is silent depends on it.
    role: ClassVar[str] = "identifier"
    # Cells are looked at only under a header that names the type; texts only where `in_text`.
    needs_header: ClassVar[bool] = False
    in_text: ClassVar[bool] = True
    # Counts only in a table that names somebody, as business data does.
    beside_people: ClassVar[bool] = False
    # Takes the cells that no other type does, also where the header names it.
    leftover: ClassVar[bool] = False
    # Whether a column of dates under such a header holds it.
    temporal: ClassVar[bool] = False

    def check(self, matrix: Bytes) -> Bools:
        """Return which canonical values (rows of ASCII bytes, one length) pass the check digit."""
        return np.ones(len(matrix), dtype=np.bool_)

    def plausible(self, matrix: Bytes) -> Bools:
        """Return which canonical values could be real at all (date, prefix); the check comes after."""
        return np.ones(len(matrix), dtype=np.bool_)

    def canonical(self, value: str) -> str:
        """Return the one form under which equal values are equal, however they were written."""
        return compact(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        """Return the canonical form of cells that are wholly a value, as strings."""
        return column.canonical.array if self.uses_canonical else column.trimmed.array

    @cached_property
    def text_gate(self) -> str:
        """An RE2 pattern that every folded text holding a span matches: the context words where all depends on
        them, else the shapes without their edges."""
        if self.shapes and all(shape.needs_context for shape in self.shapes):
            return "(?i:" + "|".join(map(_aligned, self.context)) + ")"
        by_shape = type(self).spans is Recognizer.spans
        return "|".join(f"(?:{shape.regex})" for shape in self.shapes) if by_shape else self.gate

    # --- whole cells -------------------------------------------------------------------------
    @cached_property
    def full_pattern(self) -> str:
        return "^(?:" + "|".join(f"(?:{shape.regex})" for shape in self.shapes) + ")$"

    @cached_property
    def value_form(self) -> Form:
        """What every value must be, in a cell or in a text."""
        return either(list(self.forms))

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """What a value of each shape must be."""
        return tuple(form_of(shape.regex, shape.flags) for shape in self.shapes)

    @cached_property
    def _lengths_of_digits(self) -> Bools:
        """Of which lengths a cell of digits may have one of the shapes."""
        own = [lengths_of_digits(shape.regex, shape.flags) for shape in self.shapes]
        return np.logical_or.reduce(own) if own else np.ones(LONGEST_TOLD + 1, dtype=np.bool_)

    @cached_property
    def _filled(self) -> list[Filled]:
        """Which cells have a shape by their kinds of characters and their length."""
        return [filled(shape.regex, shape.flags) for shape in self.shapes]

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly a value of this type."""
        none = np.zeros(len(column), dtype=np.bool_)
        view = column.canonical if self.uses_canonical else column.trimmed
        rows = self._eligible(view)
        if not len(rows):
            return CellMatch(none, none)
        hit = np.zeros(len(rows), dtype=np.bool_)
        for some in self._filled:
            if some.classes:
                lengths = view.lengths[rows]
                fits = (lengths >= some.shortest) & (lengths <= some.longest)
                hit |= fits & (view.classes[rows] & ~np.uint16(some.classes) == 0)
        rest = np.flatnonzero(~hit)
        if len(rest):
            subject = view.array if len(rest) == len(column) else view.array.take(pa.array(rows[rest]))
            hit[rest] = holding(subject, self.full_pattern)
        return self._checked(view, rows[hit], none)

    def _eligible(self, view: TextColumn) -> npt.NDArray[np.int64]:
        """Return the cells that could be a value by their length and the kinds of their characters."""
        low, high = self.lengths
        if not view.histogram[low : min(high, LONGEST_CELL) + 1].any():
            return np.zeros(0, dtype=np.int64)
        likes = [like for like in map(view.like, dict.fromkeys(self.forms or (ANYTHING,))) if like is not None]
        if not likes:
            return np.zeros(0, dtype=np.int64)
        rows = np.flatnonzero(np.logical_or.reduce(likes) & (view.lengths >= low) & (view.lengths <= high))
        if view.every & DIGIT and len(rows):
            rows = rows[
                (view.classes[rows] != DIGIT) | self._lengths_of_digits[np.minimum(view.lengths[rows], LONGEST_TOLD)]
            ]
        return rows

    def _checked(self, view: TextColumn, rows: npt.NDArray[np.int64], none: Bools) -> CellMatch:
        shaped, valid = none.copy(), none.copy()
        lengths = view.lengths[rows]
        for length in distinct_lengths(lengths):
            group = rows[lengths == length]
            matrix = view.matrix(group, length)
            real = self.plausible(matrix)
            shaped[group] = real
            valid[group] = real & self.check(matrix)
        return CellMatch(shaped, valid)

    def is_valid(self, value: str) -> bool:
        """Return whether one value, however written, is a valid value of this type."""
        return bool(self.cells(TextColumn(pa.array([value], pa.string()))).valid[0])

    # --- spans in text -----------------------------------------------------------------------
    @cached_property
    def compiled(self) -> list[tuple[Shape, re.Pattern[str]]]:
        return [(shape, shape.edged) for shape in self.shapes]

    @cached_property
    def labelled(self) -> list[tuple[Shape, re.Pattern[str]]]:
        words = "|".join(self.labels)
        return [
            (shape, re.compile(f"(?<![0-9A-Za-z])(?i:{words})({shape.regex}){EDGE_BEHIND}", shape.flags))
            for shape in self.shapes
        ]

    @cached_property
    def context_pattern(self) -> re.Pattern[str]:
        return re.compile(self.words_near if self.context else r"(?!)", re.IGNORECASE)

    def spans(self, text: str) -> list[Span]:
        """Return the values inside `text`, in order, without overlaps.

        `text` may be many texts joined by line feeds: no shape crosses one.
        """
        return self.places(text).spans

    def places(self, text: str, *, wary: bool = False) -> Places:
        """Return the values inside `text`, and what chance there was for some to be none.

        `wary` also takes numbers that the word before calls something else: better one masked too many.
        """
        if type(self).spans is not Recognizer.spans:
            spans = self.spans(text)
            return Places(spans, len(spans), 0)
        folded = fold(text)
        found: list[tuple[int, int, Shape]] = []
        for shape, pattern in self.compiled:
            found += [(*match.span(), shape) for match in pattern.finditer(folded)]
        if self.labels and any(map(folded.lower().__contains__, self.labels)):
            for shape, pattern in self.labelled:
                found += [(*match.span(1), shape) for match in pattern.finditer(folded)]
        if not found:
            return Places([], 0, 0)
        scores, sure = self.scored(pa.array([folded[start:end] for start, end, _ in found], pa.string()))
        spans = []
        tried = beside = 0
        for (start, end, shape), score, decided in zip(found, scores.tolist(), sure.tolist(), strict=True):
            if score < 0 or (not wary and self._speaks_against(folded, start)):
                continue
            near = self.has_context(folded, start, end)
            freed = wary and shape.freed
            tried += freed or not shape.needs_context
            if not (near or freed or (decided and not shape.needs_context)):
                continue
            beside += near
            # A form that only context tells apart has no check digit of its own.
            best = shape.score if shape.needs_context else max(score, shape.score)
            spans.append(Span(start, end, self.entity_type, best))
        return Places(without_overlaps(spans), tried, beside)

    def _speaks_against(self, folded: str, start: int) -> bool:
        """Return whether the word right before a place names a number of another kind."""
        if not self.counter_context:
            return False
        before = folded[max(0, start - CONTEXT_BEFORE) : start].rpartition("\n")[2]
        return bool(re.search(self.counter_gate, before))

    def has_context(self, folded: str, start: int, end: int) -> bool:
        """Return whether a context word stands near the span: on the same line, or as the label that ends the one before."""
        before = folded[max(0, start - CONTEXT_BEFORE) : start]
        behind = folded[end : end + CONTEXT_BEHIND].partition("\n")[0]
        if self.context_pattern.search(before.rpartition("\n")[2]) or self.context_pattern.search(behind):
            return True
        label = self.label_above(before)
        return label is not None and bool(self.context_pattern.search(label))

    def label_above(self, before: str) -> str | None:
        """Return the end of the line above a value that begins its line, where a context word ends it: 微信号："""
        above = self._label_above.search(before)
        return above[1].rpartition("\n")[2] if above else None

    @cached_property
    def _label_above(self) -> re.Pattern[str]:
        return re.compile(f"({self.words_near}{LABEL_END})\\r?\\n[ \\t]*$", re.IGNORECASE | re.DOTALL)

    @cached_property
    def words_near(self) -> str:
        """The context words, as a part of a pattern."""
        return "(?:" + "|".join(map(_aligned, self.context)) + ")"

    @cached_property
    def counter_gate(self) -> str:
        """What the words before a number end with that say it is another one (RE2)."""
        return rf"(?i:{'|'.join(map(re.escape, self.counter_context))})[号码为是:： #]{{0,3}}[A-Za-z]{{0,8}}$"

    def scored(self, values: pa.Array) -> tuple[npt.NDArray[np.float64], Bools]:
        """Return (score, or -1 for impossible; whether the check decided) for each written value."""
        canonical = TextColumn(self.canonical_column(TextColumn(values)))
        # A value outside ASCII has no byte matrix and no check digit.
        outside = canonical.classes & ~np.uint16(ASCII) != 0
        scores, decided = np.where(outside, 0.0, -1.0), outside
        for length in distinct_lengths(canonical.lengths[~outside]):
            rows = np.flatnonzero(~outside & (canonical.lengths == length))
            matrix = canonical.matrix(rows, length)
            real, passed = self.plausible(matrix), self.check(matrix)
            scores[rows[real]] = 0.3
            sure = rows[real & passed]
            scores[sure] = 1.0 if self.random_pass_rate < 1 else 0.0
            decided[sure] = True
        return scores, decided


def _aligned(word: str) -> str:
    """Return a pattern of a context word in which blanks may part the Chinese characters, as forms align them: 微 信."""
    return re.sub("(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])", " {0,2}", re.escape(word))


def without_overlaps(spans: list[Span]) -> list[Span]:
    """Return spans in order; of two that overlap the better scored, then the longer, stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.score, s.start - s.end)):
        if kept and span.start < kept[-1].end:
            if _better(span, kept[-1]):
                kept[-1] = span
        else:
            kept.append(span)
    return kept


def _better(span: Span, other: Span) -> bool:
    return (span.score, span.end - span.start) > (other.score, other.end - other.start)
