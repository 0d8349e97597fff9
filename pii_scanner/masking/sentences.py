"""Cells of texts that have the form of a name or an address and say something else: 代扣, 苏辉还款, 外访文三路8号3栋，未遇.

As texts they keep their words; the values inside them are found there.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.address import Address
from recognizers.base import Recognizer
from recognizers.names import DOTS, compound_surnames
from recognizers.ordinary_words import is_ordinary
from recognizers.registry import recognizer
from recognizers.segmenter import is_word

Flags = npt.NDArray[np.bool_]
# A name of four characters has a surname of two, or is one of two with a word behind it.
_FOUR = 4
_DOT = re.compile(f"[{DOTS}]")


def without_sentences(finder: Recognizer, values: pa.Array, mine: Flags) -> Flags:
    """Return which of the cells in `mine`, that have the form of a name or an address, are one and nothing else."""
    if finder.entity_type != "PERSON" and not isinstance(finder, Address):
        return mine
    rows = np.flatnonzero(mine)
    cells = values.take(pa.array(rows)).to_pylist()
    says = finder.sentence if isinstance(finder, Address) else is_more_than_name
    kept = mine.copy()
    kept[rows[[says(cell.strip()) for cell in cells]]] = False
    return kept


def is_more_than_name(cell: str) -> bool:
    """Return whether a cell that has the form of a name is a word, or a name with words around it."""
    people = recognizer("PERSON")
    if _DOT.search(cell) and people is not None:
        return any(
            span.end - span.start < len(cell) and _DOT.search(cell, span.start, span.end) for span in people.spans(cell)
        )
    noted = len(cell) == _FOUR and cell[:2] not in compound_surnames() and is_word(cell[2:])
    return noted or is_ordinary(cell)
