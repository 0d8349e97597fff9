"""Masked JSON: the source's own text, in which masked values stand where the old ones stood."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.chosen import InPlace
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sources.elements import DECODER, DEEPEST, VALUE, Element, numbered
from pii_scanner.sources.json import cell_text, cleaned

# What JSON writes as a number; a code with leading zeros or an exponent is none.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
# A number that comes back is written as it was read.
_EXPONENT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# What a number of JSON begins with.
_DIGITS = tuple("-0123456789")
_STRING = r'"(?:[^"\\]|\\.)*"'
_MEMBER = re.compile(rf"(\s*,?\s*)({_STRING})(\s*:\s*)({_STRING}|[^\s,\[\]{{}}\"]+|)", re.DOTALL)
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}}]|[^\s,:\[\]{{}}\"]+", re.DOTALL)
_EMPTY = re.compile(r"\{\s*\}")
# A character of a text in memory.
_BYTES = 2
# The text before the first element, and that between two.
_BETWEEN = 2
_SCALAR = re.compile(rf"{_STRING}|-?[0-9][0-9.eE+-]*", re.DOTALL)


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    layout = table.source.layout
    encoding = layout["encoding"]
    with target.open("w", encoding=encoding.name, errors="replace", newline="") as file:
        if encoding.mark:
            file.write("\ufeff")
        file.write(_scrubbed(layout["form"].head, scrub))
        _write_elements(table, layout["written"](), file, scrub)
    return []


def _write_elements(table: MaskedTable, written: Iterator[Element], file: IO[str], scrub: Scrub) -> None:
    form = table.source.layout["form"]
    numbers = table.source.layout["numbers"]
    writer = _Writer(table.columns, len(table.source.columns), scrub, numbers, flat=form.flat)
    place = InPlace(table) if table.chosen is not None else None
    rows = _rows(place.batches() if place is not None else table.read())
    order = table.chosen.order if table.chosen is not None else None
    between: list[str] = []
    begun = False
    held: list[str] = []
    for element in written:
        if not element.raw:
            _write_held(held, between, file, order)
            file.write(between[0] if between and not begun and not held else "")
            file.write(_scrubbed(element.before, scrub) if form.head else element.before)
            continue
        if len(between) < _BETWEEN:
            between.append(element.before)
        if place is not None and not _stays(place, table):
            continue
        masked = next(rows, None)
        if masked is None:
            raise _changed(table)
        made = writer.element(element, masked)
        if order is not None and table.chosen is not None:
            held.append(made)
            table.chosen.hold(_BYTES * len(made))
            continue
        file.write(element.before if begun else between[0])
        file.write(made)
        begun = True
    if next(rows, None) is not None:
        raise _changed(table)


def _stays(place: InPlace, table: MaskedTable) -> bool:
    stays = place.staying(1)
    if stays is None:
        raise _changed(table)
    return bool(stays[0])


def _write_held(
    held: list[str], between: list[str], file: IO[str], order: Callable[[int], npt.NDArray[np.int64]] | None
) -> None:
    """Write elements in their new order, between them what stood before the source's second one."""
    if order is None:
        return
    for number, at in enumerate(order(len(held)).tolist()):
        file.write(between[-1] if number else between[0])
        file.write(held[at])


def _changed(table: MaskedTable) -> SourceError:
    return SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=table.source.source))


