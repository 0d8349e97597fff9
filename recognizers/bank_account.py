"""Account number at a bank that is no card number: the banks number as they like, so the header decides."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer


class BankAccount(HeaderRecognizer):
    entity_type = "BANK_ACCOUNT"
    shapes = (
        Shape("digits", r"[0-9]{9,32}|[0-9]{3,8}(?:[ -][0-9]{2,10}){1,5}", 0.5),
        # Of shareholders in Shanghai (A123456789), of firms abroad and in free trade zones (NRA, OSA, FTN).
        Shape("letters in front", r"[A-Za-z]{1,3}[0-9]{9,24}", 0.5),
    )
    role = "identifier"
    lengths = (9, 40)
    priority = 20
