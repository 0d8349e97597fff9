"""What surrounds the cells of a worksheet: widths, panes, merged cells, rules, page setup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pii_scanner.i18n import tr
from pii_scanner.sinks.workbook.extensions import Extensions, read_extensions, twin_of
from pii_scanner.sinks.workbook.hyperlinks import hyperlinks_xml
from pii_scanner.sinks.workbook.markup import MAIN, Element, children, decode, escape_text, name_of
from pii_scanner.sinks.workbook.package import Link
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, attributes, render
from pii_scanner.sinks.workbook.rules import Judge, conditional_formatting, data_validations
from pii_scanner.sinks.workbook.schema import SHEET_ELEMENTS

# Elements copied as they are (by allow-list of what they may contain), in schema order.
_BEFORE = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols")
_AFTER = (
    ("sheetProtection",),
    ("autoFilter",),
    ("mergeCells",),
    ("conditionalFormatting",),
    ("dataValidations",),
    ("hyperlinks",),
    ("printOptions", "pageMargins", "pageSetup"),
    ("headerFooter",),
    ("rowBreaks", "colBreaks", "ignoredErrors"),
)
_COUNTS = frozenset({"count"})
_REMOVED = {
    "protectedRanges": "permissions of protected ranges",
    "scenarios": "scenarios",
    "dataConsolidate": "data consolidation",
    "customSheetViews": "custom views",
    "customProperties": "custom sheet properties",
    "cellWatches": "cell watches",
    "smartTags": "smart tags",
    "picture": "background picture",
    "oleObjects": "embedded objects",
    "controls": "form controls",
    "webPublishItems": "web publishing settings",
}
_SECTION = re.compile("&&|&[LCR]")
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Z&])')


@dataclass
class SheetSettings:
    """Writes the elements before and after the cells, and remembers what it removed."""

    scrubber: Scrubber
    judge: Judge
    drawing: str | None = None
    """Relationship id of the drawing to keep."""
    tables: list[str] = field(default_factory=list)
    """Relationship ids of the Excel tables to keep."""
    removed: list[str] = field(default_factory=list)

    boxes: str | None = None
    """Relationship id of the boxes of comments."""
    links: Mapping[str, Link] = field(default_factory=dict)
    """Relationships of the source's sheet."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Web addresses of the copy's hyperlinks and their relationship ids."""

    moves: Callable[[int, int], bool] = lambda top, bottom: False
    """Whether the data of any row between two stands elsewhere now."""

    _extensions: Extensions = field(default_factory=Extensions)

    def before(self, root: Element) -> str:
        return "".join(self._copies(root, _BEFORE))

    def after(self, root: Element) -> str:
        parts = []
        self._extensions = read_extensions(root, self.judge)
        for group in _AFTER:
            name = group[0]
            if name == "autoFilter":
                # Its criteria list raw values; the range alone brings the buttons back.
                parts += [_filter(element, self.scrubber) for element in children(root, name)[:1]]
            elif name == "mergeCells":
                parts += self._merges(root)
            elif name == "conditionalFormatting":
                parts.append(self._conditional_formats(root))
            elif name == "dataValidations":
                parts.append(self._validations(root))
            elif name == "hyperlinks":
                parts.append(self._hyperlinks(root))
            elif name == "headerFooter":
                parts.append(self._header_footer(root))
            else:
                parts += self._copies(root, group)
        if self.drawing is not None:
            parts.append(f'<drawing r:id="{self.drawing}"/>')
        if self.boxes is not None:
            parts.append(f'<legacyDrawing r:id="{self.boxes}"/>')
        if self.tables:
            inner = "".join(f'<tablePart r:id="{key}"/>' for key in self.tables)
            parts.append(f'<tableParts count="{len(self.tables)}">{inner}</tableParts>')
        parts.append(self._extensions.xml)
        if self._extensions.lost:
            self.removed.append(tr("extensions of later Excel versions (sparklines, slicers, newer rules)"))
        present = {name_of(element)[1] for element in root}
        self.removed += [tr(label) for name, label in _REMOVED.items() if name in present]
        return "".join(parts)

    def _copies(self, root: Element, names: tuple[str, ...]) -> list[str]:
        policy = Policy(self.scrubber, {MAIN: ""}, SHEET_ELEMENTS, drop_attributes=_COUNTS)
        return [render(found, policy) for name in names for found in children(root, name)]

    def _merges(self, root: Element) -> list[str]:
        """Return the merged cells, but for those among rows that moved: they would hide other rows' cells."""
        for listed in children(root, "mergeCells"):
            for merged in children(listed, "mergeCell"):
                area = Area.read(merged.get("ref", ""))
                if area is not None and self.moves(area.top, area.bottom):
                    listed.remove(merged)
            if not children(listed, "mergeCell"):
                root.remove(listed)
        return self._copies(root, ("mergeCells",))

    def _conditional_formats(self, root: Element) -> str:
        written = []
        lost = 0
        for element in children(root, "conditionalFormatting"):
            xml, dropped = conditional_formatting(element, self.judge, self._twin)
            written.append(xml)
            lost += dropped
        if lost:
            self.removed.append(tr("{count} conditional formats that hold values", count=lost))
        return "".join(written)

    def _twin(self, rule: Element) -> str:
        return twin_of(rule, self._extensions.twins)

    def _hyperlinks(self, root: Element) -> str:
        found = children(root, "hyperlinks")
        if not found:
            return ""
        xml, lost = hyperlinks_xml(found[0], self.links, self.judge, self._linked)
        if lost:
            self.removed.append(tr("{count} hyperlinks", count=lost))
        return xml

    def _linked(self, address: str) -> str:
        return self.addresses.setdefault(address, f"rIdL{len(self.addresses) + 1}")

    def _validations(self, root: Element) -> str:
        found = children(root, "dataValidations")
        if not found:
            return ""
        xml, lost = data_validations(found[0], self.judge)
        if lost:
            self.removed.append(tr("{count} data validations that hold values", count=lost))
        return xml

    def _plain(self, text: str) -> bool:
        """Return whether a header says nothing personal, with its codes and without."""
        shown = decode(text)
        forms = (shown, _HEADER_CODE.sub("", shown), _HEADER_CODE.sub(" ", shown))
        return all(map(self.scrubber.clean, forms))

    def _header_footer(self, root: Element) -> str:
        found = children(root, "headerFooter")
        if not found:
            return ""
        inner = []
        lost = False
        for part in found[0]:
            namespace, local = name_of(part)
            text = part.text or ""
            if namespace != MAIN or not text:
                continue
            # The picture behind &G is gone.
            kept = "".join(each for each in _sections(text) if self._plain(each)).replace("&G", "")
            if kept != text.replace("&G", "") or not self._plain(kept):
                lost = True
            if kept and self._plain(kept):
                inner.append(f"<{local}>{escape_text(kept)}</{local}>")
        if lost:
            self.removed.append(tr("header and footer"))
        return f"<headerFooter{attributes(found[0], self.scrubber)}>{''.join(inner)}</headerFooter>"


def _sections(text: str) -> list[str]:
    """Return the left, middle and right section of a header, each with the code that begins it."""
    starts = [match.start() for match in _SECTION.finditer(text) if match.group() != "&&"]
    return [text[start:end] for start, end in pairwise([0, *starts, len(text)])]


def _filter(element: Element, scrubber: Scrubber) -> str:
    return render(element, Policy(scrubber, {MAIN: ""}, frozenset({"autoFilter"})))
