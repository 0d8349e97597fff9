"""Fixed-line number: area code 0 + 2-3 digits, 7-8 digits, perhaps an extension: 010-88886666-801.

From abroad 86 stands for the first 0: +86-10-88886666. Service numbers (400, 800, 95xxx) have no area code and are not personal.
"""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import forms
from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.text import fold

# Numbers of parts and papers are written so too (0123-4567890): an area's code begins one in ten of them by chance.
_DASHED, _FEWEST_DASHED, _BY_CHANCE = r"^[0-9]{3,4}-[0-9]{7,8}$", 50, 0.25
# Behind a mobile number, one without a dash is a second number of the same person: 13800138000/02122334455.
_BEHIND_MOBILE = r"(?:^|[^0-9])1[3-9][0-9]{9}[,，/、;；| ]{1,2}$"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"


class Landline(Recognizer):
    entity_type = "CN_LANDLINE"
    shapes = (
        Shape("with dash", rf"{_AREA}[ -][1-9][0-9]{{6,7}}(?:(?:-|转)[0-9]{{1,6}})?", 0.6),
        Shape("in brackets", rf"[(（]{_AREA}[)）] ?[1-9][0-9]{{6,7}}(?:(?:-|转)[0-9]{{1,6}})?", 0.6),
        Shape(
            "from abroad",
            r"(?:\+86[ -]?|86[ -])[(（]?0?(?:10|2[0-9]|[3-9][0-9]{2})(?:[)）] ?|[ -])[1-9][0-9]{6,7}(?:(?:-|转)[0-9]{1,6})?",
            0.6,
        ),
        Shape("run together", rf"{_AREA}[1-9][0-9]{{6,7}}", 0.4, needs_context=True),
    )
    context = ("电话", "座机", "固话", "单位电话", "tel", "phone", "传真", "fax")
    priority = 55
    form = (0.55, 0.85)
    lengths = (10, 34)  # bytes: brackets and 转 may be Chinese
    gate = r"[0-9\x{FF10}-\x{FF19}]{7}"
    uses_canonical = False  # the dash is part of the form

    @cached_property
    def words_near(self) -> str:
        return f"(?:{super().words_near}|{_BEHIND_MOBILE})"

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly a number of this form; `shaped` too, but not valid, where most numbers with a dash
        have no area's code, those."""
        match = super().cells(column)
        if match.valid.any() and column.every & forms.DASH:
            rows = np.flatnonzero(column.classes == forms.DIGIT | forms.DASH)
            rows = rows[holding(column.array.take(pa.array(rows)), _DASHED)]
            if len(rows) >= _FEWEST_DASHED and match.valid[rows].mean() < _BY_CHANCE:
                match.shaped[rows] = True
        return match

    def check(self, matrix: Bytes) -> Bools:
        """Return which numbers are written as telephone numbers: digits alone could be any code that begins with 0."""
        return np.asarray(((matrix < ord("0")) | (matrix > ord("9"))).any(axis=1))

    def scored(self, values: pa.Array) -> tuple[npt.NDArray[np.float64], Bools]:
        """Return the scores of written values, and which are written as telephone numbers: their one form has lost the dash."""
        written = holding(TextColumn(values).folded.array, r"[^0-9]")
        return np.where(written, 0.0, 0.3), written

    def canonical(self, value: str) -> str:
        """Return digits only, from within the country; an extension stays behind 转."""
        return re.sub("^860?", "0", re.sub("[^0-9转]", "", fold(value)))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.replace_substring_regex(
            pc.replace_substring_regex(column.folded.array, r"[^0-9转]", ""), "^860?", "0"
        )
