"""The texts of a Word document's XML: paragraphs, tables, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
# Deleted text of tracked changes and the instructions of fields (links, mail merges) are in the file as well.
_TEXTS = {f"{_W}t", f"{_W}delText", f"{_W}instrText", f"{_W}delInstrText"}
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Strict documents (ISO 29500) have another namespace; it is read as the usual one.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SHOWN = ("descr", "title")


def parse(data: bytes) -> Any:
    """Return the root of a part, None when nothing of it is XML; entities and links are not followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    try:
        return etree.fromstring(data.replace(_STRICT, _W[1:-1].encode("ascii")), parser)
    except etree.XMLSyntaxError:
        return None


def paragraphs(root: Any) -> Iterator[str]:
    """Yield the paragraphs that stand in no table, those of text boxes too."""
    for paragraph in root.iter(_P):
        if next(paragraph.iterancestors(_TBL), None) is None:
            text = _text_of(paragraph)
            if text.strip():
                yield text


def tables(root: Any) -> Iterator[list[list[str]]]:
    """Yield the cells of each table, row by row; a table in a cell is one of its own."""
    for table in root.iter(_TBL):
        rows = [
            [_cell(cell) for cell in row.iter(_TC) if next(cell.iterancestors(_TR), None) is row]
            for row in table.iter(_TR)
            if next(row.iterancestors(_TBL), None) is table
        ]
        if any(any(row) for row in rows):
            yield rows


def all_texts(root: Any) -> list[str]:
    """Return the paragraphs of a part, wherever they stand."""
    return [text for paragraph in root.iter(_P) if (text := _text_of(paragraph)).strip()]


def descriptions(root: Any) -> list[str]:
    """Return what is said of pictures and shapes for those who do not see them."""
    return [value for each in root.iter("{*}docPr", "{*}cNvPr") for name in _SHOWN if (value := each.get(name))]


def authors(root: Any) -> list[str]:
    """Return who wrote the comments and tracked changes of a part."""
    return list(dict.fromkeys(name for each in root.iter(f"{_W}*") if len(name := each.get(f"{_W}author") or "") > 1))


def values(root: Any) -> list[str]:
    """Return the texts of any other XML part, such as properties."""
    return [text for text in map(str.strip, root.itertext()) if len(text) > 1]


def link_targets(root: Any) -> list[str]:
    """Return what the links of a part lead to outside the document, such as addresses of mail."""
    return [
        str(link.get("Target")).removeprefix("mailto:")
        for link in root.iter("{*}Relationship")
        if link.get("TargetMode") == "External"
    ]


def _cell(cell: Any) -> str:
    own = [each for each in cell.iter(_P) if next(each.iterancestors(_TC), None) is cell]
    return "\n".join(filter(None, map(_text_of, own))).strip()


def _text_of(paragraph: Any) -> str:
    """Return the text of a paragraph without that of text boxes in it, which are paragraphs themselves."""
    pieces = []
    for element in paragraph.iter():
        if element.tag in _TEXTS:
            own = next(element.iterancestors(_P), None) is paragraph
            pieces.append((element.text or "") if own else "")
        elif element.tag in _BREAKS and next(element.iterancestors(_P), None) is paragraph:
            pieces.append(_BREAKS[element.tag])
    return "".join(pieces)
