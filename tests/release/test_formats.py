"""Whole commands on ORC, Avro, Arrow, XML and fixed width: nothing raw leaves, and the copies pass verification."""

from __future__ import annotations

import json
from pathlib import Path

import fastavro
import pyarrow as pa
import pytest
from pyarrow import orc

from pii_scanner.cli import main
from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import Person
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.release.contents import contents
from tests.builders.copies import contents_of
from tests.builders.formats import WRITERS, all_text
from tests.builders.tables import MASTER, person_columns

POLICY = """
version: 1
recipient: {name: partner-a, purpose: valuation}
key: {file: secret.key}
default: redact
entities:
  CN_RESIDENT_ID: {operator: surrogate}
  CN_MOBILE: {operator: pseudonymize}
  CN_BANK_CARD: {operator: truncate}
  PERSON: {operator: surrogate}
  CN_ADDRESS: {operator: generalize, to: city}
"""


@pytest.fixture(scope="module")
def folder(people: list[Person], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with sources and the release that the commands made of them."""
    at = tmp_path_factory.mktemp("formats")
    (at / "data").mkdir()
    for name, write in WRITERS.items():
        write(at / "data" / name, person_columns(people))
    (at / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (at / "secret.key").write_text(MASTER, encoding="ascii")
    (at / "secret.key").chmod(0o600)
    for command in (
        ["scan", f"{at}/data", "-o", f"{at}/inventory", "-q"],
        ["mask", f"{at}/data", "--policy", f"{at}/policy.yaml", "-o", f"{at}/release", "-q"],
        ["verify", f"{at}/release", "--against", f"{at}/data", "-q"],
    ):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--lang", "en"])
        assert ended.value.code == 0, command[0]
    return at


def test_the_inventory_names_the_same_types_in_every_kind(folder: Path) -> None:
    rows = json.loads((folder / "inventory" / "inventory.json").read_text(encoding="utf-8"))["columns"]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["entity_types"]:
            found.setdefault(row["source"], {})[row["column"]] = row["entity_types"][0]["entity_type"]
    assert set(found) == set(WRITERS)
    for source, types in found.items():
        assert types["身份证号"] == "CN_RESIDENT_ID", source
        assert types["手机号"] == "CN_MOBILE", source
        assert types["银行卡号"] == "CN_BANK_CARD", source
        assert types["姓名"] == "PERSON", source


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_raw_is_in_a_copy_for_any_reader(folder: Path, people: list[Person], name: str) -> None:
    path = folder / "release" / name
    raw = [value for p in people for value in (p.resident_id, p.mobile, p.bank_card, p.name)]
    texts = [all_text(path), *(text for _, text in contents(path))]
    assert [value for value in raw if any(value in text for text in texts)] == []
    whole = path.read_bytes()
    for value in raw:
        assert value.encode("utf-8") not in whole
        assert value.encode("gb18030") not in whole


@pytest.mark.parametrize("name", WRITERS)
def test_a_copy_has_the_rows_and_columns_of_its_source(folder: Path, name: str) -> None:
    ((_, columns, before),) = contents_of(folder / "data" / name)
    ((_, after_columns, after),) = contents_of(folder / "release" / name)
    assert [each for each, _ in after_columns] == [each for each, _ in columns]
    assert [(row[4], row[5]) for row in after] == [(row[4], row[5]) for row in before]


def test_copies_join_across_kinds(folder: Path) -> None:
    mobiles = [[row[2] for row in contents_of(folder / "release" / name)[0][2]] for name in WRITERS]
    assert all(each == mobiles[0] for each in mobiles)


def test_compression_stays(folder: Path) -> None:
    release = folder / "release"
    assert orc.ORCFile(release / "客户.orc").compression == "ZLIB"
    with (release / "客户.avro").open("rb") as file:
        assert fastavro.reader(file).codec == "deflate"
    assert b"\xb5\x2f\xfd" in (release / "客户.arrow").read_bytes()  # the mark of Zstandard


def test_the_search_of_bytes_looks_into_packed_blocks(people: list[Person], tmp_path: Path) -> None:
    columns = {name: list(values) * 60 for name, values in person_columns(people).items()}
    for name, write in WRITERS.items():
        write(tmp_path / name, columns)
        mobile = people[7].mobile
        assert any(mobile in text for _, text in contents(tmp_path / name)), name


def test_statistics_and_metadata_of_orc_are_searched(tmp_path: Path) -> None:
    orc.write_table(pa.table({"手机号": ["13800138000"]}), tmp_path / "a.orc", compression="zlib")
    assert any("13800138000" in text for part, text in contents(tmp_path / "a.orc") if part == "statistics")


def test_character_references_hide_nothing(tmp_path: Path) -> None:
    written = "".join(f"&#{ord(digit)};" for digit in "13800138000")
    (tmp_path / "a.xml").write_text(f"<?xml version='1.0'?><a><b>{written}</b></a>", encoding="utf-8")
    assert any("13800138000" in text for _, text in contents(tmp_path / "a.xml"))


def test_files_that_are_not_whole_are_problems_and_the_rest_is_done(people: list[Person], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name, write in WRITERS.items():
        write(data / name, person_columns(people))
        if name != "客户.txt":
            whole = (data / name).read_bytes()
            (data / f"cut-{name}").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "secret.key").write_text(MASTER, encoding="ascii")
    (tmp_path / "secret.key").chmod(0o600)
    for command in (
        ["scan", f"{data}", "-o", f"{tmp_path}/inventory", "-q"],
        ["mask", f"{data}", "--policy", f"{tmp_path}/policy.yaml", "-o", f"{tmp_path}/release", "-q"],
    ):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--lang", "en"])
        assert ended.value.code == 3
    problems = json.loads((tmp_path / "inventory" / "inventory.json").read_text(encoding="utf-8"))["problems"]
    bad = {f"cut-{name}" for name in WRITERS if name != "客户.txt"}
    assert {each["source"] for each in problems} == bad
    assert all("damaged" in each["message"] for each in problems)
    manifest = json.loads((tmp_path / "release" / "manifest.json").read_text(encoding="utf-8"))
    assert {each["name"] for each in manifest["files"]} == set(WRITERS)
    assert {each["source"] for each in manifest["left_out"]} == bad


def test_values_inside_nested_ones_are_found_and_masked_in_their_place(
    people: list[Person], rules: Policy, tmp_path: Path
) -> None:
    contact = {
        "type": "record",
        "name": "contact",
        "fields": [{"name": "类", "type": "string"}, {"name": "手机号", "type": "string"}],
    }
    schema = {
        "type": "record",
        "name": "r",
        "fields": [{"name": "编号", "type": "int"}, {"name": "联系", "type": {"type": "array", "items": contact}}],
    }
    rows = [{"编号": n, "联系": [{"类": "本人", "手机号": p.mobile}]} for n, p in enumerate(people)]
    (tmp_path / "in").mkdir()
    with (tmp_path / "in" / "a.avro").open("wb") as file:
        fastavro.writer(file, schema, rows, codec="deflate")
    table = pa.table({"编号": [row["编号"] for row in rows], "联系": [row["联系"] for row in rows]})
    orc.write_table(table, tmp_path / "in" / "b.orc")
    with pa.ipc.new_stream(tmp_path / "in" / "c.arrows", table.schema) as out:
        out.write_table(table)
    release = mask_sources([tmp_path / "in"], rules, tmp_path / "out").folder
    for path in sorted(release.glob("[abc].*")):
        assert [p.mobile for p in people if p.mobile in all_text(path)] == [], path.name
    with (release / "a.avro").open("rb") as file:
        copied = list(fastavro.reader(file))
    assert [row["编号"] for row in copied] == [row["编号"] for row in rows]
    assert {row["联系"][0]["类"] for row in copied} == {"本人"}
    assert len({row["联系"][0]["手机号"] for row in copied}) == len(people)
