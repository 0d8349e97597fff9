"""E-mail address (RFC 5321 local part, dotted domain; a Chinese name before the @ as in RFC 6531). Needs no public suffix
list, so no network."""

from __future__ import annotations

from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.base import Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.text import trimmed

_DOMAIN = r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,18}"


class Email(Recognizer):
    entity_type = "EMAIL_ADDRESS"
    shapes = (
        Shape("address", rf"[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}{_DOMAIN}", 0.9),
        # Nothing parts the name from the word before it: better a word too many.
        Shape("Chinese name", rf"[一-鿿]{{2,4}}{_DOMAIN}", 0.9),
    )
    context = ("邮箱", "邮件", "email", "mail")
    priority = 65
    form = (0.9, 0.98)
    lengths = (6, 79)
    gate = r"[@\x{FF20}]"
    uses_canonical = False

    @cached_property
    def text_gate(self) -> str:
        return self.gate

    def canonical(self, value: str) -> str:
        return trimmed(value).lower()

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.ascii_lower(column.trimmed.array)
