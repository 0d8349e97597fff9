"""JSON lines, a JSON array of objects, or objects one after another; nested values are offered as JSON text.

Every form is read piece by piece: the file never stands in memory as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import (
    Encoding,
    decoded_head,
    detect_encoding,
    looks_like_text,
    open_text,
    readable_name,
)
from pii_scanner.sources.records import LONGEST, lines_of
from pii_scanner.sources.registry import SourceKind

_ROWS = 20_000
_CHARACTERS = 1 << 24
_PIECE = 1 << 20
_LONGEST_VALUE = 4 * LONGEST
_MOST_KEYS = 5000
_SPACE = re.compile(r"[\s,]*")
VALUE = "value"

Item = tuple[dict[str, Any], bool]


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    lines = _is_lines(path, encoding)
    keys: dict[str, None] = {}
    bad = 0
    for value, fault in _objects(path, encoding, lines, location.name):
        bad += fault
        keys.update(dict.fromkeys(value))
        if len(keys) > _MOST_KEYS:
            raise SourceError(
                tr(
                    "{name} has more than {count} different keys, which no table has; it was not scanned. Write it as CSV or with the same keys in each object.",
                    name=location.name,
                    count=_MOST_KEYS,
                )
            )
    if not keys:
        raise SourceError(tr("{name} holds no JSON objects: there is nothing to scan.", name=location.name))
    names = list(keys)
    table = Table(
        location.name,
        readable_name(path.stem),
        "json",
        tuple(ColumnInfo(_clean(name), "json") for name in names),
        lambda: _read(_objects(path, encoding, lines, location.name), names),
        layout={
            "path": path,
            "encoding": encoding,
            "array": not lines and _is_array(path, encoding),
            "objects": lambda: (value for value, _ in _objects(path, encoding, lines, location.name)),
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
    return [table]


def _is_lines(path: Path, encoding: Encoding) -> bool:
    """Return whether each line is a value of its own, rather than one array or objects over several lines."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return True
    with open_text(path, encoding) as text:
        lines = [line for line in text.read(_PIECE).splitlines() if line.strip()][:2]
    if not lines:
        return True
    try:
        json.loads(lines[0])
    except (ValueError, RecursionError):
        return not lines[0].lstrip().startswith(("[", "{"))
    return len(lines) > 1 or not lines[0].lstrip().startswith("[")


def _is_array(path: Path, encoding: Encoding) -> bool:
    with open_text(path, encoding) as text:
        return bool(text.read(_PIECE).lstrip("\ufeff \t\r\n").startswith("["))


def _objects(path: Path, encoding: Encoding, lines: bool, name: str) -> Iterator[Item]:
    """Yield (object, whether it was none) for each line or element."""
    with open_text(path, encoding) as text:
        if not lines:
            yield from _elements(text, name)
            return
        for line in lines_of(text):
            if not line.strip():
                continue
            try:
                yield _item(json.loads(line))
            except (ValueError, RecursionError):
                yield {VALUE: line.strip()}, True


def _item(value: Any) -> Item:
    if isinstance(value, dict):
        return value, False
    return {VALUE: value}, not isinstance(value, (str, int, float))


def _elements(text: Any, name: str) -> Iterator[Item]:
    """Yield the elements of one array, or the objects that follow one another."""
    decoder = json.JSONDecoder()
    buffer, position, ended = text.read(_PIECE), 0, False
    start = _skip(buffer, 0)
    in_array = buffer.startswith("[", start)
    position = start + in_array
    while True:
        position = _skip(buffer, position)
        if in_array and buffer.startswith("]", position):
            in_array, position = False, position + 1
            continue
        try:
            value, end = decoder.raw_decode(buffer, position)
            whole = ended or end < len(buffer)
        except (ValueError, RecursionError):
            whole = False
        if whole:
            yield _item(value)
            position = end
            continue
        if not ended:
            if len(buffer) - position > _LONGEST_VALUE:
                raise SourceError(
                    tr(
                        "{name} holds one JSON value that is too long or damaged; write it as JSON lines, one object a line.",
                        name=name,
                    )
                )
            # Twice as much each time: a long value is tried a few times only.
            more = text.read(max(_PIECE, len(buffer) - position))
            ended = not more
            buffer, position = buffer[position:] + more, 0
            continue
        if rest := buffer[position:].strip():
            yield {VALUE: rest}, True
        return


def _skip(buffer: str, position: int) -> int:
    match = _SPACE.match(buffer, position)
    return match.end() if match else position


def _read(objects: Iterator[Item], names: list[str]) -> Iterator[pa.RecordBatch]:
    rows: list[list[str | None]] = []
    size = 0
    for value, _ in objects:
        row = [_text(value.get(name)) for name in names]
        rows.append(row)
        size += sum(len(text) for text in row if text) + len(row)
        if len(rows) >= _ROWS or size >= _CHARACTERS:
            yield _batch(rows, names)
            rows, size = [], 0
    if rows:
        yield _batch(rows, names)


def _batch(rows: list[list[str | None]], names: list[str]) -> pa.RecordBatch:
    return pa.record_batch([_array(column) for column in zip(*rows, strict=True)], names=[_clean(n) for n in names])


def _array(texts: tuple[str | None, ...]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can escape and UTF-8 cannot hold
        return pa.array([None if text is None else _clean(text) for text in texts], pa.string())


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str | None:
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
