"""Texts that a file keeps as numbers: Excel's 15 digits, floats, Parquet's integers and dictionaries."""

from __future__ import annotations

import random
import re

from benchmarks.quality_tables.model import Column

_WHOLE = re.compile(r"[1-9][0-9]{0,18}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{1,6}")
_LOST = ("CN_RESIDENT_ID", "CN_BANK_CARD")


def as_typed_in_excel(column: Column, rng: random.Random) -> None:
    """Make numbers of a column's digits as somebody does who types them: from the 16th on they are lost."""
    kind = _kind(column)
    if rng.random() > 0.35 or not _plain(column) or (_longest(column) > 15 and not _may_lose(column, kind)):
        return
    lost = False
    for row, cell in enumerate(column.cells):
        if isinstance(cell, str) and _WHOLE.fullmatch(cell):
            lost |= len(cell) > 15
            column.cells[row] = int(cell[:15] + "0" * (len(cell) - 15))
        elif isinstance(cell, str) and _DECIMAL.fullmatch(cell):
            column.cells[row] = float(cell)
    if lost:
        column.story += ", damaged: typed as numbers"


def as_exported_by_excel(column: Column, rng: random.Random) -> None:
    """Write numbers of 16 and more digits as a spreadsheet shows them: 1.10105194912310E+17, or 1.10105E+17."""
    kind = _kind(column)
    if kind not in _LOST or rng.random() > 0.12 or not _plain(column) or " named" not in column.story:
        return
    places = rng.choice((14, 14, 5))
    column.cells = [
        f"{int(cell):.{places}E}" if isinstance(cell, str) and _WHOLE.fullmatch(cell) and len(cell) > 15 else cell
        for cell in column.cells
    ]
    column.story += ", damaged: exported as 1.1E+17"


def as_integers(column: Column, rng: random.Random) -> list[int | None] | list[float | None] | None:
    """Return the cells as integers (or floats, below 16 digits) where all can be, in some of such columns."""
    cells = [cell or None for cell in column.cells]
    if rng.random() > 0.5 or not _plain(column):
        return None
    if not all(
        cell is None or (isinstance(cell, str) and _WHOLE.fullmatch(cell) and int(cell) < 2**63) for cell in cells
    ):
        return None
    numbers = [None if cell is None else int(cell) for cell in cells]
    if _longest(column) <= 15 and rng.random() < 0.35:
        return [None if number is None else float(number) for number in numbers]
    return numbers


def _kind(column: Column) -> str:
    return next(iter(column.truth))[0] if len(column.truth) == 1 else ""


def _plain(column: Column) -> bool:
    return column.clean or column.story.endswith("written plain") or "written" not in column.story


def _may_lose(column: Column, kind: str) -> bool:
    """Return whether the truth stays decidable: clean, an ID (its date of birth stays), or a card that is named so."""
    return column.clean or kind == "CN_RESIDENT_ID" or (kind == "CN_BANK_CARD" and " named" in column.story)


def _longest(column: Column) -> int:
    return max((len(cell) for cell in column.cells if isinstance(cell, str)), default=0)
