"""A keyed permutation of numbers, over whole columns.

A Feistel network of ten rounds with AES as round function, alternating two halves by modular
addition as FF1 does (NIST SP 800-38G, 5.2). A permutation never maps two values to one.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Numbers = npt.NDArray[np.uint64]
_ROUNDS = 10


def permute(numbers: Numbers, size: int, key: bytes, tweak: str) -> Numbers:
    """Return a permutation of 0..size-1 applied to `numbers`.

    `size` must be at least 4 and below 2**62; another `tweak` gives another permutation.
    """
    left = max(2, int(size**0.5))
    right = -(-size // left)
    result = np.array(numbers, dtype=np.uint64)
    pending = np.ones(len(result), dtype=np.bool_)
    encryptor = Cipher(algorithms.AES(hashlib.sha256(key + tweak.encode("utf-8")).digest()), modes.ECB())  # noqa: S305
    # Walk the cycle until inside 0..size-1: the network permutes 0..left*right-1.
    while pending.any():
        result[pending] = _network(result[pending], left, right, encryptor)
        pending = result >= np.uint64(size)
    return result


def _network(numbers: Numbers, left: int, right: int, cipher: Cipher[modes.ECB]) -> Numbers:
    a, b = numbers % np.uint64(left), numbers // np.uint64(left)
    sizes = (np.uint64(left), np.uint64(right))
    for turn in range(_ROUNDS):
        mixed = _round(b if turn % 2 == 0 else a, turn, cipher)
        if turn % 2 == 0:
            a = (a + mixed % sizes[0]) % sizes[0]
        else:
            b = (b + mixed % sizes[1]) % sizes[1]
    return np.asarray(b * np.uint64(left) + a)


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
    digests = b"".join(
        [hashlib.blake2b(value.encode("utf-8"), key=key, digest_size=8 * words).digest() for value in values]
    )
    return np.frombuffer(digests, dtype=np.uint64).reshape(len(values), words)
