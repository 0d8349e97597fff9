"""Numbers that an institution gives a person: insurance, hospital, school, employer. Each numbers as it likes, so the
header decides (GB/T 35273-2020, Annex A, lists such numbers as personal information; to be confirmed)."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer

_CODE = r"[A-Za-z\p{Han}]{0,4}[-_/]?[0-9A-Za-z][0-9A-Za-z_/-]{0,28}[0-9]|[0-9]{2,30}(?:\.0)?"


class SocialInsuranceNumber(HeaderRecognizer):
    entity_type = "SOCIAL_INSURANCE_NUMBER"
    # Those of the United States have dashes.
    shapes = (Shape("letters and digits", r"[A-Za-z]{0,3}[0-9]{5,30}[A-Za-z]?|[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}", 0.5),)
    role = "identifier"
    lengths = (5, 40)
    priority = 19


class MedicalRecordNumber(HeaderRecognizer):
    entity_type = "MEDICAL_RECORD_NUMBER"
    shapes = (Shape("code", _CODE, 0.5),)
    role = "identifier"
    lengths = (2, 60)
    priority = 18


class StudentNumber(HeaderRecognizer):
    entity_type = "STUDENT_NUMBER"
    shapes = (Shape("code", _CODE, 0.5),)
    role = "identifier"
    lengths = (2, 60)
    priority = 17


class EmployeeNumber(HeaderRecognizer):
    entity_type = "EMPLOYEE_NUMBER"
    shapes = (Shape("code", _CODE, 0.5),)
    role = "identifier"
    lengths = (2, 60)
    priority = 16
