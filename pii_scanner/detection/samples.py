"""Masked samples for reports: enough to recognize the kind of value, too little to know it."""

from __future__ import annotations

_VISIBLE = {
    "CN_RESIDENT_ID": (3, 0),
    "CN_BANK_CARD": (6, 4),
    "CN_MOBILE": (3, 2),
    "CN_LANDLINE": (4, 0),
    "CN_PASSPORT": (1, 1),
    "CN_USCC": (2, 2),
    "CN_VEHICLE_PLATE": (2, 1),
    "EMAIL_ADDRESS": (1, 0),
    "PERSON": (1, 0),
    "CN_ADDRESS": (2, 0),
}


def masked_sample(entity_type: str, value: str) -> str:
    """Return `value` with all but its first and last characters as asterisks."""
    value = value.strip()
    first, last = _VISIBLE.get(entity_type, (0, 0))
    if len(value) <= first + last:
        return "*" * len(value)
    hidden = min(len(value) - first - last, 16)
    return value[:first] + "*" * hidden + (value[-last:] if last else "")
