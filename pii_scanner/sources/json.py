"""JSON lines: one object a line; nested values are offered as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import detect_encoding, open_utf8
from pii_scanner.sources.registry import SourceKind

_ROWS = 20_000
VALUE = "value"


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    keys: dict[str, None] = {}
    bad = 0
    for value, fault in _objects(path):
        bad += fault
        keys.update(dict.fromkeys(value))
    if not keys:
        raise SourceError(tr("{name} holds no JSON objects: there is nothing to scan.", name=location.name))
    names = list(keys)
    table = Table(
        location.name,
        path.stem,
        "json",
        tuple(ColumnInfo(name, "json") for name in names),
        lambda: _read(path, names),
        layout={"path": path, "encoding": encoding},
    )
    if bad:
        table.warn(
            tr(
                "{count} lines are not JSON objects; their text was scanned as column {column}.",
                count=bad,
                column=VALUE,
            )
        )
    return [table]


def _objects(path: Path) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield (object, whether the line was none) for each filled line."""
    import io

    with open_utf8(path, detect_encoding(path)) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
        for line in text:
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError:
                yield {VALUE: line.strip()}, True
                continue
            if isinstance(value, dict):
                yield value, False
            else:
                yield {VALUE: value}, not isinstance(value, (str, int, float))


def _read(path: Path, names: list[str]) -> Iterator[pa.RecordBatch]:
    rows: list[dict[str, Any]] = []
    for value, _ in _objects(path):
        rows.append(value)
        if len(rows) >= _ROWS:
            yield _batch(rows, names)
            rows = []
    if rows:
        yield _batch(rows, names)


def _batch(rows: list[dict[str, Any]], names: list[str]) -> pa.RecordBatch:
    return pa.record_batch(
        [pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names], names=names
    )


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _recognizes(head: bytes, path: Path) -> bool:
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return True
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0].strip()
    return first.startswith(b"{") and first.endswith(b"}") and path.suffix.lower() not in {".csv", ".tsv"}


KIND = SourceKind("json", 40, _recognizes, tables)
