"""Free text about loans and persons, with the places of what identifies somebody; the sentences are this benchmark's own."""

from __future__ import annotations

import random
from string import Formatter

from benchmarks.quality_tables import checked, numbers, people
from benchmarks.quality_tables.model import Cell, Column, Make

Spans = list[tuple[int, int, str]]
_IDENTIFYING = (
    "致电客户{PERSON}本人手机{CN_MOBILE},无人接听", "客户称号码已换，新号码{CN_MOBILE}，请更新", "联系人{PERSON}，电话：{CN_MOBILE}，系其表哥",
    "身份证{CN_RESIDENT_ID}已过期，需补充资料", "核实身份信息：{PERSON} {CN_RESIDENT_ID}，一致", "还款卡号{CN_BANK_CARD}，每月扣款日{day}",
    "客户要求变更还款卡为{CN_BANK_CARD}(建行)", "转账至{PERSON}卡号{CN_BANK_CARD}，金额{money}元", "上门地址：{CN_ADDRESS}，未见本人",
    "客户现居住于{CN_ADDRESS}，与父母同住", "资料请寄{CN_ADDRESS}，收件人{PERSON}，{CN_MOBILE}", "对账单发送至{EMAIL_ADDRESS}",
    "邮件退回，邮箱{EMAIL_ADDRESS}不存在", "抵押车辆{CN_VEHICLE_PLATE}已找到，停放在小区地下室", "车牌号{CN_VEHICLE_PLATE}，车架号{VIN}",
    "单位电话{CN_LANDLINE}，前台转接", "座机{CN_LANDLINE}停机", "护照号码{CN_PASSPORT}，已出境", "客户微信{WECHAT_ID}，已加好友",
    "QQ{QQ_NUMBER}在线，未回复", "其名下公司税号{CN_USCC}，已注销", "军官证{CN_MILITARY_ID}，现役", "登录IP：{IP_ADDRESS}，异地登录",
    "设备串号{IMEI}与申请时不一致", "法院已受理，被告{PERSON}，{CN_RESIDENT_ID}，住{CN_ADDRESS}", "担保人{PERSON}（{CN_MOBILE}）愿意代偿{money}元",
    "外访人员{PERSON}、{PERSON}于{date}到场", "配偶：{PERSON}，{CN_RESIDENT_ID}，{CN_MOBILE}", "收到{PERSON}来电，承诺{date}前还款{money}元",
    "紧急联系人{CN_MOBILE}为空号；二联{CN_MOBILE}关机", "客户{PERSON}申请延期至{date}", "经查询，{PERSON}名下有房产一处，位于{CN_ADDRESS}",
    "借款人持往来港澳通行证{CN_EXIT_ENTRY_PERMIT}出境", "请联系{PERSON}先生，手机号码{CN_MOBILE}", "工号{EMPLOYEE_NUMBER}坐席拨打{CN_MOBILE}，第{few}次",
)  # fmt: skip
_ANONYMOUS = (
    "客户表示{date}还款{money}元", "无人接听，稍后再拨", "本金{money}元，利息{small}元，合计逾期{few}期", "工单号{order}，已转交法务", "流水号{long}，入账成功",
    "合同编号{contract}，放款日期{date}", "客户情绪激动，挂断电话", "拨打400-820-8820转人工", "请致电95588核实", "短信已发送，编号{order}",
    "立案号(2024)京0105民初{few4}号", "系统时间{stamp}，批次{batch}", "该笔贷款年利率{rate}%，分{few}期偿还", "承诺月底前处理，{few}天后跟进",
    "客户失联，家中无人", "已寄送律师函，快递单号SF{long13}", "不同意分期方案，要求减免{small}元罚息", "核销标志Y，五级分类可疑", "还款{money}元，余额{small}元",
    "资料齐全，审批通过", "交易参考号{long}，状态00", "下次跟进时间{stamp}", "法务部建议起诉，保全费{small}元", "银行卡尾号{few4}扣款失败",
)  # fmt: skip
_WORDS: dict[str, Make] = {
    "day": lambda rng: f"{rng.randint(1, 28)}日",
    "money": lambda rng: rng.choice((str(rng.randrange(1, 500) * 100), f"{rng.randrange(10000, 9000000) / 100:.2f}")),
    "small": lambda rng: f"{rng.randrange(100, 99999) / 100:.2f}",
    "few": lambda rng: str(rng.randint(2, 36)),
    "few4": lambda rng: checked.digits(rng, 4),
    "date": lambda rng: f"202{rng.randint(3, 6)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    "stamp": lambda rng: (
        f"202{rng.randint(3, 6)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(8, 19):02d}{rng.randint(10, 59)}{rng.randint(10, 59)}"
    ),
    "order": lambda rng: f"DD{checked.digits(rng, 14)}",
    "long": lambda rng: "2" + checked.digits(rng, rng.choice((15, 17, 21))),
    "long13": lambda rng: checked.digits(rng, 13),
    "contract": lambda rng: f"JK2024{checked.digits(rng, 8)}",
    "batch": lambda rng: f"P{checked.digits(rng, 8)}",
    "rate": lambda rng: f"{rng.uniform(3, 24):.2f}",
}
_VALUES: dict[str, Make] = {
    "PERSON": people.han_name,
    "CN_ADDRESS": people.address,
    "CN_RESIDENT_ID": checked.resident_id,
    "CN_BANK_CARD": checked.bank_card,
    "CN_USCC": checked.uscc,
    "VIN": checked.vin,
    "IMEI": checked.imei,
    "CN_MOBILE": numbers.mobile,
    "CN_LANDLINE": numbers.landline,
    "CN_PASSPORT": numbers.passport,
    "CN_EXIT_ENTRY_PERMIT": numbers.exit_entry_permit,
    "CN_MILITARY_ID": numbers.military_id,
    "CN_VEHICLE_PLATE": numbers.plate,
    "EMAIL_ADDRESS": numbers.email,
    "WECHAT_ID": numbers.wechat,
    "QQ_NUMBER": numbers.qq,
    "IP_ADDRESS": numbers.ip,
    "EMPLOYEE_NUMBER": lambda rng: "3021",
}
_TITLES = (
    "备注 跟进记录 催收记录 处理意见 沟通内容 remark memo notes 摘要 情况说明 col_9 bz follow_up 记录 描述".split()
)


