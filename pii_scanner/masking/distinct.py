"""Any column as distinct texts and back: operators see each value of a batch once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.normalize import as_text
from recognizers.columns import TextColumn
from recognizers.matching import holding


@dataclass(frozen=True)
class DistinctTexts:
    """The filled distinct cells of a batch. `changed` puts their new forms back in place."""

    values: pa.Array
    changed: Callable[[pa.Array], pa.Array]


def as_strings(array: pa.Array) -> pa.Array:
    """Return a column as text, whatever its type; binary that is no UTF-8 becomes its hexadecimal digits."""
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage  # a UUID: its bytes
    try:
        text = as_text(array)
    except pa.ArrowInvalid:
        return pa.array([None if v is None else bytes(v).hex() for v in array.to_pylist()], pa.string())
    return array.cast(pa.string()) if text is None else text


def _blank(texts: pa.Array) -> pa.BooleanArray:
    """Return which strings, none null, hold nothing but blanks: those that begin with one are looked at."""
    blank = np.zeros(len(texts), dtype=np.bool_)
    column = TextColumn(texts.cast(pa.string()))
    empty = column.lengths == 0
    first = column.data[np.where(empty, 0, column.offsets[:-1])] if len(column.data) else np.zeros(len(texts), np.uint8)
    rows = np.flatnonzero(~empty & (first <= ord(" ")))
    if len(rows):
        blank[rows] = holding(texts.take(pa.array(rows)), r"^\s*$")
    return pa.array(blank | empty)


def distinct_texts(text: pa.Array) -> DistinctTexts:
    """Return the distinct filled values of a string array; blank cells and nulls stay what they are."""
    encoded = pc.dictionary_encode(text)
    dictionary = encoded.dictionary
    filled = pc.invert(_blank(dictionary))

    def changed(made: pa.Array) -> pa.Array:
        # Blank entries keep their place in the dictionary, so indices need no change.
        whole = pc.replace_with_mask(dictionary, filled, made.cast(pa.string())) if len(made) else dictionary
        return whole.take(encoded.indices)

    return DistinctTexts(dictionary.filter(filled), changed)
