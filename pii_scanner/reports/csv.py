"""inventory.csv: one row per column and entity type, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text
from pii_scanner.reports.rows import Row, flat_fields, flat_rows

# Spreadsheets read a cell that starts so as a formula; East Asian Excel also takes full width.
_FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_csv(document: Mapping[str, Any], path: Path) -> None:
    """Write the flat inventory; the byte order mark makes Excel read it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(flat_fields(document))
    writer.writerows(map(_inert, flat_rows(document)))
    write_text(path, text.getvalue(), encoding="utf-8-sig")


def _inert(row: Row) -> Row:
    """Return the row so that no spreadsheet takes a cell for a formula."""
    return tuple(f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA_STARTS else cell for cell in row)
