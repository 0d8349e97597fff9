"""Synthetic identifiers with valid check digits, as hypothesis strategies, from formulas in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow as pa
from hypothesis import strategies as st

from recognizers.base import Recognizer
from recognizers.columns import TextColumn

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = "11 13 21 31 33 37 41 44 51 61 65 81".split()


def resident_check(body: str) -> str:
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return "10X98765432"[total % 11]


def luhn_check(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def uscc_check(body: str) -> str:
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def resident_ids(draw: Callable[..., str]) -> str:
    born = draw(st.dates(date(1930, 1, 1), date(2010, 12, 31)))
    body = draw(st.sampled_from(_PROVINCES)) + draw(digits(4)) + f"{born:%Y%m%d}" + draw(digits(3))
    return body + resident_check(body)


@st.composite
def bank_cards(draw: Callable[..., str]) -> str:
    body = draw(st.sampled_from(("622202", "621700", "622848", "621661"))) + draw(
        digits(draw(st.sampled_from((9, 12))))
    )
    return body + luhn_check(body)


@st.composite
def usccs(draw: Callable[..., str]) -> str:
    organization = draw(st.text(USCC_ALPHABET, min_size=9, max_size=9))
    body = draw(st.sampled_from(("91", "92", "12", "52"))) + draw(st.sampled_from(_PROVINCES[:-1])) + draw(digits(4))
    return (body + organization)[:17] + uscc_check((body + organization)[:17])


def mobiles() -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(("138", "159", "186", "177", "199")), digits(8)).map("".join)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def grouped(text: str, separator: str, size: int = 4) -> str:
    return separator.join(text[start : start + size] for start in range(0, len(text), size))


def column(values: list[str | None]) -> TextColumn:
    return TextColumn(pa.array(values, pa.string()))


def found(recognizer: Recognizer, text: str) -> list[str]:
    """Return the parts of the original text that the spans point at."""
    return [text[span.start : span.end] for span in recognizer.spans(text)]


def canonical_of_cell(recognizer: Recognizer, value: str) -> str:
    return str(recognizer.canonical_column(column([value])).to_pylist()[0])


def organization_check(body: str) -> str:
    """GB 11714-1997: weights 3 7 9 10 5 8 4 2, 11 minus the remainder; 10 is X, 11 is 0."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0X987654321"[total % 11]


def licence_check(body: str) -> str:
    """ISO 7064 MOD 11,10."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def vin_check(value: str) -> str:
    """ISO 3779: letters as 1-9 by their place in the alphabet (without I, O, Q), mod 11, 10 is X."""
    letters = {**dict(zip("ABCDEFGH", range(1, 9), strict=True)), **dict(zip("JKLMN", range(1, 6), strict=True))}
    letters |= {"P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10), strict=True))}
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(
        letters.get(char, 0) * w if char in letters else int(char) * w for char, w in zip(value, weights, strict=True)
    )
    return "0123456789X"[total % 11]


def organization_codes() -> st.SearchStrategy[str]:
    return digits(8).map(lambda body: f"{body}-{organization_check(body)}")


def business_licences() -> st.SearchStrategy[str]:
    return (
        st.tuples(st.sampled_from(_PROVINCES[:-1]), digits(12))
        .map("".join)
        .map(lambda body: body + licence_check(body))
    )


def imeis() -> st.SearchStrategy[str]:
    return digits(12).map("35{}".format).map(lambda body: body + luhn_check(body))


def iccids() -> st.SearchStrategy[str]:
    return digits(14).map("8986{}".format).map(lambda body: body + luhn_check(body))


@st.composite
def vins(draw: Callable[..., str]) -> str:
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    maker = draw(st.sampled_from(("LSV", "LFV", "WDB"))) + draw(st.text(alphabet, min_size=5, max_size=5))
    tail = draw(st.text(alphabet, min_size=4, max_size=4)) + draw(digits(4))
    return maker + vin_check(maker + "0" + tail) + tail
