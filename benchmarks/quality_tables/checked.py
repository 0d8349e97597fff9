"""Identifiers with a check digit, drawn by the formulas of their standards (none of the project's code is used).

GB 11643-1999 (ISO 7064 MOD 11-2), ISO/IEC 7812-1 (Luhn), GB 32100-2015 (MOD 31), GB 11714-1997, ISO 7064 MOD 11,10,
ISO 3779, 3GPP TS 23.003, ITU-T E.118.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path

_REGIONS = Path(__file__).parents[2] / "recognizers" / "data" / "regions.csv"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VIN = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=False)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# Issuer prefix and length of the whole number: debit and credit, UnionPay and others.
_CARDS = (
    ("621226", 19), ("622202", 19), ("622208", 19), ("620058", 19), ("621661", 19), ("621785", 19), ("622760", 16),
    ("621700", 19), ("622700", 19), ("436742", 19), ("622848", 19), ("622845", 19), ("622262", 17), ("622260", 19),
    ("621483", 16), ("622588", 16), ("621799", 19), ("622188", 19), ("621771", 16), ("622690", 16), ("622521", 16),
    ("621791", 16), ("621490", 16), ("622662", 16), ("622615", 16), ("622908", 18), ("622909", 18), ("622155", 16),
    ("622538", 16), ("622632", 16), ("622568", 19), ("621462", 19), ("623018", 19), ("955880", 19), ("601382", 19),
    ("603367", 18), ("356838", 16), ("402658", 16), ("438088", 16), ("512466", 16), ("552599", 16), ("372838", 15),
    ("628288", 16), ("623668", 19), ("621096", 19), ("622439", 18), ("622884", 16), ("621288", 19),
)  # fmt: skip


@cache
def regions() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of provinces, cities and counties."""
    with _REGIONS.open(encoding="utf-8") as file:
        return tuple((row["code"], row["name"]) for row in csv.DictReader(file))


@cache
def _counties() -> tuple[str, ...]:
    return tuple(code for code, _ in regions() if not code.endswith("00"))


def digits(rng: random.Random, count: int) -> str:
    return f"{rng.randrange(10**count):0{count}d}" if count else ""


def birth(rng: random.Random, first: int = 1940, last: int = 2006) -> date:
    return date(first, 1, 1) + timedelta(days=rng.randrange((last - first) * 365))


def resident_id(rng: random.Random) -> str:
    """Return 18 characters: mostly of a county in force, some of a historic code, a residence permit or a foreigner."""
    draw = rng.random()
    if draw < 0.92:
        region = rng.choice(_counties())
    elif draw < 0.95:
        region = rng.choice(("110103", "310119", "422101", "512301", "320882", "440520", "330702", "210703"))
    elif draw < 0.98:
        region = rng.choice(("810000", "820000", "830000"))
    else:
        region = "9" + rng.choice(_counties())[:2] + digits(rng, 3)
    return _with_mod11_2(f"{region}{birth(rng):%Y%m%d}{rng.randrange(1, 1000):03d}")


def old_resident_id(rng: random.Random) -> str:
    """Return the form of before 1999, 15 digits."""
    return f"{rng.choice(_counties())}{birth(rng, 1935, 1985):%y%m%d}{rng.randrange(1, 1000):03d}"


def _with_mod11_2(stem: str) -> str:
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    return stem + "10X98765432"[sum(w * int(c) for w, c in zip(weights, stem, strict=True)) % 11]


def luhn_digit(stem: str) -> str:
    total = 0
    for place, character in enumerate(reversed(stem)):
        doubled = int(character) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def bank_card(rng: random.Random) -> str:
    prefix, length = rng.choice(_CARDS)
    stem = prefix + digits(rng, length - 7)
    return stem + luhn_digit(stem)


def imei(rng: random.Random) -> str:
    stem = rng.choice(("35", "86", "01", "99", "35", "86")) + digits(rng, 12)
    return stem + luhn_digit(stem)


def iccid(rng: random.Random) -> str:
    stem = "8986" + rng.choice(("00", "01", "03", "04", "06", "07", "11")) + digits(rng, rng.choice((12, 13)))
    return stem + luhn_digit(stem)


def uscc(rng: random.Random) -> str:
    stem = rng.choice(("91", "91", "91", "92", "93", "12", "11", "52", "53")) + rng.choice(_counties())
    recent = "MA" + "".join(rng.choice(_USCC) for _ in range(6))
    stem += _with_gb_11714(recent if rng.random() < 0.4 else digits(rng, 8))
    total = sum(_USCC.index(character) * pow(3, place, 31) for place, character in enumerate(stem))
    return stem + _USCC[-total % 31]


def organization_code(rng: random.Random) -> str:
    """Return eight digits, or seven behind a letter, a dash and the check character."""
    code = _with_gb_11714(digits(rng, 8) if rng.random() < 0.85 else rng.choice("DKLMX") + digits(rng, 7))
    return f"{code[:8]}-{code[8]}"


def _with_gb_11714(stem: str) -> str:
    total = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), stem, strict=True))
    return stem + "0X987654321"[total % 11]


def business_licence(rng: random.Random) -> str:
    stem = rng.choice(_counties()) + rng.choice("0123456") + digits(rng, 7)
    product = 10
    for character in stem:
        product = ((product + int(character)) % 10 or 10) * 2 % 11
    return stem + str((11 - product) % 10)


def vin(rng: random.Random) -> str:
    """Return 17 characters that obey the check at place 9."""
    head = rng.choice(("LSV", "LFV", "LVS", "LGX", "LBE", "LHG", "1HG", "WBA", "JTD", "LNB", "LC0"))
    text = head + "".join(rng.choice(_VIN) for _ in range(9)) + digits(rng, 5)
    total = sum(w * (int(c) if c.isdigit() else _VIN_VALUES[c]) for w, c in zip(_VIN_WEIGHTS, text, strict=True))
    return text[:8] + "0123456789X"[total % 11] + text[9:]
