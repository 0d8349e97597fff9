"""Words of notes that the dictionary lacks, as (word, how often, part of speech)."""

_KIN = "父 母 夫 妻 子 女 兄 弟 姐 妹 姐夫 妹夫 嫂 岳父 岳母 舅 叔 姑 姨 爸 妈 哥 儿 媳 婿 侄 外甥 堂弟 堂哥 表哥 表弟".split()
_OWN = "其 我 他 她 你".split()
_OTHERS = (
    "借款人 共借人 主借人 主贷人 保人 担保人 保证人 抵押人 出质人 债务人 联系人 机主 户名 收件人 寄件人 收货人 签收人 代签人 来电人 接线人 经办人 复核人 催收员 外访员 "
    "坐席 客服 网点 柜面 外访 上门 电联 致电 回电 失联 空号 停机 拒接 挂断 代还 代偿 代签 妥投 退件 罚息 征信 冲账 挂账 核销 终本 转至 转给 打给 汇给 寄给 交给 卖给 租给 借给 还给"
).split()
WORDS = (
    *((own + kin, 300, "n") for own in _OWN for kin in _KIN),
    *((word, 600, "n" if word[-1] in "人主名员席服点面号" else "v") for word in _OTHERS),
    ("东方明珠", 100, "ns"),
)
