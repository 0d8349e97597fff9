"""Authentication data: card verification codes, card expiry, passwords, one-time codes.

JR/T 0171-2020 puts them into C3 (one-time codes among the aids of C2), PCI DSS 4.0.1 forbids to keep them (3.3).
"""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer


class CardVerificationCode(HeaderRecognizer):
    entity_type = "CARD_CVV"
    shapes = (Shape("3 or 4 digits", r"[0-9]{3,4}(?:\.0)?", 0.5),)
    role = "authentication"
    lengths = (3, 6)


class CardExpiry(HeaderRecognizer):
    entity_type = "CARD_EXPIRY"
    shapes = (
        Shape(
            "month and year", r"(?:0[1-9]|1[0-2])[/ -]?(?:20)?[2-4][0-9]|(?:20)?[2-4][0-9][/ -]?(?:0[1-9]|1[0-2])", 0.5
        ),
    )
    role = "authentication"
    lengths = (4, 7)


class Password(HeaderRecognizer):
    entity_type = "PASSWORD"
    shapes = (Shape("anything", r"\S.{0,78}\S|\S{4,}", 0.5),)
    role = "authentication"
    lengths = (4, 79)


class OneTimeCode(HeaderRecognizer):
    entity_type = "ONE_TIME_CODE"
    shapes = (Shape("4 to 8 digits", r"[0-9]{4,8}", 0.5),)
    role = "authentication"
    lengths = (4, 8)
