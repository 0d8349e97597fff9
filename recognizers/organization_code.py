"""Codes of organizations before the unified social credit code.

Organization code (GB 11714-1997): 8 of 0-9A-Z and a check character, often behind a dash: 60003734-1.
Business licence number (GS 15-2006): 15 digits, ISO 7064 MOD 11,10: 110108000000016.
"""

from __future__ import annotations

import numpy as np

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.resident_id import known_province


class OrganizationCode(Recognizer):
    entity_type = "CN_ORGANIZATION_CODE"
    shapes = (
        Shape("with dash", r"[0-9A-Za-z]{8}-[0-9Xx]", 0.4),
        Shape("run together", r"[0-9A-Za-z]{8}[0-9Xx]", 0.4, needs_context=True),
    )
    context = ("组织机构", "机构代码", "organization code")
    check_name = "GB 11714"
    random_pass_rate = 1 / 11
    priority = 35
    lengths = (9, 9)
    role = "organization"
    gate = r"[0-9A-Za-z]{8}-?[0-9Xx]"

    def plausible(self, matrix: Bytes) -> Bools:
        letters = ((matrix[:, :8] >= ord("A")) & (matrix[:, :8] <= ord("Z"))).sum(axis=1)
        # Real codes are digits, or begin with a letter or two.
        return np.asarray(letters <= 2)

    def check(self, matrix: Bytes) -> Bools:
        return checks.organization_code(matrix)


class BusinessLicence(Recognizer):
    entity_type = "CN_BUSINESS_LICENCE"
    shapes = (Shape("15 digits", r"[1-9][0-9]{14}", 0.4, needs_context=True),)
    context = ("营业执照", "注册号", "执照", "business licence", "registration")
    check_name = "MOD 11,10"
    random_pass_rate = 0.1
    priority = 34
    lengths = (15, 15)
    role = "organization"
    gate = r"[0-9\x{FF10}-\x{FF19}]{15}"

    def plausible(self, matrix: Bytes) -> Bools:
        return np.asarray(checks.digits(matrix) & (known_province(matrix) | (matrix[:, 0] == ord("1"))))

    def check(self, matrix: Bytes) -> Bools:
        return checks.mod11_10(matrix)
