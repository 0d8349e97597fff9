"""Remarks on deliveries, returned letters and work orders."""

FRAMES = """
收货人：{name} 电话：{mobile} 地址：{addr}
律师函EMS退回，原址{addr}查无此人
本人不在，由{name}代签
寄{addr}{name}收
快件改派至{addr_short}
放{addr_short}门口鞋柜
邮件签收人{name}，与收件人{name}关系：父子
到付件，收件方拒收，退回发件网点
催告函寄往{addr_rural}，未妥投
{name}{mobile}{addr}
请投{addr_short}，勿放丰巢
派件员{name}反馈电话停机
分拨中心爆仓，时效顺延，周五恢复
收：{addr}，{name}（先生）
客户要求改送公司：{addr_short}，前台{name}代收
{addr}；{name}；已妥投
二次派送失败，明天退件
安装师傅高师傅已预约，上门前电联
通知书两份，分别寄{addr}和{addr}
挂号信由{name}本人签收，{day}回执入卷
售后单：空调不制冷，楼层高，需登高车
取件地址{addr_short}，寄件人{name}
"""
