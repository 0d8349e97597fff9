"""Parts of an address in columns of their own: they count beside people, and leave with the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.jobs.mask import mask_sources
from tests.attacks.test_institutions import of_shipped
from tests.builders.tables import MASTER, scanned, write_csv

_PEOPLE = persons(40, 21)
_PARTS = {
    "小区名称": ["阳光花园", "翡翠湾", "金地名都", "西湖国际城3期"] * 10,
    "楼栋号": [f"{1 + n % 17}栋" for n in range(40)],
    "单元": [f"{1 + n % 4}" for n in range(40)],
    "房号": [f"{1 + n % 20}-{1 + n % 3}-{101 + 7 * n}" for n in range(40)],
    "room_no": [f"{101 + 7 * n}室" for n in range(40)],
    "门牌号": [f"{1 + 3 * n}号" for n in range(40)],
    "宿舍楼": [f"{1 + n % 12}号楼" for n in range(40)],
    "street_name": ["人民路", "解放大道", "Zhongshan Rd", "文三路"] * 10,
}


def test_parts_of_addresses_are_told_beside_people_alone() -> None:
    names = {"业主": [one.name for one in _PEOPLE]}
    found = scanned(names | _PARTS)
    assert {name: found[name].types() for name in _PARTS} == {name: ["ADDRESS_PART"] for name in _PARTS}
    assert not any(record.types() for record in scanned(_PARTS).values())


def test_texts_under_such_a_name_are_none() -> None:
    notes = ["单元测试覆盖率不足，请补充后再提交。", "街道反映问题较多，需要协调处理，暂缓。"] * 20
    assert scanned({"业主": [one.name for one in _PEOPLE], "单元": notes})["单元"].types() == []


@pytest.mark.parametrize(("policy", "stays"), [("partner-valuation", False), ("analytics", False), ("partner-collection", True)])  # fmt: skip
def test_they_leave_with_the_address(policy: str, stays: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    columns = {"业主": [one.name for one in _PEOPLE], "住址": [one.address for one in _PEOPLE]}
    write_csv(tmp_path / "in" / "业主.csv", columns | _PARTS)
    release = mask_sources([tmp_path / "in"], of_shipped(policy), tmp_path / "out")
    text = (release.folder / "业主.csv").read_text(encoding="utf-8")
    assert [value in text for value in ("西湖国际城3期", "20-2-234", "374室")] == [stays] * 3
