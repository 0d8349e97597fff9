"""Credit files, minutes, forms and letters: longer and more formal sentences."""

FRAMES = """
本笔授信由客户经理{name}尽调，{name}复核，贷审会一致通过
借款人{name}系{company}实际控制人，持股60%，其子{name}持股40%
经与{name}面谈了解，其妻{name}在{addr}经营服装店
会议由{name}主持，{name}、{name}、{name}列席
今借到{name}人民币{amount}，{day}归还，借款人：{name}
紧急联系人一：{name}（同事），紧急联系人二：{name}（亲属）
授权委托书：本人{name}委托{name}代为办理抵押注销手续
家庭成员：父{name}，母{name}，妻{name}，育有一子
客户现居{addr}，自有住房，无按揭
房产证载明权利人{name}，坐落{addr}
{name}早年在{court}工作，后下海经商
债权已于{day}转让至{company}，请{name}向新债权人履行
鉴于市场波动，任何单位不得擅自调整利率
应急预案由安全生产科统一安排，常年有效
该产品年化收益稳定，方便快捷，成本可控
金融科技公司在华东、华南设有分支机构
贷款用于收购{company}位于{addr}的厂区
担保方{company}，法人{name}，注册地{addr}
经办人签字：{name}　复核人签字：{name}
兹证明{name}同志为我单位正式职工
学生{name}，监护人{name}，助学贷款已结清
{name}患病住院，{name}代其提交延期申请
应收账款质押登记已完成，全部材料归档
计划明年单独设立不良资产处置部
江苏、浙江、温州三地联动，解除风险预警
高新区商户周转贷余额连续增长
本行与{name}于2021年签订《个人消费贷款合同》
{name}、{name}夫妇育有二女，长女{name}已成年
"""
