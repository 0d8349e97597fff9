r"""Line ends and tabs that stand in a text as escapes, as in JSON and in exports of databases: `\n`, `\r`, `\t`.

The letter belongs to no word: of `\nli@example.com` the address is li@example.com.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns import TextColumn

_BACKSLASH = b"\\"
# Two characters for two: places in the text stay what they are.
_WRITTEN = ((r"\\[nr]", " \n"), (r"\\t", " \t"))


def without_escapes(texts: pa.Array) -> pa.Array:
    """Return an array of strings with line ends and tabs for their escapes, every other character in its place."""
    if _BACKSLASH not in bytes(TextColumn(texts).window):
        return texts
    for written, meant in _WRITTEN:
        texts = pc.replace_substring_regex(texts, written, meant)
    return texts
