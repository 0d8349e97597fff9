from __future__ import annotations

import ffx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pii_scanner.masking.ff1 import FF1

_KEY = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94"
_NINE, _OTHER = "39383736353433323130", "3737373770717273373737"
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
# NIST's samples of FF1: bytes of the key, radix, tweak, plaintext, ciphertext.
SAMPLES = [
    (16, 10, "", "0123456789", "2433477484"),
    (16, 10, _NINE, "0123456789", "6124200773"),
    (16, 36, _OTHER, "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
    (24, 10, "", "0123456789", "2830668132"),
    (24, 10, _NINE, "0123456789", "2496655549"),
    (24, 36, _OTHER, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
    (32, 10, "", "0123456789", "6657667009"),
    (32, 10, _NINE, "0123456789", "1001623463"),
    (32, 36, _OTHER, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
]


def numerals(texts: list[str]) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([[_ALPHABET.index(each) for each in text] for text in texts], dtype=np.uint32)


def texts(rows: np.ndarray) -> list[str]:  # type: ignore[type-arg]
    return ["".join(_ALPHABET[each] for each in row) for row in rows.tolist()]


@pytest.mark.parametrize(("size", "radix", "tweak", "plain", "sealed"), SAMPLES)
def test_the_samples_of_nist_come_out(size: int, radix: int, tweak: str, plain: str, sealed: str) -> None:
    cipher = FF1(bytes.fromhex(_KEY)[:size], radix)
    assert texts(cipher.encrypt(numerals([plain]), bytes.fromhex(tweak))) == [sealed]
    assert texts(cipher.decrypt(numerals([sealed]), bytes.fromhex(tweak))) == [plain]


@settings(deadline=None)
@given(
    st.binary(min_size=32, max_size=32),
    st.sampled_from([2, 10, 26, 36]),
    st.integers(20, 70),
    st.binary(max_size=20),
    st.data(),
)
def test_it_agrees_with_another_implementation(
    key: bytes, radix: int, length: int, tweak: bytes, data: st.DataObject
) -> None:
    text = st.text(_ALPHABET[:radix], min_size=length, max_size=length)
    plain = data.draw(st.lists(text, min_size=1, max_size=4))
    cipher, reference = FF1(key, radix), ffx.FF1(key, radix=radix)
    sealed = cipher.encrypt(numerals(plain), tweak)
    assert texts(sealed) == [reference.encrypt(each, tweak=tweak) for each in plain]
    assert texts(cipher.decrypt(sealed, tweak)) == plain


def test_each_value_may_have_its_own_tweak() -> None:
    cipher = FF1(bytes(range(32)), 10)
    tweaks = np.array([[1, 2], [3, 4]], dtype=np.uint8)
    both = cipher.encrypt(numerals(["0123456789"] * 2), tweaks)
    for row, tweak in enumerate(tweaks):
        assert texts(both)[row] == texts(cipher.encrypt(numerals(["0123456789"]), tweak.tobytes()))[0]
    assert texts(cipher.decrypt(both, tweaks)) == ["0123456789"] * 2


def test_a_domain_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="1,000,000"):
        FF1(bytes(range(32)), 10).encrypt(numerals(["12345"]))
    with pytest.raises(ValueError, match="radix"):
        FF1(bytes(range(32)), 1)


@given(st.lists(st.integers(0, 2**20 - 1), min_size=1, max_size=30))
def test_numbers_are_their_numerals(numbers: list[int]) -> None:
    cipher = FF1(bytes(range(32)), 2)
    made = cipher.encrypt_numbers(np.array(numbers, dtype=np.int64), 20)
    assert cipher.decrypt_numbers(made, 20).tolist() == numbers
    bits = np.array([[int(bit) for bit in f"{number:020b}"] for number in numbers], dtype=np.uint32)
    assert [int("".join(map(str, row)), 2) for row in cipher.encrypt(bits).tolist()] == made.tolist()
