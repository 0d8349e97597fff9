"""Telling text whose columns stand at fixed positions from prose, logs and delimited text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pii_scanner.sources.encoding import Encoding
from pii_scanner.sources.fixed.layout import FILL, Column, Layout, pad
from pii_scanner.sources.headers import find_header

_RULER = re.compile(r"^ *[-=]{2,}(?: +[-=]{2,})+ *$")
_DELIMITERS = ",;|\x01^"
_MOST_LINES = 400
_MOST_ABOVE = 5
_MOST_BELOW = 2
_LEAST_LINES = 3
_LEAST_RAGGED = 6
# Characters of the lines that are looked at, all padded to the longest.
_MOST_CELLS = 1 << 23

Blank = npt.NDArray[np.bool_]
Span = tuple[int, int]


def detect(text: str, encoding: Encoding, *, cut: bool) -> Layout | None:
    """Return the layout of a file that begins with `text`, None when its columns stand at no fixed positions.

    `cut`: the text ends in the middle of the file.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    if cut or not lines[-1]:
        lines.pop()
    lines = lines[:_MOST_LINES]
    if len(lines) < _LEAST_LINES or "\t" in text or "\r" in text.replace("\r\n", "") or _delimited(lines):
        return None
    units = (
        ("bytes", "columns", "characters")
        if encoding.name in ("gb18030", "big5")
        else ("columns", "characters", "bytes")
    )
    found = []
    for unit in units if not text.isascii() else ("characters",):
        padded = [pad(line, unit, encoding.name) for line in lines]
        if max(map(len, padded)) * len(padded) > _MOST_CELLS:
            return None
        layout = _by_ruler(padded) or _by_blanks(padded)
        if layout is not None:
            found.append((unit, *layout))
    if not found:
        return None
    # The unit by which most columns are told apart; of several, lines of one length speak for it.
    unit, columns, top, header, length = max(found, key=lambda each: (each[4] > 0, len(each[1])))
    cells = _cells(pad(lines[header], unit, encoding.name), columns) if header is not None else []
    if header is not None and (loose := lines[header].split()) and len(loose) == len(columns):
        cells = loose
    return Layout(encoding, unit, columns, tuple(cells), tuple(lines[:top]), header, length, newline)


Found = tuple[tuple[Column, ...], int, "int | None", int]


def _delimited(lines: Sequence[str]) -> bool:
    """Return whether a delimiter stands equally often in every line."""
    filled = [line for line in lines if line.strip()]
    return any(
        len({line.count(each) for line in filled}) == 1 and filled[0].count(each) for each in _DELIMITERS if filled
    )


def _by_ruler(lines: Sequence[str]) -> Found | None:
    """Return the layout that a line of dashes under the header gives."""
    at = next((index for index, line in enumerate(lines[:15]) if _RULER.match(line)), None)
    if not at:
        return None
    spans = [match.span() for match in re.finditer(r"[-=]+", lines[at])]
    body = [line for line in lines[at + 1 :] if line.strip()]
    if not body:
        return None
    columns = _columns(spans, _blank(body), ragged=True)
    return columns, at + 1, at - 1, 0


def _by_blanks(lines: Sequence[str]) -> Found | None:
    """Return the layout that positions blank in all lines give; some lines above and below may not fit."""
    for above in range(min(_MOST_ABOVE, max(0, len(lines) - _LEAST_LINES)) + 1):
        for below in range(_MOST_BELOW + 1):
            body = lines[above : len(lines) - below]
            at = [above + number for number, line in enumerate(body) if line.strip()]
            filled = [lines[number] for number in at]
            if len(filled) < _LEAST_LINES:
                break
            spans, length = _spans(filled)
            if spans is None:
                continue
            rows = [_cells(line, _columns(spans, _blank(filled), ragged=not length)) for line in filled[:30]]
            inside = find_header(rows)
            first = above
            header: int | None = None
            if inside >= 0:
                spans, header = _named_spans(spans, filled[inside]), at[inside]
                first = header + 1
            elif above and _is_header(lines[above - 1], rows, len(spans)):
                header = above - 1
            else:
                spans = _joined(spans, filled)
            if len(spans) < 2:
                continue
            data = [line for line in lines[first : len(lines) - below] if line.strip()] or filled
            return _columns(spans, _blank(data), ragged=not length), first, header, length
    return None


def _spans(lines: Sequence[str]) -> tuple[list[Span] | None, int]:
    """Return (where columns stand, the length of all lines or 0), None when they stand nowhere for sure."""
    blank = _blank(lines)
    empty = blank.all(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], empty, [True])).astype(np.int8)))
    spans = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    lengths = {len(line) for line in lines}
    if len(spans) < 2:
        return None, 0
    if len(lengths) == 1 and any(line.endswith(" ") for line in lines):
        return spans, lengths.pop()
    gaps = [right[0] - left[1] for left, right in pairwise(spans)]
    wide = len(spans) > 2 and min(gaps) > 1 and len(lines) >= _LEAST_RAGGED
    if len(lengths) == 1:
        return (spans, lengths.pop()) if len(lines) >= _LEAST_RAGGED or wide else (None, 0)
    filled = [(~blank[:, start:stop]).any(axis=1).mean() for start, stop in spans]
    return (spans, 0) if wide and min(filled) > 0.3 else (None, 0)


def _blank(lines: Sequence[str]) -> Blank:
    """Return where lines are blank, shape (lines, longest)."""
    longest = max(map(len, lines))
    codes = np.array([line.ljust(longest) for line in lines], dtype=f"<U{longest}").view(np.uint32)
    return codes.reshape(len(lines), longest) == ord(" ")


def _named_spans(spans: list[Span], header: str) -> list[Span]:
    """Join columns that stand under one word of the header: groups of digits, dates with times."""
    joined: list[Span] = []
    for start, stop in spans:
        if joined and not header[start:stop].strip(" " + FILL):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _joined(spans: list[Span], lines: Sequence[str]) -> list[Span]:
    """Join neighbours that one blank parts and that are digits throughout: a card number in groups of four."""
    joined: list[Span] = []
    for start, stop in spans:
        if joined and start - joined[-1][1] == 1 and all(
            line[max(joined[-1][0], joined[-1][1] - 3) : stop].replace(" ", "", 1).isdigit() for line in lines
        ) and stop - start <= 8:  # fmt: skip
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _is_header(line: str, rows: list[list[str]], width: int) -> bool:
    words = line.replace(FILL, "").split()
    return len(words) == width and find_header([words, *rows]) == 0


def _columns(spans: Sequence[Span], blank: Blank, *, ragged: bool) -> tuple[Column, ...]:
    """Return columns that lie side by side; a gap belongs to the one before it, half of it to one that is flush right."""
    width = blank.shape[1]
    rights = []
    for start, stop in spans:
        inside = blank[:, start : min(stop, width)]
        filled = inside[~inside.all(axis=1)]
        rights.append(bool(len(filled)) and bool(filled[:, 0].mean() > 0.2) and bool(filled[:, -1].mean() < 0.05))
    starts = [0]
    for (_, end), (start, _), right in zip(spans, spans[1:], rights[1:], strict=False):
        starts.append(end + max(1, (start - end) // 2) if right else start)
    columns = []
    for number, (_, end) in enumerate(spans):
        last = number + 1 == len(spans)
        following = None if last else starts[number + 1]
        columns.append(Column(starts[number], following, width if last and not ragged else end, rights[number]))
    return tuple(columns)


def _cells(line: str, columns: Sequence[Column]) -> list[str]:
    return [line[column.start : column.stop].replace(FILL, "").strip() for column in columns]
