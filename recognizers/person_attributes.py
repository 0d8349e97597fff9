"""What describes a person without naming him: alone it points to nobody, together (birth date, sex, place) it may.

Value lists: GB/T 2261.1-2003 (sex), GB/T 3304-1991 (ethnic groups), GB/T 2261.2-2003 (marital state),
GB/T 4658-2006 (education), GB/T 4762-1984 (political status), as commonly written.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from recognizers.base import CellMatch, Shape
from recognizers.by_header import HeaderRecognizer, any_of
from recognizers.columns import TextColumn
from recognizers.matching import holding

_MONTH, _DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:19|20)[0-9]{2}"
_CLOCK = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z| ?[+-][0-9]{2}:?[0-9]{2})?)?"
_HAN_DIGITS, _HAN_NUMBER = "[〇○零一二三四五六七八九]", "[一二三四五六七八九十]{1,3}"
_LUNAR_DAY = "(?:初[一二三四五六七八九十]|[十廿卅二三]?十?[一二三四五六七八九十])"
_PAYMENT = "还款|扣款|代扣|转账|转存|转入|转出|汇款|付款|收款|放款|退款|支取|取现|提现|充值|消费|结息|利息|本金|罚息|手续费|货款|代发|缴费|冲正|结清"
_MONTH_WORD = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[A-Za-z]{0,6}\.?"
_ANY_YEAR = "(?:19|20)?[0-9]{2}"
_ETHNIC_GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 "
    "独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)


class BirthDate(HeaderRecognizer):
    entity_type = "BIRTH_DATE"
    shapes = (
        Shape("separated", rf"{_YEAR}[-/.年]{_MONTH}(?:[-/.月]{_DAY}日?)?月?{_CLOCK}", 0.5),
        Shape("short year", rf"[0-9]{{2}}[-/.年]{_MONTH}[-/.月]{_DAY}日?", 0.5),
        Shape("run together", r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", 0.5),
        Shape("year and month run together", rf"{_YEAR}(?:0[1-9]|1[0-2])", 0.5),
        Shape("year", _YEAR + "年?", 0.5),
        Shape("year last", rf"[0-3]?[0-9][-/.][0-3]?[0-9][-/.]{_YEAR}{_CLOCK}", 0.5),
        Shape("month word", rf"[0-3]?[0-9][ ,./-]{{0,2}}{_MONTH_WORD}[ ,./-]{{0,2}}{_ANY_YEAR}{_CLOCK}", 0.5),
        Shape("month word first", rf"{_MONTH_WORD} ?[0-3]?[0-9](?:st|nd|rd|th)?,? {{0,2}}{_YEAR}{_CLOCK}", 0.5),
        Shape("short year run together", r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", 0.5),
        Shape("day of a year", rf"{_MONTH}[-/.月]{_DAY}[日号]?", 0.5),
        Shape("characters", rf"{_HAN_DIGITS}{{4}}年{_HAN_NUMBER}月(?:{_HAN_NUMBER}日?)?", 0.5),
        Shape("of Taiwan", rf"(?:民[国國])?[0-9]{{1,3}}年{_MONTH}月{_DAY}[日号]?", 0.5),
        Shape("lunar", rf"(?:{_YEAR}年)?(?:[农阴]历)?闰?[正冬腊一二三四五六七八九十]{{1,2}}月{_LUNAR_DAY}", 0.5),
        # What a spreadsheet counts from 1900, and a computer in seconds or milliseconds from 1970.
        Shape("days or seconds", r"[1-4][0-9]{4}(?:\.0)?|-?[0-9]{8,10}|-?[0-9]{11,13}", 0.5),
    )
    role = "attribute"
    temporal = True
    lengths = (4, 40)


class Age(HeaderRecognizer):
    entity_type = "AGE"
    shapes = (
        Shape("years", r"(?:1[01][0-9]|[1-9]?[0-9])(?:\.0)?(?:岁|周岁)?", 0.5),
        Shape("DICOM", r"[0-9]{3}[DWMY]", 0.5),
    )
    role = "attribute"
    lengths = (1, 9)


class Sex(HeaderRecognizer):
    entity_type = "SEX"
    shapes = (
        Shape("code or word", r"(?i:男性?|女性?|未知|不详|未说明|[01239](?:\.0)?|m|f|u|male|female|unknown)", 0.5),
    )
    role = "attribute"
    lengths = (1, 9)


class EthnicGroup(HeaderRecognizer):
    entity_type = "ETHNIC_GROUP"
    shapes = (Shape("name or code", any_of(_ETHNIC_GROUPS, "族?") + "|其他|[0-9]{1,2}", 0.5),)
    role = "attribute"
    lengths = (1, 18)


class MaritalState(HeaderRecognizer):
    entity_type = "MARITAL_STATE"
    shapes = (
        Shape(
            "code or word",
            any_of("未婚 已婚 初婚 再婚 复婚 离异 离婚 丧偶 未知 其他 未说明") + r"(?:有子女|无子女)?|[0-9]{1,2}"
            r"|(?i:single|married|divorced|widowed)",
            0.5,
        ),
    )
    role = "attribute"
    lengths = (1, 30)


class Education(HeaderRecognizer):
    entity_type = "EDUCATION"
    shapes = (
        Shape(
            "level",
            any_of(
                "博士 硕士 研究生 本科 大学 大专 专科 中专 技校 高中 职高 初中 小学 文盲 学士 大学本科 大学专科 博士研究生 "
                "硕士研究生 高职 其他 未知 无"
            )
            + "(?:学历|学位|毕业|及以上|及以下|以上|以下|肄业|或以上|或以下)?|[0-9]{1,2}",
            0.5,
        ),
    )
    role = "attribute"
    lengths = (1, 40)


class Occupation(HeaderRecognizer):
    entity_type = "OCCUPATION"
    shapes = (Shape("words or code", r"[\p{Han}A-Za-z（）()、/ -]{2,25}|[0-9A-Z]{1,6}", 0.5),)
    role = "attribute"
    lengths = (1, 79)

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are an occupation: zy is short for 职业 and for 摘要, which tells what was paid."""
        match = super().cells(column)
        rows = np.flatnonzero(match.shaped)
        paid = rows[holding(column.trimmed.array.take(pa.array(rows)), _PAYMENT)]
        match.shaped[paid] = match.valid[paid] = False
        return match


