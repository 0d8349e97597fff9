"""What collectors write: one template a line, the outcome of the call in front of it.

Fields of persons are in `notes.py`; {amount}, {day} and the like hold no personal information.
"""

from __future__ import annotations

from typing import NamedTuple


class NoteTemplate(NamedTuple):
    """A call's outcome and the text of the note, with fields in braces."""

    outcome: str
    text: str


def _templates(lines: str) -> tuple[NoteTemplate, ...]:
    return tuple(NoteTemplate(*line.split("|", 1)) for line in lines.strip().splitlines())


ANONYMOUS = _templates("""
承诺还款|本人接听，表示资金紧张，承诺{day}前还款{amount}元，已告知逾期影响征信。
承诺还款|客户称工资{day}到账，到账后先还{amount}元，余款分{months}期，已登记跟进。
承诺还款|电话催收，客户态度较好，同意{day}还{amount}元，要求停止短信提醒。
承诺还款|再次致电，客户说上次忘记了，答应今天{clock}前处理。
承诺还款|本人称在外地工地，月底结账后一次性结清，不愿意提供现住地址。
协商分期|客户申请分{months}期还款，每期约{amount}元，已提交审批，工单号{ticket}。
协商分期|申请减免罚息，愿意一次性还本金，已上报主管，待回复。
拒绝还款|客户情绪激动，称利息过高，要投诉，已安抚，建议升级处理。
拒绝还款|明确表示无力偿还，失业{months}个月，家里老人住院，暂无还款来源。
拒绝还款|客户表示已咨询律师，要求走诉讼程序，录音已留存。
无人接听|拨打3次无人接听，时间{clock}，稍后再拨。
无人接听|响铃后挂断，发送短信提醒1条，未回复。
关机停机|手机关机，连续{days}天未开机，转外访。
关机停机|提示停机，单位电话已变更，无有效联系方式，申请失联修复。
已还款|客户已于{past}还款{amount}元，系统已入账，余额待核对。
已还款|短信回复“已还”，核实流水{trace}入账成功，剩余{amount}元。
争议|称不是本人借款，怀疑被冒名，要求核实合同签字，已转调查岗。
争议|客户对逾期{days}天有异议，认为扣款失败是银行原因，已记录待核实。
上门外访|上门未遇，邻居称已搬走半年，门上张贴催收函1份。
上门外访|外访至单位，前台称该人已离职，未能核实去向。
律师函|已寄送律师函，快递显示签收，逾期{days}天，金额{amount}元。
第三方转告|家属接听，称本人不在家，同意转告，未透露欠款信息。
失联|所有联系方式均无法接通，信息修复无结果，建议核销前复核。
诉讼跟进|案件已立案，等待开庭，法院通知{day}开庭，材料已提交。
""")

IDENTIFYING = _templates("""
承诺还款|{name}本人接听，承诺{day}前还款{amount}元，常用电话{mobile}。
承诺还款|致电{name}，称{day}会往尾号{tail}的卡存{amount}元，请勿再打给家人。
承诺还款|客户要求把还款链接发到{email}，承诺{day}处理。
承诺还款|本人说卡换了，新卡号{card}，{bank}，{day}前存入{amount}元。
第三方转告|{spouse_word}{spouse}接听，手机{spouse_mobile}，称{name}在外打工，会转告。
第三方转告|联系{spouse_word}{spouse}{spouse_mobile}，称两人已离婚，不清楚欠款。
第三方转告|{elder_word}{elder}接听，表示愿意代还{amount}元，电话{elder_mobile}，{day}再联系。
第三方转告|打给{elder_word}{elder}，老人耳背沟通困难，改打{sibling_word}{sibling}电话{sibling_mobile}。
第三方转告|同事{colleague}说{ta}上个月离职了，留了个新号码{new_mobile}，待核实。
第三方转告|朋友{friend}{friend_title}接听，称很久没联系{name}，挂断。
第三方转告|联系人{friend}（{friend_mobile}）称不认识借款人，要求删除号码。
第三方转告|{sibling_word}{sibling}接听，愿意协商，让加微信，手机号同{sibling_mobile}，已添加。
第三方转告|紧急联系人{colleague}{colleague_title}称与借款人是原单位同事，现无往来。
协商分期|{name}申请分{months}期，身份证{id}已核对，每期{amount}元，扣款卡{card}。
协商分期|客户申请停息挂账，资料发送至{email}，联系电话{mobile}，审批中。
失联|原号码停机，失联修复得新号{new_mobile}，机主疑似{spouse_word}{spouse}。
失联|{mobile}空号，户籍地派出所核实身份证号{id}已迁出，去向不明。
失联|手机{mobile}连续{days}天关机，联系{elder_word}{elder}{elder_mobile}无人接。
上门外访|上门地址{address}，敲门无人应答，物业称房子已出租。
上门外访|外访{address}，{elder_word}{elder}在家，称{name}过年才回来，留函1份。
上门外访|邻居反映{name}已搬到{new_address}，下周安排外访。
上门外访|外访发现车辆{plate}停在楼下，疑似本人在家，拒不开门。
上门外访|在{address}见到本人，现场还款{amount}元，签署还款承诺书，身份证号码{id}。
争议|来电人自称{name}，身份证号码{id}，称未办理过该笔贷款，要求出具合同。
争议|客户称卡{card}被盗刷，已报警，要求停止催收，回电{mobile}。
争议|{name}投诉催收人员骚扰{spouse_word}{spouse}，要求道歉，已转投诉岗。
已还款|{spouse_word}{spouse}代还{amount}元，付款卡{card}，已入账，回执发{email}。
已还款|收到{name}{past}转账{amount}元，户名相符，卡号{card}，请核销对应期次。
诉讼跟进|被告{name}，身份证号{id}，住{address}，{day}开庭，公告送达。
诉讼跟进|法院反馈{name}名下车辆{plate}已查封，待评估拍卖。
律师函|律师函寄至{address}，收件人{name}，电话{mobile}，快递已签收。
律师函|退件：{new_address}查无此人，改寄单位{employer}，收件人{name}收。
拒绝还款|{name}称无力偿还，让找担保人{friend}要，担保人电话{friend_mobile}。
拒绝还款|本人拒接，发短信至{mobile}回复“没钱”，{spouse_word}也拒绝沟通。
""")
