"""Layouts that the user declares: columns that no blank parts, as mainframes write them."""

from __future__ import annotations

import codecs
import os
from fnmatch import fnmatch
from pathlib import Path

from pii_scanner.config.reading import FixedWidth
from pii_scanner.sources.encoding import Encoding, detect_encoding, open_text
from pii_scanner.sources.fixed.layout import Column, Layout
from pii_scanner.sources.reading import reading

_LINES = 400
_LONGEST_LINE = 1 << 24


def declared(path: Path) -> FixedWidth | None:
    """Return what the settings say of a file with this name; the first that fits counts."""
    name = path.name.casefold()
    return next((each for each in reading().fixed_width if fnmatch(name, each.files.casefold())), None)


def layout_of(path: Path, given: FixedWidth) -> Layout:
    """Return the layout of a file as it was declared; whether its lines are all of one length is seen in the first."""
    encoding = _encoding(path, given)
    with open_text(path, encoding) as text:
        top = [text.readline(_LONGEST_LINE) for _ in range(given.skip)]
        first = [text.readline(_LONGEST_LINE) for _ in range(_LINES)]
    lines = [line for line in first if line.rstrip("\r\n")]
    newline = "\r\n" if any(line.endswith("\r\n") for line in [*top, *lines]) else "\n"
    columns, start = [], 0
    for each in given.columns:
        end = start + each.width
        last = each is given.columns[-1]
        columns.append(Column(start, None if last else end, end, each.align == "right"))
        start = end
    names = tuple(each.name for each in given.columns)
    shape = Layout(encoding, given.unit, tuple(columns), names)
    lengths = {len(shape.padded(line.rstrip("\r\n"))) for line in lines}
    return Layout(
        encoding,
        given.unit,
        tuple(columns),
        names,
        tuple(line.rstrip("\r\n") for line in top),
        length=lengths.pop() if len(lengths) == 1 else 0,
        newline=newline,
        gaps=False,
        declared=True,
    )


def _encoding(path: Path, given: FixedWidth) -> Encoding:
    if given.encoding is None:
        return detect_encoding(path)
    name = codecs.lookup(given.encoding).name
    with path.open("rb") as file:
        mark = codecs.BOM_UTF8 if os.fstat(file.fileno()).st_size and file.read(3) == codecs.BOM_UTF8 else b""
    return Encoding("gb18030" if name in ("gbk", "gb2312") else name, mark)
