"""shuffle: the values of a column change places within its table: their distribution stays, the rows lose theirs.

A keyed permutation in which no row keeps its own value's place. It masks no identifier, since every
value is still there: identifying entity types are refused. Blank cells stay where they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import PolicyError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.masking.operators.base import Companion, RowOperator, Step, Survey, Target
from pii_scanner.masking.permutation import permute

# Bytes of a column's values in memory, each different value of a batch once.
_MOST = 1 << 29
# The permutation needs so many numbers.
_FEWEST = 4


class Shuffle(RowOperator):
    name = "shuffle"
    summary = "let the values of a column change places within its table"
    consistent = False
    shape_preserving = True
    needs_key = True
    passes_values = True

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        """Return labels: inside a text there are no rows to change places with."""
        return pa.array([f"<{target.entity_type or 'REDACTED'}>"] * len(values), pa.string())

    def survey(self, target: Target) -> Survey:
        return Column()

    def begin(self, target: Target, place: str, survey: Survey | None) -> Step:
        assert target.key is not None
        values = survey.values() if isinstance(survey, Column) else None
        key, done = target.key, 0

        def step(array: pa.Array, others: Mapping[str, Companion]) -> pa.Array:
            nonlocal done
            filled = _filled(array)
            count = int(np.count_nonzero(filled))
            if not count:
                return array
            if values is None or done + count > len(values):
                raise SourceError(tr("{place} changed while it was read. Run again.", place=place))
            rows = np.arange(done, done + count, dtype=np.uint64)
            done += count
            taken = values.take(pa.array(_moved(rows, len(values), key, place)))
            if pa.types.is_dictionary(taken.type):
                taken = taken.dictionary_decode()
            if len(values) == 1:
                taken = pa.nulls(1, taken.type)  # there is no other row
            kind = array.type
            plain = array.dictionary_decode() if pa.types.is_dictionary(kind) else array
            places = np.full(len(array), count, dtype=np.int64)
            places[filled] = np.arange(count)
            whole = pa.concat_arrays([taken, plain])
            places[~filled] = count + np.flatnonzero(~filled)
            made = whole.take(pa.array(places))
            return made.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else made

        return step


class Column(Survey):
    """The filled cells of a column, in order, each different value of a batch once."""

    def __init__(self) -> None:
        self._chunks: list[pa.Array] = []
        self._bytes = 0

    def add(self, array: pa.Array) -> None:
        plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
        chosen = plain.filter(pa.array(_filled(array)))
        if pa.types.is_string(chosen.type) or pa.types.is_large_string(chosen.type):
            chosen = chosen.dictionary_encode()
        self._chunks.append(chosen)
        self._bytes += chosen.nbytes
        if self._bytes > _MOST:
            raise PolicyError(
                tr(
                    "shuffle holds a whole column in memory, and one is larger than {size} MB: choose another operator for it.",
                    size=_MOST >> 20,
                )
            )

    def values(self) -> pa.Array | None:
        if not self._chunks:
            return None
        joined = pa.chunked_array(self._chunks)
        if pa.types.is_dictionary(joined.type):
            joined = joined.unify_dictionaries()
        made = joined.combine_chunks()
        return made.chunk(0) if isinstance(made, pa.ChunkedArray) else made


def _filled(array: pa.Array) -> np.ndarray:  # type: ignore[type-arg]
    """Return which cells are neither null nor blank."""
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    filled = plain.is_valid()
    if pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type):
        filled = pc.and_not(filled, pc.fill_null(pc.equal(pc.utf8_trim_whitespace(plain), ""), True))
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _moved(rows: np.ndarray, size: int, key: bytes, place: str) -> np.ndarray:  # type: ignore[type-arg]
    """Return the place each row takes its value from; never its own where there are two or more."""
    if size < _FEWEST:
        return np.asarray((rows + np.uint64(1)) % np.uint64(size))
    return permute(rows, size, key, f"shuffle {place}")
