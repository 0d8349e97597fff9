"""How a delimited file is written: delimiter, quotes, escapes, line ends, and where its header stands."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pii_scanner.sources.encoding import Encoding
from pii_scanner.sources.headers import find_header, header_cells
from pii_scanner.sources.records import records

DELIMITERS = (",", "\t", ";", "|", "\x01", "^", "\x1b", "\x1f")
# It stands in half of all sentences: as a delimiter it must stand in the names of columns and in nearly every row.
_COMMA, _NEARLY_EVERY, _SOME_FIELDS = "，", 0.85, 1.5
# As banks and data warehouses write them, so that no value holds one.
_LONG_DELIMITERS = (
    "|+|", "~|~", "|@|", "|!|", "|#|", "|$|", "|~|", "|^|", "^|^", "#|#", "@|@", "$|$", "!@#", "\t|\t",
    "||", "@@", "$$", "##", "~~", "^^", "&&", "!|", "|!", "^_^", "\x01\x01", _COMMA,
)  # fmt: skip
# Signs that double a delimiter: no cell of every column ends in one or begins with one.
_SIGNS = frozenset("!^~@&|;")
# Rows that agree so far are regular; the score of what stands in later lines only counts so much.
_REGULAR, _LATE = 0.8, 0.8
_SEPARATOR_LINE = re.compile(r'^"?sep=(?P<delimiter>.)"?[\r\n]*$', re.IGNORECASE)
NULL = r"\N"


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written; `preamble` is the text before the first data row.

    `header` is the header row as it stands, `names` with the groups of the rows above it. `escape`: a backslash
    makes the next character a plain one; `has_nulls`: cells without a value hold `NULL`.
    """

    encoding: Encoding
    delimiter: str
    newline: str
    quote_all: bool
    preamble: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    ends_with_newline: bool
    escape: str = ""
    has_nulls: bool = False


def dialect_of(path: Path, encoding: Encoding, sample: str, cut: bool) -> tuple[Dialect, int, list[str]]:
    """Return (dialect, number of columns, texts above the header)."""
    newline = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample or "\r" not in sample else "\r"
    lines = list(io.StringIO(sample, newline=""))
    if cut and len(lines) > 1:
        lines = lines[:-1]  # the last line of the sample may be cut
    told = _SEPARATOR_LINE.match(lines[0])
    delimiter = told["delimiter"] if told else _delimiter(lines)
    escape = _escape(lines, delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    line = 0
    for row, taken in records(lines, delimiter, escape):
        line += taken
        rows.append(row)
        ends.append(line)
        if len(rows) >= 200:
            break
    if cut and len(rows) > 1 and line >= len(lines):
        rows.pop()  # its quoted field may go on after the sample
    if told:
        rows[0] = []
    header = find_header(rows)
    data = [row for row in rows[header + 1 :] if row] or rows
    counts = Counter(len(row) for row in data)
    width = max(counts.most_common(1)[0][0], len(rows[header]) if header >= 0 else 0, 1)
    before = ends[header] if header >= 0 else int(bool(told))
    dialect = Dialect(
        encoding,
        delimiter,
        newline,
        _quotes_everything(lines[before:], delimiter),
        "".join(lines[:before]),
        tuple(rows[header]) if header >= 0 else (),
        tuple(header_cells(rows, header)) if header >= 0 else (),
        _last_byte_is_newline(path, encoding),
        escape,
        any(cell == NULL for row in data for cell in row),
    )
    titles = [cell.strip() for row in rows[: max(header, 0)] for cell in row if cell.strip()]
    return dialect, width, titles


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter under which most lines have the same number of fields, more than one."""
    lines = lines[:200]
    text = "".join(lines)
    scores = {each: _score(lines, each) if each in text else 0.0 for each in DELIMITERS}
    # Names of columns are written with the delimiter, and not with what stands in every text below them.
    begins = {each: _begins(lines, each) if each in text else len(lines) for each in (*DELIMITERS, *_LONG_DELIMITERS)}
    first = min((begins[each] for each in DELIMITERS if scores[each] > _REGULAR), default=len(lines))
    scores = {each: score if begins[each] <= first else _LATE * score for each, score in scores.items()}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    for each in filter(text.__contains__, _LONG_DELIMITERS):
        # The single characters of a longer delimiter fit as well, with empty fields between.
        score = _score(lines, each) * (1 if begins[each] <= first else _LATE)
        if each == _COMMA and begins[each] and text.count(each) < _SOME_FIELDS * len(lines):
            continue  # two clauses below a name without one
        least = _REGULAR if best in each else _NEARLY_EVERY if each == _COMMA else max(0.1, scores[best])
        if score > least and _stands_whole(lines, each, best):
            return each
    return doubled(lines, best) if scores[best] > 0.1 else ","


def doubled(lines: list[str], delimiter: str) -> str:
    """Return a delimiter with the sign that stands beside it wherever it stands, as a cell's own would not: !^, ^!."""
    before: set[str] = set()
    after: set[str] = set()
    for line in lines:
        cells = line.strip("\r\n").split(delimiter)
        before.update(cell[-1:] for cell in cells[:-1])
        after.update(cell[:1] for cell in cells[1:])
    return _sign(before) + delimiter + _sign(after)


def _sign(characters: set[str]) -> str:
    """Return the one character of a set if it is a sign that no value ends in or begins with."""
    (only, *others) = characters or {""}
    return only if not others and only in _SIGNS else ""


def _begins(lines: list[str], delimiter: str) -> int:
    """Return the number of the first line that a delimiter cuts into about as many fields as most."""
    counts = [line.count(delimiter) for line in lines]
    usual = Counter(filter(None, counts)).most_common(1)
    enough = max(1, usual[0][0] - 1) if usual else 1
    return next((number for number, count in enumerate(counts) if count >= enough), len(lines))


def _score(lines: list[str], delimiter: str, escape: str = "") -> float:
    if not any(delimiter in line for line in lines):
        return 0.0
    return _regularity([row for row, _ in records(lines, delimiter, escape) if row])


def _stands_whole(lines: list[str], delimiter: str, best: str) -> bool:
    """Return whether the best single character stands nowhere outside a longer delimiter that holds it."""
    return best not in delimiter or not any(best in line.replace(delimiter, "") for line in lines)


def _escape(lines: list[str], delimiter: str) -> str:
    """Return the backslash where rows agree better if it makes the next character a plain one."""
    lines = lines[:200]
    told = re.compile(r'\\(?:["\r\n]|' + re.escape(delimiter) + ")")
    if not any(told.search(line) for line in lines):
        return ""
    return "\\" if _score(lines, delimiter, "\\") > _score(lines, delimiter) else ""


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
