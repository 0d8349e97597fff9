"""Cached results of formulas: left out where they may repeat a value that was masked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pii_scanner.sinks.workbook.formulas import REFERENCE, looks_outside, without_strings
from pii_scanner.sinks.workbook.markup import decode, forget, name_of, stream
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.places import column_number
from pii_scanner.sinks.workbook.plan import SheetRewrite


class Results:
    """Which formulas of one sheet may keep the result the source stored for them.

    `fed`: values masked in this or another sheet may reach formulas of this sheet.
    """

    def __init__(self, rewrite: SheetRewrite, fed: bool) -> None:
        self._rewrite = rewrite
        self._fed = fed
        self.stays = lru_cache(maxsize=1 << 12)(self._stays)

    def _stays(self, formula: str) -> bool:
        """True when the formula sees no cell but kept ones; an empty one is never understood."""
        if not self._fed:
            return True
        text = without_strings(decode(formula))
        if not formula or looks_outside(text):
            return False
        return all(
            self._is_kept(match["first"], match["last"] or match["first"], match["top"], match["bottom"])
            for match in REFERENCE.finditer(text)
        )

    def _is_kept(self, first: str | None, last: str | None, top: str | None, bottom: str | None) -> bool:
        if first is None or last is None or top is None:
            return False
        columns = sorted((column_number(first.upper()), column_number(last.upper())))
        rows = sorted((int(top) - 1, int(bottom or top) - 1))
        return any(
            table.first_row <= rows[0]
            and rows[1] < table.end
            and table.totals.isdisjoint(range(rows[0], rows[1] + 1))
            and (table.kept - table.own_replaced).issuperset(range(columns[0], columns[1] + 1))
            for table in self._rewrite.tables
        )


def fed_sheets(package: Package, parts: Iterable[tuple[int, str, SheetRewrite]]) -> frozenset[int]:
    """Return the keys of the sheets whose formulas masked values may reach."""
    listed = list(parts)
    masked = {key for key, _, rewrite in listed if rewrite.replaced}
    if not masked:
        return frozenset()
    return frozenset(masked | {key for key, part, _ in listed if key not in masked and _reaches_out(package, part)})


def _reaches_out(package: Package, part: str) -> bool:
    with package.open(part) as handle:
        for _, element in stream(handle, ("f", "row"), ("end",)):
            if name_of(element)[1] == "row":
                forget(element)
            elif element.text and looks_outside(element.text):
                return True
    return False
