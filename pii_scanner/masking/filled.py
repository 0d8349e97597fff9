"""Which rows hold anything."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


def filled_rows(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return which rows have a filled cell."""
    filled = np.zeros(batch.num_rows, dtype=np.bool_)
    for array in batch.columns:
        if pa.types.is_string(array.type):
            there = pc.fill_null(pc.not_equal(array, ""), False)
        else:
            there = array.is_valid()
        filled |= np.asarray(there.to_numpy(zero_copy_only=False))
        if filled.all():
            break
    return filled
