"""Plain text: TXT, LOG, Markdown and the like, in any Chinese encoding, one row per line; for scanning only.

Text in columns is read as CSV: this kind takes only what reads like sentences or a log.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.dialect import DELIMITERS, doubled
from pii_scanner.sources.encoding import (
    Encoding,
    decoded_head,
    detect_encoding,
    looks_like_text,
    open_text,
    open_utf8,
    readable_name,
)
from pii_scanner.sources.headers import find_header
from pii_scanner.sources.records import lines_of, records
from pii_scanner.sources.registry import SourceKind

COLUMN = "text"
_BLOCK = 1 << 22
_ROWS = 20_000
_CHARACTERS = 1 << 24
# A character that stands in no text, so that a line is one field.
_NO_DELIMITER = "\x1f"
_PROSE = {".md", ".markdown", ".rst", ".eml", ".tex", ".srt", ".vtt"}
_DELIMITED = {".csv", ".tsv", ".tab", ".psv"}
# Lines of a log begin with a time or a level; a comma before the milliseconds is no delimiter.
_LOG = re.compile(
    r"^\W{0,2}(?:\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?[ T]?\d{1,2}:\d{2}|\d{1,2}:\d{2}:\d{2}|[A-Z][a-z]{2} +\d{1,2} \d{2}:"
    r"|\[?(?:DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|TRACE|CRITICAL)\b|\d{1,3}(?:\.\d{1,3}){3} - )"
)
_MILLISECONDS = re.compile(r"(:\d{2}),(\d{3})(?=[ \]|\t])")
_SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")
_WORDS = re.compile(r"[A-Za-z]+ [a-z]+ [A-Za-z]+")


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    table = Table(
        location.name,
        readable_name(path.stem),
        "text",
        (ColumnInfo(COLUMN),),
        lambda: _read(path, encoding),
        layout={"path": path},
    )
    if not any(batch.num_rows for batch in table.batches()):
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    if encoding.damaged:
        table.warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    return [table]


def _read(path: Path, encoding: Encoding) -> Iterator[pa.RecordBatch]:
    """Yield the lines that hold anything: by Arrow, else line by line from where it stopped."""
    done = 0
    with open_utf8(path, encoding) as stream:
        try:
            reader = pa_csv.open_csv(
                stream,
                read_options=pa_csv.ReadOptions(column_names=[COLUMN], block_size=_BLOCK),
                parse_options=pa_csv.ParseOptions(delimiter=_NO_DELIMITER, quote_char=False),
                convert_options=pa_csv.ConvertOptions(
                    column_types={COLUMN: pa.string()}, strings_can_be_null=False, check_utf8=False
                ),
            )
            for batch in reader:
                yield batch
                done += batch.num_rows
            return
        except pa.ArrowInvalid:
            pass
    yield from _read_long(path, encoding, done)


def _read_long(path: Path, encoding: Encoding, done: int) -> Iterator[pa.RecordBatch]:
    """Read lines longer than Arrow takes, in pieces."""
    lines: list[str] = []
    size = number = 0
    with open_text(path, encoding) as text:
        for line in lines_of(text):
            plain = line.rstrip("\r\n")
            if not plain:
                continue
            number += 1
            if number <= done:
                continue
            lines.append(plain)
            size += len(plain)
            if len(lines) >= _ROWS or size >= _CHARACTERS:
                yield _batch(lines)
                lines, size = [], 0
    if lines:
        yield _batch(lines)


def _batch(lines: list[str]) -> pa.RecordBatch:
    return pa.record_batch([pa.array(lines, pa.string())], names=[COLUMN])


def is_prose(text: str, suffix: str) -> bool:
    """Return whether text reads like sentences or a log rather than a table or a list of values."""
    lines = [line for line in text.splitlines() if line.strip()][:300]
    if suffix in _PROSE:
        return True
    if suffix in _DELIMITED or not lines:
        return False
    if sum(_LOG.match(line) is not None for line in lines) >= 0.5 * len(lines):
        return not _in_columns([_MILLISECONDS.sub(r"\1.\2", line) for line in lines], least=3)
    if _in_columns(lines, least=2):
        return False
    told = sum(_SENTENCE.search(line) is not None or _WORDS.search(line) is not None for line in lines)
    return told >= 0.2 * len(lines) or sum(map(len, lines)) > 60 * len(lines)


def _in_columns(lines: list[str], *, least: int) -> bool:
    """Return whether some delimiter cuts nearly all lines into the same number of fields, at least `least`."""
    for delimiter in DELIMITERS:
        whole = doubled(lines, delimiter)
        rows = [row for row, _ in records((f"{line}\n" for line in lines), whole) if row]
        fields, times = Counter(map(len, rows)).most_common(1)[0]
        if fields < least or times < 0.8 * len(rows):
            continue
        cells = [cell for row in rows for cell in row]
        sentences = sum(_SENTENCE.search(cell) is not None for cell in cells)
        titled = len(rows) > 1 and find_header(rows[:30]) >= 0 and not any(map(_SENTENCE.search, rows[0]))
        if delimiter in "\t|\x01" or titled or (len(rows) > 2 and sentences < 0.2 * len(cells)):
            return True
    return False


def _recognizes(head: bytes, path: Path) -> bool:
    return looks_like_text(head) and is_prose(decoded_head(head), path.suffix.lower())


# Before CSV, which takes every text, and after all kinds that are told by their content.
KIND = SourceKind("text", 88, _recognizes, tables)
