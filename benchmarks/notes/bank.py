"""Remarks and transfer memos of a bank's systems."""

FRAMES = """
{name}转入货款
收{name}还款{amount}，冲减本金
代{name}还{bank}信用卡尾号{tail}
房租-{name}-{month}月
转{name}装修尾款 {amount}
工资代发失败退回：户名不符，应为{name}
{name}借款，约定{day}归还
往来款 付款人:{name} 收款人:{name}
备注：{name}彩礼
柜面存现，存款人{name}，经办{name}
{company}付{name}劳务费
受托支付至{name}账户，用途购车
挂账待查，疑似{name}误汇，请网点联系
{name} {card} 网银转出
摘要：{name}学费、住宿费
跨行收款，对方户名{name}，开户行{bank}
ATM取款 手续费2.00
平安银行温州分行黄金积存赎回到账
季度结息，税后{amount}
{bank}短信服务费
转账支取，用途：购黄金饰品
{name}妈妈生日红包
与{name}核对无误后补记{amount}
抵押物位于{addr}，评估{amount}
账单寄送地址变更为{addr}
开卡人{name}留存地址{addr}，电话{mobile}
共有人{name}、{name}各占50%
还{name}垫付的医药费，多退少补
经理室批示：同意核销，余额转入表外
POS消费 华联超市 祥和店
白条还款 京东金融
退货款（{name}）
{name}－{name} 家庭共同账户内部划转
"""
