"""What the words right beside a candidate name say: 审判员姜阳光, 由女儿卢平接, 田亮主任, 他叫叶辉.

The linear model knows such words one by one; given names that are words themselves (阳光, 解放, 如意) outweigh them there.
Beside who somebody is, and before his title, a name is expected and a word is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from recognizers import names
from recognizers.called_surnames import TITLES
from recognizers.dotted_names import spelling
from recognizers.ordinary_words import is_ordinary
from recognizers.segmenter import is_word, tagged

Codes = npt.NDArray[np.uint32]
# Who somebody is: to the person spoken of, in a contract, a court, a hospital, a firm, or as he is asked for.
_RELATIONS = (
    "父亲 母亲 爸爸 妈妈 丈夫 妻子 老公 老婆 爱人 配偶 前妻 前女友 前男友 女友 男友 儿子 女儿 儿媳 女婿 哥哥 弟弟 姐姐 妹妹 大哥 大姐 二哥 二姐 表哥 表弟 表姐 表妹 堂哥 堂弟 "
    "堂姐 堂妹 姐夫 妹夫 嫂子 弟媳 弟妹 岳父 岳母 公公 婆婆 舅舅 舅妈 叔叔 婶婶 姑姑 姑父 姨妈 大姨子 小姨子 大舅子 小舅子 舅子 侄子 侄女 外甥 孙子 孙女 爷爷 奶奶 外公 外婆 老表 表叔 表侄 堂叔 干爹 干妈 发小 闺蜜 前夫 其父 其母 其妻 其夫 其子 "
    "其女 其兄 其弟 其姐 其妹 亲属 亲戚 家属 邻居 同事 朋友 同学 老乡 室友 战友 隔壁 房东 租客 租户 住户 楼上 楼下 新生儿 孩子 长子 次子 长女 次女"
)
_PARTIES = (
    "客户 借款人 担保人 保证人 联系人 债务人 债权人 付款人 收款人 代偿人 代还人 经办人 委托人 代理人 见证人 证人 当事人 申请人 被申请人 异议人 案外人 继承人 法定代表人 法人 原告 被告 第三人 "
    "上诉人 被上诉人 被执行人 申请执行人 持卡人 报案人 投保人 被保险人 受益人 伤者 死者 患者 产妇 病人 机主 车主 户主 业主 户名 原车主 买家 卖家 甲方 乙方 丙方 丁方 收件人 寄件人 签收人 签字人 "
    "监护人 嫌疑人 被告人 被害人 受害人 肇事人 违法行为人 同案犯 被继承人 立遗嘱人 共有人 出租人 承租人 出让人 受让人 见证 房主 店主 路人 "
    "来电人 投诉人 代办人 试驾人 陪驾 陪护 驾驶人 合伙人 共同借款人 紧急联系人 介绍人 过户人 实际控制人 理事长 社员 户主妻 组员 村民 牧民"
)
_OFFICES = (
    "审判员 审判长 书记员 陪审员 法官 法官助理 执行员 律师 公证员 检察官 民警 片警 交警 警官 主治医师 主管医师 主诊 医生 医师 大夫 护士 护士长 护工 营业员 业务员 客户经理 经理 主管 组长 主任 "
    "会计 出纳 老板 师傅 司机 老师 班主任 校长 村长 村支书 支书 书记 楼长 管家 保安 保洁 物业 查勘员 定损员 核赔 调解员 信贷员 催收员 外访员 快递员 派件员 配送员 店长 工头 带教 经办 "
    "复核 审核 制表 承办人 负责人 辅警 协警 门岗 维保 机修 维修工 操作工 技术员 资料员 质检员 安全员 施工员 材料员 监标人 唱标人 记录人 面试官 班长 导师 坐席 客服 "
    "术者 主刀 一助 二助 三助 麻醉师 护理员 员工 学生 网格员 学员 主播 达人 顾问 早班 中班 夜班 白班 晚班 替班 头车 尾车"
)
_SAYING = "名叫 他叫 她叫 我叫 叫做 我是 自称 化名 曾用名 暂名 抵押给 流转给 转让给 过户给 转给 派给 找到 联系到 见到 上门见 表扬 感谢 谢谢 转告 协查 聘任 委派 指派 免去"
CALLING = tuple(f"{_RELATIONS} {_PARTIES} {_OFFICES} {_SAYING}".split())
CALLING_ENDS = frozenset(word[-1] for word in CALLING)
# Whose bed it is: 23床文建国.
_BED = re.compile("[0-9]床$")
_BEHIND = (
    *TITLES,
    "副主任",
    "副教授",
    "副院长",
    "副局长",
    "副经理",
    "护士长",
    "护士",
    "护工",
    "医师",
    "法官助理",
    "审判员",
)
_BEHIND_BEGINS = frozenset(word[0] for word in _BEHIND)
_BETWEEN = ':：(（“"、 '
# Surnames that are far more often words of grammar: 村长和支书.
GRAMMAR = frozenset("和从向由与及还都对给同为是有被把让要那能应时当原现代将经")
# What the words on one side add to the evidence for a name, as the logarithm of the odds.
BESIDE = 2.5
# What is more where nothing follows that the name could be a part of: 二助苏军、, 面试官方银花.
_ALONE, _ENDING = 1.5, frozenset("、，。,;；:：()（）[]/ ")
_FEWEST = 3
# Behind a given name alone, where nothing or a greeting stands before it.
FAMILIAR = "哥姐叔姨婶嫂"
_FAMILIAR = re.compile(
    rf"(?:^|[^\u3400-\u9fff]|在吗|你好|您好|谢谢|[叫找问])([\u3400-\u9fff]{{2}})(?=[{FAMILIAR}](?![们妹弟夫父母丈]))"
)
# One character that says of what kin somebody is.
KIN = "孙妻夫子女父母媳婿兄弟姐妹"
# Behind these, medicines and goods are spelt like names.
_OF_GOODS = frozenset("客户 患者 病人 产妇 销售 感谢 谢谢".split())


def called(clause: str, begin: int, end: int, *, free: bool = True) -> float:
    """Return what the words beside a stretch of a clause add to the evidence that it is a name; `free` where no other
    stretch that begins there is one."""
    if clause[begin] in GRAMMAR:
        return 0.0
    before = clause[:begin].rstrip(_BETWEEN)
    told = clause[begin - 1 : begin] == "@" or (before[-1:] in CALLING_ENDS and before.endswith(CALLING))
    told = told or (before[-1:] == "床" and _BED.search(before) is not None)
    titled = clause[end : end + 1] in _BEHIND_BEGINS and clause.startswith(_BEHIND, end)
    if not (told or titled) or is_ordinary(clause[begin:end]):
        return 0.0
    # In brackets stands what to do, too: 借款人（盖章）.
    alone = (
        free
        and told
        and clause[begin - 1 : begin] not in ("(", "（")
        and (end == len(clause) or clause[end] in _ENDING)
    )
    return BESIDE * (told + titled) + _ALONE * alone


def given_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the given names that nothing but a familiar title follows: 静怡姐, @晓东哥."""
    for match in _FAMILIAR.finditer(clause):
        given = match[1]
        if names.given_characters().issuperset(given) and not is_ordinary(given) and given not in names.no_names():
            yield match.span(1)


