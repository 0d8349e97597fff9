"""Presidio recognizers of others as columns see them: predefined ones, and those of users' plug-ins.

They look at one text at a time, so they get few: distinct cells and texts that passed a gate made from their patterns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from recognizers.base import CellMatch, Recognizer, Shape, Span, without_overlaps
from recognizers.columns import LONGEST_CELL, TextColumn
from recognizers.custom import compiled, re2_syntax
from recognizers.matching import holding
from recognizers.text import fold, trimmed

# Below this score Presidio itself speaks of a weak pattern: it counts beside a context word only.
_WEAK = 0.4
_CERTAIN = 0.95
_EDGES = re.compile(r"\\b|\(\?<?[=!](?:[^()\\]|\\.|\[[^\]]*\])*\)")
_EVERYTHING = r"."


class ForeignRecognizer(Recognizer):
    """One entity type of a Presidio recognizer; `columnar` makes them."""

    uses_canonical = False
    priority = 8
    presidio: ClassVar[Any]

    def canonical(self, value: str) -> str:
        return trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array

    @cached_property
    def text_gate(self) -> str:
        """What a text must match before Presidio sees it: the patterns without their edges, as far as RE2 takes them."""
        patterns = [pattern.regex for pattern in getattr(self.presidio, "patterns", None) or ()]
        return "|".join(_gate_of(regex) for regex in patterns) or _EVERYTHING

    def cells(self, column: TextColumn) -> CellMatch:
        shaped = np.zeros(len(column), dtype=np.bool_)
        valid = shaped.copy()
        view = column.trimmed
        rows = np.flatnonzero((view.lengths > 0) & (view.lengths <= LONGEST_CELL))
        if not len(rows):
            return CellMatch(shaped, valid)
        rows = rows[holding(view.array.take(pa.array(rows)), self.text_gate)]
        if not len(rows):
            return CellMatch(shaped, valid)
        encoded = view.array.take(pa.array(rows)).dictionary_encode()
        scores = np.array([self._whole(text) for text in encoded.dictionary.to_pylist()])
        of_row = scores[encoded.indices.to_numpy()]
        shaped[rows], valid[rows] = of_row > 0, of_row >= _WEAK
        return CellMatch(shaped, valid)

    def _whole(self, text: str) -> float:
        """Return the score of a cell that is wholly a value, else 0."""
        return max((score for start, end, score in self._found(text) if (start, end) == (0, len(text))), default=0.0)

    def _found(self, text: str) -> list[tuple[int, int, float]]:
        results = self.presidio.analyze(text=text, entities=[self.entity_type], nlp_artifacts=None) or []
        return [(each.start, each.end, each.score) for each in results if each.entity_type == self.entity_type]

    def spans(self, text: str) -> list[Span]:
        folded, begin = fold(text), 0
        spans: list[Span] = []
        for line in folded.split("\n"):
            for start, end, score in self._found(line):
                if score >= _WEAK or (score > 0 and self.context and self.has_context(line, start, end)):
                    spans.append(Span(begin + start, begin + end, self.entity_type, round(float(score), 2)))
            begin += len(line) + 1
        return without_overlaps(spans)


def _gate_of(regex: str) -> str:
    bare = _EDGES.sub("", regex)
    try:
        compiled(f"(?i:{bare})")
    except ValueError:
        return _EVERYTHING
    return f"(?is:{re2_syntax(bare)})"


def columnar(presidio: Any) -> list[Recognizer]:
    """Return a recognizer for each entity type of a Presidio `EntityRecognizer`.

    One that needs the artifacts of an NLP engine finds nothing here: give the engine to `analyzer_engine` instead.
    """
    return [_columnar(presidio, entity_type) for entity_type in presidio.supported_entities]


def _columnar(presidio: Any, entity_type: str) -> Recognizer:
    patterns = getattr(presidio, "patterns", None) or ()
    context: Sequence[str] = getattr(presidio, "context", None) or ()
    best = max((float(pattern.score) for pattern in patterns), default=0.6)
    checked = type(presidio).__dict__.get("validate_result") is not None
    sure = _CERTAIN if checked else max(best, 0.5)
    attributes = {
        "entity_type": entity_type,
        "shapes": tuple(Shape(pattern.name, pattern.regex, float(pattern.score)) for pattern in patterns),
        "context": tuple(context),
        "headers": tuple(context),
        "presidio": presidio,
        # Without a check digit a weak pattern says nothing: then the header has to.
        "form": (0.6 * sure, sure) if checked or best >= _WEAK else (0.2, 0.45),
        "__doc__": f"Presidio's {type(presidio).__name__}.",
    }
    name = "".join(part.capitalize() for part in entity_type.split("_"))
    return type(f"Foreign{name}", (ForeignRecognizer,), attributes)()
