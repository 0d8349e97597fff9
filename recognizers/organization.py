"""Name of a company: Han characters that end in its legal form or kind. Names of banks and authorities are not looked for."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer, any_of

_FORMS = any_of(
    "有限公司 有限责任公司 股份有限公司 集团公司 集团 总公司 分公司 公司 合伙企业 事务所 个体工商户 合作社 商行 经营部 工作室 "
    "厂 店 超市 酒店 餐厅 医院 学校 大学 学院 中学 小学 幼儿园 研究院 研究所 设计院 中心 协会"
)


class Organization(HeaderRecognizer):
    entity_type = "ORGANIZATION"
    shapes = (
        Shape("name and form", rf"[\p{{Han}}A-Za-z0-9（）()·&]{{2,40}}{_FORMS}(?:[（(][\p{{Han}}]{{1,10}}[)）])?", 0.5),
    )
    role = "organization"
    lengths = (6, 79)
    priority = 12
