"""Business data of a loan: no person in itself, personal financial information once it stands beside one."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer, any_of


class LoanAmount(HeaderRecognizer):
    entity_type = "FINANCIAL_AMOUNT"
    shapes = (
        Shape("amount", r"[¥￥]? ?-?[0-9][0-9,]{0,17}(?:\.[0-9]{1,8})?(?:[eE][+-]?[0-9]{1,2})?(?:元|万元)?", 0.5),
    )
    role = "business"
    lengths = (1, 40)


class OverdueDays(HeaderRecognizer):
    entity_type = "OVERDUE_DAYS"
    shapes = (Shape("number or band", r"[0-9]{1,5}(?:\.0)?(?:天|期|日)?|[MmCc][0-9]{1,2}\+?", 0.5),)
    role = "business"
    lengths = (1, 12)


class CreditRating(HeaderRecognizer):
    entity_type = "CREDIT_RATING"
    shapes = (
        Shape(
            "grade",
            any_of("正常 关注 次级 可疑 损失", "类?") + r"[0-9+-]?|[A-Fa-f]{1,3}[+-]?|[0-9]{1,4}(?:\.[0-9]{1,4})?",
            0.5,
        ),
    )
    role = "business"
    lengths = (1, 15)


class ContractNumber(HeaderRecognizer):
    entity_type = "CONTRACT_NUMBER"
    shapes = (Shape("code", r"[0-9A-Za-z\p{Han}（）()〔〕\[\]_/-]{4,60}", 0.5),)
    role = "business"
    lengths = (4, 79)
    priority = 9