class Employer(HeaderRecognizer):
    entity_type = "EMPLOYER"
    shapes = (Shape("name", r"[\p{Han}A-Za-z0-9（）()·&、. -]{2,40}", 0.5),)
    role = "attribute"
    lengths = (6, 79)
    priority = 14


class School(HeaderRecognizer):
    entity_type = "SCHOOL"
    shapes = (Shape("name", r"[\p{Han}A-Za-z0-9（）()·&、. -]{2,40}", 0.5),)
    role = "attribute"
    lengths = (4, 79)


class NativePlace(HeaderRecognizer):
    entity_type = "NATIVE_PLACE"
    shapes = (Shape("place or code", r"[\p{Han} ·-]{2,24}|[0-9]{6}", 0.5),)
    role = "attribute"
    lengths = (4, 72)


class Nationality(HeaderRecognizer):
    entity_type = "NATIONALITY"
    shapes = (Shape("country or code", r"[\p{Han}（）()]{2,16}|[A-Za-z][A-Za-z .'-]{1,40}|[0-9]{3}", 0.5),)
    role = "attribute"
    lengths = (2, 48)


class PoliticalStatus(HeaderRecognizer):
    entity_type = "POLITICAL_STATUS"
    shapes = (
        Shape(
            "word or code",
            r"(?:中共|中国共产党)?(?:预备|正式)?党员|(?:共青)?团员|群众|民主党派|无党派(?:人士|民主人士)?|(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)(?:会员|盟员|党员|社员)?"
            r"|(?:中国)?少先队员|其他|未知|[0-9]{1,2}",
            0.5,
        ),
    )
    role = "attribute"
    lengths = (1, 48)


class CriminalRecord(HeaderRecognizer):
    entity_type = "CRIMINAL_RECORD"
    shapes = (Shape("words", r".{1,79}", 0.5),)
    role = "sensitive"
    lengths = (1, 79)


class Income(HeaderRecognizer):
    entity_type = "INCOME"
    shapes = (Shape("amount or band", r"[¥￥]? ?-?[0-9][0-9,]{0,15}(?:\.[0-9]{1,4})?(?:[-~至][0-9][0-9,.]{0,15})?(?:元|万|万元)?(?:以上|以下|及以上)?", 0.5),)  # fmt: skip
    role = "attribute"
    lengths = (1, 50)


class Religion(HeaderRecognizer):
    entity_type = "RELIGION"
    shapes = (Shape("word", r"[\p{Han}A-Za-z]{1,12}", 0.5),)
    role = "sensitive"
    lengths = (1, 36)


class Health(HeaderRecognizer):
    entity_type = "HEALTH"
    shapes = (Shape("words", r".{1,79}", 0.5),)
    role = "sensitive"
    lengths = (1, 79)
    temporal = True  # 末次月经, 预产期


class Biometrics(HeaderRecognizer):
    entity_type = "BIOMETRICS"
    shapes = (Shape("anything", r".{1,79}", 0.5),)
    role = "sensitive"
    lengths = (1, 79)
