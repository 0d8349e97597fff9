"""Where given values stand: whole cells by their canonical form, inside texts literally and as the recognizers find them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.spans import NAMED, find_spans, text_gate
from recognizers.base import Recognizer
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.registry import recognizer, recognizers
from recognizers.text import fold

Bools = npt.NDArray[np.bool_]
Where = Literal["cell", "text"]


@dataclass(frozen=True)
class WantedValue:
    """A value that is looked for, the entity types it may be of, and how it may be written."""

    entity_types: tuple[str, ...]
    canonical: dict[str, str]
    pattern: str


class Wanted:
    """Values to look for in columns; `values[i]` is the i-th of those given."""

    def __init__(self, values: Sequence[str], entity_type: str | None = None) -> None:
        """Prepare to look for `values`, each as a value of `entity_type`, or of the types whose form it has."""
        self.values = [_wanted(value, entity_type) for value in values]
        self._types = sorted({name for value in self.values for name in value.entity_types})
        self._any = "|".join(f"(?:{value.pattern})" for value in self.values)

    def rows_of(self, array: pa.Array) -> dict[tuple[int, Where], int]:
        """Return, by number of the value and where it stands, how many rows of a column hold it."""
        try:
            text = as_text(array)
        except pa.ArrowInvalid:
            return {}
        counted = pc.value_counts(array.cast(pa.string()) if text is None else text)
        column, weights = TextColumn(counted.field("values")), np.asarray(counted.field("counts"))
        whole, inside = self._cells(column), self._texts(column)
        found: dict[tuple[int, Where], int] = {}
        for number in range(len(self.values)):
            places: tuple[tuple[Where, Bools], ...] = (
                ("cell", whole[number]),
                ("text", inside[number] & ~whole[number]),
            )
            for where, mask in places:
                if mask.any():
                    found[number, where] = int(weights[mask].sum())
        return found

    def named_in(self, name: str) -> list[int]:
        """Return the numbers of the values that a name of a file, table or column holds."""
        folded = pa.array([fold(name)])
        if not holding(folded, self._any).any():
            return []
        return [number for number, value in enumerate(self.values) if holding(folded, value.pattern).any()]

    def _cells(self, column: TextColumn) -> list[Bools]:
        found = [np.zeros(len(column), dtype=np.bool_) for _ in self.values]
        for each in self._recognizers():
            canonical = each.canonical_column(column)
            for number, value in enumerate(self.values):
                if each.entity_type in value.canonical:
                    found[number] |= _mask(pc.equal(canonical, value.canonical[each.entity_type]))
        trimmed = column.trimmed.folded
        hit = np.flatnonzero(holding(trimmed.array, f"^(?:{self._any})$"))
        for number, value in enumerate(self.values):
            found[number][hit] |= holding(trimmed.array.take(pa.array(hit)), f"^(?:{value.pattern})$")
        return found

    def _texts(self, column: TextColumn) -> list[Bools]:
        found = [np.zeros(len(column), dtype=np.bool_) for _ in self.values]
        folded = column.folded.array
        hit = np.flatnonzero(holding(folded, self._any))
        some = folded.take(pa.array(hit))
        for number, value in enumerate(self.values):
            found[number][hit] |= holding(some, value.pattern)
        for entity_type, rows, canonical in self._spans(column.array):
            for number, value in enumerate(self.values):
                if entity_type in value.canonical:
                    equal = _mask(pc.equal(canonical, value.canonical[entity_type]))
                    found[number][rows[equal]] = True
        return found

    def _spans(self, texts: pa.Array) -> Iterator[tuple[str, npt.NDArray[np.int64], pa.Array]]:
        """Yield, of each wanted type that is found in texts, the texts and the canonical form of every place."""
        wanted = {
            each.entity_type: each for each in self._recognizers() if each.in_text and each.entity_type not in NAMED
        }
        gated = np.flatnonzero(holding(texts, text_gate())) if wanted else ()
        if not len(gated):
            return
        some = texts.take(pa.array(gated))
        spans = find_spans(some, named=False, failed={}, wary=True)
        for number, name in enumerate(spans.names):
            mine = np.flatnonzero(spans.types == number)
            if name not in wanted or not len(mine):
                continue
            rows = spans.rows[mine]
            lines = some.take(pa.array(rows)).to_pylist()
            pieces = [
                line[start:end]
                for line, start, end in zip(lines, spans.starts[mine].tolist(), spans.ends[mine].tolist(), strict=True)
            ]
            yield name, gated[rows], wanted[name].canonical_column(TextColumn(pa.array(pieces, pa.string())))

    def _recognizers(self) -> list[Recognizer]:
        return [found for found in map(recognizer, self._types) if found is not None]


def _wanted(value: str, entity_type: str | None) -> WantedValue:
    cell = TextColumn(pa.array([value]))
    kinds = (
        [recognizer(entity_type)]
        if entity_type is not None
        else [each for each in recognizers() if not each.needs_header and each.cells(cell).valid[0]]
    )
    canonical = {each.entity_type: str(each.canonical_column(cell)[0].as_py()) for each in kinds if each is not None}
    written = dict.fromkeys([fold(value.strip()), *map(fold, canonical.values())])
    return WantedValue(tuple(canonical), canonical, "|".join(map(_pattern, filter(None, written))))


def _pattern(text: str) -> str:
    """Return the RE2 pattern of a text that stands by itself: digits not in longer numbers, letters not in longer words."""
    before = _edge(text[0], "(?:^|[^{}])")
    behind = _edge(text[-1], "(?:[^{}]|$)")
    return f"(?i:{before}{re.escape(text)}{behind})"


def _edge(character: str, form: str) -> str:
    if not character.isascii() or not character.isalnum():
        return ""
    return form.format("0-9" if character.isdigit() else "0-9A-Za-z")


def _mask(array: pa.Array) -> Bools:
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
