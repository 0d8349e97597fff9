"""Authentication data: card verification codes, card expiry, passwords, one-time codes.

JR/T 0171-2020 puts them into C3 (one-time codes among the aids of C2), PCI DSS 4.0.1 forbids to keep them (3.3).
"""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer


class CardVerificationCode(HeaderRecognizer):
    entity_type = "CARD_CVV"
    shapes = (Shape("3 or 4 digits", r"[0-9]{3,4}(?:\.0)?", 0.5),)
    headers = ("cvv", "cvv2", "cvn", "cvn2", "cvc", "cvc2", "安全码", "卡安全码", "校验码", "卡验证码", "信用卡安全码",
               "card_cvv", "security_code")  # fmt: skip
    role = "authentication"
    lengths = (3, 6)


class CardExpiry(HeaderRecognizer):
    entity_type = "CARD_EXPIRY"
    shapes = (
        Shape(
            "month and year", r"(?:0[1-9]|1[0-2])[/ -]?(?:20)?[2-4][0-9]|(?:20)?[2-4][0-9][/ -]?(?:0[1-9]|1[0-2])", 0.5
        ),
    )
    headers = ("卡有效期", "有效期", "信用卡有效期", "银行卡有效期", "卡片有效期", "kyxq", "card_expiry", "expiry", "expiry_date",
               "exp_date", "valid_thru", "valid_date", "card_exp")  # fmt: skip
    role = "authentication"
    lengths = (4, 7)


class Password(HeaderRecognizer):
    entity_type = "PASSWORD"
    shapes = (Shape("anything", r"\S.{0,78}\S|\S{4,}", 0.5),)
    headers = ("密码", "登录密码", "交易密码", "支付密码", "查询密码", "取款密码", "口令", "密码哈希", "mm", "dlmm", "password",
               "passwd", "pwd", "passcode", "pin", "pin_code", "password_hash", "user_password", "secret")  # fmt: skip
    role = "authentication"
    lengths = (4, 79)


class OneTimeCode(HeaderRecognizer):
    entity_type = "ONE_TIME_CODE"
    shapes = (Shape("4 to 8 digits", r"[0-9]{4,8}", 0.5),)
    headers = ("验证码", "短信验证码", "动态密码", "动态口令", "动态码", "yzm", "dxyzm", "otp", "sms_code", "verify_code",
               "verification_code", "auth_code")  # fmt: skip
    role = "authentication"
    lengths = (4, 8)
