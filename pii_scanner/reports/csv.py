"""inventory.csv: one row per column and entity type, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text
from pii_scanner.reports.rows import Cell, flat_fields, flat_rows

# Spreadsheets read a cell that starts so as a formula; East Asian Excel also takes full width.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_csv(document: Mapping[str, Any], path: Path) -> None:
    """Write the flat inventory; the byte order mark makes Excel read it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, flat_fields(document))
    writer.writeheader()
    for row in flat_rows(document):
        writer.writerow({name: _inert(cell) for name, cell in row.items()})
    write_text(path, text.getvalue(), encoding="utf-8-sig")


def _inert(cell: Cell) -> Cell:
    """Return the cell so that no spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell
