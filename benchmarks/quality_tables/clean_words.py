"""Clean columns of words: places of work, goods, states, sentences that name nobody; some words are surnames too."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.quality_tables import people
from benchmarks.quality_tables.checked import regions
from benchmarks.quality_tables.model import Make

_LISTS: dict[str, tuple[str, str]] = {
    "dishes": ("菜名 菜品 dish 品名 名称 字段4", "宫保鸡丁 鱼香肉丝 麻婆豆腐 红烧肉 水煮鱼 糖醋排骨 白切鸡 酸辣粉 小龙虾 东坡肉 回锅肉 黄焖鸡 叉烧包 臭豆腐 胡辣汤 金针菇 马蹄糕 毛血旺 夫妻肺片 蒋侍郎豆腐 佛跳墙"),
    "plants": ("植物 品种 树种 plant 名称 col_3", "黄连 白芷 金银花 马兰 石榴 杜鹃 文竹 石竹 牡丹 芍药 党参 黄芪 何首乌 白术 田七 柏树 杨树 柳树 丁香 桂花 月季 紫荆 万年青 康乃馨 水杉"),
    "goods": ("商品 产品名称 product_name 货物名称 物料名称 资产 name 品名", "黄金 白银 白糖 石油 钢材 水泥 玻璃 棉花 大豆 玉米 铁矿石 金属硅 洗衣机 电冰箱 空调 办公桌 打印纸 笔记本 签字笔 显示器 方便面 矿泉水 白酒 黄酒 毛巾"),
    "brands": ("品牌 brand 品牌名称 厂商 牌子", "安踏 李宁 鸿星尔克 康师傅 王老吉 老干妈 周黑鸭 张小泉 李锦记 海天 金龙鱼 蒙牛 伊利 华为 小米 联想 海尔 格力 美的 方太 马应龙 云南白药 同仁堂 五粮液 贵州茅台"),
    "positions": ("岗位类别 级别 角色 role 职级 权限组", "管理员 普通用户 审核员 操作员 主管 经理 总监 助理 专员 柜员 访客 超级管理员"),
    "states": ("状态 status 处理状态 订单状态 还款状态 审批结果", "正常 逾期 结清 待审批 已通过 已拒绝 关闭 处理中 已完成 未开始 作废 高 中 低"),
    "banks": ("开户行 银行名称 bank_name 开户银行 所属银行", "中国工商银行 中国农业银行 中国银行 中国建设银行 交通银行 招商银行 中信银行 浦发银行 兴业银行 民生银行 平安银行 光大银行 华夏银行 广发银行 邮储银行"),
    "departments": ("部门 department 所属部门 经办部门 dept_name 组织", "风险管理部 财务部 法务部 人力资源部 信息技术部 个人金融部 资产保全部 运营中心 市场部 客户服务部 合规部 办公室"),
    "loan products": ("产品 产品名称 贷款产品 product 业务品种 产品类型", "个人消费贷 房屋抵押贷 汽车分期 经营贷 信用卡透支 农户贷款 助学贷款 车位贷 装修贷 惠民贷 快贷 随心贷"),
    "channels": ("渠道 channel 来源 支付方式 进件渠道", "线上 线下 手机银行 微信 支付宝 柜面 网银 电销 短信 APP 小程序 第三方"),
    "weekdays": ("星期 weekday 班次 季度 周期", "周一 周二 周三 周四 周五 周六 周日 早班 中班 晚班 一季度 二季度"),
    "reasons": ("原因 退回原因 拒绝原因 reason 失败原因", "余额不足 密码错误 账户冻结 超过限额 卡已挂失 户名不符 通讯超时 系统异常 资料不全 评分不足"),
    "short words": ("标签 关键词 tag keyword 字段7 分类 col_11", "高峰 平安 文明 方便 明天 金融 周转 常规 安全 高级 成功 温和 康复 严重 华东 华南 向上 时尚 白天 黄昏 和平 安静 高温 顾客 计划 任务 项目 强制 于是 关注 单一 包装 容易 应急 全部"),
    "English words": ("description comment title remarks summary note", "delivery,late payment accepted,see attached,approved by risk team,pending review,customer asked for a new term,no comment,system migration,duplicate record removed,interest waived"),
    "poems": ("内容 正文 content 文本 例句 摘录", "床前明月光，疑是地上霜,春眠不觉晓，处处闻啼鸟,白日依山尽，黄河入海流,红豆生南国，春来发几枝,今年全国粮食产量再创新高,市场供应充足，价格保持平稳,公司将于下月召开年度股东大会,天气预报显示明日有中到大雨,本季度不良贷款率较年初下降,请各部门于周五前提交工作总结"),
    "roles in trials": ("诉讼状态 执行阶段 案件状态 程序 诉讼阶段", "未起诉 已立案 一审 二审 执行中 终结本次执行 已结案 调解 撤诉"),
}  # fmt: skip


def _from(values: list[str]) -> Callable[[random.Random], Make]:
    def column(rng: random.Random) -> Make:
        chosen = rng.sample(values, rng.randint(min(4, len(values)), len(values)))
        return lambda draw: draw.choice(chosen)

    return column


def _places(rng: random.Random) -> Make:
    level = rng.choice(("province", "city", "county"))
    names = [
        text
        for code, text in regions()
        if {"0000": "province"}.get(code[2:], "city" if code.endswith("00") else "county") == level
    ]
    if rng.random() < 0.3:
        names = [text[:-1] if len(text) > 2 and text[-1] in "省市县区" else text for text in names]
    return lambda draw: draw.choice(names)


def _branches(rng: random.Random) -> Make:
    names = [text for code, text in regions() if code.endswith("00")]
    return lambda draw: (
        f"{draw.choice(('工商银行', '建设银行', '农业银行', '招商银行'))}{draw.choice(names)}{draw.choice(('分行', '支行', '营业部', '人民路支行'))}"
    )


WORDS: dict[str, tuple[str, Callable[[random.Random], Make]]] = {
    **{kind: (titles, _from(values.split("," if "," in values else None))) for kind, (titles, values) in _LISTS.items()},
    "places": ("省份 城市 city province 区县 归属地 所在城市 地区 机构所在地", _places),
    "branches": ("网点名称 支行 branch_name 开户网点 经办行 所属机构", _branches),
    "company short names": ("供应商 渠道商 合作方 vendor supplier 委外机构", lambda rng: lambda draw: people.company(draw)[2:6]),
}  # fmt: skip
