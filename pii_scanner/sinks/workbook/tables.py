"""Excel tables (ListObjects): kept, with column names equal to the copy's header cells."""

from __future__ import annotations

from dataclasses import dataclass

from pii_scanner.sinks.workbook.formulas import Formulas
from pii_scanner.sinks.workbook.markup import (
    DECLARATION,
    MAIN,
    Element,
    child,
    children,
    decode,
    escape_attribute,
    escape_text,
)
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.plan import Scrubber, SheetRewrite
from pii_scanner.sinks.workbook.render import Policy, attributes, render

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"

_OWN_ATTRIBUTES = frozenset(
    "id name displayName comment tableType connectionId queryTableFieldId uniqueName "
    "totalsRowLabel insertRow insertRowShift published".split()
)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """An Excel table of the source and the names its copy gets."""

    root: Element
    old_name: str
    name: str
    top: int
    left: int
    old_columns: list[str]
    columns: list[str]

    @property
    def has_header(self) -> bool:
        return bool(self.root.get("headerRowCount", "1") != "0")

    @property
    def unchanged(self) -> frozenset[str]:
        """Casefolded column names a formula may go on using; none when the table was renamed."""
        if self.name != self.old_name:
            return _NOTHING
        pairs = zip(self.old_columns, self.columns, strict=True)
        return frozenset(old.casefold() for old, new in pairs if old == new)

    def header_cells(self) -> dict[tuple[int, int], str]:
        """Return (row, column) -> text of the header cells whose text changed."""
        if not self.has_header:
            return {}
        pairs = zip(self.old_columns, self.columns, strict=True)
        return {(self.top, self.left + index): new for index, (old, new) in enumerate(pairs) if old != new}


def read_table(root: Element, rewrite: SheetRewrite, scrubber: Scrubber, number: int) -> Table | None:
    """Return the table of a part, or None when the part makes no sense."""
    area = Area.read(root.get("ref", ""))
    listed = child(root, "tableColumns")
    if area is None or listed is None:
        return None
    top, left = area.top, area.left
    old = [decode(column.get("name", "")) for column in children(listed, "tableColumn")]
    if len(old) != area.right - left + 1:
        return None
    taken: set[str] = set()
    new = []
    for index, name in enumerate(old):
        text = _header_text(rewrite, scrubber, top, left + index, name)
        new.append(_unique(text or f"Column{left + index + 1}", taken))
    old_name = root.get("displayName") or root.get("name", "")
    plain = scrubber.clean(old_name) and scrubber.clean(root.get("name", ""))
    return Table(root, old_name, old_name if plain else f"Table{number}", top, left, old, new)


def table_xml(table: Table, number: int, rewrite: SheetRewrite, scrubber: Scrubber, formulas: Formulas) -> str:
    """Return the part of a table's copy."""
    root = table.root
    name = escape_attribute(table.name)
    head = f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}"'
    parts = [DECLARATION, head, attributes(root, scrubber, _OWN_ATTRIBUTES), ">"]
    buttons = child(root, "autoFilter")
    if buttons is not None:
        # Without the criteria, which list raw values.
        parts.append(render(buttons, Policy(scrubber, {MAIN: ""}, frozenset({"autoFilter"}))))
    listed = children(child(root, "tableColumns"), "tableColumn")
    parts.append(f'<tableColumns count="{len(listed)}">')
    for index, column in enumerate(listed):
        replaced = table.left + index in rewrite.replaced
        parts.append(_column(column, index, table.columns[index], replaced, scrubber, formulas))
    parts.append("</tableColumns>")
    style = child(root, "tableStyleInfo")
    if style is not None:
        parts.append(render(style, Policy(scrubber, {MAIN: ""}, frozenset({"tableStyleInfo"}))))
    parts.append("</table>")
    return "".join(parts)


def _column(
    column: Element,
    index: int,
    name: str,
    replaced: bool,
    scrubber: Scrubber,
    formulas: Formulas,
) -> str:
    label = column.get("totalsRowLabel", "")
    safe = escape_attribute(name).replace("&#10;", "_x000a_")
    head = f'<tableColumn id="{index + 1}" name="{safe}"'
    # Ids are renumbered, so the column's own are left out with the free texts.
    head += attributes(column, scrubber, _OWN_ATTRIBUTES)
    if label and scrubber.clean(decode(label)):
        head += f' totalsRowLabel="{escape_attribute(label)}"'
    inner = ""
    for kind in ("calculatedColumnFormula", "totalsRowFormula"):
        formula = child(column, kind)
        text = formula.text or "" if formula is not None else ""
        if text and not replaced and formulas.harmless(text):
            inner += f"<{kind}>{escape_text(text)}</{kind}>"
    return f"{head}>{inner}</tableColumn>" if inner else f"{head}/>"


def _header_text(rewrite: SheetRewrite, scrubber: Scrubber, row: int, column: int, old: str) -> str:
    """Return what the copy shows in a header cell of a table."""
    part = rewrite.at(row, column)
    if part is None:
        return scrubber.text(old) if old else ""
    rewrite = part
    if column in rewrite.dropped:
        return ""
    values = rewrite.columns.get(column)
    index = row - rewrite.first_row
    if values is not None and 0 <= index < len(values):
        # The plan saw this header as data; the table needs its text all the same.
        value = values[index]
        return "" if value is None else str(value)
    if row == rewrite.header_row and column in rewrite.headers:
        return rewrite.headers[column]
    return scrubber.text(old) if old else ""


def _unique(text: str, taken: set[str]) -> str:
    candidate = text
    number = 2
    while candidate.casefold() in taken:
        candidate = f"{text}{number}"
        number += 1
    taken.add(candidate.casefold())
    return candidate
