"""One worksheet, streamed: its rows are rewritten, the rest is copied by allow-list."""

from __future__ import annotations

from typing import IO

from pii_scanner.sinks.workbook.cells import CellCopier
from pii_scanner.sinks.workbook.cut import SHEET, Cut
from pii_scanner.sinks.workbook.markup import DECLARATION, LINKS, MAIN, Element, forget, name_of, stream
from pii_scanner.sinks.workbook.plain import PlainRows
from pii_scanner.sinks.workbook.rows import Out, Rows
from pii_scanner.sinks.workbook.settings import SheetSettings


def write_sheet(handle: IO[bytes], out: Out, copier: CellCopier, settings: SheetSettings) -> None:
    """Write the copy of one worksheet.

    `settings` writes the elements before and after the cells.
    """
    out(f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}">')
    rows = Rows(copier, out)
    cut = Cut(handle, SHEET)
    root = _plain(cut, rows, settings) if cut.plain else None
    if root is None:
        root = _parsed(cut, rows, settings)
    if root is not None:
        out(settings.after(root))
    out("</worksheet>")


def _plain(cut: Cut, rows: Rows, settings: SheetSettings) -> Element | None:
    """Write all up to the end of the cells; None when a parser has to go on."""
    rows.out(settings.before(cut.head()))
    rows.out("<sheetData>")
    plain = PlainRows(rows, cut.opening())
    for block in cut.blocks():
        done = plain.write(block)
        if done < len(block):
            cut.give_back(block[done:])
            return None
    root = cut.whole()
    if root is not None:
        rows.finish()
        rows.out("</sheetData>")
    return root


def _parsed(cut: Cut, rows: Rows, settings: SheetSettings) -> Element:
    """Write the rows that are left, and before them what nobody has written yet."""
    root: Element = None
    inside = seen = False
    for event, element in stream(cut.rest(), ("worksheet", "sheetData", "row")):
        _, local = name_of(element)
        if local == "worksheet":
            root = element
        elif local == "sheetData":
            inside = event == "start"
            if inside:
                if not cut.plain:
                    rows.out(settings.before(element.getparent()))
                    rows.out("<sheetData>")
                seen = True
            else:
                rows.finish()
                rows.out("</sheetData>")
        elif inside and event == "end":
            rows.write(element)
            forget(element)
    if not seen:
        rows.out("<sheetData/>")
    return root
