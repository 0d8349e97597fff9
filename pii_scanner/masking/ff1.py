"""FF1, the format-preserving encryption of NIST SP 800-38G (5.2, algorithms 7 and 8), over whole columns.

All values of one length go through the ten rounds together: NumPy between, AES in bulk. Own code, because
the libraries of FF1 on PyPI (libffx, fpr-ff1) take one value at a time and a column five to ten times as long
(benchmarks/tokens.py); the tests hold this one against NIST's samples and against libffx. FF3 and FF3-1 are not here: revision 1 of the standard withdraws FF3 (to be confirmed).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# Numbers of uint64, or of Python's int (dtype object) where they are longer.
Numbers = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]
SMALLEST_DOMAIN = 1_000_000
_ROUNDS = 10
_BLOCK = 16
# Two bytes behind a remainder below this still fit 64 bits.
_FAST = 1 << 48


class FF1:
    """The cipher of one key (16, 24 or 32 bytes) over strings of numerals 0..radix-1."""

    def __init__(self, key: bytes, radix: int) -> None:
        if not 2 <= radix <= 1 << 16:
            raise ValueError("the radix of FF1 is 2 to 65536")
        self._radix = radix
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305

    def encrypt(self, numerals: Numbers, tweak: bytes | Bytes = b"") -> Numbers:
        """Return encrypted numerals, shape (values, length) as given.

        `tweak`: one for all, or one for each value, shape (values, bytes). Raises ValueError when radix ** length is
        below 1,000,000 (SP 800-38G revision 1, to be confirmed).
        """
        return self._strings(numerals, tweak, forward=True)

    def decrypt(self, numerals: Numbers, tweak: bytes | Bytes = b"") -> Numbers:
        """Return what `encrypt` was given."""
        return self._strings(numerals, tweak, forward=False)

    def encrypt_numbers(self, numbers: Numbers, length: int, tweak: bytes = b"") -> Numbers:
        """Return encrypted numbers, each standing for its `length` numerals."""
        return self._numbers(numbers, length, tweak, forward=True)

    def decrypt_numbers(self, numbers: Numbers, length: int, tweak: bytes = b"") -> Numbers:
        """Return what `encrypt_numbers` was given."""
        return self._numbers(numbers, length, tweak, forward=False)

    def _strings(self, numerals: Numbers, tweak: bytes | Bytes, *, forward: bool) -> Numbers:
        rows, length = numerals.shape
        left = length // 2
        kind = self._kind(length)
        a = horner(numerals[:, :left], self._radix, kind)
        b = horner(numerals[:, left:], self._radix, kind)
        a, b = self._walk(a, b, length, _tweaks(tweak, rows), forward)
        halves = [_numerals(a, self._radix, left), _numerals(b, self._radix, length - left)]
        return np.hstack(halves).astype(numerals.dtype)

    def _numbers(self, numbers: Numbers, length: int, tweak: bytes, *, forward: bool) -> Numbers:
        split = self._radix ** (length - length // 2)
        kind = self._kind(length)
        divisor = np.array(split, dtype=numbers.dtype)
        a, b = (numbers // divisor).astype(kind), (numbers % divisor).astype(kind)
        a, b = self._walk(a, b, length, _tweaks(tweak, len(numbers)), forward)
        return np.asarray(a.astype(numbers.dtype) * divisor + b.astype(numbers.dtype))

    def _kind(self, length: int) -> type:
        if self._radix**length < SMALLEST_DOMAIN:
            raise ValueError("the domain of FF1 has at least 1,000,000 values")
        return np.uint64 if self._radix ** (length - length // 2) < _FAST else object

    def _walk(self, a: Numbers, b: Numbers, length: int, tweaks: Bytes, forward: bool) -> tuple[Numbers, Numbers]:
        """Return both halves after the ten rounds (steps 4 to 7 of both algorithms)."""
        left, right = length // 2, length - length // 2
        width = (((self._radix**right) - 1).bit_length() + 7) // 8
        mixed = 4 * ((width + 3) // 4) + 4
        rows, tweak_length = tweaks.shape
        first = b"\x01\x02\x01" + self._radix.to_bytes(3, "big") + bytes([_ROUNDS, left % 256])
        first += length.to_bytes(4, "big") + tweak_length.to_bytes(4, "big")
        begun = np.broadcast_to(np.frombuffer(self._aes(first), np.uint8), (rows, _BLOCK))
        pad = (-tweak_length - width - 1) % _BLOCK
        block = np.zeros((rows, tweak_length + pad + 1 + width), dtype=np.uint8)
        block[:, :tweak_length] = tweaks
        for turn in range(_ROUNDS) if forward else range(_ROUNDS - 1, -1, -1):
            modulus = self._radix ** (left if turn % 2 == 0 else right)
            block[:, tweak_length + pad] = turn
            block[:, tweak_length + pad + 1 :] = _bytes_of(b if forward else a, width)
            step = _remainder(self._mixed(begun, block, mixed), modulus, a.dtype)
            if forward:
                a, b = b, (a + step) % modulus
            else:
                a, b = (b + (modulus - step)) % modulus, a
        return a, b

    def _mixed(self, begun: Bytes, block: Bytes, width: int) -> Bytes:
        """Return S, `width` bytes a row: PRF is CBC-MAC, behind 16 bytes AES in counter manner (steps 6 ii, iii)."""
        state = begun
        for start in range(0, block.shape[1], _BLOCK):
            state = self._rows(state ^ block[:, start : start + _BLOCK])
        counters = (np.frombuffer(number.to_bytes(_BLOCK, "big"), np.uint8) for number in range(1, -(-width // _BLOCK)))
        parts = [state, *(self._rows(state ^ counter) for counter in counters)]
        return np.hstack(parts)[:, :width]

    def _rows(self, blocks: Bytes) -> Bytes:
        return np.frombuffer(self._aes(np.ascontiguousarray(blocks).tobytes()), np.uint8).reshape(-1, _BLOCK)

    def _aes(self, data: bytes) -> bytes:
        encryptor = self._cipher.encryptor()
        return encryptor.update(data) + encryptor.finalize()


def horner(numerals: Numbers, radix: int, kind: type) -> Numbers:
    """Return rows of numerals, the most significant first, as numbers."""
    total: Numbers = np.zeros(len(numerals), dtype=kind)
    base: Numbers = np.array(radix, dtype=kind)
    for place in range(numerals.shape[1]):
        total = total * base + numerals[:, place].astype(kind)
    return total


def _numerals(numbers: Numbers, radix: int, length: int) -> Numbers:
    columns = np.zeros((len(numbers), length), dtype=np.uint32)
    base = np.array(radix, dtype=numbers.dtype)
    for place in range(length - 1, -1, -1):
        columns[:, place] = (numbers % base).astype(np.uint32)
        numbers = numbers // base
    return columns


def _bytes_of(numbers: Numbers, width: int) -> Bytes:
    """Return numbers as big-endian bytes, shape (numbers, width)."""
    if numbers.dtype == object:
        data = b"".join([int(number).to_bytes(width, "big") for number in numbers])
        return np.frombuffer(data, np.uint8).reshape(len(numbers), width)
    return numbers.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - width :]


def _remainder(data: Bytes, modulus: int, kind: npt.DTypeLike) -> Numbers:
    """Return rows of big-endian bytes, an even number of them, modulo a number."""
    words = np.ascontiguousarray(data).view(">u2").astype(kind)
    total = np.zeros(len(data), dtype=kind)
    size, shift = np.array(modulus, dtype=kind), np.array(1 << 16, dtype=kind)
    for place in range(words.shape[1]):
        total = (total * shift + words[:, place]) % size
    return total


def _tweaks(tweak: bytes | Bytes, rows: int) -> Bytes:
    if isinstance(tweak, bytes):
        return np.broadcast_to(np.frombuffer(tweak, np.uint8), (rows, len(tweak)))
    return tweak
