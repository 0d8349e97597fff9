"""What was made of the newest values of a column, for the batches to come: customers recur in payments."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

# So many values, and bytes of them with their forms, are remembered.
_MOST, _MOST_BYTES = 1 << 16, 1 << 23
# Fewer are made sooner than looked up.
_FEW = 64
# After so many values of which hardly any came again, nothing is remembered any more.
_TRIED, _HARDLY_ANY = 1 << 15, 0.05


class Remembered:
    """The newest values that were asked for; another process begins with none."""

    def __init__(self) -> None:
        self._values: pa.Array | None = None
        self._forms: pa.Array | None = None
        self._asked = self._known = 0

    def __getstate__(self) -> dict[str, object]:
        return Remembered().__dict__

    def forms(self, values: pa.Array, make: Callable[[pa.Array], pa.Array]) -> pa.Array:
        """Return the form of each of some distinct strings, none null: the one remembered, else what `make` returns for
        those that are new."""
        if self._is_idle(values):
            return make(values)
        values = values.cast(pa.string())
        known, new = self._told(values)
        if known is None or self._forms is None:
            made = make(values).cast(pa.string())
            self._keep(values, made)
            return made
        result = self._forms.take(known)
        if new.true_count:
            fresh = values.filter(new)
            made = make(fresh).cast(pa.string())
            result = pc.replace_with_mask(result, new, made)
            self._keep(fresh, made)
        return result

    def fresh(self, values: pa.Array) -> pa.Array:
        """Return those of some distinct strings, none null, that are not remembered; now they are."""
        if self._is_idle(values):
            return values
        values = values.cast(pa.string())
        known, new = self._told(values)
        fresh = values if known is None else values.filter(new)
        self._keep(fresh, None)
        return fresh

    def _is_idle(self, values: pa.Array) -> bool:
        if len(values) < _FEW or values.nbytes > _MOST_BYTES:
            return True
        if self._asked >= _TRIED and self._known < _HARDLY_ANY * self._asked:
            self._values = self._forms = None
            return True
        return False

    def _told(self, values: pa.Array) -> tuple[pa.Array | None, pa.Array]:
        """Return (the place of each value among those remembered, if there are any; which are new)."""
        self._asked += len(values)
        if self._values is None:
            return None, pa.nulls(0, pa.bool_())
        known = pc.index_in(values, self._values)
        self._known += len(known) - known.null_count
        return known, known.is_null()

    def _keep(self, values: pa.Array, forms: pa.Array | None) -> None:
        """Remember values and forms; the oldest are forgotten."""
        if not len(values):
            return
        if self._values is not None:
            values = pa.concat_arrays([self._values, values])
            forms = pa.concat_arrays([self._forms, forms]) if forms is not None else None
        size = values.nbytes + (forms.nbytes if forms is not None else 0)
        kept = min(_MOST, int(len(values) * min(1.0, _MOST_BYTES / max(size, 1))))
        if kept < len(values):
            # In buffers of their own: a slice would hold all.
            values = pa.concat_arrays([pa.array([], pa.string()), values.slice(len(values) - kept)])
            forms = (
                pa.concat_arrays([pa.array([], pa.string()), forms.slice(len(forms) - kept)])
                if forms is not None
                else None
            )
        self._values, self._forms = values, forms
