"""Customer service chats and messages."""

FRAMES = """
亲，收件人写{name}就行，地址{addr}
你好 我是{name} 身份证{id} 想查下还款计划
麻烦把发票抬头改成{company}，寄到{addr_short} {name}收
在吗？我叫{name}，昨天还了{amount}怎么还显示逾期
客服小周：您好，请提供注册手机号
@{name} 你那边的回单发我一下
我妈{name}的卡被锁了，怎么解锁
{name}：收到，谢谢
【提醒】尊敬的{name}，您本期应还{amount}
转账给{name}了，截图发你
人在外地，家里只有我弟{name}，可以让他签吗
黄金会员有什么权益？积分能换话费吗
什么时候到账？马上要交房租了
我不是{name}，你们找错人了！！
加我微信 备注{name}
问下王总，这个价格能不能再谈
新地址：{addr}，联系人{name} {mobile}
送到{addr_short}，到了打电话
老板，高级套餐和基础套餐差别在哪
{name}和{name}是夫妻，共用一个账号
你们平台是不是跟平安普惠一家的
我老家{addr_rural}，快递只到镇上
我现在住{addr_short}，原来的房子卖了
借钱的是{name}，凭什么找我{name}要
好的呢，小王已经帮您登记了哦
双十一满减叠加，全场包邮，周四开抢
"""
