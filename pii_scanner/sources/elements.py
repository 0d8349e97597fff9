"""Elements of a JSON file with the text they are written as, piece by piece: the file never stands in memory whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.encoding import Encoding, open_text
from pii_scanner.sources.records import LONGEST, lines_of

PIECE = 1 << 20
LONGEST_VALUE = 4 * LONGEST
VALUE = "value"
# A longer number may be somebody's: it is read as the digits it is written with.
_PLAIN_DIGITS = 6
_DEEPEST_ROWS = 3
# Objects deeper inside are read as one text.
DEEPEST = 8
_SPACE = re.compile(r"[\s,]*")
_MEMBER = re.compile(r'\s*,?\s*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
# Under these keys services and programs put the rows they export.
_ROWS = frozenset(
    "data datas rows row list records record items item result results content contents body values table dataset "
    "objects elements entries response payload page 数据 列表 记录 明细 结果".split()
)


@dataclass(frozen=True)
class Element:
    """One element: `before` is the text between it and the one before, `raw` its own; `fault`: it was no object."""

    before: str
    raw: str
    value: dict[str, Any]
    fault: bool = False


@dataclass(frozen=True)
class Form:
    """How a JSON file is written: one value a line, or values that follow one another, in an array or not.

    The rows may stand inside one object: `head` is the text before their array. `flat`: members of objects inside
    an element are columns of their own.
    """

    lines: bool
    head: str = ""
    flat: bool = True


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that comes again gets a number, so that no value goes unseen."""
    made = dict(pairs)
    if len(made) < len(pairs):
        made = {}
        for key, value in pairs:
            made[numbered(key, made)] = value
    return made


def numbered(key: str, taken: Any) -> str:
    """Return the name of a key that may be taken."""
    name, number = key, 2
    while name in taken:
        name, number = f"{key} {number}", number + 1
    return name


def flattened(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object with the members of objects inside it beside its own: 客户.姓名."""
    made: dict[str, Any] = {}

    def add(members: dict[str, Any], prefix: str, depth: int) -> None:
        for key, member in members.items():
            if isinstance(member, dict) and member and depth < DEEPEST:
                add(member, f"{prefix}{key}.", depth + 1)
            else:
                made[numbered(prefix + key, made)] = member

    add(value, "", 0)
    return made


def _integer(text: str) -> Any:
    return int(text) if len(text) <= _PLAIN_DIGITS else text


DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=str, parse_int=_integer, parse_constant=str)


def form_of(path: Path, encoding: Encoding) -> Form:
    """Return how a file is written, told by its beginning."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return Form(lines=True)
    with open_text(path, encoding) as text:
        start = text.read(PIECE)
    lines = [line for line in start.splitlines() if line.strip()][:2]
    if not lines:
        return Form(lines=True)
    first = lines[0].lstrip("\ufeff \t")
    whole = _parses(lines[0])
    if len(lines) == 1 or not whole:
        at = _rows_inside(start, _skip(start, 0), 0)
        if at is not None:
            return Form(lines=False, head=start[:at])
    if whole:
        return Form(lines=len(lines) > 1 or not first.startswith("["))
    return Form(lines=not first.startswith(("[", "{")))


def _parses(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


def _rows_inside(text: str, position: int, depth: int) -> int | None:
    """Return where the array of rows begins in an object that is a wrapper around it."""
    if not text.startswith("{", position) or depth > _DEEPEST_ROWS:
        return None
    position += 1
    while match := _MEMBER.match(text, position):
        position = match.end()
        named = json.loads(match[1], strict=False).casefold() in _ROWS
        if named and re.compile(r"\[\s*\{").match(text, position):
            return position
        if named and (inside := _rows_inside(text, position, depth + 1)) is not None:
            return inside
        try:
            position = DECODER.raw_decode(text, position)[1]
        except (ValueError, RecursionError):
            return None
    return None


def elements(path: Path, encoding: Encoding, form: Form, name: str) -> Iterator[Element]:
    """Yield the elements in order; the last has no text of its own: before it stands what follows the others."""
    with open_text(path, encoding) as text:
        for element in _by_line(text) if form.lines else _one_by_one(text, form, name):
            if form.flat and any(isinstance(member, dict) for member in element.value.values()):
                yield replace(element, value=flattened(element.value))
            else:
                yield element


def _by_line(text: Any) -> Iterator[Element]:
    before = ""
    for line in lines_of(text):
        body = line.strip()
        if not body:
            before += line
            continue
        start = line.index(body)
        before += line[:start]
        try:
            value, end = DECODER.raw_decode(body)
            whole = end == len(body)
        except (ValueError, RecursionError):
            whole = False
        yield Element(before, body, *_item(value)) if whole else Element(before, body, {VALUE: body}, True)
        before = line[start + len(body) :]
    yield Element(before, "", {})


def _item(value: Any) -> tuple[dict[str, Any], bool]:
    if isinstance(value, dict):
        return value, False
    return {VALUE: value}, not isinstance(value, (str, int, float))


def _one_by_one(text: Any, form: Form, name: str) -> Iterator[Element]:
    """Yield the elements of one array, or the values that follow one another."""
    text.read(len(form.head))
    buffer, ended = text.read(PIECE), False
    done = _skip(buffer, 0)
    in_array = buffer.startswith("[", done)
    position, done = done + in_array, 0
    while True:
        position = _skip(buffer, position)
        if in_array and buffer.startswith("]", position):
            in_array, position = False, position + 1
            if form.head:
                break
            continue
        try:
            value, end = DECODER.raw_decode(buffer, position)
            whole = ended or end < len(buffer)
        except (ValueError, RecursionError):
            whole = False
        if whole:
            yield Element(buffer[done:position], buffer[position:end], *_item(value))
            position = done = end
            continue
        if not ended:
            if len(buffer) - position > LONGEST_VALUE:
                raise _too_long(name)
            # Twice as much each time: a long value is tried a few times only.
            more = text.read(max(PIECE, len(buffer) - position))
            ended = not more
            buffer, position, done = buffer[done:] + more, position - done, 0
            continue
        if rest := buffer[position:].strip():
            yield Element(buffer[done:position], buffer[position:], {VALUE: rest}, True)
            done = len(buffer)
        break
    rest = buffer[done:]
    while more := text.read(PIECE):
        rest += more
        if len(rest) >= LONGEST_VALUE:
            raise _too_long(name)
    yield Element(rest, "", {})


def _skip(buffer: str, position: int) -> int:
    match = _SPACE.match(buffer, position + buffer.startswith("\ufeff", position))
    return match.end() if match else position


def _too_long(name: str) -> SourceError:
    return SourceError(
        tr(
            "{name} holds one JSON value that is too long or damaged; write it as JSON lines, one object a line.",
            name=name,
        )
    )
