"""What a header tells: attributes of a person, authentication data, business data of a loan."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from benchmarks.quality_tables.checked import birth, digits
from benchmarks.quality_tables.model import Make
from benchmarks.quality_tables.people import company, employer

ColumnOf = Callable[[random.Random], Make]


def _one_of(*lists: Sequence[str]) -> ColumnOf:
    """Return columns that keep to one of the lists: codes in one file, words in the next."""

    def column(rng: random.Random) -> Make:
        chosen = rng.choice(lists)
        return lambda draw: draw.choice(chosen)

    return column


def _same(make: Make) -> ColumnOf:
    return lambda rng: make


def birth_date(rng: random.Random) -> Make:
    form = rng.choice(
        (
            "%Y-%m-%d",
            "%Y/%m/%d",
            "%Y%m%d",
            "%Y年%m月%d日",
            "%Y.%m.%d",
            "%Y-%m-%d 00:00:00",
            "%Y-%m",
            "%Y",
            "%Y年%m月",
            "slim",
        )
    )
    if form == "slim":
        return lambda draw: "{0.year}/{0.month}/{0.day}".format(birth(draw))
    return lambda draw: birth(draw).strftime(form)


def _income(rng: random.Random) -> Make:
    return rng.choice((
        lambda draw: str(draw.randrange(20, 500) * 100),
        lambda draw: f"{draw.randrange(300000, 5000000) / 100:.2f}",
        lambda draw: draw.choice("3000以下 3000-5000 5000-8000 8000-12000 12000以上".split()),
        lambda draw: f"{draw.randrange(3, 60)}万元",
    ))  # fmt: skip


def amount(rng: random.Random) -> Make:
    return rng.choice((
        lambda draw: f"{draw.randrange(100, 90_000_000) / 100:.2f}",
        lambda draw: f"{draw.randrange(100, 90_000_000) / 100:,.2f}",
        lambda draw: str(draw.randrange(1, 5000) * 100),
        lambda draw: "0" if draw.random() < 0.5 else f"{draw.randrange(100, 9_000_000) / 100:g}",
    ))  # fmt: skip


def contract_number(rng: random.Random) -> Make:
    return rng.choice((
        lambda draw: f"JK{draw.randint(2015, 2025)}{draw.randint(1, 12):02d}{digits(draw, 8)}",
        lambda draw: f"({draw.randint(2015, 2025)})个贷字第{digits(draw, 5)}号",
        lambda draw: digits(draw, 16),
        lambda draw: f"HT-{draw.randint(2015, 2025)}-{digits(draw, 6)}",
    ))  # fmt: skip


def _expiry(rng: random.Random) -> Make:
    form = rng.choice(("{m:02d}/{y}", "{m:02d}{y}", "{y}{m:02d}", "20{y}-{m:02d}", "20{y}{m:02d}"))
    return lambda draw: form.format(m=draw.randint(1, 12), y=draw.randint(25, 34))


def _password(rng: random.Random) -> Make:
    return rng.choice((
        lambda draw: digits(draw, 6),
        lambda draw: f"{draw.getrandbits(128):032x}",
        lambda draw: "$2b$12$" + "".join(draw.choice("abcdefghijkABCDEFGHIJK./0123456789") for _ in range(53)),
        lambda draw: draw.choice("abcXYZqwe") + digits(draw, 5) + draw.choice("!@#"),
    ))  # fmt: skip


def _age(rng: random.Random) -> Make:
    form = rng.choice(("{}", "{}", "{}岁", "{}.0"))
    return lambda draw: form.format(draw.randint(18, 79))


def _overdue(rng: random.Random) -> Make:
    return rng.choice(
        (lambda d: str(d.randrange(0, 2000)), lambda d: f"M{d.randint(0, 12)}", lambda d: f"{d.randrange(0, 900)}天")
    )


_NATIONS = "汉 回 蒙古 满 维吾尔 壮 苗 彝 土家 藏 朝鲜 侗 瑶 白".split()
ATTRIBUTES: dict[str, ColumnOf] = {
    "AGE": _age,
    "BIRTH_DATE": birth_date,
    "BIOMETRICS": _one_of([f"feat_{n:08x}" for n in range(1, 4000, 7)], [f"/face/{n}.jpg" for n in range(1, 400)]),
    "CARD_CVV": _same(lambda draw: digits(draw, 3)),
    "CARD_EXPIRY": _expiry,
    "CONTRACT_NUMBER": contract_number,
    "CREDIT_RATING": _one_of("正常 关注 次级 可疑 损失".split(), "正常类 关注类 次级类 可疑类 损失类".split(), "AAA AA A BBB BB B C".split(), [str(n) for n in range(350, 900)]),
    "EDUCATION": _one_of("博士 硕士 本科 大专 高中 中专 初中 小学".split(), "大学本科 大学专科 研究生及以上 高中及以下".split(), "10 20 30 40 60 70".split()),
    "EMPLOYER": _same(employer),
    "ETHNIC_GROUP": _one_of([n + "族" for n in _NATIONS], _NATIONS, ["汉族"] * 30 + ["回族", "满族"]),
    "FINANCIAL_AMOUNT": amount,
    "HEALTH": _one_of("健康 良好 一般 较差 有慢性病".split(), "高血压 2型糖尿病 冠心病 无 乙肝 腰椎间盘突出".split()),
    "INCOME": _income,
    "MARITAL_STATE": _one_of("未婚 已婚 离异 丧偶".split(), "10 20 30 40 90".split(), "已婚有子女 已婚无子女 未婚 离婚".split(), "single married divorced".split()),
    "OCCUPATION": _one_of("教师 医生 司机 个体经营者 工程师 销售经理 公务员 农民 厨师 会计 保安 快递员".split(), "专业技术人员 办事人员和有关人员 商业、服务业人员 农林牧渔水利业生产人员 不便分类的其他从业人员".split()),
    "ONE_TIME_CODE": _same(lambda draw: digits(draw, 6)),
    "ORGANIZATION": _same(company),
    "OVERDUE_DAYS": _overdue,
    "PASSWORD": _password,
    "RELIGION": _one_of("无 佛教 道教 基督教 天主教 伊斯兰教".split()),
    "SEX": _one_of("男 女".split(), "M F".split(), "1 2".split(), "0 1".split(), "男性 女性 未知".split(), "male female".split()),
}  # fmt: skip
