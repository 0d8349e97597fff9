"""What stands in a workbook's file outside the cells, and whether its parts are safe to unpack.

A sheet is unpacked once here: its checksum is tested, its extent is measured (the reader keeps
the whole rectangle in memory) and the texts around its cells are taken.
"""

from __future__ import annotations

import mmap
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.places import COMMENTERS, PERSONS
from pii_scanner.sources.excel.binary import after_cells, texts_of_part
from pii_scanner.sources.excel.places import Told, merged_cells, told_tables
from pii_scanner.sources.excel.reach import reach_of_xlsb
from pii_scanner.sources.excel.unpacked import too_large, unpacked_sheet
from pii_scanner.sources.excel.volume import MOST_TEXT, STRINGS, longest_string, text_of_cells
from pii_scanner.sources.headers import Merges
from pii_scanner.sources.properties import PROPERTIES, properties_of_xml

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE = 1 << 20
_MOST_UNPACKED = 4 << 30
_MOST_RATIO = 250
# Parts of a workbook that hold text outside cells, by what a reader calls them.
_PLACES = (
    ("comments", re.compile(r"^xl/(?:comments\d*|threadedComments/.*|comments/.*)\.xml$")),
    (PROPERTIES, re.compile(r"^(?:docProps/.*|meta)\.xml$")),
    (PERSONS, re.compile(r"^xl/persons/.*\.xml$")),
    ("drawings and charts", re.compile(r"^xl/(?:drawings|charts|diagrams)/(?:[^/]*\.(?:xml|vml)|_rels/.*\.rels)$")),
    ("links", re.compile(r"^xl/(?:worksheets/_rels/.*\.rels|externalLinks/.*\.(?:xml|rels))$")),
    ("names and connections", re.compile(r"^xl/(?:workbook|connections)\.xml$")),
    ("pivot caches", re.compile(r"^xl/pivotCache/.*\.xml$")),
    ("custom data", re.compile(r"^customXml/.*\.xml$")),
    (
        "other parts",
        re.compile(r"^xl/(?!worksheets/|theme/|sharedStrings|styles|calcChain|tables/|chartsheets/).*\.xml$"),
    ),
)
_BINARY_SHEET = re.compile(r"^xl/worksheets/[^/]*\.bin$")
# The parts of an XLSB that are no XML.
_BINARY_PLACES = (
    ("comments", re.compile(r"^xl/comments\d*\.bin$")),
    ("headers, footers, validation", _BINARY_SHEET),
    ("links", re.compile(r"^xl/externalLinks/.*\.bin$")),
    ("names and connections", re.compile(r"^xl/(?:workbook|connections)\.bin$")),
    ("pivot caches", re.compile(r"^xl/pivotCache/.*\.bin$")),
)
_SHEET = re.compile(r"^xl/worksheets/[^/]*\.xml$")
_EXTRAS = ("headerFooter", "dataValidations", "conditionalFormatting", "hyperlinks")
_EXTRA_VALUES = ("prompt", "error", "promptTitle", "errorTitle", "display", "tooltip", "location")
_VALUES = ("Target", "name", "displayName", "userId", "author", "v", "location")


@dataclass(frozen=True)
class SheetParts:
    """Merged cells; of each column at the top of the sheet (how many cells are numbers, how many are filled), None
    where that could not be told; whether numbers of more than 15 digits are anywhere; rows with a sum of cells above."""

    merges: Merges
    numbers: Mapping[int, tuple[int, int]] | None
    long_numbers: bool
    sums: frozenset[int]


