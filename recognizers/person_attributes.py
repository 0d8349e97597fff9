"""What describes a person without naming him: alone it points to nobody, together (birth date, sex, place) it may.

Value lists: GB/T 2261.1-2003 (sex), GB/T 3304-1991 (ethnic groups), GB/T 2261.2-2003 (marital state),
GB/T 4658-2006 (education), as commonly written.
"""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer, any_of

_MONTH, _DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = "(?:19|20)[0-9]{2}"
_CLOCK = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?)?"
_ETHNIC_GROUPS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 "
    "独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)


class BirthDate(HeaderRecognizer):
    entity_type = "BIRTH_DATE"
    shapes = (
        Shape("separated", rf"{_YEAR}[-/.年]{_MONTH}(?:[-/.月]{_DAY}日?)?月?{_CLOCK}", 0.5),
        Shape("run together", r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", 0.5),
        Shape("year", _YEAR + "年?", 0.5),
    )
    headers = ("出生日期", "出生年月", "出生年月日", "出生年份", "出生年", "出生时间", "生日", "csrq", "csny", "sr", "birth",
               "birthday", "birth_date", "birthdate", "date_of_birth", "dob", "birth_year", "birth_day")  # fmt: skip
    role = "attribute"
    temporal = True
    lengths = (4, 40)


class Age(HeaderRecognizer):
    entity_type = "AGE"
    shapes = (Shape("years", r"(?:1[01][0-9]|[1-9]?[0-9])(?:\.0)?(?:岁|周岁)?", 0.5),)
    headers = ("年龄", "客户年龄", "借款人年龄", "周岁", "nl", "age")
    role = "attribute"
    lengths = (1, 9)


class Sex(HeaderRecognizer):
    entity_type = "SEX"
    shapes = (
        Shape("code or word", r"(?i:男性?|女性?|未知|不详|未说明|[01239](?:\.0)?|m|f|u|male|female|unknown)", 0.5),
    )
    headers = ("性别", "客户性别", "xb", "sex", "gender")
    role = "attribute"
    lengths = (1, 9)


class EthnicGroup(HeaderRecognizer):
    entity_type = "ETHNIC_GROUP"
    shapes = (Shape("name or code", any_of(_ETHNIC_GROUPS, "族?") + "|其他|[0-9]{1,2}", 0.5),)
    headers = ("民族", "mz", "ethnic", "ethnicity", "ethnic_group", "nationality_group", "nation")
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
    headers = ("婚姻状况", "婚姻状态", "婚姻", "婚姻情况", "hyzk", "hyzt", "marital", "marital_status", "marriage",
               "marriage_status")  # fmt: skip
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
    headers = ("学历", "文化程度", "教育程度", "最高学历", "学位", "受教育程度", "xl", "whcd", "education", "edu_level", "degree",
               "education_level")  # fmt: skip
    role = "attribute"
    lengths = (1, 40)


class Occupation(HeaderRecognizer):
    entity_type = "OCCUPATION"
    shapes = (Shape("words or code", r"[\p{Han}A-Za-z（）()、/ -]{2,25}|[0-9A-Z]{1,6}", 0.5),)
    headers = (
        "职业",
        "职务",
        "职位",
        "职称",
        "岗位",
        "工种",
        "zy",
        "zw",
        "zc",
        "occupation",
        "job",
        "job_title",
        "profession",
    )
    role = "attribute"
    lengths = (1, 79)


class Employer(HeaderRecognizer):
    entity_type = "EMPLOYER"
    shapes = (Shape("name", r"[\p{Han}A-Za-z0-9（）()·&、. -]{2,40}", 0.5),)
    headers = ("工作单位", "单位名称", "工作单位名称", "就职单位", "任职单位", "雇主", "所在单位", "现单位", "gzdw", "gzdwmc",
               "employer", "employer_name", "work_unit", "workplace")  # fmt: skip
    role = "attribute"
    lengths = (6, 79)
    priority = 14


class Income(HeaderRecognizer):
    entity_type = "INCOME"
    shapes = (Shape("amount or band", r"[¥￥]? ?-?[0-9][0-9,]{0,15}(?:\.[0-9]{1,4})?(?:[-~至][0-9][0-9,.]{0,15})?(?:元|万|万元)?(?:以上|以下|及以上)?", 0.5),)  # fmt: skip
    headers = ("月收入", "年收入", "收入", "工资", "薪资", "家庭收入", "税后收入", "月薪", "年薪", "收入水平", "ysr", "nsr", "sr",
               "income", "salary", "monthly_income", "annual_income", "wage")  # fmt: skip
    role = "attribute"
    lengths = (1, 50)


class Religion(HeaderRecognizer):
    entity_type = "RELIGION"
    shapes = (Shape("word", r"[\p{Han}A-Za-z]{1,12}", 0.5),)
    headers = ("宗教", "宗教信仰", "信仰", "zjxy", "religion", "faith")
    role = "sensitive"
    lengths = (1, 36)


class Health(HeaderRecognizer):
    entity_type = "HEALTH"
    shapes = (Shape("words", r".{1,79}", 0.5),)
    headers = ("健康状况", "健康状态", "健康情况", "病史", "既往病史", "病历", "病历号", "诊断", "诊断结果", "疾病", "疾病名称",
               "残疾", "残疾类型", "血型", "过敏史", "体检结果", "用药", "jkzk", "health", "health_status", "diagnosis",
               "disease", "medical_history", "blood_type", "allergy")  # fmt: skip
    role = "sensitive"
    lengths = (1, 79)


class Biometrics(HeaderRecognizer):
    entity_type = "BIOMETRICS"
    shapes = (Shape("anything", r".{1,79}", 0.5),)
    headers = ("指纹", "指纹特征", "人脸", "人脸特征", "人脸特征值", "人脸图像", "声纹", "虹膜", "掌纹", "基因", "生物特征",
               "fingerprint", "face_feature", "face_id", "face_image", "iris", "voiceprint", "biometric", "dna")  # fmt: skip
    role = "sensitive"
    lengths = (1, 79)
