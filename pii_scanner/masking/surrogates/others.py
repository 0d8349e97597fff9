"""Plates, passports, credit codes, landlines and addresses: the form stays, what identifies is keyed."""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.areas import area_of
from pii_scanner.masking.permutation import keyed_numbers, permute
from pii_scanner.masking.surrogates.base import Surrogate, Wishes, choose
from recognizers import checks

_PLATE = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_USCC = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_ROADS = ("测试", "样例", "示范", "演示", "虚构", "模拟")


class PlateSurrogate(Surrogate):
    """Province and letter stay, digits and letters behind are other digits and letters."""

    entity_type = "CN_VEHICLE_PLATE"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = keyed_numbers(values, key, 1)[:, 0].tolist()
        return [
            self._plate(value, number) if len(value) in (7, 8) else None
            for value, number in zip(values, numbers, strict=True)
        ]

    def _plate(self, value: str, number: int) -> str:
        made = value[:2]
        for place, character in enumerate(value[2:]):
            if character.isdigit():
                # A permutation of the ten digits in each place.
                made += str((int(character) + 1 + number % 9) % 10)
                number //= 9
            elif character in _PLATE and not (len(value) == 8 and place in (0, 5)):
                made += _PLATE[10 + number % 24]
                number //= 24
            else:
                made += character
        return made


class PassportSurrogate(Surrogate):
    """Another number of the same series: a permutation, so no two share one."""

    entity_type = "CN_PASSPORT"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        fits = [i for i, v in enumerate(values) if len(v) == 9 and v[-7:].isdigit()]
        result: list[str | None] = [None] * len(values)
        moved = permute(np.array([int(values[i][-7:]) for i in fits], dtype=np.uint64), 10**7, key, "passport")
        for index, number in zip(fits, moved.tolist(), strict=True):
            result[index] = f"{values[index][:-7]}{number:07d}"
        return result


class UsccSurrogate(Surrogate):
    """Authority, kind and region stay; the organization code is another, both check characters are right."""

    entity_type = "CN_USCC"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        fits = [i for i, v in enumerate(values) if len(v) == 18 and v.isascii()]
        result: list[str | None] = [None] * len(values)
        if not fits:
            return result
        chosen = [values[i] for i in fits]
        numbers = keyed_numbers(chosen, key, 1)[:, 0]
        places = np.array([31**place for place in range(8)], dtype=np.uint64)
        code = _USCC[(numbers[:, None] // places % np.uint64(31)).astype(np.intp)]
        code = np.hstack([code, checks.organization_character(code)[:, None]])
        body = np.hstack([checks.matrix_of(chosen)[:, :8], code])
        whole = np.ascontiguousarray(np.hstack([body, checks.uscc_character(body)[:, None]]))
        made = whole.tobytes().decode("ascii")
        for place, index in enumerate(fits):
            result[index] = made[18 * place : 18 * place + 18]
        return result


class LandlineSurrogate(Surrogate):
    """The area code stays, the number begins with 1: no subscriber's number does."""

    entity_type = "CN_LANDLINE"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = choose(values, key, 10**7).tolist()
        return [
            f"{value[: 3 if value[1:2] in '12' else 4]}-1{number:07d}"
            if value[:1] == "0" and len(value) >= 10
            else None
            for value, number in zip(values, numbers, strict=True)
        ]


class AddressSurrogate(Surrogate):
    """An address of the same city in a street that does not exist."""

    entity_type = "CN_ADDRESS"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = keyed_numbers(values, key, 1)[:, 0].tolist()
        return [self._address(value, number) for value, number in zip(values, numbers, strict=True)]

    def _address(self, value: str, number: int) -> str:
        province, city = area_of(value)
        area = city if city.startswith(province) else province + city
        road = f"{_ROADS[number % 6]}{_ROADS[number // 6 % 6]}路"
        number //= 36
        return f"{area}{road}{number % 99_999 + 1}号{number // 10**6 % 99 + 1}栋{number // 10**9 % 9_999 + 1}室"
