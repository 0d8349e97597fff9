"""Masked XML: the same document with masked values at their places; what is no value is scrubbed or left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.xml.copy import Copy
from pii_scanner.sinks.xml.output import Output


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    document = tables[0].source.layout["document"]
    with Output(target, document.form) as out:
        copy = Copy(document, {table.source.layout["record"]: table for table in tables}, out, scrub)
        for _ in document.parsed(copy):
            out.flush()
    return copy.warnings()


SINK = SinkKind("xml", ("xml",), write, reorders=False)
