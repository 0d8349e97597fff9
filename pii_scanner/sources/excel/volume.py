"""How much text the cells of a sheet hold once each has its own: one long shared string in many cells fills any memory."""

from __future__ import annotations

import re
import zipfile

import numpy as np
from lxml import etree

STRINGS = "xl/sharedStrings.xml"
MOST_TEXT = 4 << 30
_PIECE = 1 << 20
_OVERLAP = 128
_WINDOW = 1024
_INDEX = re.compile(rb'\st="s"[^<>]*>\s*<v>(\d{1,9})<')


def longest_string(archive: zipfile.ZipFile) -> int:
    """Unpack the shared strings to nowhere and return a bound of their length in bytes: rough below 2 kB, else that of
    all strings together."""
    long = False
    with archive.open(STRINGS) as file:
        while piece := file.read(_PIECE):
            long = long or any(
                piece.find(b"</", start, start + _WINDOW) < 0 for start in range(0, len(piece) - _WINDOW, _WINDOW)
            )
    return archive.getinfo(STRINGS).file_size if long else 2 * _WINDOW


def text_of_cells(archive: zipfile.ZipFile, part: str) -> int:
    """Return the bytes of text that a sheet's cells take from the shared strings."""
    lengths = []
    with archive.open(STRINGS) as file:
        for _, item in etree.iterparse(file, tag="{*}si", resolve_entities=False, no_network=True, huge_tree=True):
            lengths.append(sum(len(text.encode()) for text in item.itertext()))
            item.clear()
    sizes = np.array(lengths, np.int64)
    total, rest = 0, b""
    with archive.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            data = rest + piece
            indices = np.array(_INDEX.findall(data), np.int64)
            total += int(sizes[indices[indices < len(sizes)]].sum())
            rest = data[-_OVERLAP:]
    return total
