"""Clean columns of numbers and codes that look like something personal."""

from __future__ import annotations

import base64
import random
import uuid
from collections.abc import Callable

from benchmarks.quality_tables.checked import digits
from benchmarks.quality_tables.model import Make

Clean = tuple[str, Callable[[random.Random], Make]]


def _ean(rng: random.Random) -> str:
    stem = rng.choice(("690", "691", "692", "978", "979")) + digits(rng, 9)
    return stem + str(-sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(stem)) % 10)


def _counter(rng: random.Random) -> Make:
    state = rng.choice((0, 100000, 10**9, 6210**4, 20_000_000_000, 202401010000))

    def make(draw: random.Random) -> str:
        nonlocal state
        state += 1
        return str(state)

    return make


def _of(make: Make) -> Callable[[random.Random], Make]:
    return lambda rng: make


def _long(rng: random.Random) -> Make:
    length, first = rng.choice((14, 15, 16, 17, 18, 19, 20)), rng.choice(("62", "60", "10", "", "8", "9", "42", "35"))
    return lambda draw: (first + digits(draw, length - len(first))).replace("0", "1", 1)


def _dated(rng: random.Random) -> Make:
    head, tail = rng.choice(("", "DD", "NO", "S", "T")), rng.choice((4, 6, 8, 10))
    return lambda draw: (
        f"{head}{draw.randint(2015, 2026)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}{digits(draw, tail)}"
    )


def _epoch(rng: random.Random) -> Make:
    scale = rng.choice((1, 1000, 1_000_000))
    return lambda draw: str(int(draw.uniform(1.4e9, 1.78e9) * scale))


def _clock(rng: random.Random) -> Make:
    form = rng.choice(
        (
            "{:04d}{:02d}{:02d}{:02d}{:02d}{:02d}",
            "{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}",
            "{:04d}/{:02d}/{:02d} {:02d}:{:02d}:{:02d}",
            "{:04d}{:02d}{:02d}{:02d}{:02d}{:02d}123",
        )
    )
    return lambda d: form.format(
        d.randint(2010, 2026), d.randint(1, 12), d.randint(1, 28), d.randrange(24), d.randrange(60), d.randrange(60)
    )


def _day(rng: random.Random) -> Make:
    form = rng.choice(("{:04d}-{:02d}-{:02d}", "{:04d}{:02d}{:02d}", "{:04d}/{}/{}", "{:04d}年{}月{}日"))
    return lambda d: form.format(d.randint(1960, 2026), d.randint(1, 12), d.randint(1, 28))


def _decimal(rng: random.Random) -> Make:
    places = rng.choice((2, 4, 8, 15, 17))
    return lambda draw: f"{draw.uniform(0, rng.choice((1, 100, 10**6))):.{places}f}"


