"""The story of an explanation: find one column, scan its table, say why it was judged so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from pii_scanner.detection.explain import Explanation, explain_column
from pii_scanner.detection.name_parts import shown_name
from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.table import ColumnInfo, Table
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import at_hand
from pii_scanner.sources.registry import open_tables


def explain(argument: str | Path, place: str) -> tuple[Explanation, ColumnRecord]:
    """Return how the column `table.column` (or a lone column's name) of a source is judged, and its record.

    Raises SourceError when the source cannot be read, ConfigError when it has no such column or several.
    """
    locations, problems = discover([argument])
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise SourceError(errors[0].message)
    with ExitStack() as opened:
        found = [
            (table, index)
            for location in locations
            for table in open_tables(opened.enter_context(at_hand(location)))
            for index, column in enumerate(table.columns)
            if place.casefold() in _names(table, column)
        ]
        if len(found) != 1:
            raise ConfigError(_unclear(place, found))
        table, index = found[0]
        record = scan_table(table)[index]
        arrays = (batch.column(index) for batch in table.batches())
        column = table.columns[index]
        told = explain_column(column, arrays, record.entity_types)
        return replace(told, column=replace(column, name=shown_name(column.name))), record


def _names(table: Table, column: ColumnInfo) -> set[str]:
    """Return how a user may call a column, in lower case: as it is, and as an inventory shows it."""
    names = {(table.name, column.name), (shown_name(table.name), shown_name(column.name))}
    return {each.casefold() for name, own in names for each in (own, f"{name}.{own}")}


def explain_values(values: Iterable[str], header: str) -> Explanation:
    """Return how lines of text are judged as one column."""
    return explain_column(ColumnInfo(header), iter([pa.array(list(values), pa.string())]))


def _unclear(place: str, found: Sequence[tuple[Table, int]]) -> str:
    if not found:
        return tr("There is no column {name}: write it as TABLE.COLUMN, as `inventory show` lists it.", name=place)
    places = ", ".join(f"{shown_name(table.name)}.{shown_name(table.columns[index].name)}" for table, index in found)
    return tr("{name} is not one column: choose one of {places}.", name=place, places=places)
