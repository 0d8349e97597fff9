"""Whole numbers in place of those that a spreadsheet damaged, so that they join again.

A spreadsheet keeps 15 digits of a number, a floating-point number some more. A resident ID or card that lost the others is
masked as the one whole number of the package that it can have been; where there are two, nobody can tell. Of a card of 16
digits the one that is lost follows from the others (ISO/IEC 7812-1 Annex B).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import WHOLE, ColumnPlan, TablePlan
from recognizers.checks import Bools, luhn_digit, matrix_of
from recognizers.columns import TextColumn
from recognizers.ordered import add_distinct
from recognizers.registry import recognizer

Numbers = npt.NDArray[np.uint64]
Place = tuple[str, str, str]
# Entity type and number of digits.
Kind = tuple[str, int]
TYPES = ("CN_RESIDENT_ID", "CN_BANK_CARD")
_LENGTHS = {"CN_RESIDENT_ID": (18,), "CN_BANK_CARD": (16, 17, 18, 19)}
_KEPT = 15
_POWERS = r"^(?P<first>[1-9])\.(?P<rest>[0-9]{13,16})[eE]\+?(?P<power>1[5-8])$"
# Zeros for digits: of 16 digits one, of more at least two.
_ZEROS = r"^[1-9][0-9]{14}0$|^[1-9][0-9]{14,16}00$"


@dataclass
class Completions:
    """Sees the numbers of all columns, then completes those of `places`: (source, table, column) in which numbers lost
    digits. `completed_numbers` is how many found their whole."""

    places: frozenset[Place]
    _whole: dict[Kind, list[Numbers]] = field(default_factory=dict)
    _damaged: dict[Kind, list[Numbers]] = field(default_factory=dict)
    # Damaged numbers in order, and the whole number of each.
    _found: dict[Kind, tuple[Numbers, Numbers]] = field(default_factory=dict)

    @property
    def completed_numbers(self) -> int:
        return sum(len(damaged) for damaged, _ in self._found.values())

    def of(self, table: TablePlan, column: ColumnPlan) -> Completions | None:
        """Return itself for a column in which numbers lost digits, and that is masked cell by cell."""
        damaged = (table.source, table.table, column.column) in self.places
        return self if damaged and column.mode == WHOLE else None

    def see(self, place: Place, entity_types: Collection[str], values: pa.Array) -> None:
        """Account for distinct values, none null, of a column of some types."""
        lost = _lost(values) if place in self.places else np.zeros(len(values), dtype=np.bool_)
        cells = TextColumn(values)
        for entity_type in TYPES:
            finder = recognizer(entity_type)
            if entity_type not in entity_types or finder is None:
                continue
            valid = finder.cells(cells).valid
            _add(self._damaged, entity_type, _padded(values.filter(pa.array(lost))))
            canonical = finder.canonical_column(cells).filter(pa.array(valid & ~lost))
            _add(self._whole, entity_type, canonical)

    def seen(self) -> tuple[Mapping[Kind, list[Numbers]], Mapping[Kind, list[Numbers]]]:
        """Return all that was seen, for `merge` elsewhere."""
        return self._whole, self._damaged

    def merge(self, seen: tuple[Mapping[Kind, list[Numbers]], Mapping[Kind, list[Numbers]]]) -> None:
        for mine, theirs in zip((self._whole, self._damaged), seen, strict=True):
            for kind, parts in theirs.items():
                for each in parts:
                    add_distinct(mine.setdefault(kind, []), each)

    def seal(self) -> Completions:
        """Find the whole number of each damaged one, and forget all others."""
        for kind, parts in self._damaged.items():
            damaged = np.unique(np.concatenate(parts))
            whole = np.unique(np.concatenate([*self._whole.get(kind, []), np.zeros(0, dtype=np.uint64)]))
            told, numbers = _completed(damaged, whole, kind)
            if told.any():
                self._found[kind] = damaged[told], numbers[told]
        self._whole, self._damaged = {}, {}
        return self

    def completed(self, values: pa.Array, entity_types: Collection[str]) -> pa.Array:
        """Return distinct values of one of `places` with whole numbers for damaged ones; all others are as they were."""
        for kind in (each for each in self._found if each[0] in entity_types):
            known, numbers = self._found[kind]
            rows = np.flatnonzero(_lost(values))
            digits = _padded(values.take(pa.array(rows)))
            rows = rows[_sized(digits, kind[1])]
            damaged = _numbers(digits, kind[1])
            at = np.minimum(np.searchsorted(known, damaged), len(known) - 1)
            hit = known[at] == damaged
            if hit.any():
                mask = np.zeros(len(values), dtype=np.bool_)
                mask[rows[hit]] = True
                values = pc.replace_with_mask(
                    values, pa.array(mask), pa.array(numbers[at[hit]].astype(str), pa.string())
                )
        return values


def _completed(damaged: Numbers, whole: Numbers, kind: Kind) -> tuple[Bools, Numbers]:
    """Return which damaged numbers can have been one whole number only, and which.

    A spreadsheet puts zeros for digits, a program rounds a floating-point number to 16 or 17.
    """
    lost = np.uint64(10 ** (kind[1] - _KEPT))
    near = (np.spacing(damaged.astype(np.float64)) + float(lost) / 20).astype(np.uint64)
    above = np.where(damaged % lost == 0, lost - np.uint64(1), near)
    first = np.searchsorted(whole, damaged - near, side="left")
    told = np.searchsorted(whole, damaged + above, side="right") - first == 1
    numbers = damaged.copy()
    numbers[told] = whole[first[told]]
    if kind == ("CN_BANK_CARD", 16) and not told.all():
        firsts = damaged[~told] // lost
        ends = luhn_digit(matrix_of(firsts.astype(str).tolist()))
        numbers[~told] = firsts * lost + (ends - np.uint8(ord("0"))).astype(np.uint64)
        told[:] = True
    return told, numbers


def _lost(values: pa.Array) -> Bools:
    """Return which values have the form of a number that lost digits."""
    return _holds(values, _POWERS) | _holds(values, _ZEROS)


def _padded(values: pa.Array) -> pa.Array:
    """Return numbers as digits: 1.1010519491231E+17 as 110105194912310000; other texts, and too few digits, as null."""
    fields = pc.extract_regex(values, _POWERS)
    digits = pc.binary_join_element_wise(pc.struct_field(fields, "first"), pc.struct_field(fields, "rest"), "")
    powers = pc.struct_field(fields, "power")
    spelled = pa.nulls(len(values), pa.string())
    for power in ("15", "16", "17", "18"):
        mine = pc.fill_null(pc.equal(powers, power), False)
        spelled = pc.if_else(mine, pc.utf8_rpad(digits, int(power) + 1, "0"), spelled)
    plain = pa.array(_holds(values, r"^[0-9]+$"))
    return pc.if_else(plain, values, spelled)


def _add(seen: dict[Kind, list[Numbers]], entity_type: str, digits: pa.Array) -> None:
    for length in _LENGTHS[entity_type]:
        numbers = np.unique(_numbers(digits, length))
        if not len(numbers):
            continue
        add_distinct(seen.setdefault((entity_type, length), []), numbers)


def _sized(digits: pa.Array, length: int) -> Bools:
    """Return which are so many digits and nothing else: an ID that ends in X is a text, and is not damaged."""
    return _holds(digits, rf"^[1-9][0-9]{{{length - 1}}}$")


def _numbers(digits: pa.Array, length: int) -> Numbers:
    chosen = digits.filter(pa.array(_sized(digits, length)))
    return np.asarray(chosen.cast(pa.uint64()).to_numpy(zero_copy_only=False), dtype=np.uint64)


def _holds(values: pa.Array, pattern: str) -> Bools:
    found = pc.fill_null(pc.match_substring_regex(values, pattern), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def completions_for(columns: Iterable[ColumnRecord]) -> Completions | None:
    """Return what completes numbers, where any of an inventory lost digits."""
    places = frozenset((each.source, each.table, each.column) for each in columns if each.damaged)
    return Completions(places) if places else None


def completion_warnings(completions: Completions | None) -> list[str]:
    """Return a sentence about what was completed, once it is sealed."""
    if completions is None or not completions.completed_numbers:
        return []
    return [
        tr(
            "{count} damaged numbers are masked as the whole numbers that they were: of each the package holds one that begins alike, or its check digit tells the last.",
            count=f"{completions.completed_numbers:,}",
        )
    ]
