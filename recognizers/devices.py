"""Numbers of devices: IMEI (3GPP TS 23.003), IMSI (ITU-T E.212, China 460), ICCID (ITU-T E.118, China 8986), MAC address."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.by_header import HeaderRecognizer
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.text import fold


class Imei(Recognizer):
    entity_type = "IMEI"
    shapes = (Shape("15 digits", r"[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9]", 0.5, needs_context=True),)
    labels = ("imei",)
    context = ("imei", "串号", "设备号", "手机串码", "设备识别码")
    check_name = "Luhn"
    random_pass_rate = 0.1
    priority = 72
    lengths = (15, 15)
    gate = r"[0-9\x{FF10}-\x{FF19}]{6}"

    def plausible(self, matrix: Bytes) -> Bools:
        """Return which begin as the reporting bodies number their types (01, 35, 86, 99 and others)."""
        first = (matrix[:, 0] - 48).astype(np.int32) * 10 + (matrix[:, 1] - 48)
        return np.asarray(checks.digits(matrix) & np.isin(first, _REPORTING_BODIES))

    def check(self, matrix: Bytes) -> Bools:
        return checks.luhn(matrix)


_REPORTING_BODIES = (1, 10, 30, 33, 35, 44, 45, 49, 50, 51, 52, 53, 54, 86, 91, 98, 99)


class Imsi(Recognizer):
    entity_type = "IMSI"
    shapes = (Shape("15 digits", r"460[0-9]{12}", 0.5, needs_context=True),)
    labels = ("imsi",)
    context = ("imsi", "用户识别码", "sim")
    priority = 58
    lengths = (15, 15)
    form = (0.3, 0.75)
    gate = r"460[0-9]{12}"


class Iccid(Recognizer):
    entity_type = "ICCID"
    shapes = (Shape("19 or 20 digits", r"8986[0-9]{15,16}", 0.5),)
    labels = ("iccid",)
    context = ("iccid", "sim卡", "卡识别码")
    priority = 74
    lengths = (19, 20)
    form = (0.6, 0.95)
    gate = r"8986[0-9]{15}"

    def check(self, matrix: Bytes) -> Bools:
        """Return which pass Luhn; cards of 20 digits often leave it out, so they are believed by their form."""
        return checks.luhn(matrix) | (matrix.shape[1] == 20)


class MacAddress(Recognizer):
    entity_type = "MAC_ADDRESS"
    shapes = (
        Shape("six pairs", r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}", 0.85),
        # As switches write it: 001a.2b3c.4d5e.
        Shape("three groups", r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}", 0.7),
    )
    labels = ("mac",)
    context = ("mac", "网卡", "物理地址")
    priority = 73
    lengths = (14, 17)
    form = (0.85, 0.98)
    uses_canonical = False
    gate = r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\."

    def canonical(self, value: str) -> str:
        return ":".join(re.findall("..", re.sub(r"[^0-9A-F]", "", fold(value).upper())))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        digits = pc.replace_substring_regex(pc.ascii_upper(column.trimmed.array), "[^0-9A-F]", "")
        return pc.replace_substring_regex(digits, "(..)(..)(..)(..)(..)(..)", r"\1:\2:\3:\4:\5:\6")


class DeviceId(HeaderRecognizer):
    """What an operating system or an advertiser calls a device: Android ID, IDFA, OAID."""

    entity_type = "DEVICE_ID"
    shapes = (Shape("code", r"[0-9A-Za-z][0-9A-Za-z:._-]{6,78}[0-9A-Za-z]|\{[0-9A-Fa-f-]{36}\}", 0.5),)
    role = "identifier"
    lengths = (8, 80)
    priority = 15
