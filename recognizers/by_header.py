"""What only a column's header tells: the value alone could be anything. The values must fit all the same."""

from __future__ import annotations

import pyarrow as pa

from recognizers.base import Recognizer, Span
from recognizers.columns import TextColumn
from recognizers.text import trimmed


class HeaderRecognizer(Recognizer):
    """A recognizer of columns whose header names the type and whose cells have its form; it finds nothing in texts."""

    needs_header = True
    in_text = False
    uses_canonical = False
    lengths = (1, 80)
    priority = 10

    def spans(self, text: str) -> list[Span]:
        return []

    def canonical(self, value: str) -> str:
        return trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array


def any_of(values: str, suffix: str = "") -> str:
    """Return the pattern of one of the values, which stand between spaces."""
    return f"(?:{'|'.join(sorted(values.split(), key=len, reverse=True))}){suffix}"
