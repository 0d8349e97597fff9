from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError
from pii_scanner.inventory import decisions, store
from pii_scanner.inventory.diff import difference
from pii_scanner.jobs.decide import Choices, decide
from pii_scanner.jobs.scan import INVENTORY, scan_into
from pii_scanner.model.decisions import Decision, last_words
from pii_scanner.model.inventory import ColumnRecord
from tests.builders.tables import person_columns, write_csv

YESTERDAY, TOMORROW = (date.today() + timedelta(days) for days in (-1, 1))
MOBILE = ("客户.csv", "客户", "手机号")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "data" / "客户.csv", person_columns(persons(20)))


@pytest.fixture
def out(data: Path, tmp_path: Path) -> Path:
    scan_into([data], tmp_path / "out")
    return tmp_path / "out"


def decided(out: Path, name: str, choices: Choices, **how: object) -> list[Decision]:
    how = {"reason": "looked at it", "author": "审核员", **how}
    return decide(out / INVENTORY, name, choices, **how)  # type: ignore[arg-type]


def loaded(out: Path, column: str) -> ColumnRecord:
    return next(record for record in store.load(out / INVENTORY).columns if record.column == column)


def line(place: tuple[str, str, str] = MOBILE, **changes: object) -> Decision:
    made = Decision(*place, "rejected", "CN_MOBILE", None, "a switchboard", "审核员", "2026-01-01T00:00:00+00:00")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_rejected_type_stays_in_sight_and_no_longer_counts(out: Path) -> None:
    before = loaded(out, "手机号")
    decided(out, "客户.手机号", Choices(reject=("CN_MOBILE",)))
    after = loaded(out, "手机号")
    assert [replace(each, decision=None) for each in after.entity_types] == list(before.entity_types)
    assert (after.has_personal_information, after.types(), after.sensitivity, after.classes) == (False, [], 1, {})
    assert after.verdict is not None
    assert (after.verdict.sensitivity, after.verdict.classes) == (before.sensitivity, before.classes)


def test_an_accepted_type_that_the_scan_did_not_find_has_the_person_as_evidence(out: Path) -> None:
    decided(out, "城市", Choices(accept=("CN_ADDRESS",)), reason="whole addresses in new rows")
    record = loaded(out, "城市")
    (found,) = [each for each in record.entity_types if each.entity_type == "CN_ADDRESS"]
    assert (found.matches, found.match_ratio) == (0, 0.0)
    assert "审核员" in found.evidence[0]
    assert "whole addresses in new rows" in found.evidence[0]
    assert record.sensitivity > 1


def test_an_accepted_finding_keeps_its_figures(out: Path) -> None:
    before = loaded(out, "手机号")
    decided(out, "手机号", Choices(accept=("CN_MOBILE",)))
    after = loaded(out, "手机号")
    assert replace(after.entity_types[0], decision=None) == before.entity_types[0]
    assert after.entity_types[0].decision is not None
    assert (after.sensitivity, len(after.entity_types)) == (before.sensitivity, len(before.entity_types))


def test_a_level_is_the_sensitivity_of_a_column_with_or_without_findings(out: Path) -> None:
    decided(out, "手机号", Choices(level=5))
    decided(out, "城市", Choices(level=2))
    assert (loaded(out, "手机号").sensitivity, loaded(out, "城市").sensitivity) == (5, 2)
    assert loaded(out, "手机号").types() == ["CN_MOBILE"]


def test_a_class_that_asks_for_another_column_follows_its_decision(out: Path) -> None:
    assert loaded(out, "姓名").classes["pci_dss"] == "CHD"
    decided(out, "银行卡号", Choices(reject=("CN_BANK_CARD",)))
    assert loaded(out, "姓名").classes["pci_dss"] != "CHD"


def test_decisions_survive_scans_that_judge_anew(data: Path, out: Path) -> None:
    decided(out, "手机号", Choices(reject=("CN_MOBILE",), level=2))
    write_csv(data, person_columns(persons(30, 5)))
    scan = scan_into([data], out)
    record = next(each for each in scan.inventory.columns if each.column == "手机号")
    assert (record.rows, record.types(), record.sensitivity) == (30, [], 2)
    assert scan.inventory == store.load(out / INVENTORY)
    assert scan.appeared == ()
    assert pii_scanner.scan(data, output=out).columns == scan.inventory.columns


def test_what_was_rejected_is_no_news_and_no_difference(data: Path, out: Path) -> None:
    write_csv(data, {**person_columns(persons(20)), "总机": [each.mobile for each in persons(20)]})
    decisions.append(out / INVENTORY, [line(("客户.csv", "客户", "总机"))])
    assert scan_into([data], out).appeared == ()
    path = out / INVENTORY
    changes = difference(store.previous(path), store.load(path))
    assert changes.appeared == changes.gone == ()


def test_the_verdict_in_the_database_is_never_altered(out: Path) -> None:
    def rows(path: Path) -> list[object]:
        with closing(sqlite3.connect(path)) as connection:
            return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("columns", "findings")]

    before = rows(out / INVENTORY)
    decided(out, "手机号", Choices(reject=("CN_MOBILE",), level=1, accept=("PERSON",)))
    assert rows(out / INVENTORY) == before


def test_an_ended_decision_no_longer_counts_and_is_said(data: Path, out: Path) -> None:
    decisions.append(out / INVENTORY, [line(until=YESTERDAY.isoformat())])
    assert loaded(out, "手机号").types() == ["CN_MOBILE"]
    problems = scan_into([data], out).inventory.problems
    assert [(each.source, each.severity) for each in problems] == [("客户.csv", "warning")]
    assert f"expired on {YESTERDAY}" in problems[0].message
    assert [each.until for each in decisions.history(out / INVENTORY)] == [YESTERDAY.isoformat()]


