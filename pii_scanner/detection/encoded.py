"""Values in Base64 (RFC 4648) inside longer texts: digits, whose Base64 has a form of its own, JSON, which begins eyJ, and the
encoded words of mails (RFC 2047): =?utf-8?B?5byg5Lyf?=."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted
from recognizers.searching import Found

# Nine digits, three in four letters each; what begins like JSON; an encoded word (RE2).
ENCODED_INSIDE = r"=\?[A-Za-z0-9-]{2,20}\?[Bb]\?|(?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]){3}|eyJ[A-Za-z0-9+/_-]{13}"
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]|eyJ)[A-Za-z0-9+/_-]{8,65536}={0,2}")
_WORD = re.compile(r"=\?(?P<charset>[A-Za-z0-9-]{2,20})\?[Bb]\?(?P<text>[^?\s]{1,8192})\?=")
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
        (row, *place)
        for row, text in zip(rows.tolist(), chosen, strict=True)
        for place in _encoded(text)
        if whole or text[place[0] : place[1]] != text.strip()
    ]
    if not tokens:
        return []
    where = np.array([each[:3] for each in tokens], dtype=np.int64)
    found = []
    for entity_type, places in search(pa.array([each[3] for each in tokens], pa.string())):
        mine = where[distinct_of_sorted(np.sort(places.rows))]
        found.append((entity_type, Found(mine[:, 0], mine[:, 1], mine[:, 2], np.full(len(mine), _SCORE))))
    return found


def _encoded(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what it holds) of what is encoded in a text."""
    for at in _TOKEN.finditer(text):
        if (decoded := _decoded(at[0])) is not None:
            yield *at.span(), decoded
    for at in _WORD.finditer(text):
        if (decoded := _word(at["charset"], at["text"])) is not None:
            yield *at.span(), decoded


def _word(charset: str, text: str) -> str | None:
    """Return the text of an encoded word, or None where it holds none."""
    wide = {"gb2312": "gb18030", "gbk": "gb18030"}.get(charset.lower(), charset)
    try:
        return base64.b64decode(text).decode(wide)
    except (binascii.Error, LookupError, ValueError):
        return None


def _decoded(token: str) -> str | None:
    """Return the text that a token holds, or None where it holds none."""
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.isprintable() else None
