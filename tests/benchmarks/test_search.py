"""The benchmark of searching: every way gives the same answers, so that their times compare."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

import pii_scanner
from benchmarks import search
from benchmarks.search_engines import by_cells, by_islands, engines, missing
from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons
from recognizers.base import Recognizer
from recognizers.registry import shipped


@pytest.fixture(scope="module")
def table() -> pa.Table:
    people = persons(300, 5)
    rng = random.Random(5)
    return pa.table(
        {
            "客户姓名": [person.name for person in people],
            "身份证号": [person.resident_id for person in people],
            "手机号码": [person.mobile for person in people],
            "逾期天数": [str(rng.randrange(40)) for _ in people],
            "催收备注": [collection_note(person, rng) for person in people[:-1]] + [""],
        }
    ).combine_chunks()


@pytest.fixture(scope="module")
def csv(table: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "debt.csv"
    pa_csv.write_csv(table, path)
    return path


@pytest.mark.parametrize("name", engines())
def test_every_engine_gives_the_answers_of_plain_re2(name: str, table: pa.Table) -> None:
    texts = table.column("催收备注").chunk(0)
    patterns = tuple(each.text_gate for each in shipped().in_text)
    plain = engines()["RE2 through pyarrow.compute"](texts, patterns)
    assert plain.any()
    assert search.agreement([engines()[name](texts, patterns)], [plain]) == "the same"


def test_what_a_scan_looks_at_is_told_apart_from_what_holds_the_pattern(table: pa.Table) -> None:
    texts = table.column("催收备注").chunk(0)
    asked = shipped().in_text
    plain = engines()["RE2 through pyarrow.compute"](texts, tuple(each.text_gate for each in asked))
    searched = by_islands(texts, asked)
    assert not (searched & ~plain).any()
    by_form = [not all(shape.needs_context for shape in each.shapes) or not each.shapes for each in asked]
    assert np.array_equal(searched[by_form], plain[by_form])


def test_whole_cells_are_those_of_the_patterns(table: pa.Table) -> None:
    asked = [each for each in shipped().in_text if each.shapes and type(each).cells is Recognizer.cells]
    for column in table.columns:
        cells = column.chunk(0)
        plain = engines()["RE2 through pyarrow.compute"](cells, tuple(each.full_pattern for each in asked))
        assert np.array_equal(by_cells(cells, asked), plain)


def test_answers_that_differ_are_counted() -> None:
    one, other = np.array([[True, True, False]]), np.array([[False, False, True]])
    assert search.agreement([one], [other]) == "2 more, 1 fewer"


@pytest.mark.parametrize("name", ["身份证号", "手机号码", "逾期天数"])
def test_a_column_counts_the_same_however_it_is_split(name: str, table: pa.Table) -> None:
    cells = table.column(name).chunk(0)
    ways = (None, search.every_cell, search.distinct_values)
    counts = [search.profiled(name, cells, split).counts for split in ways]
    # Of each type, cells are what is compared: the three examples depend on the order.
    cells_of = [{kind: (each.shaped, each.valid) for kind, each in held.items() if each.valid} for held in counts]
    assert cells_of[0] == cells_of[1] == cells_of[2] != {}


@pytest.mark.parametrize("gates", [search.without_classes, search.without_gates])
def test_without_gates_a_scan_finds_the_same(gates, csv: Path) -> None:  # type: ignore[no-untyped-def]
    found = search.findings_of(pii_scanner.scan(csv))
    assert {entity_type for _, entity_type, _, _ in found} >= {"CN_RESIDENT_ID", "CN_MOBILE"}
    with gates():
        assert search.findings_of(pii_scanner.scan(csv)) == found


def test_what_is_not_installed_is_said() -> None:
    assert all("pip install" in said for said in missing())
    assert len(engines()) + len(missing()) == 7
