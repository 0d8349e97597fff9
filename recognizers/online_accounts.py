"""Accounts of online services: WeChat ID, QQ number, Alipay user ID, user names. Only a header or a word beside them tells them apart."""

from __future__ import annotations

import re
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.base import Recognizer, Shape
from recognizers.by_header import HeaderRecognizer
from recognizers.checks import Bools
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.resources import DATA
from recognizers.text import trimmed

# What programs call columns, fields and indexes: idx_wx, user_wechat_id, PRODUCT_NAME, createTime.
_ENDS = "name|time|date|type|status|code|desc|remark|amount|flag|count|level|price|total|phone|mobile|email|address|addr|by|at|no|num|number|id|account"
_NAME_OF_FIELD = (
    r"(?i:^(?:idx|ix|udx|unq|uk|uq|pk|fk|tbl|col)_[a-z_]+$|(?:^|_)(?:wechat|weixin|wx|wxid)$)|^[A-Z]+(?:_[A-Z]+)+$"
    rf"|^(?i:[a-z]+(?:_[a-z]+)*_(?:{_ENDS}))$|^[a-z]+(?:[A-Z][a-z]+)*(?:{'|'.join(each.title() for each in _ENDS.split('|'))})$"
)


@cache
def _words() -> pa.Array:
    """Words of letters that stand beside the name of a service and are nobody's account: those that programs, databases
    and notices say."""
    return pa.array((DATA / "no_accounts.txt").read_text(encoding="utf-8").split(), pa.string())


class WechatId(Recognizer):
    entity_type = "WECHAT_ID"
    shapes = (
        Shape("letter first", r"[A-Za-z][A-Za-z0-9_-]{5,19}", 0.6, needs_context=True),
        # What the service gives who chose none says itself what it is.
        Shape("given", r"wxid_[0-9a-z]{8,15}", 0.9),
    )
    context = (
        "微信",
        "wechat",
        "weixin",
        "wx",
        "加微",
        "vx",
        "v信",
        "薇信",
        "加v",
        "v:",
        "v：",
        "加我v",
        "加他v",
        "加她v",
        "加下v",
        "微",
        "威信",
        "绿泡泡",
    )
    priority = 30
    lengths = (6, 20)
    needs_header = True
    uses_canonical = False
    gate = r"(?i)微|wechat|weixin|wx|vx|v信|v[:：]|薇信|加[我他她下]?v|威信|绿泡泡"

    @cached_property
    def context_pattern(self) -> re.Pattern[str]:
        """The word stands for an account, not for a payment: 微信支付 TXN20260101."""
        return re.compile(
            r"(?:微 {0,2}信|(?<![0-9A-Za-z+/])(?:wechat|weixin|wx|wxid|v信)(?![0-9A-Za-z])|(?<![0-9A-Za-z+/=_-])vx(?=[ \t:：号是])|薇信|加[我他她下]?v(?![0-9A-Za-z]))(?!\s*(?:支付|转账|红包|扫码|付款|收款|零钱|公众|小程序|群|平台|pay))|加微|(?:(?<![\u4e00-\u9fff])|(?<=[加的她他我有其人新换改]))微[ :：号]{0,2}$|(?:^|(?<=[\u3001-\u9fff，；：（(])|(?<=[\u3001-\u9fff，；：（(] ))(?<!版本)(?<!版本 )v[:：] ?$|威信[ :：号]{0,2}$|绿泡泡",
            re.IGNORECASE,
        )

    def scored(self, values: pa.Array) -> tuple[npt.NDArray[np.float64], Bools]:
        """Return what `Recognizer.scored` does, and -1 for a word that is nobody's account: 微信号 varchar(50)."""
        scores, decided = super().scored(values)
        words = pc.is_in(pc.ascii_lower(values), value_set=_words()).to_numpy(zero_copy_only=False)
        words |= holding(values, _NAME_OF_FIELD)
        return np.where(words, -1.0, scores), decided & ~words

    def canonical(self, value: str) -> str:
        return trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array


class QqNumber(Recognizer):
    entity_type = "QQ_NUMBER"
    shapes = (Shape("5 to 11 digits", r"[1-9][0-9]{4,10}", 0.6, needs_context=True),)
    labels = ("qq",)
    context = ("qq", "扣扣", "加q", "q:", "q：", "企鹅", "球球")
    priority = 29
    lengths = (5, 11)
    needs_header = True
    gate = r"(?i)qq|扣扣|加q|q[:：]|企鹅|球球"

    @cached_property
    def context_pattern(self) -> re.Pattern[str]:
        """The word stands alone: in ciphertext two letters may be any."""
        return re.compile(
            r"(?<![0-9A-Za-z+/=_-])qq(?![A-Za-z+/=_-])|扣扣|(?:加q|(?<![0-9A-Za-z+/=_-])q[:：])[ :：]{0,2}$|企鹅号|球球",
            re.IGNORECASE,
        )


class AlipayId(Recognizer):
    entity_type = "ALIPAY_ID"
    shapes = (Shape("user number", r"2088[0-9]{12}", 0.6, needs_context=True),)
    context = ("支付宝", "alipay")
    priority = 71
    lengths = (16, 16)
    form = (0.4, 0.8)
    gate = r"2088[0-9]{12}"


class OnlineAccount(HeaderRecognizer):
    """A name to log in by, or what a platform calls its user: openid, unionid."""

    entity_type = "ONLINE_ACCOUNT"
    shapes = (Shape("letters and digits", r"[0-9A-Za-z][0-9A-Za-z@._+-]{2,62}", 0.5),)
    role = "identifier"
    lengths = (3, 64)
    priority = 13


class Nickname(HeaderRecognizer):
    entity_type = "NICKNAME"
    shapes = (Shape("anything short", r".{1,32}", 0.5),)
    role = "attribute"  # words of everyday are not looked for elsewhere
    lengths = (1, 79)
    priority = 12
