"""What stands in the fields of a frame: {name}, {addr}, {amount} and the like."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.notes import people, places
from pii_scanner.demo import numbers

Drawn = Callable[[random.Random], str]

_DAYS = "本月20号 下周三 3月15日 月底 10月8号 年前 6月30日 5号 2025年4月1日 国庆节后".split()
_BANKS = "工商银行 平安银行 招商银行 建行 农业银行 温州银行 邮储银行 华夏银行 浦发银行 中国银行 民泰商业银行".split()
_COMPANIES = (
    "温州鹏程鞋业有限公司 杭州云启网络科技有限公司 宏达物流 安信资产管理公司 金辉建筑劳务公司 广东美佳电器 成都天府餐饮管理有限公司 "
    "华联超市 康恩药房 长江机械厂 乐清市正泰电气 东方国际物业"
).split()
_COURTS = (
    "鹿城区人民法院 温州市中级人民法院 杭州互联网法院 北京市朝阳区人民法院 瑞安法院 武侯法院 苏州仲裁委员会".split()
)


def _amount(rng: random.Random) -> str:
    value = rng.choice((500, 800, 1200, 3000, 5600, 20000, 48000))
    return rng.choice((f"{value}元", f"{value}", f"{value:,}元", f"{value / 10000:g}万", f"{value}块"))


FIELDS: dict[str, tuple[str, Drawn]] = {
    "name": ("PERSON", people.name),
    "addr": ("CN_ADDRESS", places.address),
    "addr_short": ("CN_ADDRESS", places.short),
    "addr_rural": ("CN_ADDRESS", places.rural),
    "mobile": ("CN_MOBILE", numbers.mobile),
    "card": ("CN_BANK_CARD", lambda rng: numbers.bank_card(rng)[0]),
    "id": ("CN_RESIDENT_ID", lambda rng: rng.choice(("11010519491231002X", "440524188001010014"))),
    "tail": ("", lambda rng: f"{rng.randint(1000, 9999)}"),
    "month": ("", lambda rng: str(rng.randint(1, 12))),
    "amount": ("", _amount),
    "day": ("", lambda rng: rng.choice(_DAYS)),
    "bank": ("", lambda rng: rng.choice(_BANKS)),
    "company": ("", lambda rng: rng.choice(_COMPANIES)),
    "court": ("", lambda rng: rng.choice(_COURTS)),
}
