"""Reports of visits on site."""

FRAMES = """
{day}走访{addr}，开门的是房东{name}，租客{name}上月已退租
按登记地址{addr}上门，小区保安不让进
外访组{name}、{name}到达{addr_short}，灯亮无人应门，贴条离开
现场见到{name}本人，签下还款计划书
目标楼栋为{addr_short}，电梯需刷卡
村口小卖部老板娘说{name}一家好几年没回来了
{addr_rural}，土坯房三间，由{name}老母亲独居
询问邻居{name}，得知{name}在外省跑货车
地址核实：{addr}，实为快递驿站
物业前台查到业主登记为{name}，非借款人
单位走访：{company}前台表示无此员工
房屋空置，门口有催缴燃气费的单子
同行人员：{name}；陪同民警：{name}
从{addr}出发，转到{addr}，两处均未遇
{name}把我们拦在门外，口气很冲，称明天去投诉
门牌更换，原{addr}现编号不详
寻访其姨妈{name}，住{addr_rural}
车停在{addr_short}楼下，车牌遮挡
到访时客户正在吃饭，家里有老人和两个小孩
厂房已关停，门卫张师傅说老板年前就跑路了
在{addr_short}碰见{name}的儿子{name}
拍照三张，定位准确，耗时四十分钟
{name}家住{addr_rural}，路窄车进不去
据居委会{name}介绍，该户为低保户
"""
