"""Business data of a loan: no person in itself, personal financial information once it stands beside one."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer, any_of


class LoanAmount(HeaderRecognizer):
    entity_type = "FINANCIAL_AMOUNT"
    shapes = (
        Shape("amount", r"[¥￥]? ?-?[0-9][0-9,]{0,17}(?:\.[0-9]{1,8})?(?:[eE][+-]?[0-9]{1,2})?(?:元|万元)?", 0.5),
    )
    headers = ("金额", "贷款金额", "放款金额", "合同金额", "授信额度", "额度", "信用额度", "余额", "本金", "本金余额", "剩余本金",
               "利息", "利息余额", "欠息", "罚息", "复利", "违约金", "滞纳金", "债权总额", "账户余额", "还款金额", "应还金额",
               "已还金额", "欠款", "欠款金额", "逾期金额", "月供", "dkje", "fkje", "bj", "bjye", "lxye", "ye", "hkje",
               "loan_amount", "amount", "balance", "principal", "interest", "credit_limit", "overdue_amount",
               "repay_amount", "penalty")  # fmt: skip
    role = "business"
    lengths = (1, 40)


class OverdueDays(HeaderRecognizer):
    entity_type = "OVERDUE_DAYS"
    shapes = (Shape("number or band", r"[0-9]{1,5}(?:\.0)?(?:天|期|日)?|[MmCc][0-9]{1,2}\+?", 0.5),)
    headers = ("逾期天数", "逾期期数", "逾期次数", "逾期账龄", "账龄", "yqts", "yqqs", "overdue_days", "dpd", "days_past_due",
               "overdue_terms")  # fmt: skip
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
    headers = ("五级分类", "风险分类", "资产分类", "贷款分类", "信用评分", "信用评级", "内部评级", "评分", "信用等级", "客户评级",
               "芝麻分", "wjfl", "xypf", "credit_score", "credit_rating", "risk_level", "risk_grade", "loan_class")  # fmt: skip
    role = "business"
    lengths = (1, 15)


class ContractNumber(HeaderRecognizer):
    entity_type = "CONTRACT_NUMBER"
    shapes = (Shape("code", r"[0-9A-Za-z\p{Han}（）()〔〕\[\]_/-]{4,60}", 0.5),)
    headers = ("合同编号", "合同号", "借款合同号", "贷款合同号", "借据号", "借据编号", "贷款编号", "借款编号", "担保合同号",
               "授信编号", "hth", "htbh", "jjh", "jjbh", "contract_no", "contract_number", "loan_no", "loan_id",
               "agreement_no")  # fmt: skip
    role = "business"
    lengths = (4, 79)
    priority = 9
