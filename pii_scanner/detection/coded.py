"""Identifiers inside codes: a mobile number in an account name (wx13800138000), a card number in a reference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from recognizers.base import Recognizer
from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted, spread
from recognizers.registry import text_recognizers
from recognizers.searching import Found, search
from recognizers.texts import TextBatch

_LETTERED = r"[A-Za-z][0-9]{{{low},{high}}}(?:[^0-9]|$)|(?:^|[^0-9])[0-9]{{{low},{high}}}[A-Za-z]"
# The shortest value that counts between letters has eleven digits.
_BETWEEN_LETTERS = r"[A-Za-z][0-9]{11}|[0-9]{11}[A-Za-z]"
_LOOKED = 400
# So many of the cells with a number as long as a value must hold one: one in eighteen numbers of eleven digits begins
# like a mobile number, one in ten with the prefix of a card passes Luhn.
_MOST, _FEW = 0.5, 2


def find_coded(texts: pa.Array, failed: dict[str, str], *, apart: bool) -> list[tuple[Recognizer, Found]]:
    """Return what stands between letters in an array of strings, by type, where a sample tells that most numbers of its
    length between letters are values.

    With `apart` only what would not be found in texts anyway, for lack of a word beside it.
    """
    rows = np.flatnonzero(holding(texts, _BETWEEN_LETTERS))
    if len(rows) < _FEW:
        return []
    sample = TextBatch(texts.take(pa.array(rows[spread(len(rows), _LOOKED)])))
    kinds = [each for each in text_recognizers() if any(shape.glued for shape in each.shapes)]
    likely = [each for each in kinds if _speaks_for(each, sample, failed)]
    if not likely:
        return []
    batch = TextBatch(texts.take(pa.array(rows)))
    result = []
    for each in likely:
        try:
            found = search(each, batch, wary=True)
            if apart:
                found = found.only(~np.isin(found.rows, search(each, batch).rows))
        except Exception as error:  # users' recognizers and plug-ins may raise anything
            failed[each.entity_type] = type(error).__name__
            continue
        result.append((each, replace(found, rows=rows[found.rows])))
    return result


def _speaks_for(each: Recognizer, sample: TextBatch, failed: dict[str, str]) -> bool:
    """Return whether most of the texts with a number as long as a value, between letters, hold a value."""
    glued = {(form.digits, form.longest) for form, shape in zip(each.forms, each.shapes, strict=True) if shape.glued}
    numbered = holding(sample.folded.array, "|".join(_LETTERED.format(low=low, high=high) for low, high in glued))
    many = int(np.count_nonzero(numbered))
    if many < _FEW:
        return False
    try:
        found = search(each, sample, wary=True)
    except Exception as error:  # users' recognizers and plug-ins may raise anything
        failed[each.entity_type] = type(error).__name__
        return False
    return int(np.count_nonzero(numbered[distinct_of_sorted(found.rows)])) >= max(_FEW, _MOST * many)