@dataclass
class Package:
    """What was found in the parts: texts by place, how many pictures and embedded files were not read, the titles of sheets too large to open, what the XML of each
    sheet says, and the tables of each that a masked copy says it has."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    too_large: set[str] = field(default_factory=set)
    sheets: dict[str, SheetParts] = field(default_factory=dict)
    told: dict[str, list[Told]] = field(default_factory=dict)
    pictures: int = 0
    embedded: int = 0

    @property
    def nbytes(self) -> int:
        """Return about how much memory its texts take."""
        return sum(sys.getsizeof(text) for texts in self.texts.values() for text in texts)

    def add(self, place: str, texts: list[str]) -> None:
        self.texts.setdefault(place, []).extend(texts)


def read_package(path: Path, name: str, safe: Callable[[], object] = lambda: None) -> Package:
    """Return what stands outside the cells; raises SourceError for a damaged file or one that unpacks without end.

    `safe` is called once all was tested that a reader unpacks before it is asked for a sheet.
    """
    package = Package()
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(name, archive.infolist())
            titles = _titles(archive)
            package.told = told_tables(archive)
            longest = longest_string(archive) if STRINGS in archive.namelist() else 0
            safe()
            for part in archive.namelist():
                if _SHEET.match(part):
                    title = titles.get(part, part)
                    sheet = unpacked_sheet(archive, part)
                    root = _parsed(sheet.outside)
                    package.add("headers, footers, validation", _sheet_extras(root))
                    package.sheets[title] = SheetParts(
                        merged_cells(root), sheet.numbers, sheet.long_numbers, sheet.sums
                    )
                    if sheet.too_large or _repeats_without_end(archive, part, sheet.strings * longest):
                        package.too_large.add(title)
                elif part in {"xl/workbook.bin", "xl/sharedStrings.bin"}:
                    _test(archive, part)
                elif part == "content.xml":
                    package.add("comments", _annotations(archive))
                for place, pattern in _PLACES:
                    if pattern.match(part):
                        for where, texts in _texts_by_place(place, _parsed(archive.read(part))).items():
                            package.add(where, texts)
                        break
                for place, pattern in _BINARY_PLACES:
                    if pattern.match(part):
                        content = archive.read(part)
                        if _BINARY_SHEET.match(part):
                            if too_large(reach_of_xlsb(content), len(content)):
                                raise SourceError(too_far(name))
                            content = after_cells(content)
                        package.add(place, texts_of_part(content))
                package.pictures += part.startswith("xl/media/")
                package.embedded += part.startswith(("xl/embeddings/", "xl/activeX/"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceError(damaged(name)) from error
    except RuntimeError as error:  # a zip with its own password
        raise SourceError(zip_locked(name)) from error
    return package


def damaged(name: str) -> str:
    return tr("{name} is not a whole workbook: it is cut off or damaged. Copy it again from where it came.", name=name)


def too_far(name: str) -> str:
    return tr("{name} has cells too far apart to be opened: delete what stands alone far from the others.", name=name)


def zip_locked(name: str) -> str:
    return tr("{name} is protected by a password: open it in Excel and save a copy without one.", name=name)


def is_encrypted(path: Path) -> bool:
    """Return whether a file is an Office document in an encrypted envelope."""
    with path.open("rb") as file:
        if not file.read(8).startswith(OLE):
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find("EncryptedPackage".encode("utf-16-le")) >= 0


def is_workbook(path: Path, head: bytes) -> bool:
    """Return whether a zip or OLE file is a workbook, whole or not, and no document of another kind."""
    if head.startswith(OLE):
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            told = any(
                data.find(name.encode("utf-16-le") + b"\x00\x00") >= 0
                for name in ("Workbook", "Book", "EncryptedPackage")
            )
            # Cut off: the names of its streams are lost.
            return told or path.suffix.lower() in {".xls", ".xlt", ".et"}
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if {"xl/workbook.xml", "xl/workbook.bin"} & names:
                return True
            if "mimetype" in names and "content.xml" in names:
                return b"spreadsheet" in archive.read("mimetype")
            return "word/document.xml" not in names and any(
                name.lower().endswith(("/workbook.xml", "/workbook.bin")) for name in names
            )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        # Cut off: its list of parts is lost; what the first bytes and the name say must do.
        return b"xl/" in head or path.suffix.lower() in {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods"}


def _refuse_bomb(name: str, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > _MOST_UNPACKED or (unpacked > 200 << 20 and unpacked > _MOST_RATIO * max(1, packed)):
        raise SourceError(
            tr(
                "{name} would unpack to {size} MB, which no ordinary workbook does; it was not opened.",
                name=name,
                size=unpacked >> 20,
            )
        )


def _repeats_without_end(archive: zipfile.ZipFile, part: str, bound: int) -> bool:
    """Return whether a sheet's cells hold more text than memory is given for; `bound` is what it is at most."""
    return bound > MOST_TEXT and text_of_cells(archive, part) > MOST_TEXT


def _test(archive: zipfile.ZipFile, part: str) -> None:
    """Unpack a part to nowhere: a part longer than it says fails here and not in memory."""
    with archive.open(part) as file:
        while file.read(_PIECE):
            pass


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the title of each sheet by its part."""
    try:
        book = _parsed(archive.read("xl/workbook.xml"))
        links = _parsed(archive.read("xl/_rels/workbook.xml.rels"))
    except KeyError:
        return {}
    if book is None or links is None:
        return {}
    targets = {link.get("Id"): str(link.get("Target")) for link in links.iter("{*}Relationship")}
    found = {}
    for sheet in book.iter("{*}sheet"):
        number = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
        target = PurePosixPath("/xl") / targets.get(number, "")
        found[str(target).lstrip("/")] = str(sheet.get("name"))
    return found


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


def _texts_by_place(place: str, root: Any) -> dict[str, list[str]]:
    """Return the texts of an XML part by place: who wrote something stands apart from what was written."""
    if root is None or place == PROPERTIES:
        return properties_of_xml(root)
    authors = [each for each in root.iter("{*}author") if place == "comments"]
    named = [text for each in authors if len(text := (each.text or "").strip()) >= 2]
    for each in authors:
        each.text = None
    return {COMMENTERS: named, place: _part_texts(root)} if named else {place: _part_texts(root)}


def _part_texts(root: Any) -> list[str]:
    """Return all texts and attribute values of an XML part that could hold words."""
    texts = [str(text).strip() for text in root.itertext()]
    for element in root.iter(etree.Element):
        for key in _VALUES:
            value = element.get(key)
            if value and not value.startswith(("http://schemas", "../", "worksheets/")):
                texts.append(value.removeprefix("mailto:"))
    return [text for text in texts if len(text) >= 2]


def _parsed(data: bytes) -> Any:
    """Return the root of an XML part, or None."""
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError:
        return None


def _sheet_extras(root: Any) -> list[str]:
    if root is None:
        return []
    texts: list[str] = []
    for element in root.iter(*(f"{{*}}{tag}" for tag in _EXTRAS)):
        texts += [text for text in map(str.strip, element.itertext()) if len(text) >= 2]
        texts += [value for each in element.iter() for key in _EXTRA_VALUES if (value := each.get(key))]
    return texts


def _annotations(archive: zipfile.ZipFile) -> list[str]:
    """Return the comments of an ODS, which stand among its cells."""
    return list(_annotation_texts(archive))


def _annotation_texts(archive: zipfile.ZipFile) -> Iterator[str]:
    tags = ("{*}annotation", "{*}table-row")
    with archive.open("content.xml") as file:
        try:
            for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True, huge_tree=True):
                if str(element.tag).endswith("}annotation"):
                    yield from (text for text in map(str.strip, element.itertext()) if len(text) >= 2)
                else:
                    element.clear()
        except etree.XMLSyntaxError:
            return
