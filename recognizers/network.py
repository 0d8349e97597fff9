"""IP address (RFC 791, RFC 4291) and URL whose parameters name a person."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from recognizers import forms
from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.text import trimmed

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_NO_VERSION = r"[0-9]{3}|^10\.|:"
# Four numbers with a point between, and how many of them must be no address for none to be one: versions.
_FOUR_NUMBERS, _MOST_VERSIONS = r"^[0-9]{1,6}(?:\.[0-9]{1,6}){3}$", 0.02
# Of addresses few begin with one digit; versions hardly ever with more.
_LOW_FIRST, _FEWEST_LOW, _MOST_LOW = r"^[0-9]\.", 4, 0.8
_GROUP = "[0-9A-Fa-f]{1,4}"
_PERSONAL = (
    r"(?:mobile|phone|tel|sjh|id_?card|id_?no|cert_?no|sfzh?|name|user_?(?:id|name)?|uid|open_?id|email|mail"
    r"|card_?no|account|token|address)"
)


class IpAddress(Recognizer):
    entity_type = "IP_ADDRESS"
    shapes = (
        Shape("version 4", rf"{_OCTET}(?:\.{_OCTET}){{3}}", 0.6),
        Shape(
            "version 6",
            rf"(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}:){{1,6}}(?::{_GROUP}){{1,6}}|(?:{_GROUP}:){{2,7}}:",
            0.6,
        ),
    )
    labels = ("ip",)
    context = ("ip", "地址", "登录", "login")
    counter_context = ("版本", "version", "固件", "firmware", "升级到", "升级至", "更新到", "release")
    priority = 62
    lengths = (7, 39)
    form = (0.6, 0.95)
    uses_canonical = False
    gate = r"[0-9]\.[0-9]|[0-9A-Fa-f]:"

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly an address; `valid` those with a number of three digits, or of a private network:
        versions have none (3.12.4.1), and nearly all addresses do. Beside 3.12.4.300 none is one."""
        match = super().cells(column)
        rows = np.flatnonzero(match.shaped)
        if len(rows):
            match.valid[rows] = holding(column.trimmed.array.take(pa.array(rows)), _NO_VERSION)
            dotted = ~match.shaped & (column.classes & (forms.DIGIT | forms.DOT) == forms.DIGIT | forms.DOT)
            others = column.trimmed.array.take(pa.array(np.flatnonzero(dotted)))
            low = holding(column.trimmed.array.take(pa.array(rows)), _LOW_FIRST)
            if np.count_nonzero(holding(others, _FOUR_NUMBERS)) > _MOST_VERSIONS * len(rows) or (
                len(rows) >= _FEWEST_LOW and np.count_nonzero(low) > _MOST_LOW * len(rows)
            ):
                match.valid[:] = False
        return match

    def canonical(self, value: str) -> str:
        return trimmed(value).lower()

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array


class PersonalUrl(Recognizer):
    entity_type = "URL"
    shapes = (
        Shape(
            "parameters of a person",
            rf"[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9._:/%~-]{{3,200}}\?(?:[A-Za-z0-9._%+=@~&-]{{0,300}}[&_-])?"
            rf"{_PERSONAL}=[A-Za-z0-9._%+=@~&-]{{2,300}}",
            0.7,
        ),
    )
    context = ("链接", "网址", "url", "link")
    priority = 96
    lengths = (14, 79)
    form = (0.7, 0.95)
    uses_canonical = False
    gate = r"://[^ ]+\?"

    def canonical(self, value: str) -> str:
        return trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array
