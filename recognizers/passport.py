"""Passport of the People's Republic of China: E or G and 8 digits, E and letter (not I, O) and 7 digits.

Diplomatic, service and public affairs series: D, S, P and 8 digits, DE, SE, PE and 7 digits. Hong Kong: K or H and 8
digits, or one more letter and 7 digits; Macau: M and a letter and 7 digits. Example: E12345678.
"""

from __future__ import annotations

from recognizers.base import Recognizer, Shape


class Passport(Recognizer):
    entity_type = "CN_PASSPORT"
    shapes = (
        Shape("ordinary", r"(?:[EGeg][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7})", 0.4),
        Shape(
            "other series",
            r"(?:[DSPHKMdsphkm][0-9]{8}|(?:[DSPdsp][Ee]|[HKMhkm][A-HJ-NP-Za-hj-np-z])[0-9]{7})",
            0.3,
            needs_context=True,
        ),
    )
    context = ("护照", "passport", "出境", "证件")
    priority = 40
    form = (0.15, 0.45)
    lengths = (9, 9)
    gate = r"[0-9\x{FF10}-\x{FF19}]{7}"
