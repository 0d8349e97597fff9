"""Columns that hold personal information: every entity type, full or a few cells in a hundred, alone or mixed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.quality_tables import checked, headers, numbers, people
from benchmarks.quality_tables.attributes import ATTRIBUTES
from benchmarks.quality_tables.model import Cell, Column, Make
from benchmarks.quality_tables.writing import writing

CHECKED = (
    "CN_RESIDENT_ID",
    "CN_BANK_CARD",
    "CN_USCC",
    "CN_ORGANIZATION_CODE",
    "CN_BUSINESS_LICENCE",
    "IMEI",
    "ICCID",
    "VIN",
)
_BY_CONTENT: dict[str, Make] = {
    "CN_RESIDENT_ID": checked.resident_id,
    "CN_BANK_CARD": checked.bank_card,
    "CN_USCC": checked.uscc,
    "CN_ORGANIZATION_CODE": checked.organization_code,
    "CN_BUSINESS_LICENCE": checked.business_licence,
    "IMEI": checked.imei,
    "ICCID": checked.iccid,
    "VIN": checked.vin,
    "CN_MOBILE": numbers.mobile,
    "CN_LANDLINE": numbers.landline,
    "CN_MILITARY_ID": numbers.military_id,
    "CN_VEHICLE_PLATE": numbers.plate,
    "MAC_ADDRESS": numbers.mac,
    "IP_ADDRESS": numbers.ip,
    "EMAIL_ADDRESS": numbers.email,
    "GEO_COORDINATES": numbers.coordinates,
    "URL": numbers.url,
    "PERSON": people.name,
    "CN_ADDRESS": people.address,
}
# A letter and eight digits could be anything: under a name that tells nothing nobody can know. They stand under
# names of their own and under those of any document.
BY_NAME: dict[str, Make] = {
    "CN_PASSPORT": numbers.passport,
    "CN_EXIT_ENTRY_PERMIT": numbers.exit_entry_permit,
    "CN_TRAVEL_PERMIT": numbers.travel_permit,
    "CN_PERMANENT_RESIDENT_CARD": numbers.permanent_resident_card,
    "IMSI": numbers.imsi,
    "ALIPAY_ID": numbers.alipay,
    "WECHAT_ID": numbers.wechat,
    "QQ_NUMBER": numbers.qq,
    "BANK_ACCOUNT": numbers.bank_account,
}
IDENTIFIERS = (*_BY_CONTENT, *BY_NAME)
ATTRIBUTE_TYPES = tuple(ATTRIBUTES)
_WEIGHTS = {
    "CN_RESIDENT_ID": 6,
    "CN_BANK_CARD": 6,
    "CN_MOBILE": 6,
    "PERSON": 6,
    "CN_ADDRESS": 4,
    "CN_USCC": 3,
    "EMAIL_ADDRESS": 2,
}
_MIXTURES: dict[str, tuple[str, ...]] = {
    "document": ("CN_RESIDENT_ID", "CN_PASSPORT", "CN_MILITARY_ID"),
    "contact": ("CN_MOBILE", "CN_LANDLINE", "EMAIL_ADDRESS"),
    "account": ("CN_BANK_CARD", "BANK_ACCOUNT"),
    "company": ("CN_USCC", "CN_ORGANIZATION_CODE"),
}
_BLANKS = ("无", "/", "-", "N/A", "不详", "暂无", "待补", "--", "NULL")


@dataclass(frozen=True)
class Filling:
    """The share of cells that hold an identifier, and what the others hold."""

    share: float
    others: str


def drawn_type(rng: random.Random) -> str:
    return rng.choices(IDENTIFIERS, [_WEIGHTS.get(each, 1) for each in IDENTIFIERS])[0]


def filling(rng: random.Random, rows: int) -> Filling:
    """Return how a column is filled; 5% needs 200 rows and 1% a thousand, so that ten cells are there."""
    shares = [1.0, 1.0, 0.5] + ([0.05] if rows >= 200 else []) + ([0.01] * 2 if rows >= 1000 else [])
    share = rng.choice(shares)
    if share == 1.0:
        return Filling(share, "none")
    return Filling(share, rng.choice(("empty", "empty", "blank words", "codes", "dates")))


def filled(make: Make, rows: int, how: Filling, rng: random.Random) -> list[Cell]:
    """Return cells of which exactly the share holds a value, at random places."""
    holding = set(rng.sample(range(rows), max(1, round(rows * how.share))))
    return [make(rng) if row in holding else _other(how.others, rng) for row in range(rows)]


def _other(others: str, rng: random.Random) -> Cell:
    if others == "blank words":
        return rng.choice(_BLANKS) if rng.random() < 0.9 else None
    if others == "codes":
        return f"{rng.choice('ABKT')}{rng.randrange(10000):04d}"
    if others == "dates":
        return f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return None


def identifier_column(entity_type: str, rows: int, rng: random.Random, told: bool | None = None) -> Column:
    """Return a column of one identifier; `told` says whether the name tells it (None: two times in three)."""
    told = entity_type in BY_NAME or (rng.random() < 0.67 if told is None else told)
    header = headers.named(entity_type, rng) if told else headers.neutral(rng)
    how, (way, write) = filling(rng, rows), writing(entity_type, rng)
    if entity_type in ("WECHAT_ID", "QQ_NUMBER", "BANK_ACCOUNT", "CN_TRAVEL_PERMIT") and how.others not in (
        "none",
        "empty",
    ):
        how = Filling(how.share, "empty")
    make = _maker(entity_type, told, rng)
    cells = filled(lambda draw: write(make(draw), draw), rows, how, rng)
    story = (
        f"{entity_type} {'named' if told else 'unnamed'}, {how.share:.0%} of cells, others {how.others}, written {way}"
    )
    also = frozenset(("CN_MOBILE", "EMAIL_ADDRESS")) if entity_type == "URL" else frozenset()
    return Column(header, cells, story, frozenset({(entity_type, "column")}), how.share, also)


def _maker(entity_type: str, told: bool, rng: random.Random) -> Make:
    if entity_type == "PERSON" and told and rng.random() < 0.12:
        return people.latin_name
    if entity_type == "CN_RESIDENT_ID" and told and rng.random() < 0.1:
        return lambda draw: checked.old_resident_id(draw) if draw.random() < 0.3 else checked.resident_id(draw)
    return _BY_CONTENT.get(entity_type) or BY_NAME[entity_type]


def mixed_column(rows: int, rng: random.Random) -> Column:
    """Return a column of several types, one for most cells and others here and there."""
    kind = rng.choice(list(_MIXTURES))
    types = _MIXTURES[kind]
    first = (
        headers.document_name(rng)
        if kind == "document"
        else headers.named("BANK_ACCOUNT" if kind == "account" else types[0], rng)
    )
    shares = (
        [0.7, *[0.3 / (len(types) - 1)] * (len(types) - 1)]
        if rng.random() < 0.6
        else [0.94, *[0.06 / (len(types) - 1)] * (len(types) - 1)]
    )
    makers = [_BY_CONTENT.get(each) or BY_NAME[each] for each in types]
    drawn = [*range(len(types)), *rng.choices(range(len(types)), shares, k=rows - len(types))]
    rng.shuffle(drawn)
    here = {types[index] for index in drawn if drawn.count(index) >= 5} if rows < 400 else set(types)
    keep = [index if types[index] in here else 0 for index in drawn]
    cells: list[Cell] = [makers[index](rng) for index in keep]
    return Column(first, cells, f"mixed {kind} {shares[0]:.0%}", frozenset((each, "column") for each in here))


def attribute_column(entity_type: str, rows: int, rng: random.Random) -> Column:
    """Return a column of what a header tells, under such a header; at most half of the cells are empty."""
    make = ATTRIBUTES[entity_type](rng)
    how = Filling(*rng.choice(((1.0, "none"), (1.0, "none"), (1.0, "none"), (0.9, "empty"), (0.5, "empty"))))
    cells = filled(make, rows, how, rng)
    return Column(
        headers.named(entity_type, rng),
        cells,
        f"{entity_type} named, {how.share:.0%} of cells",
        frozenset({(entity_type, "column")}),
    )