def _hash(rng: random.Random) -> Make:
    bits = rng.choice((64, 128, 160, 256))
    return rng.choice(
        (lambda d: f"{d.getrandbits(bits):0{bits // 4}x}", lambda d: base64.b64encode(d.randbytes(bits // 8)).decode())
    )


def _guid(rng: random.Random) -> Make:
    shape = rng.choice((lambda u: str(u), lambda u: u.hex, lambda u: "{" + str(u).upper() + "}"))
    return lambda draw: shape(uuid.UUID(int=draw.getrandbits(128), version=4))


NUMBERS: dict[str, Clean] = {
    "long numbers": ("订单号 流水号 交易流水 order_no serial_no trade_no out_trade_no 参考号 trace_id 单据编号 col_8 凭证号 字段5 message_id", _long),
    "dated numbers": ("订单编号 工单号 单号 batch_no 业务编号 申请单号 order_id 编号 字段9 受理号", _dated),
    "epochs": ("create_ts timestamp ts 更新时间戳 时间 event_time gmt_modified col_2", _epoch),
    "date times": ("创建时间 更新时间 create_time 交易时间 update_time 入库时间 字段2 etl_time 时间", _clock),
    "dates": ("业务日期 数据日期 biz_date 放款日期 start_date 到期日 dt 创建日期 开户日期 stat_date 日期", _day),
    "decimals": ("数值 ratio score value 系数 weight x1 pred prob 指标值 rate 利率 v2", _decimal),
    "hashes": ("md5 checksum 文件指纹值 sha1 token digest sign 签名 etag 摘要值", _hash),
    "guids": ("uuid guid id request_id 主键 row_id session_id trace_id 唯一标识", _guid),
    "counters": ("序号 id 行号 seq no 编号 row_no 主键 auto_id", _counter),
    "barcodes": ("商品条码 barcode isbn ean 条形码 ISBN 国际书号", _of(_ean)),
    "postcodes": ("邮编 邮政编码 postcode zip_code yzbm", _of(lambda d: digits(d, 6))),
    "cnaps": ("联行号 行号 cnaps bank_code 支付行号 开户行行号", _of(lambda d: f"{d.choice('123')}{d.choice('0123')}{digits(d, 10)}")),
    "skus": ("商品编码 sku product_code 物料号 sku_id 货号 型号 part_no", lambda r: r.choice((lambda d: f"{d.choice('ABCSKU')}{d.choice('XYZ')}-{digits(d, 5)}", lambda d: f"{d.choice('ABCEGHM')}{digits(d, 8)}", lambda d: digits(d, 8)))),
    "machine serials": ("设备序列号 sn serial 机身编号 出厂编号 device_sn", lambda r: r.choice((lambda d: f"SN{digits(d, 10)}", lambda d: "".join(d.choice("ABCDEFGHJKLMN0123456789") for _ in range(12)), lambda d: f"{d.randrange(16**15):015X}"))),
    "service numbers": ("服务热线 客服电话 hotline service_tel 客服热线", _of(lambda d: d.choice((f"400-{digits(d, 3)}-{digits(d, 4)}", f"955{digits(d, 2)}", f"800-{digits(d, 3)}-{digits(d, 4)}", f"400{digits(d, 7)}")))),
    "ledger codes": ("科目号 科目代码 gl_code subject_code 会计科目", _of(lambda d: f"{d.choice('12456')}{digits(d, 3)}{d.choice(('', '01', '0102'))}")),
    "colours": ("颜色 color rgb 色号", _of(lambda d: f"#{d.randrange(16**6):06X}")),
    "versions": ("版本号 version app_version 版本 sdk_ver", _of(lambda d: f"{d.randint(1, 12)}.{d.randint(0, 30)}.{d.randint(0, 99)}")),
    "percentages": ("占比 利率 完成率 percent 年化利率 增长率", _of(lambda d: f"{d.uniform(0, 100):.2f}%")),
    "one coordinate": ("海拔 距离 高度 distance 里程 面积 温度 经度差", _of(lambda d: f"{d.uniform(0, 180):.6f}")),
    "flags": ("email_verified 手机是否验证 is_mobile_valid 身份证验证标志 phone_flag 是否有银行卡 has_id_card 地址是否核实 微信绑定状态 is_married_flag 邮箱验证状态", lambda r: r.choice((lambda d: d.choice("01"), lambda d: d.choice("YN"), lambda d: d.choice("是否"), lambda d: d.choice(("true", "false"))))),
    "academic years": ("ACADEMIC_YEAR_CODE 年度 year_code 学年 年份 fiscal_year 财年", _of(lambda d: str(d.randint(1998, 2026)))),
    "stock ages": ("库龄 房龄 车龄 工龄 账套年限 设备年限", _of(lambda d: str(d.randint(0, 60)))),
    "type codes": ("类型 type category 客户类型 kind 类别 cust_type 证件类型", lambda r: r.choice((lambda d: d.choice("MF"), lambda d: d.choice("12"), lambda d: d.choice("ABC"), lambda d: d.choice(("01", "02", "03"))))),
    "quantities": ("数量 库存 qty count 件数 次数 total num 人数", _of(lambda d: str(d.randrange(0, 5000)))),
    "prices": ("单价 price 折扣 运费 unit_price 成本价 税额", _of(lambda d: f"{d.randrange(1, 99999) / 100:.2f}")),
    "eight digits": ("编码 机构号 dept_code org_id 网点号 柜员号 交易码 item_id", _of(lambda d: digits(d, d.choice((8, 9))))),
    "eleven digits": ("单据号 快递单号 运单号 入库单号 doc_no waybill 票号", _of(lambda d: d.choice("2345678") + digits(d, 10))),
    "file names": ("文件名 file_name 附件 附件名称 filename path", _of(lambda d: f"{d.choice(('report', 'img', '合同扫描件', 'statement'))}_{digits(d, 8)}.{d.choice(('pdf', 'jpg', 'xlsx'))}")),
    "plain links": ("url 链接 图片地址 image_url link 网址", _of(lambda d: f"https://static.example.com/{d.choice(('img', 'doc', 'news'))}/{digits(d, 8)}.html")),
    "settings": ("配置 config extra params 参数 json ext_info", _of(lambda d: f'{{"level": {d.randint(1, 9)}, "on": {d.choice(("true", "false"))}, "ts": {int(d.uniform(1.4e9, 1.78e9))}}}')),
    "empty": ("备用1 预留字段 reserved spare 扩展1", _of(lambda d: "")),
}  # fmt: skip
