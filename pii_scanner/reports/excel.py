"""inventory.xlsx: summary, columns and problems as sheets to filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from pii_scanner.i18n import tr
from pii_scanner.reports.atomic import replacing
from pii_scanner.reports.labels import duration, entity_label, framework_label, moment
from pii_scanner.reports.overview import overview_of
from pii_scanner.reports.rows import Cell, flat_fields, flat_rows

MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767

_FILLS = {1: "#EEF1F4", 2: "#D9F0E5", 3: "#FBF0C9", 4: "#FBDDC4", 5: "#F6CACD"}
_PERCENT = {"match_ratio", "confidence"}
_WIDTHS = {"source": 34, "table": 22, "column": 22, "entity_type": 22, "label": 20, "evidence": 60}
_WIDE = {"masked_samples": 40, "notes": 40, "decision_reason": 30, "level_reason": 30}
_REJECTED = {"font_strikeout": True, "font_color": "#8A94A0"}


def write_excel(document: Mapping[str, Any], path: Path) -> None:
    """Write the workbook; text from the data is only ever written as text, never as a formula."""
    with replacing(path) as temporary, xlsxwriter.Workbook(str(temporary)) as workbook:
        sheets = _Sheets(workbook)
        sheets.summary(document)
        sheets.columns(document)
        sheets.problems(document["problems"])


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
            self._write(sheet, row, 1, value, self._format(align="left", num_format="#,##0"))
        self._entities(sheet, len(facts) + 3, document)

    def _entities(self, sheet: Any, top: int, document: Mapping[str, Any]) -> None:
        head = ("Entity type", "Label", "Columns", "Tables", "Matches")
        totals = overview_of(document).entities
        rows: list[list[Cell]] = [
            [e.entity_type, entity_label(e.entity_type), e.columns, len(e.tables), e.matches] for e in totals
        ]
        self._table(sheet, top, [tr(name) for name in head], rows)
        bars = {"type": "data_bar", "bar_color": "#9DBCE0"}
        sheet.conditional_format(top + 1, 4, top + max(1, len(rows)), 4, bars)

    def columns(self, document: Mapping[str, Any]) -> None:
        fields = flat_fields(document)
        sheet = self._sheet(tr("Columns"), pages_wide=3)
        rows = [[row[name] for name in fields] for row in flat_rows(document)]
        formats = {index: "0.0%" for index, name in enumerate(fields) if name in _PERCENT}
        decision = fields.index("decision")
        rejected = {row for row, cells in enumerate(rows) if cells[decision] == "rejected"}
        self._table(sheet, 0, [_title(name) for name in fields], rows, formats, rejected)
        self._filter(sheet, len(rows), len(fields))
        for index, name in enumerate(fields):
            sheet.set_column(index, index, {**_WIDTHS, **_WIDE}.get(name, 14))
        level = fields.index("sensitivity")
        for row, cells in enumerate(rows, start=1):
            fill = self._format(bg_color=_FILLS[int(cells[level] or 1)], align="center")
            self._write(sheet, row, level, cells[level], fill)

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
        formats: Mapping[int, str] | None = None,
        rejected: Collection[int] = (),
    ) -> None:
        bold = self._format(bold=True, font_color="#FFFFFF", bg_color="#2B4A6F", valign="vcenter")
        for index, name in enumerate(head):
            self._write(sheet, top, index, name, bold)
        numbers = [(formats or {}).get(index, "#,##0") for index in range(len(head))]
        plain = [self._format(num_format=each) for each in numbers]
        struck = [self._format(num_format=each, **_REJECTED) for each in numbers] if rejected else plain
        for row, cells in enumerate(rows):
            styles = struck if row in rejected else plain
            for index, cell in enumerate(cells):
                if cell is not None and cell != "":
                    self._write(sheet, top + 1 + row, index, cell, styles[index])

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
            # Lone surrogates (file names that are not UTF-8) cannot stand in XML.
            text = value.encode("utf-8", "backslashreplace").decode("utf-8")
            sheet.write_string(row, column, text[:MAX_CHARACTERS], style)

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_size": 10, **properties})
        return self._formats[key]


def _title(name: str) -> str:
    """Return the heading of a field of the flat inventory in the reader's language."""
    if name.startswith("class_"):
        return framework_label(name.removeprefix("class_"))
    return tr(name.replace("_", " ").capitalize())
