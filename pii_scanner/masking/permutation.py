"""A keyed permutation of numbers, over whole columns.

A Feistel network of ten rounds with AES as round function, alternating two halves by modular
addition as FF1 does (NIST SP 800-38G, 5.2). A permutation never maps two values to one; this one
maps none to itself.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Numbers = npt.NDArray[np.uint64]
_ROUNDS = 10


def permute(numbers: Numbers, size: int, key: bytes, tweak: str) -> Numbers:
    """Return a permutation of 0..size-1 applied to `numbers`; no number is mapped to itself.

    `size` must be at least 4 and below 2**62; another `tweak` gives another permutation.
    A step of one, seen through a keyed permutation, is one cycle through all numbers: it moves each.
    """
    network = _Network(size, key, tweak)
    moved = (network.walk(np.array(numbers, dtype=np.uint64), forward=True) + np.uint64(1)) % np.uint64(size)
    return network.walk(moved, forward=False)


class _Network:
    """The Feistel network of one key and tweak over 0..size-1."""

    def __init__(self, size: int, key: bytes, tweak: str) -> None:
        self._size = np.uint64(size)
        left = max(2, int(size**0.5))
        self._left, self._right = np.uint64(left), np.uint64(-(-size // left))
        secret = hashlib.sha256(key + tweak.encode("utf-8")).digest()
        self._cipher = Cipher(algorithms.AES(secret), modes.ECB())  # noqa: S305

    def walk(self, numbers: Numbers, *, forward: bool) -> Numbers:
        """Return the numbers moved by the network or its inverse, along the cycle until inside 0..size-1."""
        result = numbers.copy()
        pending = np.ones(len(result), dtype=np.bool_)
        while pending.any():
            result[pending] = self._pass(result[pending], forward=forward)
            pending = result >= self._size
        return result

    def _pass(self, numbers: Numbers, *, forward: bool) -> Numbers:
        a, b = numbers % self._left, numbers // self._left
        for turn in range(_ROUNDS) if forward else range(_ROUNDS - 1, -1, -1):
            mixed = _round(b if turn % 2 == 0 else a, turn, self._cipher)
            if turn % 2 == 0:
                step = mixed % self._left
                a = (a + (step if forward else self._left - step)) % self._left
            else:
                step = mixed % self._right
                b = (b + (step if forward else self._right - step)) % self._right
        return np.asarray(b * self._left + a)


def _round(half: Numbers, turn: int, cipher: Cipher[modes.ECB]) -> Numbers:
    """Return 62 pseudo-random bits per number."""
    blocks = np.zeros((len(half), 2), dtype=np.uint64)
    blocks[:, 0] = half
    blocks[:, 1] = turn + 1
    encryptor = cipher.encryptor()
    secret = encryptor.update(blocks.tobytes()) + encryptor.finalize()
    return np.frombuffer(secret, dtype=np.uint64).reshape(-1, 2)[:, 0] >> np.uint64(2)


def keyed_numbers(values: list[str], key: bytes, words: int = 2) -> npt.NDArray[np.uint64]:
    """Return `words` keyed 64-bit numbers per value, shape (values, words): BLAKE2b, one call a value."""
    # The key is worked in once: half of the time of a digest.
    keyed = hashlib.blake2b(key=key, digest_size=8 * words).copy

    def digest(value: str) -> bytes:
        state = keyed()
        state.update(value.encode("utf-8"))
        return state.digest()

    return np.frombuffer(b"".join(map(digest, values)), dtype=np.uint64).reshape(len(values), words)


def keyed_bits(numbers: Numbers, key: bytes, tweak: str) -> Numbers:
    """Return 62 keyed pseudo-random bits for each number: AES (FIPS 197) over the whole column at once."""
    secret = hashlib.sha256(key + tweak.encode("utf-8")).digest()
    return _round(numbers, 0, Cipher(algorithms.AES(secret), modes.ECB()))  # noqa: S305
