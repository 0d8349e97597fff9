"""JSON lines, a JSON array of objects, or objects one after another; nested values are offered as JSON text.

Every form is read piece by piece: the file never stands in memory as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.elements import VALUE, Element, elements, form_of
from pii_scanner.sources.encoding import decoded_head, detect_encoding, looks_like_text, readable_name
from pii_scanner.sources.registry import SourceKind

_ROWS = 20_000
_CHARACTERS = 1 << 24
_MOST_KEYS = 5000
# Objects inside that bring more keys than that have values for keys.
_MOST_FLAT = 1000
_AROUND = "around the rows"
# What a JSON file holds beside its rows: strings and long numbers.
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]{6,}', re.DOTALL)


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    form = form_of(path, encoding)

    keys, bad, rest = _keys(elements(path, encoding, form, location.name))
    if len(keys) > _MOST_FLAT:
        form = replace(form, flat=False)
        keys, bad, rest = _keys(elements(path, encoding, form, location.name))
    if len(keys) > _MOST_KEYS:
        raise SourceError(
            tr(
                "{name} has more than {count} different keys, which no table has; it was not scanned. Write it as CSV or with the same keys in each object.",
                name=location.name,
                count=_MOST_KEYS,
            )
        )

    def written() -> Iterator[Element]:
        return elements(path, encoding, form, location.name)

    if not keys:
        raise SourceError(tr("{name} holds no JSON objects: there is nothing to scan.", name=location.name))
    names = list(keys)
    table = Table(
        location.name,
        readable_name(path.stem),
        "json",
        tuple(ColumnInfo(cleaned(name), "json") for name in names),
        lambda: _read(written(), names),
        layout={
            "path": path,
            "encoding": encoding,
            "form": form,
            "written": written,
            # Of columns that became text in a copy, whether all of it were numbers; filled by the copy's writer.
            "numbers": {},
            "objects": lambda: (element.value for element in written() if element.raw),
        },
    )
    if encoding.damaged:
        table.warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    if bad:
        table.warn(
            tr(
                "{count} lines are not JSON objects; their text was scanned as column {column}.",
                count=bad,
                column=VALUE,
            )
        )
    texts = [_scalar(match[0]) for match in _SCALAR.finditer(form.head + rest if form.head else "")]
    if not texts:
        return [table]
    batch = pa.record_batch([_array(tuple(texts))], names=[_AROUND])
    loose = (ColumnInfo(_AROUND),)
    return [
        table,
        Table(location.name, tr("(outside the cells)"), "json", loose, lambda: iter([batch]), loose=True),
    ]


def _keys(written: Iterator[Element]) -> tuple[dict[str, None], int, str]:
    """Return all keys in their order (not many more than a table can have), how many elements are no objects, and
    the text behind the last."""
    keys: dict[str, None] = {}
    bad = 0
    rest = ""
    for element in written:
        bad += element.fault
        keys.update(dict.fromkeys(element.value))
        rest = element.before
        if len(keys) > _MOST_KEYS:
            break
    return keys, bad, rest


def _scalar(token: str) -> str:
    return str(json.loads(token, strict=False)) if token.startswith('"') else token


def _read(written: Iterator[Element], names: list[str]) -> Iterator[pa.RecordBatch]:
    rows: list[list[str | None]] = []
    size = 0
    for element in written:
        if not element.raw:
            continue
        value = element.value
        row = [cell_text(value.get(name)) for name in names]
        rows.append(row)
        size += sum(len(text) for text in row if text) + len(row)
        if len(rows) >= _ROWS or size >= _CHARACTERS:
            yield _batch(rows, names)
            rows, size = [], 0
    if rows:
        yield _batch(rows, names)


def _batch(rows: list[list[str | None]], names: list[str]) -> pa.RecordBatch:
    return pa.record_batch([_array(column) for column in zip(*rows, strict=True)], names=[cleaned(n) for n in names])


def _array(texts: tuple[str | None, ...]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can escape and UTF-8 cannot hold
        return pa.array([None if text is None else cleaned(text) for text in texts], pa.string())


def cleaned(text: str) -> str:
    """Return text without halves of surrogate pairs, which JSON can escape and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def cell_text(value: Any) -> str | None:
    """Return what a column holds of a value: text as it is, other values as JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _recognizes(head: bytes, path: Path) -> bool:
    suffix = path.suffix.lower()
    if not looks_like_text(head):
        return False
    if suffix in {".jsonl", ".ndjson", ".json"}:
        return True
    text = decoded_head(head).lstrip("\ufeff \t\r\n")
    first = text.split("\n", 1)[0].strip()
    if suffix in {".csv", ".tsv"}:
        return False
    return (first.startswith("{") and first.endswith("}")) or re.match(r"\[\s*\{\s*\"", text) is not None


KIND = SourceKind("json", 40, _recognizes, tables)
