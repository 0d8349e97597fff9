"""Reading and writing the XML of a workbook: hardened parsing, escaping, namespaces.

Everything the writer emits is text built here, element by element; nothing is copied
as bytes, so an element that no allow-list names cannot reach the masked copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any, TypeAlias

from lxml import etree as _etree  # type: ignore[import-untyped, unused-ignore]

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr

etree: Any = _etree
Element: TypeAlias = Any

_OPEN = "http://schemas.openxmlformats.org/"
MAIN = _OPEN + "spreadsheetml/2006/main"
LINKS = _OPEN + "officeDocument/2006/relationships"
DRAWING = _OPEN + "drawingml/2006/main"
SHEET_DRAWING = _OPEN + "drawingml/2006/spreadsheetDrawing"
CHART = _OPEN + "drawingml/2006/chart"
PACKAGE_LINKS = _OPEN + "package/2006/relationships"
CONTENT_TYPES = _OPEN + "package/2006/content-types"

# ISO 29500 strict names, read as their transitional twins.
_STRICT = {
    "http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": LINKS,
    "http://purl.oclc.org/ooxml/drawingml/main": DRAWING,
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing": SHEET_DRAWING,
    "http://purl.oclc.org/ooxml/drawingml/chart": CHART,
}

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Halves of surrogate pairs stay encoded: no text function takes them alone.
_ESCAPED_CHARACTER = re.compile("_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_")

_SECURE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def damaged() -> SourceError:
    return SourceError(tr("The workbook is damaged: open it in Excel, save it again and retry."))


def secure_parser() -> Any:
    return etree.XMLParser(**_SECURE)


def parse(data: bytes, parser: Any = None) -> Element:
    """Return the root element of a small part.

    Raises SourceError for malformed XML and for any DOCTYPE (entity expansion attacks).
    """
    try:
        root = etree.fromstring(data, parser or secure_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    _refuse_doctype(root)
    return root


def stream(
    handle: IO[bytes], tags: tuple[str, ...], events: tuple[str, ...] = ("start", "end")
) -> Iterator[tuple[str, Element]]:
    """Yield (event, element) for the local names `tags`; the caller clears elements."""
    wanted = tuple("{*}" + tag for tag in tags)
    checked = False
    try:
        for event, element in etree.iterparse(handle, events=events, tag=wanted, **_SECURE):
            if not checked:
                _refuse_doctype(element)
                checked = True
            yield event, element
    except etree.XMLSyntaxError as error:
        raise damaged() from error


def forget(element: Element) -> None:
    """Free a streamed element and every sibling before it."""
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_doctype(element: Element) -> None:
    information = element.getroottree().docinfo
    if information.doctype or information.internalDTD is not None:
        raise SourceError(
            tr("The workbook holds XML with a document type declaration, which Excel never writes; it was not opened.")
        )


@lru_cache(maxsize=4096)
def _split(tag: str) -> tuple[str, str]:
    if not tag.startswith("{"):
        return "", tag
    namespace, _, local = tag[1:].partition("}")
    return _STRICT.get(namespace, namespace), local


def name_of(element: Element) -> tuple[str, str]:
    """Return (namespace, local name), strict namespaces mapped to transitional ones."""
    return _split(element.tag) if isinstance(element.tag, str) else ("", "")


def tags_of(local: str) -> frozenset[str]:
    """Return both full tags (transitional and strict) of a spreadsheet element."""
    spaces = [MAIN, *(strict for strict, open_ in _STRICT.items() if open_ == MAIN)]
    return frozenset(f"{{{namespace}}}{local}" for namespace in spaces)


def children(element: Element, local: str, namespace: str = MAIN) -> list[Element]:
    return [child for child in element if name_of(child) == (namespace, local)]


def child(element: Element, local: str, namespace: str = MAIN) -> Element | None:
    found = children(element, local, namespace)
    return found[0] if found else None


def link_id(element: Element, name: str = "id") -> str | None:
    """Return the relationship id an element holds in `r:id` (or `r:embed` ...)."""
    for key, value in element.attrib.items():
        if _split(key) == (LINKS, name):
            return str(value)
    return None


def escape_text(text: str) -> str:
    """Return `text` as XML character data, without characters XML 1.0 cannot hold."""
    if _SPECIAL.search(text) is None:
        return text
    text = _ILLEGAL.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def escape_attribute(text: str) -> str:
    text = escape_text(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;")


def decode(text: str) -> str:
    """Return a stored string as Excel shows it: `_x0041_` stands for the character A."""
    if "_x" not in text:
        return text
    return _ESCAPED_CHARACTER.sub(lambda match: chr(int(match.group(1), 16)), text)


def encode(text: str) -> str:
    """Return a shown string as Excel stores it, so that `_x0041_` stays those seven characters."""
    if "_x" not in text:
        return text
    return _ESCAPED_CHARACTER.sub(lambda match: "_x005F" + match.group(0), text)
