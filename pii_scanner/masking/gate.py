"""A set of small numbers that is asked much more often than it grows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

BITS = 24
_OF_BYTE = np.left_shift(1, np.arange(8)).astype(np.uint8)


@dataclass
class Gate:
    """Which numbers of BITS bits are open: one bit each, so that all of them stay near the processor."""

    bits: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << (BITS - 3), dtype=np.uint8))

    def open(self, numbers: npt.NDArray[np.int64]) -> None:
        np.bitwise_or.at(self.bits, numbers >> 3, _OF_BYTE[numbers & 7])

    def is_open(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        opened: npt.NDArray[np.bool_] = self.bits.take(numbers >> 3) & _OF_BYTE.take(numbers & 7) != 0
        return opened

    def numbers(self) -> npt.NDArray[np.int64]:
        """Return the open ones, in order."""
        filled = np.flatnonzero(self.bits)
        rows, places = np.nonzero(np.unpackbits(self.bits[filled][:, None], axis=1, bitorder="little"))
        return filled[rows] * 8 + places

    def united(self, other: Gate) -> Gate:
        """Return what is open in one of both."""
        return Gate(self.bits | other.bits)
