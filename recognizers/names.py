"""Names of people as data: surnames, what may follow a name, what may stand before it.

Han names have a surname (one or two characters) and one or two given characters; names of
minorities carry a middle dot: 古丽·买买提.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from recognizers.regions import cities, provinces, short_name
from recognizers.resources import DATA
from recognizers.traditional import simplified_codes

DOTS = "·•・‧"


@cache
def surnames() -> frozenset[str]:
    """Return the surnames of one character."""
    return frozenset((DATA / "surnames.txt").read_text(encoding="utf-8").strip())


@cache
def text_surnames() -> frozenset[str]:
    """Return the surnames of one character that open a name inside a text: the rarer ones too."""
    more = (DATA / "more_surnames.txt").read_text(encoding="utf-8").strip()
    return surnames() | frozenset(RARE_SURNAMES) | frozenset(more)


@cache
def compound_surnames() -> frozenset[str]:
    return frozenset((DATA / "compound_surnames.txt").read_text(encoding="utf-8").split())


@cache
def given_characters() -> frozenset[str]:
    """Return the characters that are common in given names; others occur, but rarely."""
    return frozenset((DATA / "given_characters.txt").read_text(encoding="utf-8").strip())


# Words of lists, offices and titles that are nobody's given name: 资产包明细 names no 包明细.
NO_GIVEN = frozenset(
    "明细 信息 记录 清单 汇总 合计 小计 总计 数据 资料 名单 项目 编号 号码 日期 时间 金额 余额 状态 类型 类别 备注 说明 附件 客户 名称 情况 报告 合同 贷款 还款 "
    "逾期 本金 利息 费用 平台 系统 银行 公司 电话 手机 地址 单位 部门 人员 机构 统计 分析 管理 服务 业务 产品 方案 计划 进度 结果 结算 清算 催收 诉讼 案件 "
    "女士 先生 小姐 太太 夫人 阿姨 叔叔 伯伯 大爷 大妈 大娘 大叔 大哥 大姐 大嫂 奶奶 爷爷 师傅 老板 经理 主任 老师 医生 律师 警官 法官 "
    "债权 债务 资产 负债 收入 支出 账户 账单 流水 凭证 发票 订单 价格 数量 比例 表格 文件 目录 摘要 图片 照片 表单".split()
)


# Of lists, books and places, no name ends so: 花名册, 登记簿, 龙虎榜, 查址.
NO_ENDS = frozenset("册簿榜址")


@cache
def no_names() -> frozenset[str]:
    """Return words, brands, cities and provinces that begin with a surname's character and are no names of persons."""
    words = (DATA / "no_names.txt").read_text(encoding="utf-8").split()
    places = (short_name(name) for name in (*provinces(), *cities()))
    return frozenset(words).union(place for place in places if len(place) >= 2)


@cache
def transliteration_characters() -> str:
    """Return the characters that spell foreign and minority names."""
    return (DATA / "transliteration_characters.txt").read_text(encoding="utf-8").strip()


@cache
def pinyin_surnames() -> frozenset[str]:
    """Return the surnames in Latin letters, lower case, compound ones as one word."""
    return frozenset((DATA / "pinyin_surnames.txt").read_text(encoding="utf-8").split())


@cache
def surname_table() -> npt.NDArray[np.bool_]:
    """Return a table of 65,536 flags by code point: may a name begin with this character."""
    table = np.zeros(65536, dtype=np.bool_)
    firsts = surnames() | {surname[0] for surname in compound_surnames()} | set(RARE_SURNAMES)
    table[[ord(ch) for ch in firsts]] = True
    # Traditional ones as the simplified ones that they are.
    return table | table[simplified_codes()]


# Real but very rare surnames. Surrogate names take theirs from here, so that a reader can tell a
# surrogate and a surrogate hardly ever equals a living customer's name.
RARE_SURNAMES = "禤逄郄晁逯亓笪佴仉乜郏扈阚厍缪璩綦逯郤隗宓蓟仝邴訾阙麴厉殳郇郯邸"
RARE_SURNAMES = "".join(ch for ch in dict.fromkeys(RARE_SURNAMES) if ch not in surnames())

# Characters that are hardly ever given-name characters in running text.
NEVER_GIVEN = frozenset(
    "的了是在和与或及等把被将向从对给为以而且但并也都就又很不没未已曾再这那哪此其他她它你我您们某各每"
    "个位次号日时分秒点款额费账卡本息期项条件份张名户职岗部门处局厅院所行司厂店校县市省区镇乡村巷路街栋聊要代"
    "说称问答打接听拨联系电话机催收还欠借贷付转存取钱请先后前下上里外内间至到于由因所如若则者吗呢吧啊哦么什怎"
)
