"""Values in Base64 (RFC 4648) inside longer texts: digits, whose Base64 has a form of its own, and JSON, which begins eyJ."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted
from recognizers.searching import Found

# Nine digits, three in four letters each; what begins like JSON (RE2).
ENCODED_INSIDE = r"(?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]){3}|eyJ[A-Za-z0-9+/_-]{13}"
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]|eyJ)[A-Za-z0-9+/_-]{8,65536}={0,2}")
_SCORE = 0.7
Search = Callable[[pa.Array], list[tuple[str, Found]]]


def encoded_places(texts: pa.Array, search: Search, *, whole: bool) -> list[tuple[str, Found]]:
    """Return, by type, where strings hold Base64 of values that `search` finds; a cell that is nothing else only if
    `whole`. Where one holds several types, each has the place."""
    rows = np.flatnonzero(holding(texts, ENCODED_INSIDE))
    if not len(rows):
        return []
    chosen = texts.take(pa.array(rows)).to_pylist()
    tokens = [
        (row, *at.span(), decoded)
        for row, text in zip(rows.tolist(), chosen, strict=True)
        for at in _TOKEN.finditer(text)
        if (whole or at[0] != text.strip()) and (decoded := _decoded(at[0])) is not None
    ]
    if not tokens:
        return []
    where = np.array([each[:3] for each in tokens], dtype=np.int64)
    found = []
    for entity_type, places in search(pa.array([each[3] for each in tokens], pa.string())):
        mine = where[distinct_of_sorted(np.sort(places.rows))]
        found.append((entity_type, Found(mine[:, 0], mine[:, 1], mine[:, 2], np.full(len(mine), _SCORE))))
    return found


def _decoded(token: str) -> str | None:
    """Return the text that a token holds, or None where it holds none."""
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.isprintable() else None
