"""What the keys of JSON documents say of the values behind them: "密码": "…", "age": 52, "病史": ["…"].

A key counts as the header of a column does, for types that only a header tells. Documents that were cut off count too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import hinted_types
from pii_scanner.detection.profile import ColumnProfile
from recognizers import forms
from recognizers.checks import Bools
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.registry import recognizer

DOCUMENT = r"^\s*[\[{]"
INSIDE_ANOTHER = r"\\[\"']\s*:"
_SHORTEST = 8
# Python writes 'age': 52; the last text of a document that was cut off has no end.
_KEY = re.compile(r"""(?:"((?:[^"\\]|\\u[0-9a-fA-F]{4}){1,40})"|'([^'\\]{1,40})')\s*:""")
_MOST_KEYS = 256
_VALUE = r"""(?s:"(?:[^"\\]|\\.)*(?:"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z))|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"""
_TOKEN = re.compile(rf"(?P<scalar>{_VALUE})(?P<key>\s*:)?|[\[\]{{}}]")
TypesOf = Callable[[str], frozenset[str]]
QUOTES = "\"'"


@dataclass(frozen=True)
class Keyed:
    """A text or number of a document: the key it stands behind, and where it begins and ends."""

    key: str
    start: int
    end: int


def telling_keys(documents: pa.Array, types_of: TypesOf = hinted_types) -> dict[str, frozenset[str]]:
    """Return the keys of documents, as they are written there, that name types, with these; unless told, those which
    only a header tells."""
    keys = {one or other for text in documents.to_pylist() if text for one, other in _KEY.findall(text)}
    return {key: types for key in sorted(keys) if (types := types_of(unescaped(key)))}


def unescaped(key: str) -> str:
    return plain_of(f'"{key}"')


def keyed_values(document: str) -> list[Keyed]:
    """Return all texts and numbers of a document, in order, each with its key; those of a list have the list's."""
    found: list[Keyed] = []
    keys = [""]
    for token in _TOKEN.finditer(document):
        mark = document[token.start()]
        if mark in "[{":
            keys.append(keys[-1] if mark == "[" else "")
        elif mark in "]}":
            keys.pop()
            keys = keys or [""]
        elif token["key"]:
            keys[-1] = plain_of(token["scalar"])
        else:
            found.append(Keyed(keys[-1], token.start("scalar"), token.end("scalar")))
    return found


def plain_of(written: str) -> str:
    """Return a text of a document without quotes and escapes, a number as it is written."""
    if written[:1] not in QUOTES:
        return written
    inner = written[1:-1] if written[-1:] == written[:1] and len(written) > 1 else written[1:]
    if "\\" not in inner:
        return inner
    quoted = inner.replace("\\'", "'") if written[0] == "'" else inner
    try:
        return str(json.loads(f'"{quoted}"', strict=False))
    except ValueError:
        return inner


def count_documents(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count the cells of a batch that are documents in which a key names what its value has the form of."""
    rest = np.flatnonzero(~claimed & (column.lengths >= _SHORTEST) & (column.classes & forms.MARK != 0))
    rows = rest[holding(column.array.take(pa.array(rest)), DOCUMENT)] if len(rest) else rest
    if not len(rows):
        return
    # A document may stand in a text of another: {"payload": "{\"age\": 52}"}.
    documents = pc.replace_substring(column.array.take(pa.array(rows)), '\\"', '"')
    for entity_type, mine in told_by_keys(documents, telling_keys(documents)).items():
        count = int(np.count_nonzero(mine)) if weights is None else int(weights[rows[mine]].sum())
        if count:
            profile.in_documents[entity_type] = profile.in_documents.get(entity_type, 0) + count


def told_by_keys(documents: pa.Array, keys: Mapping[str, frozenset[str]]) -> dict[str, Bools]:
    """Return by type which documents hold a value of its form behind a key that names it."""
    found: dict[str, Bools] = {}
    for key, types in list(keys.items())[:_MOST_KEYS]:  # more of them are values: each is looked for by itself
        begun = rf"""["']{re.escape(key)}["']\s*:\s*\[?\s*(?:["'](?P<text>[^"'\\]+)|(?P<number>-?[0-9][0-9.eE+-]*))"""
        parts = pc.extract_regex(documents, begun)
        values = TextColumn(pc.fill_null(pc.binary_join_element_wise(*map(parts.field, ("text", "number")), ""), ""))
        for entity_type in types:
            finder = recognizer(entity_type)
            if finder is not None:
                mine = finder.cells(values).shaped
                found[entity_type] = found[entity_type] | mine if entity_type in found else mine
    return found
