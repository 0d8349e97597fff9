"""Remarks on lawsuits, arbitration and enforcement."""

FRAMES = """
原告{bank}与被告{name}、{name}金融借款合同纠纷一案，定于{day}开庭
{court}（2025）浙0302民初{tail}号，承办法官{name}
被告{name}，男，汉族，住{addr}
被告{name}经传票传唤未到庭，缺席审理
仲裁庭由{name}、{name}、{name}组成，{name}任首席
申请执行人申请追加{name}为被执行人
{court}裁定冻结{name}在{bank}的存款{amount}
查封被执行人{name}名下坐落于{addr}的不动产
委托代理人：{name}，浙江某律师事务所律师
公告送达：{name}，限你自公告之日起三十日内来院领取起诉状副本
终本案件，暂无可供执行财产，恢复执行条件成就时另行申请
执行和解：{name}分12期支付{amount}，由{name}提供连带保证
书记员{name}通知补交诉讼费{amount}
法院已受理，案号待回填，马上安排邮寄
证人{name}当庭陈述与笔录不一致
原审认定{name}系借名贷款，实际用款人为{name}
拍卖标的：{addr}房屋一套，起拍价{amount}
{name}提出管辖异议，被{court}驳回
关于何时移送评估，合议庭尚未明确
{name}不服一审判决，已提起上诉
调解员{name}电话沟通双方，{name}愿意{day}一次性给付
继承人{name}、{name}声明放弃继承
法定代表人由{name}变更为{name}
送达回证显示{addr_short}查无此人
温州中院明天统一摇号选定评估机构
限制{name}高消费并列入失信名单
{name}涉嫌骗取贷款罪，公安机关已立案
原告{name}诉称：{name}于2023年向其借款{amount}未还
"""