@pytest.mark.parametrize("last", [date.today(), TOMORROW])
def test_a_decision_counts_on_its_last_day(last: date, out: Path) -> None:
    decided(out, "手机号", Choices(reject=("CN_MOBILE",)), until=last)
    assert loaded(out, "手机号").types() == []


def test_the_last_word_counts_and_earlier_ones_are_kept(out: Path) -> None:
    decided(out, "手机号", Choices(reject=("CN_MOBILE",)), author="甲")
    decided(out, "手机号", Choices(accept=("CN_MOBILE",)), author="乙")
    (found,) = loaded(out, "手机号").entity_types
    assert found.decision is not None
    assert (found.decision.state, found.decision.author) == ("accepted", "乙")
    assert [each.author for each in decisions.history(out / INVENTORY)] == ["甲", "乙"]


def test_a_withdrawn_decision_leaves_the_scan_its_word(out: Path) -> None:
    before = loaded(out, "手机号")
    decided(out, "手机号", Choices(reject=("CN_MOBILE",), level=2))
    decided(out, "手机号", Choices(withdraw=("level",)))
    assert loaded(out, "手机号").sensitivity == 1
    decided(out, "手机号", Choices(withdraw=("CN_MOBILE",)))
    assert loaded(out, "手机号") == before
    assert len(decisions.history(out / INVENTORY)) == 4


def test_a_file_of_another_name_is_another_place(data: Path, out: Path) -> None:
    decided(out, "手机号", Choices(reject=("CN_MOBILE",)))
    scan = scan_into([data.rename(data.with_name("新客户.csv"))], out)
    assert ("新客户.csv", "新客户", "手机号", "CN_MOBILE") in scan.appeared
    decided(out, "手机号", Choices(reject=("CN_MOBILE",)))
    assert loaded(out, "手机号").types() == []
    decided(out, "客户.手机号", Choices(withdraw=("CN_MOBILE",)))
    assert [each.source for each in last_words(decisions.history(out / INVENTORY))] == ["新客户.csv"]


def test_an_inventory_of_an_older_version_is_read_unchanged_and_can_be_decided_about(out: Path) -> None:
    path = out / INVENTORY
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE decisions")
        connection.commit()
    before = path.read_bytes()
    assert loaded(out, "手机号").types() == ["CN_MOBILE"]
    assert decisions.history(path) == []
    assert path.read_bytes() == before
    decided(out, "手机号", Choices(reject=("CN_MOBILE",)))
    assert loaded(out, "手机号").types() == []


def test_readers_see_whole_decisions_while_others_are_added(out: Path) -> None:
    path, failures = out / INVENTORY, []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                if len(decisions.history(path)) % 2:
                    failures.append("half of what was decided at once")
                store.load(path)
            except ConfigError as error:
                failures.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(10):
        decisions.append(path, [line(author=f"{number}"), line(state="level", entity_type="", level=2)])
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(decisions.history(path)) == 20


def test_a_decision_may_stand_in_a_database_named_by_url(out: Path) -> None:
    url = f"sqlite:///{(out / INVENTORY).as_posix()}"
    decisions.append(url, [line()])
    assert decisions.history(url) == [line()]


@pytest.mark.parametrize(
    ("name", "choices", "how", "said"),
    [
        ("客户.电话", Choices(level=3), {}, "There is no column 客户.电话: write it as TABLE.COLUMN"),
        ("手机号", Choices(reject=("CN_MOBIL",)), {}, "no entity type CN_MOBIL.*Did you mean CN_MOBILE"),
        ("手机号", Choices(), {}, "Nothing is decided"),
        ("手机号", Choices(accept=("PERSON",), reject=("PERSON",)), {}, "PERSON is decided twice"),
        ("手机号", Choices(withdraw=("CN_MOBILE",)), {}, "No decision on CN_MOBILE is there to withdraw"),
        ("手机号", Choices(level=3), {"until": YESTERDAY}, "is past"),
        ("手机号", Choices(level=3), {"reason": " "}, "needs a reason and an author"),
        ("手机号", Choices(level=3), {"source": "b.csv"}, "no source b.csv"),
    ],
)
def test_a_decision_that_fits_nothing_is_one_sentence_and_leaves_no_trace(
    name: str, choices: Choices, how: dict[str, object], said: str, out: Path
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        decided(out, name, choices, **how)
    assert "\n" not in str(caught.value)
    assert decisions.history(out / INVENTORY) == []


def test_a_column_of_several_tables_or_sources_asks_which(tmp_path: Path) -> None:
    columns, out = person_columns(persons(20)), tmp_path / "out"
    for name in ("a/客户.csv", "b/客户.csv", "担保人.csv"):
        write_csv(tmp_path / "data" / name, columns)
    scan_into([tmp_path / "data"], out)
    with pytest.raises(ConfigError, match=r"choose one of .*担保人\.手机号"):
        decided(out, "手机号", Choices(level=2))
    with pytest.raises(ConfigError, match=r"add --source, one of a/客户\.csv, b/客户\.csv"):
        decided(out, "客户.手机号", Choices(level=2))
    decided(out, "客户.手机号", Choices(level=2), source="b/客户.csv")
    levels = {each.source: each.sensitivity for each in store.load(out / INVENTORY).columns if each.column == "手机号"}
    assert levels == {"a/客户.csv": 3, "b/客户.csv": 2, "担保人.csv": 3}
