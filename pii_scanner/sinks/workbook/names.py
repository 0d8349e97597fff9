"""Sheets and defined names of a workbook: read, renamed where needed, written anew."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pii_scanner.sinks.workbook.formulas import Formulas
from pii_scanner.sinks.workbook.markup import (
    DECLARATION,
    LINKS,
    MAIN,
    Element,
    child,
    children,
    decode,
    escape_attribute,
    escape_text,
    link_id,
)
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, render

_INVALID = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_PLACE = re.compile("[0-9]{1,5}")
_LONGEST_NAME = 31
_STATES = frozenset({"hidden", "veryHidden"})


@dataclass(frozen=True)
class Sheet:
    """A worksheet to copy."""

    index: int
    """Place among all sheets of the source, kept or not."""
    old_name: str
    name: str
    state: str
    part: str


@dataclass(frozen=True)
class DefinedName:
    name: str
    text: str
    sheet: int | None
    """Index of the source sheet it is local to."""
    hidden: bool


def read_sheets(
    root: Element, package: Package, workbook_part: str, scrubber: Scrubber
) -> tuple[list[Sheet], list[str]]:
    """Return the worksheets, and the names of the sheets of other kinds."""
    links = package.links(workbook_part)
    listed = child(root, "sheets")
    sheets: list[Sheet] = []
    others = []
    taken: set[str] = set()
    for index, element in enumerate(children(listed, "sheet") if listed is not None else []):
        old = decode(element.get("name", ""))
        link = links.get(link_id(element) or "")
        if link is None or link.kind != "worksheet" or link.part is None:
            others.append(old)
            continue
        name = _sheet_name(scrubber.text(old) if old else "", len(sheets) + 1, taken)
        state = element.get("state", "")
        part = link.part
        sheets.append(Sheet(index, old, name, state if state in _STATES else "", part))
    return sheets, others


def read_names(root: Element) -> list[DefinedName]:
    listed = child(root, "definedNames")
    found = []
    for element in children(listed, "definedName") if listed is not None else []:
        local = element.get("localSheetId", "")
        found.append(
            DefinedName(
                element.get("name", ""),
                element.text or "",
                int(local) if _PLACE.fullmatch(local) else None,
                element.get("hidden") in {"1", "true"},
            )
        )
    return found


def surviving_names(
    names: list[DefinedName],
    sheets: list[Sheet],
    scrubber: Scrubber,
    tables: dict[str, frozenset[str]],
) -> tuple[list[DefinedName], Formulas]:
    """Return the names that hold no value and refer to nothing that is gone, and the judge of all formulas."""
    places = {sheet.index for sheet in sheets}
    unchanged = frozenset(sheet.name for sheet in sheets if sheet.name == sheet.old_name)
    kept = [
        name
        for name in names
        if name.text and scrubber.clean(name.name) and (name.sheet is None or name.sheet in places)
    ]
    while True:
        lost = frozenset(name.name for name in names) - {name.name for name in kept}
        known = frozenset(name.name for name in kept) - lost
        formulas = Formulas(scrubber, unchanged, known, tables)
        left = [name for name in kept if formulas.harmless(name.text)]
        if len(left) == len(kept):
            return kept, formulas
        kept = left


def workbook_xml(root: Element, sheets: list[Sheet], names: list[DefinedName], scrubber: Scrubber) -> str:
    """Return the workbook part; sheet n has the relationship rIdn."""
    places = {sheet.index: place for place, sheet in enumerate(sheets)}
    all_hidden = all(sheet.state for sheet in sheets)
    parts = [f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">']
    settings = child(root, "workbookPr")
    if settings is not None and settings.get("date1904") in {"1", "true"}:
        parts.append('<workbookPr date1904="1"/>')
    parts += _copies(root, "workbookProtection", scrubber)
    parts.append(_view(root, places, sheets, scrubber))
    parts.append("<sheets>")
    for place, sheet in enumerate(sheets):
        # Excel opens no workbook without a visible sheet.
        shown = not sheet.state or (all_hidden and place == 0)
        state = "" if shown else f' state="{sheet.state}"'
        name = escape_attribute(sheet.name)
        parts.append(f'<sheet name="{name}" sheetId="{place + 1}"{state} r:id="rId{place + 1}"/>')
    parts.append("</sheets>")
    if names:
        inner = "".join(_defined_name(name, places) for name in names)
        parts.append(f"<definedNames>{inner}</definedNames>")
    parts.append(_calculation(root))
    parts.append("</workbook>")
    return "".join(parts)


def _copies(root: Element, local: str, scrubber: Scrubber) -> list[str]:
    return [render(found, Policy(scrubber, {MAIN: ""}, frozenset({local}))) for found in children(root, local)]


def _view(root: Element, places: dict[int, int], sheets: list[Sheet], scrubber: Scrubber) -> str:
    views = child(root, "bookViews")
    found = child(views, "workbookView") if views is not None else None
    wanted = found.get("activeTab", "0") if found is not None else "0"
    place = places.get(int(wanted), -1) if _PLACE.fullmatch(wanted) else -1
    if place < 0 or sheets[place].state:
        place = next((at for at, sheet in enumerate(sheets) if not sheet.state), 0)
    copied = ""
    if found is not None:
        policy = Policy(scrubber, {MAIN: ""}, frozenset({"workbookView"}))
        copied = render(found, policy).removeprefix("<workbookView").removesuffix("/>")
    return f'<bookViews><workbookView{copied} activeTab="{place}"/></bookViews>'


def _defined_name(name: DefinedName, places: dict[int, int]) -> str:
    scope = "" if name.sheet is None else f' localSheetId="{places[name.sheet]}"'
    hidden = ' hidden="1"' if name.hidden else ""
    label = escape_attribute(name.name)
    return f'<definedName name="{label}"{scope}{hidden}>{escape_text(name.text)}</definedName>'


def _calculation(root: Element) -> str:
    """Ask for a full calculation at load: cached results may be of values that are gone."""
    found = child(root, "calcPr")
    iterate = found is not None and found.get("iterate") in {"1", "true"}
    mode = ' iterate="1"' if iterate else ""
    return f'<calcPr calcId="0"{mode} fullCalcOnLoad="1"/>'


def _sheet_name(name: str, number: int, taken: set[str]) -> str:
    base = _INVALID.sub("_", name).strip("'")[:_LONGEST_NAME].strip() or f"Sheet{number}"
    candidate = base
    count = 2
    while candidate.casefold() in taken:
        suffix = f" ({count})"
        candidate = base[: _LONGEST_NAME - len(suffix)] + suffix
        count += 1
    taken.add(candidate.casefold())
    return candidate
