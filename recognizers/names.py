"""Names of people as data: surnames, what may follow a name, what may stand before it.

Han names have a surname (one or two characters) and one or two given characters; names of
minorities carry a middle dot: 古丽·买买提.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_DATA = Path(__file__).parent / "data"
DOTS = "·•・‧"


@cache
def surnames() -> frozenset[str]:
    """Return the surnames of one character."""
    return frozenset((_DATA / "surnames.txt").read_text(encoding="utf-8").strip())


@cache
def text_surnames() -> frozenset[str]:
    """Return the surnames of one character that open a name inside a text: the rarer ones too."""
    more = (_DATA / "more_surnames.txt").read_text(encoding="utf-8").strip()
    return surnames() | frozenset(RARE_SURNAMES) | frozenset(more)


@cache
def compound_surnames() -> frozenset[str]:
    return frozenset((_DATA / "compound_surnames.txt").read_text(encoding="utf-8").split())


@cache
def given_characters() -> frozenset[str]:
    """Return the characters that are common in given names; others occur, but rarely."""
    return frozenset((_DATA / "given_characters.txt").read_text(encoding="utf-8").strip())


@cache
def transliteration_characters() -> str:
    """Return the characters that spell foreign and minority names."""
    return (_DATA / "transliteration_characters.txt").read_text(encoding="utf-8").strip()


@cache
def pinyin_surnames() -> frozenset[str]:
    """Return the surnames in Latin letters, lower case, compound ones as one word."""
    return frozenset((_DATA / "pinyin_surnames.txt").read_text(encoding="utf-8").split())


@cache
def surname_table() -> npt.NDArray[np.bool_]:
    """Return a table of 65,536 flags by code point: may a name begin with this character."""
    table = np.zeros(65536, dtype=np.bool_)
    firsts = surnames() | {surname[0] for surname in compound_surnames()} | set(RARE_SURNAMES)
    table[[ord(ch) for ch in firsts]] = True
    return table


# Real but very rare surnames. Surrogate names take theirs from here, so that a reader can tell a
# surrogate and a surrogate hardly ever equals a living customer's name.
RARE_SURNAMES = "禤逄郄晁逯亓笪佴仉乜郏扈阚厍缪璩綦逯郤隗宓蓟仝邴訾阙麴厉殳郇郯邸"
RARE_SURNAMES = "".join(ch for ch in dict.fromkeys(RARE_SURNAMES) if ch not in surnames())

# The most frequent surnames, which hardly begin another word, and those that are words of their own.
FREQUENT_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁余叶蒋杜苏魏程吕丁沈姚卢傅钟姜崔谭廖范汪陆金"
    "戴贾韦夏邱侯邹熊孟秦薛尹雷黎龙陶贺郝龚邵钱覃武汤"
)
WORDLIKE_SURNAMES = frozenset("于和从向都应时成全单高连任解查计付代明常段项路车房边文经从位便后台保银扬符封盘储应满尚")

# Words after which a name is expected in notes of banks and collectors.
BEFORE = (
    "债务人 借款人 共同借款人 联系人 紧急联系人 担保人 保证人 被告 原告 被执行人 申请人 客户 户主 持卡人 收款人 付款人 "
    "汇款人 经办人 代理人 委托人 继承人 本人 姓名 户名 署名 丈夫 妻子 老公 老婆 配偶 父亲 母亲 儿子 女儿 哥哥 姐姐 弟弟 "
    "妹妹 朋友 同事 亲属 家属 邻居 其父 其母 其妻 其夫 其子 其女 其弟 其兄 其姐 其妹 岳父 岳母 舅舅 叔叔 表哥 表弟 表姐 "
    "联系 致电 电联 告知 通知 转告 拜访 找到 询问 委托 收到 转账给 名叫 叫做 是 给 找 向 与 和 由 经 对 为 叫 同 跟 "
    "员工 催收员 客户经理 律师 法官 主任 股东 法人 法定代表人 负责人 机主 房东 老板 乙方 甲方 付款方 收款方 "
    "上诉人 被上诉人 原审被告 原审原告 第三人 审判长 审判员 陪审员 人民陪审员 书记员 执行员 法定代理人 诉讼代理人 申请执行人 "
    "抵押人 出质人 权利人 所有权人 所有人 共有人 产权人 申请方 审批人 审核人 复核人 经办 主管 专员 坐席 来电人 来访人 报案人 受益人 "
    "投保人 被保险人 收货人 寄件人 签收人 通话对象 尊敬的 责令 传唤 回访 走访 核实 冻结 查封 询问 见到 联系到 记者 编辑 作者 "
    "教授 博士 院士 专家 书记 主席 总理 总统 部长 省长 市长 县长 局长 处长 科长 校长 院长 所长 行长 董事长 总裁 总经理 经理 会长 "
    "秘书长 委员长 司令员 代表 选手 运动员 队员 队长 教练 演员 导演 歌手 作家 画家 学生 同学 老师 医生 同志 战士 村民 市民 "
    "称 让 请 把 被 按 及 替 帮 派 陪 跟着 问 写 还"
).split()
# Words that follow a name.
BEHIND = (
    "先生 女士 小姐 同志 老师 经理 主任 总 律师 法官 医生 师傅 太太 阿姨 大哥 大姐 本人 称 说 表示 承诺 告知 反馈 答复 接听 接通 "
    "来电 拒接 拒绝 失联 挂断 愿意 同意 要求 提出 名下 电话 手机 身份证 的 已 于 在 因 未 将 还款 转账 代 为 还 到 住 现 "
    "之妻 之夫 之子 之女 之父 之母 之弟 之兄 之姐 之妹 代还 代为 代偿 代付 申请 投诉 反映 反馈 报告 介绍 认为 强调 指出 宣布 那个 那边 那里 应于 应当 总理 总统 委员长 外长 大使 首相 大夫 将军 上将 中将 少将 同学们 聊 过年 本月 上月 在家 在外 要 让 想 收 去 来 给 去世 自愿 共同 "
    "无正当 因与 户籍 此前 曾经 今天 昨天 目前 现在 以及 等人 们 您好 你好 同学 教授 博士 书记 主席 部长 市长 局长 院长 队长 "
    "银行卡 账户 签收 签署 借款 欠款 逾期 配合 情绪 态度 回电 转入 支付 缴纳 汇款 及 与 和 等 系 是 曾 又 也 仍 无 不 有 又称"
).split()
# Characters that are hardly ever given-name characters in running text.
NEVER_GIVEN = frozenset(
    "的了是在和与或及等把被将向从对给为以而且但并也都就又很不没未已曾再这那哪此其他她它你我您们某各每"
    "个位次号日时分秒点款额费账卡本息期项条件份张名户职岗部门处局厅院所行司厂店校县市省区镇乡村巷路街栋聊要代"
    "说称问答打接听拨联系电话机催收还欠借贷付转存取钱请先后前下上里外内间至到于由因所如若则者吗呢吧啊哦么什怎"
)
# Forms of address that stand where a given name would: 王经理 names a surname only.
TITLES = (
    "先生 女士 小姐 太太 同志 老师 师傅 经理 主任 总 律师 法官 医生 护士 老板 大哥 大姐 阿姨 叔叔 哥 姐 书记 主席 总理 总统 部长 "
    "省长 市长 县长 局长 处长 科长 校长 院长 所长 行长 队长 教授 博士 主管 警官 会计 委员长 外长 议员 大使 首相 大夫 大娘 大爷 大妈 将军 上将 工 氏 某 老"
).split()
# Words that begin with a surname's character and are no names although tagged or shaped like one.
NOT_NAMES = frozenset(
    (
    "高级 高利 黄金 黄河 白天 马上 马路 方便 方式 方面 方案 任何 任务 时间 时候 何时 何处 常常 常用 常住 安全 安排 安置 "
    "石油 金融 金额 金融科 江苏 江西 江南 江北 江东 江宁 宁波 宁夏 连续 连同 成功 成都 成本 成立 成员 向其 向上 向客户 "
    "温州 温和 温馨 于是 于今 从未 全部 全额 全年 全家 全款 单位 单号 单独 和解 和谐 和其 应该 应收 应当 应还 应付 易贷 "
    "田地 林业 林地 关于 关系 关机 关联 解除 解决 解释 计划 计算 计息 时效 向本 强制 强烈 明天 明确 明年 明日 "
    "包括 包含 费用 费率 路上 路边 路口 施工 管理 管辖 严重 严格 查询 查封 查无 查看 别人 步行 池州 冷静 "
    "万元 万余 万余元 华夏 华为 华东 华南 华北 华中 安徽 安康 海南 云南 文件 文化 文书 程序 程度 经济 章程 "
    "平安 平台 广发 广东 广西 广州 东莞 东方 商业 商户 商议 商品 商量 商务 原因 原件 原告 原先 原来 原本 原定 原籍 水电 "
    "车辆 车贷 车牌 车位 车款 房产 房贷 房屋 房租 房东 房款 左右 左侧 官方 官司 谈判 谈妥 谈话 相关 相应 "
    "和平 司法 司机 阳光 阳台 贺州 苏州 徐州 郑州 常州 杭州 梁平 孟加拉 秦皇岛 连云港 邢台 邯郸 "
    "余额 余款 付款 付清 付息 钱款 还款 代理 代偿 代扣 代表 代还 代为 代付 代收 代缴 储蓄 储户 区域 区间 都是 都无 游戏 项目 项下 支付 支行 "
    "边远 边境 满足 曲线 古镇 宗旨 党员 符合 保证 保证人 保证金 保险 保全 保留 保持 保存 尚未 尚欠 尚有 尚可 尚在 时段 有限 有效 "
    "丰富 丰收 敬请 从事 从业 从而 从前 蓝色 乐意 简单 简易 简称 居住 时常 盛京 通知 通话 通过 充值 米饭 童装 "
    "危机 卜卦 燕郊 花费 花店 花呗 花园 井然 仲裁 巩固 帅哥 明细 明显 明知 明示 明白 屠宰 屠夫 沙发 沙场 来电 来访 来源 来函 来人 来信 "
    "习惯 习俗 伏击 银行 银行卡 银联 扬言 扬州 台账 台湾 台风 应对 应急 冒充 冒名 冒用 麦当劳 索要 索取 索赔 "
    "咸阳 籍贯 幸运 幸福 鲜花 鹿城 从中 位于 位置 时代 肖像 党组 党委 路段 盘点 盘活 盖章 符号 封存 封面 封闭 "
    "景区 柏油 桂林 解冻 解约 解封 解聘 解读 强化 强调 强行 强行平 柴油 华侨 车间 车主 边缘 吉林 吉他 饶恕 古董 古代 "
    "牛奶 尹始 武汉 武力 武警 贾汪 贺卡 赖账 龚家 文字 文明 安装 安抚 安慰 安好 安心 安稳 易于 易燃 施压 施行 施加 毕竟 毕业 "
    "石家庄 段落 段时 史上 侯马 钟点 汤料 顾客 顾虑 顾及 邵阳 龙岩 龙头 万一 万分 常年 常态 常见 常理 "
    "申请 申请人 申报 申诉 申明 申办 向外 柳州 路程 齐全 梅州 莫名 庄园 辛苦 谷物 时而 时期 舒适 关注 关门 关闭 关怀 "
    "曾经 曾用 许可 许多 许诺 许久 彭州 高度 高额 高中 高校 高等 高速 高管 高危 高新 高于 马虎 罗列 梁山 宋体 谢谢 谢绝 "
    "唐山 唐朝 程式 邓州 傅粉 沈阳 吕梁 蒋介 蔡甸 丁方 魏都 叶子 叶片 余下 潘多 杜绝 夏季 夏天 夏日 钟头 汪洋 田野 任意 任职 任由 姜汤 方向 方法 方才 "
    "石头 姚安 熊猫 金钱 金属 金卡 金牛 金华 金店 陆续 陆路 白色 白条 康复 康熙 毛病 毛利 江门 史料 孟州 "
    "胡乱 何况 何人 何故 郭外 林场 林木 黄山 黄石 周一 周二 周三 周四 周五 周六 周日 周末 周期 周转 周边 周年 周围 周口 吴江 孙子 孙女 朱红 "
    "东方明珠 雷阵雨 雷雨 莫斯科 卢森堡 桑塔纳 欧佩克 马赛 黄淮 田径 贺信 祝贺 敬仰 卫星 胡闹 丛林 桂冠 任命 任凭 高达 高雅 梁祝 单打 单项 满意 满额 "
        "张贴 张家口 张家界 张家港 陈述 陈旧 陈列 杨梅 杨树 王府井 王牌 王国 李子 赵州 刘海 公司 严厉 严肃 温度 温水"
).split()
)  # fmt: skip
