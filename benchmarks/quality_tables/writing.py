"""How the same number is written in real files: groups, full width, apostrophes, blanks that nobody sees."""

from __future__ import annotations

import random
from collections.abc import Callable

Write = Callable[[str, random.Random], str]
_WIDE = {ord("0") + n: 0xFF10 + n for n in range(10)} | {ord("A") + n: 0xFF21 + n for n in range(26)}
_ANY: dict[str, Write] = {
    "full width": lambda text, rng: text.translate(_WIDE),
    "apostrophe": lambda text, rng: "'" + text,
    "tab": lambda text, rng: text + "\t" if rng.random() < 0.5 else "\t" + text,
    "no-break space": lambda text, rng: "\u00a0" + text,
    "zero width": lambda text, rng: text[:5] + "\u200b" + text[5:],
    "blanks": lambda text, rng: f" {text}  ",
}
_OWN: dict[str, dict[str, Write]] = {
    "CN_RESIDENT_ID": {
        "lower-case x": lambda text, rng: text.lower(),
        "groups": lambda text, rng: f"{text[:6]} {text[6:-4]} {text[-4:]}",
        "dashes": lambda text, rng: f"{text[:6]}-{text[6:-4]}-{text[-4:]}",
    },
    "CN_BANK_CARD": {
        "fours": lambda text, rng: " ".join(text[n : n + 4] for n in range(0, len(text), 4)),
        "fours with dashes": lambda text, rng: "-".join(text[n : n + 4] for n in range(0, len(text), 4)),
    },
    "CN_MOBILE": {
        "3-4-4": lambda text, rng: f"{text[:3]}-{text[3:7]}-{text[7:]}",
        "3 4 4": lambda text, rng: f"{text[:3]} {text[3:7]} {text[7:]}",
        "+86": lambda text, rng: rng.choice(("+86", "+86 ", "86", "0086", "+86-")) + text,
        ".0": lambda text, rng: text + ".0",
    },
    "CN_USCC": {"lower case": lambda text, rng: text.lower()},
    "VIN": {"lower case": lambda text, rng: text.lower()},
    "IMEI": {"groups": lambda text, rng: f"{text[:2]} {text[2:8]} {text[8:14]} {text[14]}"},
    "CN_ORGANIZATION_CODE": {"without dash": lambda text, rng: text.replace("-", "")},
    "CN_VEHICLE_PLATE": {"lower case": lambda text, rng: text.lower()},
    "CN_PASSPORT": {"lower case": lambda text, rng: text.lower()},
    "EMAIL_ADDRESS": {"upper case": lambda text, rng: text.upper()},
    "QQ_NUMBER": {".0": lambda text, rng: text + ".0"},
}
_PLAIN_ONLY = {"URL", "GEO_COORDINATES", "PERSON", "CN_ADDRESS", "IP_ADDRESS", "CN_LANDLINE", "WECHAT_ID"}


def writing(entity_type: str, rng: random.Random) -> tuple[str, Write]:
    """Return (its name, the way) in which one column writes its values: one way, or several mixed."""
    if rng.random() < 0.55:
        return "plain", lambda text, _: text
    ways = dict(_OWN.get(entity_type, {}))
    if entity_type not in _PLAIN_ONLY:
        ways |= _ANY
    else:
        ways["blanks"] = _ANY["blanks"]
    if rng.random() < 0.5:
        return "mixed", lambda text, draw: text if draw.random() < 0.5 else ways[draw.choice(list(ways))](text, draw)
    name = rng.choice(list(ways))
    return name, ways[name]
