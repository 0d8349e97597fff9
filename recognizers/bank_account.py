"""Account number at a bank that is no card number: the banks number as they like, so the header decides."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer


class BankAccount(HeaderRecognizer):
    entity_type = "BANK_ACCOUNT"
    shapes = (Shape("digits", r"[0-9]{9,32}|[0-9]{3,8}(?:[ -][0-9]{2,10}){1,5}", 0.5),)
    headers = ("银行账号", "银行账户", "账号", "账户", "银行帐号", "帐号", "结算账户", "结算账号", "还款账号", "还款账户",
               "收款账号", "收款账户", "付款账号", "付款账户", "存款账号", "对公账号", "对公账户", "贷款账号", "活期账号",
               "yhzh", "zh", "jszh", "hkzh", "skzh", "fkzh", "acct_no", "account_no", "account_number", "bank_account",
               "bank_account_no", "iban")  # fmt: skip
    role = "identifier"
    lengths = (9, 40)
    priority = 20