def introduced_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the given names of who says his surname first, or is told by his given name: 我姓徐叫海雪,
    叫斌立的那个."""
    for match in _introduced().finditer(clause):
        place = match.span(1) if match[1] else match.span(2)
        given = clause[place[0] : place[1]]
        if match[1] or not (is_ordinary(given) or given in names.no_names()):
            yield place


@cache
def _introduced() -> re.Pattern[str]:
    one = "|".join(sorted(names.compound_surnames(), key=len, reverse=True))
    given = "".join(sorted(names.given_characters()))
    return re.compile(
        rf"姓(?:{one}|[{''.join(sorted(names.text_surnames()))}])(?:，|,| )?(?:名字叫|名叫|叫|单名|名)(?:一个|个)?([{given}]{{1,2}})"
        r"(?=$|[^\u3400-\u9fff]|[的啊呢吧呀哈]|字)"
        rf"|叫([{given}]{{2}})(?=的(?:那个|那人|人|男|女|小|老|客户|员工))"
    )


def kin_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the name behind one character that says of what kin somebody is, where a clause is nothing
    else: 孙廖金芮, 妻王芳(45岁)."""
    match = _kin().match(clause)
    if match and not is_ordinary(match[1]):
        yield match.span(1)


@cache
def _kin() -> re.Pattern[str]:
    given = "".join(sorted(names.given_characters()))
    surnames = "".join(sorted(names.surnames() - GRAMMAR))
    return re.compile(rf" *[{KIN}]([{surnames}][{given}]{{1,2}})(?=$|[^\u3400-\u9fff])")


def may_be_called(before: Codes, behind: Codes) -> npt.NDArray[np.bool_]:
    """Return for stretches, by the characters right before and behind them, where `called` may add anything."""
    calling, titled = _edges()
    return calling[np.minimum(before, 0xFFFF)] | titled[np.minimum(behind, 0xFFFF)]


@cache
def _edges() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    calling, titled = np.zeros((2, 1 << 16), dtype=np.bool_)
    calling[[ord(each) for each in (*CALLING_ENDS, *_BETWEEN, *"@床")]] = True
    titled[[ord(each) for each in _BEHIND_BEGINS]] = True
    return calling, titled


def spelt_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the names without a dot behind who somebody is that are spelt with the characters of foreign
    and minority names: 担保人艾合买提江."""
    for match in _spelt().finditer(clause):
        start, end = match.span(1)
        while end - start > _FEWEST and end < len(clause) and is_word(clause[end - 1 : end + 1]):
            end -= 1  # of 达瓦次仁考上大学, 考 belongs to the word behind
        if _names_somebody(clause[start:end]):
            yield start, end


def may_be_spelt(codes: Codes) -> npt.NDArray[np.bool_]:
    """Return where in clauses a stretch ends that may be such a name."""
    spelt = _spelling_table()[np.minimum(codes, 0xFFFF)]
    found = np.zeros(len(codes), dtype=np.bool_)
    found[2:] = spelt[2:] & spelt[1:-1] & spelt[:-2]
    return found


@cache
def _spelling_table() -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[[ord(each) for each in spelling()]] = True
    return table


@cache
def _spelt() -> re.Pattern[str]:
    beside = "|".join(sorted(set(CALLING) - _OF_GOODS, key=len, reverse=True))
    return re.compile(f"(?:{beside})[:：(（]?([{''.join(sorted(spelling()))}]{{{_FEWEST},8}})")


@lru_cache(maxsize=1 << 12)
def _names_somebody(run: str) -> bool:
    """Return whether a run of such characters is no word, and made of none."""
    return not any(
        len(word) > 1 and is_word(word) and (len(word) == len(run) or not tag.startswith("nr"))
        for word, tag in tagged(run)
    )
