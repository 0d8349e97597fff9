"""Delimited text: CSV, TSV and their kin, in any Chinese encoding, header found under title rows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import Encoding, detect_encoding, looks_like_text, open_utf8, readable_name
from pii_scanner.sources.headers import column_names, find_header, header_cells
from pii_scanner.sources.records import lines_of, records
from pii_scanner.sources.registry import SourceKind

_SAMPLE = 1 << 18
_BLOCK = 1 << 22
DELIMITERS = (",", "\t", ";", "|", "\x01", "^")
_TOLERANT_ROWS = 20_000
_TOLERANT_CHARACTERS = 1 << 24
# Files of other kinds that no CSV begins with, even when their name ends in .csv.
_OTHERS = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"PARE",
    b"{\\rtf",
    b"\x7fELF",
)


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written; `preamble` is the text before the first data row.

    `header` is the header row as it stands, `names` with the groups of the rows above it.
    """

    encoding: Encoding
    delimiter: str
    newline: str
    quote_all: bool
    preamble: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    ends_with_newline: bool


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    with open_utf8(path, encoding) as stream:
        sample = stream.read(_SAMPLE).decode("utf-8", "replace")
        cut = bool(stream.read(1))
    if not sample.strip("\x00 \r\n\t\ufeff"):
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    dialect, width, titles = _dialect(path, encoding, sample, cut)
    names = column_names(dialect.names, width)
    table = Table(
        source=location.name,
        name=readable_name(path.stem),
        kind="csv",
        columns=tuple(ColumnInfo(name) for name in names),
        read=lambda: _read(path, dialect, names, table),
        layout={"dialect": dialect, "path": path},
    )
    if encoding.damaged:
        table.warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    if not titles:
        return [table]
    batch = pa.record_batch([pa.array(titles, pa.string())], names=["rows above the header"])
    columns = (ColumnInfo("rows above the header"),)
    return [
        table,
        Table(location.name, tr("(outside the cells)"), "csv", columns, lambda: iter([batch]), loose=True),
    ]


