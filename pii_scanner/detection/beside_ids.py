"""Columns of any name that say the birth date of the resident ID in their row: F7 with 1985-03-12 beside 110105198503120023."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.normalize import as_text
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.columns import TextColumn
from recognizers.registry import recognizer

_ID, _BIRTH_DATE = "CN_RESIDENT_ID", "BIRTH_DATE"
_LOOKED, _GLANCED = 2000, 12
# So many rows must say it, this share of those that could, and so many different dates.
_FEWEST, _MOST, _DIFFERENT = 20, 0.9, 10
_CONFIDENCE = 0.95
_ID_FORM = r"^\s*[0-9]{17}[0-9Xx]\s*$"
_DATE = r"^\s*(?P<year>(?:18|19|20)[0-9]{2})[-/.年]?(?P<month>[0-9]{1,2})[-/.月]?(?P<day>[0-9]{1,2})日?(?:[ T].*)?\s*$"
_YEAR = r"^\s*(?:18|19|20)[0-9]{2}(?:年|\.0)?\s*$"


def see_births(profiles: Sequence[ColumnProfile], batch: pa.RecordBatch) -> None:
    """Note of each column which other one has the IDs whose birth dates or birth years it says, in the first rows of a
    batch: [index of that column, share of the rows], or nothing."""
    if batch.num_rows < _FEWEST:
        return
    rows = batch.slice(0, _LOOKED)
    ids = {index: born for index in range(rows.num_columns) if (born := _ids(rows.column(index))) is not None}
    for index, profile in enumerate(profiles):
        profile.born = []
        if not ids or index in ids:
            continue
        said = _dates(rows.column(index))
        for place, born in ids.items() if (said != "").any() else ():
            share = _share(said, born)
            if share >= _MOST and (not profile.born or share > profile.born[1]):
                profile.born = [place, share]


def with_born(found: list[list[Finding]], profiles: Sequence[ColumnProfile]) -> list[list[Finding]]:
    """Return the findings of a table's columns with the birth dates that resident IDs tell."""
    return [
        _with_birth_date(each, profile, profiles) if profile.born else each
        for each, profile in zip(found, profiles, strict=True)
    ]


def _with_birth_date(found: list[Finding], profile: ColumnProfile, profiles: Sequence[ColumnProfile]) -> list[Finding]:
    if profile.born is None or any(each.entity_type in (_BIRTH_DATE, _ID) for each in found):
        return found
    place, share = profile.born
    column = profiles[int(place)].name
    evidence = tr("{share} of the rows say the birth date of the ID in {column}", share=f"{share:.0%}", column=column)
    matches = round(share * profile.filled)
    return [Finding(_BIRTH_DATE, "column", matches, round(share, 4), _CONFIDENCE, (evidence,)), *found]


def _ids(array: pa.Array) -> npt.NDArray[np.object_] | None:
    """Return the birth dates (19850312) of a column of resident IDs, empty where there is none."""
    finder = recognizer(_ID)
    text = _text(array) if not pa.types.is_temporal(array.type) else None
    if finder is None or text is None or not _some_fit(text, _ID_FORM):
        return None
    shaped = pc.match_substring_regex(text, _ID_FORM)
    if (pc.sum(shaped).as_py() or 0) < _FEWEST:
        return None
    column = TextColumn(text)
    valid = finder.cells(column).valid
    born = pc.utf8_slice_codeunits(finder.canonical_column(column), 6, 14)
    return _objects(pc.if_else(pa.array(valid), born, "")) if valid.sum() >= _FEWEST else None


def _dates(array: pa.Array) -> npt.NDArray[np.object_]:
    """Return the dates of a column as 19850312, years as 1985; empty where there is none."""
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
        return _objects(pc.strftime(array.cast(pa.timestamp("s"), safe=False), "%Y%m%d"))
    text = _text(array)
    if text is None or not (_some_fit(text, _DATE) or _some_fit(text, _YEAR)):
        return np.full(len(array), "", dtype=object)
    parts = pc.extract_regex(text, _DATE)
    padded = [pc.utf8_lpad(pc.struct_field(parts, name), width, "0") for name, width in (("year", 4), ("month", 2), ("day", 2))]  # fmt: skip
    years = pc.if_else(pc.match_substring_regex(text, _YEAR), pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(text), 0, 4), "")  # fmt: skip
    return _objects(pc.coalesce(pc.binary_join_element_wise(*padded, ""), years))


def _some_fit(text: pa.Array, form: str) -> bool:
    """Return whether any of the first cells has a form: to look at all of them takes its time."""
    return any(re.search(form, cell) for cell in text.slice(0, _FEWEST).drop_null().slice(0, _GLANCED).to_pylist())


def _text(array: pa.Array) -> pa.Array | None:
    try:
        return as_text(array)
    except pa.ArrowInvalid:
        return None


def _objects(array: pa.Array) -> npt.NDArray[np.object_]:
    return np.asarray(pc.fill_null(array, "").to_numpy(zero_copy_only=False), dtype=object)


def _share(said: npt.NDArray[np.object_], born: npt.NDArray[np.object_]) -> float:
    """Return the share of the rows with both in which they agree, 0 where too little is said."""
    both = (said != "") & (born != "")
    count = int(np.count_nonzero(both))
    if count < _FEWEST or len(set(said[both])) < _DIFFERENT:
        return 0.0
    agree = [told.startswith(date) for date, told in zip(said[both], born[both], strict=True)]
    return sum(agree) / count
