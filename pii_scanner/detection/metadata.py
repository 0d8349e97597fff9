"""A verdict by names, types and comments alone, where data may not be read."""

from __future__ import annotations

import re

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from pii_scanner.model.table import ColumnInfo
from recognizers.registry import recognizers

# A name that is the header of a type is right three times in four; part of a name less often.
_BY_NAME = 0.75
_NAMED = 0.6
_FLAG = re.compile(r"bool|^bit$|^bit\(1\)|tinyint\(1\)", re.IGNORECASE)
_DATE = re.compile(r"date|time", re.IGNORECASE)


def findings_by_name(column: ColumnInfo) -> list[Finding]:
    """Return what a column's name and comment say it holds, the surest first, where its type can hold it."""
    hint = header_hint(column.name, column.comment)
    if _FLAG.search(column.data_type):
        return []
    dated = bool(_DATE.search(column.data_type))
    named = [each for each in recognizers() if hint.strength.get(each.entity_type, 0.0) >= _NAMED]
    # Without data nothing tells that any is left for the types of what is left.
    proper = [each for each in named if not each.leftover] or named
    found = [
        Finding(
            each.entity_type,
            "column",
            0,
            0.0,
            round(_BY_NAME * hint.strength[each.entity_type], 3),
            (tr("by name and type only: {name} ({type})", name=column.name, type=column.data_type),),
        )
        for each in proper
        if each.temporal or not dated
    ]
    return sorted(found, key=lambda finding: -finding.confidence)