def _dialect(path: Path, encoding: Encoding, sample: str, cut: bool) -> tuple[Dialect, int, list[str]]:
    """Return (dialect, number of columns, texts above the header)."""
    newline = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample or "\r" not in sample else "\r"
    lines = list(io.StringIO(sample, newline=""))
    if cut and len(lines) > 1:
        lines = lines[:-1]  # the last line of the sample may be cut
    delimiter = _delimiter(lines)
    rows: list[list[str]] = []
    ends: list[int] = []
    line = 0
    for row, taken in records(lines, delimiter):
        line += taken
        rows.append(row)
        ends.append(line)
        if len(rows) >= 200:
            break
    if cut and len(rows) > 1 and line >= len(lines):
        rows.pop()  # its quoted field may go on after the sample
    header = find_header(rows)
    data = [row for row in rows[header + 1 :] if row] or rows
    counts = Counter(len(row) for row in data)
    width = max(counts.most_common(1)[0][0], len(rows[header]) if header >= 0 else 0)
    preamble = "".join(lines[: ends[header]]) if header >= 0 else ""
    dialect = Dialect(
        encoding,
        delimiter,
        newline,
        _quotes_everything(lines[ends[header] if header >= 0 else 0 :], delimiter),
        preamble,
        tuple(rows[header]) if header >= 0 else (),
        tuple(header_cells(rows, header)) if header >= 0 else (),
        _last_byte_is_newline(path, encoding),
    )
    titles = [cell.strip() for row in rows[: max(header, 0)] for cell in row if cell.strip()]
    return dialect, width, titles


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter under which most lines have the same number of fields, more than one."""
    lines = lines[:200]
    scores = {delimiter: _regularity([row for row, _ in records(lines, delimiter) if row]) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0.1 else ","


def _regularity(rows: list[list[str]]) -> float:
    """Return how well rows agree in their number of fields; trailing fields may be missing or one too many."""
    counts = Counter(map(len, rows))
    fields, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1])) if counts else (0, 0)
    if fields < 2:
        return 0.0
    nearly = counts[fields - 1] + counts[fields + 1] if fields > 2 else 0
    # Doubled quotes left inside a field: the quoted field began at another delimiter.
    torn = sum(any('""' in cell and not cell.startswith('"') for cell in row) for row in rows)
    return (times + nearly / 2 - torn / 2) / len(rows) * (1 + min(fields, 50) / 100)


def _quotes_everything(lines: list[str], delimiter: str) -> bool:
    full = [line.strip("\r\n") for line in lines[:50] if line.strip()]
    return bool(full) and all(line.startswith('"') and line.endswith('"') and f'"{delimiter}"' in line for line in full)


def _last_byte_is_newline(path: Path, encoding: Encoding) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 4))
        return file.read().decode(encoding.name, "ignore").rstrip("\x00").endswith(("\n", "\r"))


def _read(path: Path, dialect: Dialect, names: list[str], table: Table) -> Iterator[pa.RecordBatch]:
    """Yield batches of strings: by Arrow while every row fits, else row by row from where it stopped."""
    schema = pa.schema([(name, pa.string()) for name in names])
    done = 0
    with open_utf8(path, dialect.encoding) as stream:
        stream.read(len(dialect.preamble.encode("utf-8")))
        try:
            reader = pa_csv.open_csv(
                stream,
                read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=True),
                parse_options=pa_csv.ParseOptions(
                    delimiter=dialect.delimiter, newlines_in_values=dialect.encoding.has_quotes
                ),
                convert_options=pa_csv.ConvertOptions(column_types=schema, strings_can_be_null=False, check_utf8=False),
            )
            waiting: pa.RecordBatch | None = None
            for batch in reader:
                if batch.num_rows:
                    if waiting is not None:
                        yield waiting
                        done += waiting.num_rows
                    waiting = batch
            if waiting is None or not _ends_in_several_lines(waiting):
                if waiting is not None:
                    yield waiting
                return
        except pa.ArrowInvalid:
            pass
    yield from _read_tolerant(path, dialect, schema, done, table)


def _ends_in_several_lines(batch: pa.RecordBatch) -> bool:
    """Return whether the last row holds line feeds: its quotation mark may never have been closed."""
    return any("\n" in (column[-1].as_py() or "") for column in batch.columns)


def _read_tolerant(
    path: Path, dialect: Dialect, schema: pa.Schema, done: int, table: Table
) -> Iterator[pa.RecordBatch]:
    """Read ragged rows: a short one is padded, fields too many stay, joined, in the last column."""
    width, ragged = len(schema), 0
    with open_utf8(path, dialect.encoding) as stream:
        stream.read(len(dialect.preamble.encode("utf-8")))
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        rows: list[list[str]] = []
        number = size = 0
        for row, _ in records(lines_of(text), dialect.delimiter):
            if not row:
                continue
            number += 1
            if number <= done:
                continue
            if len(row) != width:
                ragged += 1
                head, rest = row[: width - 1], row[width - 1 :]
                row = [*head, *[""] * (width - 1 - len(head)), dialect.delimiter.join(rest)]
            rows.append(row)
            size += sum(map(len, row))
            if len(rows) >= _TOLERANT_ROWS or size >= _TOLERANT_CHARACTERS:
                yield _batch(rows, schema)
                rows, size = [], 0
        if rows:
            yield _batch(rows, schema)
    if ragged:
        table.warn(
            tr(
                "{count} rows have more or fewer fields than the header; they were read, extra fields in the last column.",
                count=ragged,
            )
        )


def _batch(rows: list[list[str]], schema: pa.Schema) -> pa.RecordBatch:
    return pa.record_batch([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], schema=schema)


def _recognizes(head: bytes, path: Path) -> bool:
    """Anything that reads as text; JSON lines and other formats were asked before."""
    if head.startswith(_OTHERS):
        return False
    return looks_like_text(head) or not head.strip(b"\x00")


KIND = SourceKind("csv", 90, _recognizes, tables)
