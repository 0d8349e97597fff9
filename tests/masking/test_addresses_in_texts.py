"""Addresses in notes: the words around them stay, and nothing leaves a hole."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.masking.areas import area_of, areas_of, county_of
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.columns import ColumnMasker
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import TEXT, ColumnPlan, Rule, TablePlan
from recognizers.regions import cities, counties, provinces
from tests.builders.tables import applied, policy


def _masked(texts: list[str]) -> list[str]:
    entities = policy(entities={"CN_ADDRESS": {"operator": "generalize", "to": "city"}, "PERSON": "redact"}).entities
    bindings = Bindings(entities, None)
    rule = Rule("CN_ADDRESS", "generalize", (("to", "city"),))
    plan = ColumnPlan("备注", TEXT, "text", ("CN_ADDRESS", "PERSON"), (rule, Rule("PERSON", "redact", ())), "")
    known = KnownValues()
    collect(pa.record_batch([pa.array(texts)], names=["备注"]), TablePlan("a.csv", "a", (plan,)), known, bindings)
    masker = ColumnMasker(plan, bindings, TextMasker(bindings, known.seal()))
    return masker.mask(pa.array(texts)).to_pylist()


def test_a_note_with_an_address_is_no_address() -> None:
    made = _masked(
        [
            "老板说这货又跑路了，住泉州市丰泽区东海大街12号",
            "上门一路顺利：住浙江省宁波市海曙区和平路90号",
            "浙江省宁波市海曙区和平路90号",
        ]
    )
    assert made == ["老板说这货又跑路了，住福建省泉州市", "上门一路顺利：住浙江省宁波市", "浙江省宁波市"]


def test_an_address_of_a_place_that_nobody_knows_leaves_a_label() -> None:
    made = _masked(["停放于朝阳区建国路17号，钥匙在门卫处", "家住海曙区马园路5弄3号，三楼"])
    assert made == ["停放于<CN_ADDRESS>，钥匙在门卫处", "家住浙江省宁波市，三楼"]
    assert _masked(["朝阳区建国路17号"]) == ["<CN_ADDRESS>"]


def test_a_county_of_a_name_of_its_own_tells_its_city() -> None:
    assert area_of("海曙区马园路5弄") == ("浙江省", "宁波市")
    assert county_of("海曙区马园路5弄") == "海曙区"
    assert area_of("徐汇区漕溪北路201弄") == area_of("上海市徐汇区漕溪北路201弄")
    assert area_of("朝阳区建国路1号") == ("", "")
    assert area_of("") == ("", "")


@pytest.mark.parametrize("odd", ["", "\0", "中国 浙江省\u3000宁波市海曙区"])
def test_many_addresses_at_once_are_told_as_one_by_one(odd: str) -> None:
    addresses = [each.address for each in persons(200, 3)] + [
        "歐陽路5號",
        " 中国 上海市 ",
        "臺北市中山區",
        "海曙区马园路5弄",
        odd,
    ]
    assert areas_of(addresses) == [area_of(each) for each in addresses]
    assert areas_of([]) == []


@pytest.mark.parametrize("to", ["province", "city", "county"])
def test_an_address_keeps_its_area_whatever_number_stands_behind_it(to: str) -> None:
    areas = [*provinces(), *cities(), *sorted(counties())]
    assert not [name for name in areas if set(name) & set("0123456789")]
    addresses = [each.address for each in persons(100, 5)]
    addresses += [f"{area}{behind}" for area in areas[::40] for behind in ("", "3号", "\n1-2-301", "东大街7号")]
    made = applied("generalize", addresses, "CN_ADDRESS", to=to)
    for address, area in zip(addresses, made, strict=True):
        province, city = area_of(address)
        whole = city if city.startswith(province) else province + city
        wanted = {"province": province, "city": whole, "county": whole + county_of(address)}
        assert area == (wanted[to] if province else "")
