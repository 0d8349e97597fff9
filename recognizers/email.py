"""E-mail address (RFC 5321 local part, dotted domain). Needs no public suffix list, so no network."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.base import Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.text import trimmed


class Email(Recognizer):
    entity_type = "EMAIL_ADDRESS"
    shapes = (
        Shape(
            "address",
            r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,18}",
            0.9,
        ),
    )
    context = ("邮箱", "邮件", "email", "mail")
    priority = 65
    form = (0.9, 0.98)
    lengths = (6, 79)
    gate = r"[@\x{FF20}]"
    uses_canonical = False

    def canonical(self, value: str) -> str:
        return trimmed(value).lower()

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.ascii_lower(column.trimmed.array)
