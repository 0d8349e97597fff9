"""Permanent resident card of foreigners as issued until 2023: three letters of the nationality, 12 digits.

Example: USA110090010101. The card of since 2023 has the 18 characters of the resident ID and is found as one.
"""

from __future__ import annotations

from recognizers.base import Recognizer, Shape


class PermanentResidentCard(Recognizer):
    entity_type = "CN_PERMANENT_RESIDENT_CARD"
    shapes = (Shape("letters and digits", r"[A-Za-z]{3}[0-9]{12}", 0.5, needs_context=True),)
    context = ("永久居留", "居留证", "外国人", "permanent resident", "green card")
    priority = 45
    lengths = (15, 15)
    form = (0.2, 0.48)
    gate = r"[A-Za-z\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}]{3}[0-9\x{FF10}-\x{FF19}]{12}"
