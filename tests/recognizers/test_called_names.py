"""Names whose given part is a word (阳光, 解放), beside words that say who somebody is."""

from __future__ import annotations

import pytest

from recognizers.person import Person

FINDER = Person()


def _masked(text: str) -> list[str]:
    """Return what a mask takes for names."""
    return [text[span.start : span.end] for span in FINDER.places(text, wary=True).spans]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("本院依法由审判员姜阳光独任审判", "姜阳光"),
        ("已转告郑胜利医生", "郑胜利"),
        ("主诊田亮主任建议复查", "田亮"),
        ("由女儿卢平接，诉夜间咳嗽", "卢平"),
        ("床旁：责任护士雷阳光", "雷阳光"),
        ("儿子沈阳光持死亡证明到网点", "沈阳光"),
        ("随后抵押给付敏", "付敏"),
        ("工单派给蒋解放", "蒋解放"),
        ("你打我弟弟电话他叫叶辉", "叶辉"),
        ("谢谢逯知行老师", "逯知行"),
        ("房东高希望反馈漏水", "高希望"),
        ("群里@滕敏骂保安", "滕敏"),
        ("在吗丽娟姐", "丽娟"),
        ("备注名“静怡哥”", "静怡"),
        ("@晓东哥 收到", "晓东"),
        ("担保人艾合买提江跑了", "艾合买提江"),
        ("见到索南旺姆", "索南旺姆"),
        ("他儿子仁青卓嘎在乌市打工", "仁青卓嘎"),
        ("说她孙子达瓦次仁考上大学", "达瓦次仁"),
        ("草场流转给娜仁托娅", "娜仁托娅"),
        ("情绪稳定，维保姚语嫣15分钟到场", "姚语嫣"),
        ("一助吕芳兰，二助苏军，麻醉满意", "吕芳兰|苏军"),
        ("被执行人李永强、雷丽买卖合同纠纷", "李永强|雷丽"),
        ("麻烦送到住院部8楼23床文建国", "文建国"),
        ("该车长期占用消防通道，门岗逯雪已贴单", "逯雪"),
        ("紧急联系人变更：员工常军，电话不变", "常军"),
        ("监护人张欣怡（父子）", "张欣怡"),
    ],
)
def test_a_name_that_is_a_word_counts_beside_who_somebody_is(text: str, name: str) -> None:
    assert _masked(text) == name.split("|")


@pytest.mark.parametrize(
    "text",
    "医生高度怀疑骨折|护士方便的话帮忙换药|法官任务繁重|女儿成绩很好|司机严重超速|经理明确要求本周结清|客户时常失联|老师康复后回来上课|房东于上月收回房屋|家属温和"
    "|配偶健在|患者高烧不退|转给平安银行处理|抵押给农商行|感谢支持|甲方应于十日内付款|村长和支书都在|户名成功变更|车主常用路线|业主特斯拉停在门口|看中那台白色凯美瑞|嘱口服阿莫西林胶囊|患者利伐沙班过敏|房东阿里巴巴员工|快递哥送到了|小姐姐好|老大哥说|学长哥|网红姐|隔壁表姐|保安叔|文艺姐妹|客户马来西亚籍|联系人全部空号|被告常住地不明|业主严词拒绝|员工高温补贴|员工万人参加|学生高考结束|客服高峰期|客服应答及时|路人甲|张某某、应收账款|转告相关人员|免去任何费用|2床被子|员工常态化管理".split(
        "|"
    ),
)
def test_words_beside_who_somebody_is_stay(text: str) -> None:
    assert _masked(text) == []
