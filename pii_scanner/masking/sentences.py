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
from recognizers.names import DOTS, compound_surnames, given_characters, surnames
from recognizers.ordinary_words import is_ordinary
from recognizers.registry import recognizer
from recognizers.segmenter import is_word

Flags = npt.NDArray[np.bool_]
# A name of four characters has a surname of two, or is one of two with a word behind it.
_FOUR = 4
# Of the cells that have the form of a name, at most this share may be words for those to be names.
_FEW_WORDS = 0.1
_DOT = re.compile(f"[{DOTS}]")


def without_sentences(finder: Recognizer, values: pa.Array, mine: Flags) -> Flags:
    """Return which of the cells in `mine`, that have the form of a name or an address, are one and nothing else."""
    if finder.entity_type != "PERSON" and not isinstance(finder, Address):
        return mine
    rows = np.flatnonzero(mine)
    cells = values.take(pa.array(rows)).to_pylist()
    says = finder.sentence if isinstance(finder, Address) else is_more_than_name
    more = np.array([says(cell.strip()) for cell in cells], dtype=np.bool_)
    if not isinstance(finder, Address) and 0 < more.sum() <= _FEW_WORDS * len(more):
        # Among so many names a word is one too: 吴国, 夏秋.
        more[more] = [not _may_be_called(cell.strip()) for cell, is_more in zip(cells, more, strict=True) if is_more]
    kept = mine.copy()
    kept[rows[more]] = False
    return kept


def _may_be_called(cell: str) -> bool:
    """Return whether a word could be somebody's name: a surname, and characters that names are given."""
    return cell[0] in surnames() and given_characters().issuperset(cell[1:])


def is_more_than_name(cell: str) -> bool:
    """Return whether a cell that has the form of a name is a word, or a name with words around it."""
    people = recognizer("PERSON")
    if _DOT.search(cell) and people is not None:
        return any(
            span.end - span.start < len(cell) and _DOT.search(cell, span.start, span.end) for span in people.spans(cell)
        )
    noted = len(cell) == _FOUR and cell[:2] not in compound_surnames() and is_word(cell[2:])
    return noted or is_ordinary(cell)
