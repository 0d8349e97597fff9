"""Numbers with valid check digits: resident ID, bank card, mobile, plate. All random, none looked up."""

from __future__ import annotations

import datetime
import random
from operator import mul
from typing import NamedTuple

_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECK = "10X98765432"
_RIC_OFFSET = ord("0") * sum(_RIC_WEIGHTS)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")

_MOBILE_PREFIXES = tuple(
    f"{head}{tail}"
    for head, tails, weight in (
        ("13", "0123456789", 6),
        ("15", "012356789", 5),
        ("18", "0123456789", 5),
        ("17", "35678", 3),
        ("19", "01356789", 2),
        ("14", "579", 1),
        ("16", "2567", 1),
    )
    for tail in tails
    for _ in range(weight)
)


class _Issuer(NamedTuple):
    bank: str
    length: int
    prefixes: tuple[str, ...]
    weight: int


_ISSUERS = (
    _Issuer("中国工商银行", 19, ("622202", "622203", "622208", "621226", "621288", "621558"), 22),
    _Issuer("中国农业银行", 19, ("622848", "622845", "621336", "621282", "623052"), 18),
    _Issuer("中国建设银行", 19, ("621700", "622700", "621284", "621673", "623668"), 18),
    _Issuer("中国银行", 19, ("621660", "621661", "621669", "621756", "621785"), 14),
    _Issuer("中国邮政储蓄银行", 19, ("621799", "621797", "621098", "622188"), 10),
    _Issuer("交通银行", 19, ("622262", "622260", "622258"), 6),
    _Issuer("招商银行", 16, ("621483", "621486", "622588", "622575"), 7),
    _Issuer("中信银行", 16, ("622688", "622690", "621771", "622918"), 4),
    _Issuer("上海浦东发展银行", 16, ("622521", "622522", "621792", "622176"), 3),
    _Issuer("中国光大银行", 16, ("622660", "622662", "622655"), 3),
    _Issuer("中国民生银行", 16, ("622622", "622615", "622600"), 3),
    _Issuer("兴业银行", 16, ("622902", "622901", "622922"), 2),
    _Issuer("平安银行", 16, ("622986", "622156", "622298", "622525"), 3),
    _Issuer("华夏银行", 16, ("622632", "622630", "623021"), 1),
    _Issuer("广发银行", 19, ("622568", "621462", "622556"), 2),
)
_CARD_KINDS = tuple(
    (issuer.bank, prefix, issuer.length)
    for issuer in _ISSUERS
    for prefix in issuer.prefixes
    for _ in range(max(1, 4 * issuer.weight // len(issuer.prefixes)))
)
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def mod11_2_character(body: str) -> str:
    """Return the check character of 17 digits (ISO 7064 MOD 11-2, GB 11643-1999)."""
    return _RIC_CHECK[(sum(map(mul, _RIC_WEIGHTS, body.encode())) - _RIC_OFFSET) % 11]


def luhn_digit(body: str) -> str:
    """Return the digit that makes `body` plus it pass Luhn (ISO/IEC 7812-1, annex B)."""
    digits = body.encode()
    total = sum(digits[-2::-2]) + sum(digits[::-2].translate(_DOUBLED)) - ord("0") * len(digits)
    return str(-total % 10)


def resident_id(rng: random.Random, county_code: str, born: datetime.date, sex: str) -> str:
    """Return an 18-character resident ID; the 17th digit is odd for 男."""
    sequence = 1 + 2 * int(rng.random() * 500) if sex == "男" else 2 + 2 * int(rng.random() * 499)
    body = f"{county_code}{born.year:04d}{born.month:02d}{born.day:02d}{sequence:03d}"
    return body + mod11_2_character(body)


def mobile(rng: random.Random) -> str:
    """Return an 11-digit mobile number in an assigned range."""
    prefix = _MOBILE_PREFIXES[int(rng.random() * len(_MOBILE_PREFIXES))]
    return f"{prefix}{int(rng.random() * 100_000_000):08d}"


def bank_card(rng: random.Random) -> tuple[str, str]:
    """Return a card number of 16 or 19 digits and the name of the bank its prefix belongs to."""
    bank, prefix, length = _CARD_KINDS[int(rng.random() * len(_CARD_KINDS))]
    size = length - 7
    body = f"{prefix}{int(rng.random() * 10**size):0{size}d}"
    return body + luhn_digit(body), bank


def plate(rng: random.Random, city: str) -> str:
    """Return a plate behind a city's prefix (`苏A`); about one in six is a new-energy plate of eight."""
    draw = rng.random
    letters = _PLATE_LETTERS
    if draw() < 0.16:
        kind = "D" if draw() < 0.7 else "F"
        return f"{city}{kind}{int(draw() * 100_000):05d}"
    tail = f"{int(draw() * 100_000):05d}"
    if draw() < 0.75:
        at = int(draw() * 5)
        tail = f"{tail[:at]}{letters[int(draw() * len(letters))]}{tail[at + 1 :]}"
    return city + tail
