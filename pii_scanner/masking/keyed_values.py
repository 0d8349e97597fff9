"""Values of which a key tells what they are ("密码": "…", a field `age`), masked as the policy says of their type.

All else in documents and nested columns is masked before, as free text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.document_keys import (
    DOCUMENT,
    INSIDE_ANOTHER,
    Keyed,
    keyed_values,
    plain_of,
    telling_keys,
    unescaped,
)
from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.spans import NAMED
from pii_scanner.masking.bound import Bindings
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.ordinary_words import is_word_of_dictionary
from recognizers.registry import recognizer

_PERSON = "PERSON"
_HOLDS_ANOTHER = re.compile(r"""["']\s*[\[{]""")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class KeyedValues:
    """Masks them in the texts of one column; names and addresses only where `found`, the types found there, has them."""

    def __init__(self, bindings: Bindings, found: Collection[str]) -> None:
        self._bindings, self._found = bindings, found

    def in_field(self, before: pa.Array, after: pa.Array, name: str) -> pa.Array:
        """Return the texts of a field of that name; `after` are its texts `before` masked as free text."""
        types = self._masked(named_types(name)) if name else ()
        if not types:
            return after
        told = pc.dictionary_encode(before)
        made = self._made(told.dictionary, types)
        return pc.coalesce(made.take(told.indices), after)

    def in_documents(self, before: pa.Array, after: pa.Array) -> pa.Array:
        """Return distinct texts in which documents are masked behind their keys too."""
        documents = pc.match_substring_regex(before, DOCUMENT)
        if not pc.any(documents).as_py():
            return after
        keys = telling_keys(before.filter(documents), named_types)
        types = {unescaped(key): masked for key, named in keys.items() if (masked := self._masked(named))}
        if not types and not holding(before, INSIDE_ANOTHER).any():
            return after
        texts = after.to_pylist()
        found: dict[str, list[tuple[int, Keyed, str]]] = {}
        inner: list[tuple[int, Keyed, str]] = []
        rows = pc.indices_nonzero(documents).to_pylist()
        for row, document in zip(rows, before.filter(documents).to_pylist(), strict=True):
            for keyed, written in _with_values(document, texts[row]):
                if keyed.key in types:
                    found.setdefault(keyed.key, []).append((row, keyed, written))
                elif _HOLDS_ANOTHER.match(written):
                    inner.append((row, keyed, written))
        changes: dict[int, list[tuple[Keyed, str]]] = {}
        for key, places in found.items():
            told = pc.dictionary_encode(pa.array([plain_of(written) for _, _, written in places], pa.string()))
            made = self._made(told.dictionary, types[key]).take(told.indices).to_pylist()
            for (row, keyed, written), new in zip(places, made, strict=True):
                if new is not None:
                    changes.setdefault(row, []).append((keyed, _written(written, new)))
        self._mask_inner(inner, texts, changes)
        for row, pieces in changes.items():
            for keyed, new in sorted(pieces, key=lambda each: -each[0].start):
                texts[row] = texts[row][: keyed.start] + new + texts[row][keyed.end :]
        return pa.array(texts, pa.string())

    def _mask_inner(
        self, inner: list[tuple[int, Keyed, str]], texts: list[str], changes: dict[int, list[tuple[Keyed, str]]]
    ) -> None:
        """Add the changes in documents that stand in texts of others."""
        if not inner:
            return
        old = pa.array([plain_of(written) for _, _, written in inner], pa.string())
        new = pa.array([plain_of(texts[row][keyed.start : keyed.end]) for row, keyed, _ in inner], pa.string())
        made = self.in_documents(old, new).to_pylist()
        for (row, keyed, written), text, before in zip(inner, made, new.to_pylist(), strict=True):
            if text != before:
                changes.setdefault(row, []).append((keyed, _written(written, text)))

    def _masked(self, types: Iterable[str]) -> tuple[str, ...]:
        unseen = {each for each in NAMED if each not in self._found}
        return tuple(sorted(each for each in types if each not in unseen and not self._bindings.passes(each)))

    def _made(self, values: pa.Array, types: tuple[str, ...]) -> pa.Array:
        """Return distinct texts masked as the first of the types that they are, null for those that are none."""
        column, result = TextColumn(values), pa.nulls(len(values), pa.string())
        pending = pc.not_equal(pc.utf8_trim_whitespace(values), "")
        for entity_type in types:
            finder = recognizer(entity_type)
            if finder is None:
                continue
            cells = finder.cells(column)
            named = cells.shaped if finder.needs_header else cells.valid
            if entity_type == _PERSON:  # the rarest surnames are in no list: 昌文
                rare = np.flatnonzero(cells.shaped & ~cells.valid)
                named = cells.valid.copy()
                named[rare] = [not is_word_of_dictionary(name) for name in values.take(pa.array(rare)).to_pylist()]
            mine = pc.and_(pending, pa.array(named))
            if pc.any(mine).as_py():
                made = self._bindings.of_type(entity_type).apply(values.filter(mine))
                result = pc.replace_with_mask(result, mine, made.cast(pa.string()))
                pending = pc.and_not(pending, mine)
        return result


def _with_values(before: str, after: str) -> list[tuple[Keyed, str]]:
    """Return the places of values in a masked document, each with what stood there before (if that can be told)."""
    old, new = keyed_values(before), keyed_values(after)
    if len(old) != len(new):
        return [(each, after[each.start : each.end]) for each in new]
    return [(two, before[one.start : one.end]) for one, two in zip(old, new, strict=True)]


def _written(old: str, new: str) -> str:
    """Return a masked value as a document writes it: a number where the old one was one and it still is."""
    if old.startswith('"'):
        return json.dumps(new, ensure_ascii="\\u" in old)
    if old.startswith("'"):
        return "'" + json.dumps(new, ensure_ascii=False)[1:-1].replace("'", "\\'") + "'"
    return new if _NUMBER.fullmatch(new) else json.dumps(new, ensure_ascii=False) if new else "null"
