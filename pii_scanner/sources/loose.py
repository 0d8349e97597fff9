"""Texts outside the tables of a source as one loose table: a column for each place they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table


def loose_tables(location: Location, kind: str, texts: Mapping[str, Sequence[str]]) -> list[Table]:
    """Return one loose table of the texts of each place, none when there are none."""
    filled = {place: list(dict.fromkeys(text for text in found if text.strip())) for place, found in texts.items()}
    filled = {place: found for place, found in filled.items() if found}
    if not filled:
        return []
    longest = max(map(len, filled.values()))
    arrays = [pa.array([*found, *[None] * (longest - len(found))], pa.string()) for found in filled.values()]
    batch = pa.record_batch(arrays, names=list(filled))
    columns = tuple(ColumnInfo(place) for place in filled)
    return [Table(location.name, tr("(outside the cells)"), kind, columns, lambda: iter([batch]), loose=True)]
