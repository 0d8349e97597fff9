"""Surnames that stand alone in texts become 某, as Chinese reports have it: 某女士, 某总, 老某, 某**."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pii_scanner.masking.places import NOWHERE, Places
from recognizers.called_surnames import REMAINS, called_surnames
from recognizers.traditional import simplified

# What they are called among entity types.
SURNAME = "#surname"
_REMAINS = "#remains of a name"
_SOMEBODY, _HIDDEN = "某", "*"


def surname_places(text: str) -> Places:
    """Return where surnames stand alone in a text."""
    found = called_surnames(simplified(text))
    if not found:
        return NOWHERE
    rows = [(start, end, int(kind == REMAINS)) for start, end, kind in found]
    starts, ends, types = np.array(rows, dtype=np.int64).T
    return Places(starts, ends, types, (SURNAME, _REMAINS))


def is_surname(entity_type: str) -> bool:
    return entity_type in (SURNAME, _REMAINS)


def without_surnames(entity_type: str, values: pa.Array) -> pa.Array:
    """Return what stands in the place of surnames, and of what the source left of names: as many characters."""
    if entity_type == SURNAME:
        return pa.array([_SOMEBODY] * len(values), pa.string())
    return pa.array([_SOMEBODY + _HIDDEN * (len(each) - 1) for each in values.to_pylist()], pa.string())
