"""Masked copies of Excel workbooks: Excel stays Excel, raw values survive nowhere.

The copy is a new package. Only parts, elements and attributes that an allow-list names
are written, each looked at on the way; everything else of the source stays behind.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sinks.workbook.cells import CellCopier
from pii_scanner.sinks.workbook.charts import (
    CHART_TYPE,
    DRAWING_TYPE,
    chart_anchors,
    chart_xml,
    drawing_xml,
)
from pii_scanner.sinks.workbook.comments import (
    BOXES_TYPE,
    COMMENTS_TYPE,
    Comment,
    boxes_xml,
    comments_xml,
    holds_only_comments,
    read_comments,
)
from pii_scanner.sinks.workbook.formulas import Formulas
from pii_scanner.sinks.workbook.markup import damaged
from pii_scanner.sinks.workbook.names import (
    DefinedName,
    Sheet,
    read_names,
    read_sheets,
    surviving_names,
    workbook_xml,
)
from pii_scanner.sinks.workbook.package import Package, PackageWriter
from pii_scanner.sinks.workbook.parts import (
    APP_TYPE,
    CORE_LINK,
    CORE_TYPE,
    CORE_XML,
    SHEET_TYPE,
    STRINGS_TYPE,
    STYLES_TYPE,
    THEME_TYPE,
    app_xml,
    left_behind,
    styles_xml,
    theme_xml,
    workbook_type,
)
from pii_scanner.sinks.workbook.plan import UNPLANNED, Scrubber, SheetRewrite
from pii_scanner.sinks.workbook.regions import TABLE_NAME, names_of_tables
from pii_scanner.sinks.workbook.results import Results, fed_sheets
from pii_scanner.sinks.workbook.rules import Judge
from pii_scanner.sinks.workbook.settings import SheetSettings
from pii_scanner.sinks.workbook.sheet import write_sheet
from pii_scanner.sinks.workbook.strings import SharedStrings
from pii_scanner.sinks.workbook.tables import CONTENT_TYPE as TABLE_TYPE
from pii_scanner.sinks.workbook.tables import Table, read_table, table_xml

_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError)


def rewrite_workbook(
    source: Path,
    target: Path,
    sheets: Mapping[str, SheetRewrite],
    scrub: Callable[[str], str],
) -> list[str]:
    """Write the masked copy of `source` to `target`; return what was left out, never a value.

    sheets: original sheet name -> its new content; a sheet that is not named is scrubbed.
    scrub: returns a text with personal information replaced, or the same text.

    Raises SourceError when the source cannot be read as a workbook; `target` is then removed.
    """
    if source.resolve() == target.resolve():
        raise SourceError(tr("The masked copy must not replace its source: choose another folder."))
    package = Package(source)
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            copy = _Copy(package, PackageWriter(out), sheets, Scrubber(scrub))
            return copy.write(target.suffix)
    except _BROKEN_ARCHIVE as error:
        target.unlink(missing_ok=True)
        raise damaged() from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        package.close()


class _Copy:
    """One run of the writer over one workbook."""

    def __init__(
        self,
        package: Package,
        writer: PackageWriter,
        rewrites: Mapping[str, SheetRewrite],
        scrubber: Scrubber,
    ) -> None:
        self._package = package
        self._writer = writer
        self._scrubber = scrubber
        self._warnings: list[str] = []
        self._part = package.linked("", "officeDocument") or "xl/workbook.xml"
        if self._part not in package.names():
            raise SourceError(tr("The file is a zip archive but holds no Excel workbook."))
        self._root = package.tree(self._part)
        self._sheets, others = read_sheets(self._root, package, self._part, scrubber)
        if not self._sheets:
            raise SourceError(tr("The workbook has no worksheet that could be copied."))
        if missing := set(rewrites) - {sheet.old_name for sheet in self._sheets}:
            raise SourceError(tr("{count} planned sheets are not in the workbook.", count=len(missing)))
        if others:
            self._warn("chart, dialog and macro sheets", len(others))
        self._rewrites = {sheet.index: rewrites.get(sheet.old_name, UNPLANNED) for sheet in self._sheets}
        self._strings = SharedStrings(package, package.linked(self._part, "sharedStrings"))
        self._tables = self._read_tables()
        self._names, self._formulas = self._read_names()
        rewritten = ((sheet.index, sheet.part, self._rewrites[sheet.index]) for sheet in self._sheets)
        self._fed = fed_sheets(package, rewritten)
        self._charts = 0

    def write(self, suffix: str) -> list[str]:
        """Write all parts; return the warnings."""
        links = []
        for number, sheet in enumerate(self._sheets, 1):
            links.append((f"rId{number}", "worksheet", f"xl/worksheets/sheet{number}.xml"))
            self._write_sheet(sheet, number)
        links += self._write_shared(len(links))
        workbook = workbook_xml(self._root, self._sheets, self._names, self._scrubber)
        self._writer.write("xl/workbook.xml", workbook, workbook_type(suffix))
        self._writer.links("xl/workbook.xml", links)
        self._writer.write("docProps/core.xml", CORE_XML, CORE_TYPE)
        program = self._package.linked("", "extended-properties")
        properties = app_xml(self._package.tree(program) if program else None)
        self._writer.write("docProps/app.xml", properties, APP_TYPE)
        self._writer.links(
            "",
            [
                ("rId1", "officeDocument", "xl/workbook.xml"),
                ("rId2", CORE_LINK, "docProps/core.xml"),
                ("rId3", "extended-properties", "docProps/app.xml"),
            ],
        )
        self._writer.finish()
        behind = left_behind(self._package.names(), self._package.read_parts)
        return self._warnings + behind

    def _write_sheet(self, sheet: Sheet, number: int) -> None:
        rewrite = self._rewrites[sheet.index]
        part = f"xl/worksheets/sheet{number}.xml"
        links: list[tuple[str, str, str]] = []
        fixed: dict[tuple[int, int], str] = {}
        for count, table in self._tables[sheet.index]:
            xml = table_xml(table, count, rewrite, self._scrubber, self._formulas)
            self._writer.write(f"xl/tables/table{count}.xml", xml, TABLE_TYPE)
            links.append((f"rId{len(links) + 1}", "table", f"xl/tables/table{count}.xml"))
            fixed.update(table.header_cells())
        results = Results(rewrite, sheet.index in self._fed)
        settings = SheetSettings(self._scrubber, Judge(rewrite.replaced, self._scrubber, self._formulas, results))
        settings.moves = rewrite.moves
        settings.tables = [key for key, _, _ in links]
        settings.links = self._package.links(sheet.part)
        drawing = self._write_drawing(sheet, number, settings)
        if drawing is not None:
            settings.drawing = f"rId{len(links) + 1}"
            links.append((settings.drawing, "drawing", drawing))
        comments = self._comments(sheet)
        if comments:
            settings.boxes = f"rId{len(links) + 1}"
            links.append((settings.boxes, "vmlDrawing", f"xl/drawings/vmlDrawing{number}.vml"))
            links.append((f"rId{len(links) + 1}", "comments", f"xl/comments{number}.xml"))
            self._writer.write(f"xl/comments{number}.xml", comments_xml(comments), COMMENTS_TYPE)
            self._writer.write(f"xl/drawings/vmlDrawing{number}.vml", boxes_xml(comments, number), BOXES_TYPE)
        copier = CellCopier(rewrite, self._scrubber, self._formulas, self._strings, results, fixed)
        expected = 2 * self._package.size(sheet.part)
        with (
            self._package.open(sheet.part) as handle,
            self._writer.stream(part, SHEET_TYPE, expected) as out,
        ):
            write_sheet(handle, out, copier, settings)
        links += [(key, "hyperlink", address) for address, key in settings.addresses.items()]
        self._writer.links(part, links)
        if copier.lost_formulas:
            settings.removed.append(tr("{count} formulas that hold values", count=copier.lost_formulas))
        if copier.lost_results:
            label = tr("{count} stored results of formulas that masked values may reach", count=copier.lost_results)
            settings.removed.append(label)
        self._warnings += [
            tr("Sheet {sheet}: left out {what}.", sheet=sheet.name, what=what) for what in settings.removed
        ]

    def _comments(self, sheet: Sheet) -> list[Comment]:
        """Return the comments of a sheet that stay."""
        source = self._package.linked(sheet.part, "comments")
        if source is None:
            return []
        boxes = self._package.linked(sheet.part, "vmlDrawing")
        if boxes is not None and not holds_only_comments(self._package, boxes):
            self._package.read_parts.discard(boxes)
        return read_comments(self._package.tree(source), self._rewrites[sheet.index], self._scrubber)

    def _write_drawing(self, sheet: Sheet, number: int, settings: SheetSettings) -> str | None:
        """Write the charts of a sheet; return the drawing part, or None without any."""
        source = self._package.linked(sheet.part, "drawing")
        if source is None:
            return None
        anchors, others = chart_anchors(self._package, source)
        kept = []
        links = []
        for anchor, chart in anchors:
            xml = chart_xml(self._package.tree(chart), self._scrubber, self._formulas)
            if xml is None:
                others += 1
                continue
            self._charts += 1
            part = f"xl/charts/chart{self._charts}.xml"
            self._writer.write(part, xml, CHART_TYPE)
            kept.append(anchor)
            links.append((f"rId{len(kept)}", "chart", part))
        if others:
            settings.removed.append(tr("{count} drawing objects (pictures, shapes, charts)", count=others))
        if not kept:
            return None
        drawing = f"xl/drawings/drawing{number}.xml"
        self._writer.write(drawing, drawing_xml(kept), DRAWING_TYPE)
        self._writer.links(drawing, links)
        return drawing

    def _write_shared(self, sheets: int) -> list[tuple[str, str, str]]:
        """Write styles, theme and shared strings; return their links."""
        links = []
        styles = self._package.linked(self._part, "styles")
        if styles is not None:
            xml = styles_xml(self._package.tree(styles), self._scrubber)
            self._writer.write("xl/styles.xml", xml, STYLES_TYPE)
            links.append((f"rId{sheets + 1}", "styles", "xl/styles.xml"))
        theme = self._package.linked(self._part, "theme")
        if theme is not None:
            themed = theme_xml(self._package.tree(theme), self._scrubber)
            if themed is None:
                self._warnings.append(tr("Left out: the theme, which needs pictures."))
            else:
                self._writer.write("xl/theme/theme1.xml", themed, THEME_TYPE)
                links.append((f"rId{sheets + 2}", "theme", "xl/theme/theme1.xml"))
        self._strings.close()
        if self._strings.part is not None:
            expected = 2 * self._package.size(self._strings.part)
            with self._writer.stream("xl/sharedStrings.xml", STRINGS_TYPE, expected) as out:
                self._strings.write(out, self._scrubber)
            links.append((f"rId{sheets + 3}", "sharedStrings", "xl/sharedStrings.xml"))
        return links

    def _read_tables(self) -> dict[int, list[tuple[int, Table]]]:
        """Return the Excel tables of each sheet with the number of their new part."""
        found: dict[int, list[tuple[int, Table]]] = {}
        count = 0
        for sheet in self._sheets:
            listed = found[sheet.index] = []
            for link in self._package.links(sheet.part).values():
                if link.kind != "table" or link.part is None:
                    continue
                root = self._package.tree(link.part)
                rewrite = self._rewrites[sheet.index]
                table = read_table(root, rewrite, self._scrubber, count + 1)
                if table is None:
                    what = tr("a damaged Excel table")
                    self._warnings.append(tr("Sheet {sheet}: left out {what}.", sheet=sheet.name, what=what))
                    continue
                count += 1
                listed.append((count, table))
        return found

    def _read_names(self) -> tuple[list[DefinedName], Formulas]:
        """Return the defined names to keep, and the judge of all formulas."""
        tables = [table for listed in self._tables.values() for _, table in listed]
        columns = {table.name.casefold(): table.unchanged for table in tables}
        names = [name for name in read_names(self._root) if not name.name.startswith(TABLE_NAME)]
        kept, formulas = surviving_names(names, self._sheets, self._scrubber, columns)
        if len(kept) < len(names):
            self._warn("defined names", len(names) - len(kept))
        return kept + names_of_tables(self._sheets, self._rewrites), formulas

    def _warn(self, label: str, count: int) -> None:
        self._warnings.append(tr("Left out: {what} ({count}).", what=tr(label), count=count))