def _rows(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        if not batch.num_columns:
            yield from ((),) * batch.num_rows
            continue
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


class _Writer:
    """Writes elements with their masked values; what masking left alone is written as it was."""

    def __init__(
        self, columns: tuple[MaskedColumn, ...], width: int, scrub: Scrub, numbers: dict[str, bool], *, flat: bool
    ) -> None:
        self._columns, self._scrub, self._flat, self._numbers = columns, scrub, flat, numbers
        self._places = {column.source_name: place for place, column in enumerate(columns)}
        self._renamed = [column.source_name for column in columns if column.name != column.source_name]
        self._whole = len(columns) == width and not self._renamed

    def element(self, element: Element, masked: tuple[Any, ...]) -> str:
        value = element.value
        if self._whole and all(
            column.source_name not in value or _same(value[column.source_name], cell)
            for column, cell in zip(self._columns, masked, strict=True)
        ):
            return element.raw
        ascii_only = "\\u" in element.raw and element.raw.isascii()
        if not element.raw.startswith("{") or element.fault:
            place = self._places.get(VALUE)
            if element.fault and place is not None and not element.raw.startswith(("[", "{")):
                return str(masked[place])
            if place is None:
                return "null"
            return self.value(place, element.raw, value[VALUE], masked[place], ascii_only=ascii_only)
        return _Object(self, element, masked, ascii_only).text()

    def value(self, place: int, raw: str, original: Any, masked: Any, *, ascii_only: bool) -> str:
        """Return the text of a masked value, and note whether text stands where a number stood."""
        column = self._columns[place]
        made = _spelled(raw, original, masked, ascii_only, number=column.declared == "number")
        if made.startswith('"') and made != raw:
            self._numbers[column.source_name] = self._numbers.get(column.source_name, True) and raw[:1] in _DIGITS
        return made

    def place(self, name: str) -> int | None:
        return self._places.get(cleaned(name))

    def name(self, place: int) -> str | None:
        """Return the new name of a column whose old one is not to be written."""
        column = self._columns[place]
        return column.name if column.name != column.source_name else None

    def is_object(self, raw: str, begin: int, depth: int) -> bool:
        """Return whether the members of an object inside are columns."""
        return self._flat and depth < DEEPEST and raw.startswith("{", begin) and not _EMPTY.match(raw, begin)

    def key(self, key: str, prefix: str, *, ascii_only: bool) -> str:
        """Return the key of an object inside as it is written, without values of persons."""
        if not any(name.startswith(prefix) for name in self._renamed):
            return key
        plain = json.loads(key, strict=False)
        made = self._scrub(plain)
        return key if made == plain else json.dumps(made, ensure_ascii=ascii_only)


class _Object:
    """One object being written, its members in their order; a key that comes again is a column of its own."""

    def __init__(self, writer: _Writer, element: Element, masked: tuple[Any, ...], ascii_only: bool) -> None:
        self._writer, self._raw, self._values = writer, element.raw, element.value
        self._masked, self._ascii = masked, ascii_only
        self._taken: set[str] = set()
        self._position = 1

    def text(self, prefix: str = "", depth: int = 0) -> str:
        """Return the object whose first member begins at the position, which moves behind it."""
        pieces, raw = ["{"], self._raw
        seen: set[str] = set()
        dropped_first = False
        while match := _MEMBER.match(raw, self._position):
            gap, key, colon, written = match.groups()
            begin = match.start(4)
            own = numbered(json.loads(key, strict=False), seen)
            seen.add(own)
            if self._writer.is_object(raw, begin, depth):
                self._position = begin + 1
                below = f"{prefix}{own}."
                key = self._writer.key(key, below, ascii_only=self._ascii)
                value: str | None = self.text(below, depth + 1)
            else:
                self._position = match.end() if written else DECODER.raw_decode(raw, begin)[1]
                key, value = self._member(key, prefix, own, raw[begin : self._position])
            if value is None:
                dropped_first |= len(pieces) == 1
                continue
            if dropped_first and len(pieces) == 1:
                gap = gap.replace(",", "", 1)
                gap = gap if "\n" in gap else gap.removeprefix(" ")
            pieces += [gap, key, colon, value]
        end = raw.index("}", self._position) + 1
        pieces.append(raw[self._position : end])
        self._position = end
        return "".join(pieces)

    def _member(self, key: str, prefix: str, own: str, raw: str) -> tuple[str, str | None]:
        """Return key and value of a member as they are written, no value where its column does not stay."""
        name = numbered(prefix + own, self._taken)
        self._taken.add(name)
        place = self._writer.place(name)
        if place is None:
            return key, None
        if (renamed := self._writer.name(place)) is not None:
            plain = json.dumps(renamed, ensure_ascii=self._ascii)
            key = self._writer.key(key, prefix, ascii_only=self._ascii) if prefix else plain
        return key, self._writer.value(place, raw, self._values[name], self._masked[place], ascii_only=self._ascii)


def _same(original: Any, masked: Any) -> bool:
    text = cell_text(original)
    return bool(text == masked) or (text is not None and cleaned(text) == masked)


def _spelled(raw: str, original: Any, masked: Any, ascii_only: bool, *, number: bool = False) -> str:
    """Return the text of a masked value, in the JSON type of the original where it still is of that type, or as a
    `number` where it is one."""
    if _same(original, masked):
        return raw
    if masked is None:
        return "null"
    if raw.startswith(("{", "[")):
        return _inside(raw, str(masked), ascii_only)
    if (number or raw[:1] in _DIGITS) and (_EXPONENT if number else _NUMBER).fullmatch(str(masked)):
        return str(masked)
    return json.dumps(masked, ensure_ascii=ascii_only)


def _inside(raw: str, masked: str, ascii_only: bool) -> str:
    """Return a nested value with those of its texts and numbers replaced that differ in its masked form."""
    if not _parses(raw):  # a line that is no JSON stays none
        return masked if "\n" not in masked else json.dumps(masked, ensure_ascii=ascii_only)
    before, after = list(_TOKEN.finditer(raw)), _TOKEN.findall(masked)
    if not _parses(masked) or len(before) != len(after):
        return masked if _parses(masked) and not ascii_only else json.dumps(masked, ensure_ascii=ascii_only)
    pieces, end = [], 0
    for old, new in zip(before, after, strict=True):
        pieces.append(raw[end : old.start()])
        end = old.end()
        same = old[0] == new or _plain(old[0]) == _plain(new)
        pieces.append(old[0] if same else json.dumps(json.loads(new), ensure_ascii=ascii_only))
    return "".join([*pieces, raw[end:]])


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _plain(token: str) -> str:
    try:
        return cleaned(json.loads(token, strict=False)) if token.startswith('"') else token
    except ValueError:  # of a file that is damaged
        return token


def _scrubbed(text: str, scrub: Scrub) -> str:
    """Return what stands around the rows with its texts and numbers masked as free text."""

    def replaced(match: re.Match[str]) -> str:
        plain = _plain(match[0])
        made = scrub(plain)
        return match[0] if made == plain else json.dumps(made, ensure_ascii=False)

    return _SCALAR.sub(replaced, text)


SINK = SinkKind("json", ("json",), write)
