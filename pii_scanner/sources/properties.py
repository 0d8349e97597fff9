"""The properties of documents: who wrote or changed them, and what else is said of them.

Office Open XML keeps them in docProps (ECMA-376 part 2, 11; custom ones as ECMA-376 part 1, 22.3), OpenDocument in meta.xml,
the old binary formats in property sets (MS-OLEPS) of a compound file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from pii_scanner.model.places import AUTHORS

PROPERTIES = "document properties"
_AUTHORS = frozenset(("creator", "lastModifiedBy", "Manager", "initial-creator", "printed-by"))
# Names of programs with their versions, which look like addresses of networks: LibreOffice/6.0.3.2.
_PROGRAMS = frozenset(("Application", "AppVersion", "generator"))
_OWN = frozenset(("property", "user-defined"))
# Streams of property sets, and the numbers of the properties that name people.
_SETS = {"\x05SummaryInformation": (4, 8), "\x05DocumentSummaryInformation": (14,)}
_PROGRAM, _CODE_PAGE, _NAMES = 18, 1, 0
_BYTES, _WIDE = 30, 31  # VT_LPSTR, VT_LPWSTR
_UTF_16, _UTF_8 = 1200, 65001
_MOST = 10_000


def properties_of_xml(root: Any) -> dict[str, list[str]]:
    """Return the texts of a part of properties by place; those that users named stand behind their names."""
    found: dict[str, list[str]] = {AUTHORS: [], PROPERTIES: []}
    if root is None:
        return found
    for element in root.iter("{*}*"):
        name = str(element.tag).rpartition("}")[2]
        if name in _OWN:
            own = next((value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == "name"), "")
            text = "".join(map(str, element.itertext())).strip()
            if text:
                found[PROPERTIES].append(f"{own}: {text}" if own else text)
        elif name in _PROGRAMS:
            continue
        elif len(text := (element.text or "").strip()) >= 2 and not _inside_own(element):
            found[AUTHORS if name in _AUTHORS else PROPERTIES].append(text)
    return found


def _inside_own(element: Any) -> bool:
    return any(str(each.tag).rpartition("}")[2] in _OWN for each in element.iterancestors())


def properties_of_sets(streams: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the texts of property sets by place; `streams` are those of a compound file that hold some, by name."""
    found: dict[str, list[str]] = {AUTHORS: [], PROPERTIES: []}
    for stream, data in streams.items():
        people = _SETS.get(stream, ())
        try:
            for number, text in _texts_of_set(data):
                if len(text) >= 2 and number != _PROGRAM:
                    found[AUTHORS if number in people else PROPERTIES].append(text)
        except (struct.error, LookupError, ValueError):
            continue
    return found


def property_streams() -> tuple[str, ...]:
    return tuple(_SETS)


def _texts_of_set(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield (number, text) of the properties of both sections; of one that a user named the number is -1."""
    (sections,) = struct.unpack_from("<I", data, 24)
    for section in range(min(sections, 2)):
        (start,) = struct.unpack_from("<I", data, 28 + 20 * section + 16)
        (count,) = struct.unpack_from("<I", data, start + 4)
        places = [struct.unpack_from("<II", data, start + 8 + 8 * each) for each in range(min(count, _MOST))]
        page = _UTF_8
        for number, at in places:
            if number == _CODE_PAGE:
                page = struct.unpack_from("<H", data, start + at + 4)[0]
        own = next((_own_names(data, start + at, page) for number, at in places if number == _NAMES), {})
        for number, at in places:
            text = _text_at(data, start + at, page) if number not in (_NAMES, _CODE_PAGE) else ""
            if text:
                yield (-1, f"{own[number]}: {text}") if number in own else (number if section == 0 else -1, text)


def _own_names(data: bytes, at: int, page: int) -> dict[int, str]:
    """Return the names that users gave to properties."""
    (count,) = struct.unpack_from("<I", data, at)
    names, at = {}, at + 4
    for _ in range(min(count, _MOST)):
        number, length = struct.unpack_from("<II", data, at)
        size = 2 * length if page == _UTF_16 else length
        names[number] = _decoded(data[at + 8 : at + 8 + size], page)
        at += 8 + (size + 3) // 4 * 4 if page == _UTF_16 else 8 + size
    return names


def _text_at(data: bytes, at: int, page: int) -> str:
    kind, length = struct.unpack_from("<II", data, at)
    if kind == _BYTES:
        return _decoded(data[at + 8 : at + 8 + length], page)
    return _decoded(data[at + 8 : at + 8 + 2 * length], _UTF_16) if kind == _WIDE else ""


def _decoded(content: bytes, page: int) -> str:
    """Return a text of a code page; what calls itself another is read as GB 18030, which Chinese systems write."""
    encoding = {_UTF_16: "utf-16-le", _UTF_8: "utf-8", 950: "big5", 1252: "cp1252"}.get(page, "gb18030")
    return content.decode(encoding, "replace").partition("\0")[0].strip()