def note(rng: random.Random, identifying: bool) -> tuple[str, Spans]:
    """Return a note of one or two sentences and its spans (start, end, entity type) in characters."""
    sentences = [rng.choice(_IDENTIFYING if identifying else _ANONYMOUS)]
    if rng.random() < 0.4:
        sentences.insert(rng.randrange(2), rng.choice(_ANONYMOUS))
    text, spans = "", []
    for literal, field, _, _ in Formatter().parse("。".join(sentences)):
        text += literal
        if field in _VALUES:
            value = _VALUES[field](rng)
            spans.append((len(text), len(text) + len(value), field))
            text += value
        elif field:
            text += _WORDS[field](rng)
    return text, spans


def notes_column(rows: int, rng: random.Random) -> Column:
    """Return a column of notes of which all, half, a twentieth, a hundredth or none identify somebody."""
    shares = [1.0, 0.5, 0.0] + ([0.05] if rows >= 200 else []) + ([0.01] if rows >= 1000 else [])
    share = rng.choice(shares)
    holding = set(rng.sample(range(rows), round(rows * share)))
    cells: list[Cell] = []
    counts: dict[str, int] = {}
    for row in range(rows):
        text, spans = note(rng, row in holding)
        cells.append(text)
        for _, _, kind in spans:
            counts[kind] = counts.get(kind, 0) + 1
    truth = frozenset((kind, "text") for kind in counts)
    story = f"notes, {share:.0%} of cells identify" if truth else "notes that identify nobody"
    return Column(rng.choice(_TITLES), cells, story, truth, share or 1.0)
