"""What stands behind the keys of JSON documents and in the fields of nested columns, as columns of their own.

{"姓名": "张伟"} tells a name as a column 姓名 does; what is known of it is looked for in all texts of a release.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.document_keys import DOCUMENT, keyed_values, plain_of, telling_keys, unescaped
from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.spans import NAMED
from pii_scanner.masking.json_leaves import Leaves, document_of, text_of
from pii_scanner.masking.nested import masked_inside
from pii_scanner.masking.operators.json import PathRule
from recognizers.matching import holding
from recognizers.registry import identifies

# A document inside another may hold others: so deep.
_DEEPEST = 4
Passes = Callable[[str], bool]
Wanted = Callable[[str], tuple[str, ...]]
Column = tuple[str, tuple[str, ...], pa.Array]


def columns_behind_keys(array: pa.Array, found: Collection[str], passes: Passes) -> Iterator[Column]:
    """Yield keys with the types they name and the distinct texts behind them; only types that identify somebody and do
    not pass, names and addresses only where `found`, the types found in the column, has them."""

    wanted = _wanted(found, passes)
    if not pa.types.is_nested(array.type):
        yield from _in_documents(array, wanted)
        return
    fields: list[tuple[str, pa.Array]] = []

    def see(texts: pa.Array, name: str) -> pa.Array:
        fields.append((name, pc.unique(texts).drop_null()))
        return texts

    masked_inside(array, see)
    for name, texts in fields:
        if types := wanted(name):
            yield name, types, texts
        else:
            yield from _in_documents(texts, wanted)


def columns_beside_paths(
    documents: pa.Array, paths: Mapping[str, PathRule], found: Collection[str], passes: Passes
) -> Iterator[Column]:
    """Yield the same of what stands in documents, distinct texts, where none of the paths holds that have rules."""
    wanted, leaves = _wanted(found, passes), Leaves(paths)
    types: dict[str, tuple[str, ...]] = {}
    behind: dict[str, dict[str, None]] = {}
    for text in documents.to_pylist():
        document = document_of(text)
        for leaf in leaves.of([document]) if document is not None else ():
            if leaf.path is None and leaf.name not in types:
                types[leaf.name] = wanted(leaf.name)
            if leaf.path is None and types[leaf.name]:
                behind.setdefault(leaf.name, {})[text_of(leaf.value)] = None
    for key, values in behind.items():
        yield key, types[key], pa.array(values, pa.string())


def _wanted(found: Collection[str], passes: Passes) -> Wanted:
    """Return what tells the types that a key names and whose values are looked for elsewhere."""

    def wanted(key: str) -> tuple[str, ...]:
        named = (each for each in named_types(key) if identifies(each) and not passes(each)) if key else ()
        return tuple(sorted(each for each in named if each not in NAMED or each in found))

    return wanted


def _in_documents(texts: pa.Array, wanted: Wanted, depth: int = 0) -> Iterator[Column]:
    mine = holding(texts, DOCUMENT) if len(texts) else ()
    documents = texts.filter(pa.array(mine, pa.bool_()))
    if not len(documents):
        return
    types = {unescaped(key): wanted(unescaped(key)) for key in telling_keys(documents, named_types)}
    behind: dict[str, dict[str, None]] = {key: {} for key, named in types.items() if named}
    inner: dict[str, None] = {}
    for document in documents.to_pylist():
        for keyed in keyed_values(document):
            if keyed.key in behind:
                behind[keyed.key][plain_of(document[keyed.start : keyed.end])] = None
            elif document[keyed.start + 1 : keyed.start + 2] in ("{", "["):
                inner[plain_of(document[keyed.start : keyed.end])] = None
    for key, values in behind.items():
        if values:
            yield key, types[key], pa.array(values, pa.string())
    if inner and depth < _DEEPEST:
        yield from _in_documents(pa.array(inner, pa.string()), wanted, depth + 1)
