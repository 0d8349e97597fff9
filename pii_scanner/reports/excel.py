"""inventory.xlsx: summary, columns and problems as sheets to filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from pii_scanner.i18n import tr
from pii_scanner.reports.atomic import replacing
from pii_scanner.reports.labels import duration, entity_label, framework_label, moment
from pii_scanner.reports.overview import Overview, overview_of
from pii_scanner.reports.rows import Cell, flat_fields, flat_rows
from pii_scanner.reports.sheet_rows import MAX_ROWS, SheetColumn, put_rows, text_cell

_FILLS = {1: "#EEF1F4", 2: "#D9F0E5", 3: "#FBF0C9", 4: "#FBDDC4", 5: "#F6CACD"}
_NUMBER, _SHARE = "#,##0", "0.0%"
_PERCENT = {"match_ratio", "confidence"}
_WIDTHS = {"source": 34, "table": 22, "column": 22, "entity_type": 22, "label": 20, "evidence": 60}
_WIDE = {"masked_samples": 40, "notes": 40, "decision_reason": 30, "level_reason": 30}
# The sheet of the columns, from 1.
_COLUMNS = 2
_REJECTED = {"font_strikeout": True, "font_color": "#8A94A0"}


def write_excel(document: Mapping[str, Any], path: Path) -> None:
    """Write the workbook; text from the data is only ever written as text, never as a formula."""
    outline = BytesIO()
    with xlsxwriter.Workbook(outline, {"in_memory": True}) as workbook:
        sheets = _Sheets(workbook)
        sheets.summary(document)
        columns = sheets.columns(document)
        sheets.problems(document["problems"])
    with replacing(path) as temporary:
        put_rows(outline, temporary, _COLUMNS, columns)


class _Sheets:
    """The sheets of one workbook, which share its formats."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def summary(self, document: Mapping[str, Any]) -> None:
        run, overview = document["run"], overview_of(document)
        sheet = self._sheet(tr("Summary"))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 1, 24)
        sheet.set_column(2, 4, 16)
        title = self._format(bold=True, font_size=16)
        self._write(sheet, 0, 0, tr("Personal information inventory"), title)
        sample = run.get("sample_rows")
        facts: list[tuple[str, Cell]] = [
            (tr("Run"), run["run_id"]),
            (tr("State"), tr(run["state"])),
            (tr("Started"), moment(run["started"])),
            (tr("Duration"), duration(run["seconds"])),
            (tr("Version"), run["tool_version"]),
            (tr("Sources"), " | ".join(run["sources"])),
            (tr("Rows read per table"), sample if run["mode"] != "full" else tr("all")),
            (tr("Files"), run["files"]),
            (tr("Tables"), run["tables"]),
            (tr("Columns"), run["columns"]),
            (tr("Rows"), run["rows"]),
            (tr("Columns with personal information"), overview.with_findings),
            (tr("Rejected findings"), overview.rejected),
            (tr("Highest sensitivity"), overview.highest),
            (tr("Problems"), len(document["problems"])),
        ]
        for row, (name, value) in enumerate(facts, start=2):
            self._write(sheet, row, 0, name, self._format(font_color="#5B6776"))
            self._write(sheet, row, 1, value, self._format(align="left", num_format=_NUMBER))
        self._entities(sheet, len(facts) + 3, overview)

    def _entities(self, sheet: Any, top: int, overview: Overview) -> None:
        head = ("Entity type", "Label", "Columns", "Tables", "Matches")
        rows: list[list[Cell]] = [
            [e.entity_type, entity_label(e.entity_type), e.columns, len(e.tables), e.matches] for e in overview.entities
        ]
        self._table(sheet, top, [tr(name) for name in head], rows)
        bars = {"type": "data_bar", "bar_color": "#9DBCE0"}
        sheet.conditional_format(top + 1, 4, top + max(1, len(rows)), 4, bars)

    def columns(self, document: Mapping[str, Any]) -> list[SheetColumn]:
        """Add the sheet of the columns, with its headings and a row that shows its formats; return its cells."""
        fields, rows = flat_fields(document), flat_rows(document)
        sheet = self._sheet(tr("Columns"), pages_wide=3)
        self._table(sheet, 0, [_title(name) for name in fields], ())
        self._filter(sheet, len(rows), len(fields))
        for index, name in enumerate(fields):
            sheet.set_column(index, index, {**_WIDTHS, **_WIDE}.get(name, 14))
        # Plain and rejected numbers, plain and rejected shares, the levels.
        shown = [{"num_format": form, **how} for form in (_NUMBER, _SHARE) for how in ({}, _REJECTED)]
        shown += [{"bg_color": _FILLS[level], "align": "center"} for level in sorted(_FILLS)]
        for index, properties in enumerate(shown):
            sheet.write_blank(1, index, None, self._format(**properties))
        cells = dict(zip(fields, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(fields, ())
        rejected = [state == "rejected" for state in cells["decision"]]
        formats: dict[str, Sequence[int]] = {
            name: [(2 if name in _PERCENT else 0) + struck for struck in rejected] for name in fields
        }
        formats["sensitivity"] = [3 + int(level or 1) for level in cells["sensitivity"]]
        return [SheetColumn(_in_words(cells[name]), formats[name]) for name in fields]

    def problems(self, problems: Sequence[Mapping[str, Any]]) -> None:
        sheet = self._sheet(tr("Problems"))
        head = [tr(name) for name in ("Severity", "Source", "Table", "Message")]
        rows: list[list[Cell]] = [
            [tr(p.get("severity", "error")), p["source"], p["table"], p["message"]] for p in problems
        ]
        self._table(sheet, 0, head, rows)
        self._filter(sheet, len(rows), len(head))
        for index, width in enumerate((12, 40, 26, 90)):
            sheet.set_column(index, index, width)

    def _sheet(self, name: str, pages_wide: int = 1) -> Any:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(pages_wide, 0)
        return sheet

    def _table(
        self,
        sheet: Any,
        top: int,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell]],
    ) -> None:
        bold = self._format(bold=True, font_color="#FFFFFF", bg_color="#2B4A6F", valign="vcenter")
        for index, name in enumerate(head):
            self._write(sheet, top, index, name, bold)
        plain = self._format(num_format=_NUMBER)
        for row, cells in enumerate(rows, start=top + 1):
            for index, cell in enumerate(cells):
                if cell is not None and cell != "":
                    self._write(sheet, row, index, cell, plain)

    def _filter(self, sheet: Any, rows: int, width: int) -> None:
        sheet.autofilter(0, 0, min(max(1, rows), MAX_ROWS - 1), width - 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_row(0, 22)

    def _write(self, sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
        if isinstance(value, bool):
            sheet.write_string(row, column, tr("yes") if value else tr("no"), style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, style)
        elif value:
            sheet.write_string(row, column, text_cell(value), style)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_size": 10, **properties})
        return self._formats[key]


def _in_words(cells: Sequence[Cell]) -> Sequence[str | int | float | None]:
    """Return cells with yes and no in words."""
    if bool not in set(map(type, cells)):
        return cells
    return [(tr("yes") if cell else tr("no")) if isinstance(cell, bool) else cell for cell in cells]


def _title(name: str) -> str:
    """Return the heading of a field of the flat inventory in the reader's language."""
    if name.startswith("class_"):
        return framework_label(name.removeprefix("class_"))
    return tr(name.replace("_", " ").capitalize())
