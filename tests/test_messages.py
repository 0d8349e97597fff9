"""Every sentence a user may see has its Chinese form, and the catalogue holds nothing else."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, nodes

import pii_scanner
from pii_scanner import i18n
from pii_scanner.config import documents
from pii_scanner.config.job import Job
from pii_scanner.config.policy import Policy
from pii_scanner.config.settings import Settings
from pii_scanner.frameworks.registry import shipped_frameworks
from pii_scanner.masking.operators.registry import operators
from pii_scanner.presets import preset_path
from pii_scanner.release.verification import PASSED
from pii_scanner.reports import excel, release, rows
from pii_scanner.sinks.workbook import parts as workbook_parts
from pii_scanner.sinks.workbook import rewrite as workbook
from pii_scanner.sinks.workbook import settings as workbook_settings
from recognizers.registry import recognizers

PACKAGE = Path(pii_scanner.__file__).parent
SUMMARIES = sorted(each.summary for each in operators().values())
MEANINGS = {
    field.description
    for each in operators().values()
    for field in each.parameters_model.model_fields.values()
    if field.description
}
# Classes that are codes in every language.
CODES = {"C1", "C2", "C3"}


def keys_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the schema of every key that a document may have."""
    for name, each in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if isinstance(each, (dict, list)):
            yield from each.values() if name == "properties" else ()
            yield from keys_of(each)


# What the JSON Schema says of each key of the files that users write.
KEYS = {
    each["description"]
    for document in (Policy, Settings, Job, *(operator.parameters_model for operator in operators().values()))
    for each in keys_of(document.model_json_schema())
    if "description" in each
}


class UniqueLoader(yaml.SafeLoader):
    """Refuses a key that stands twice; plain YAML would forget the first."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
        return super().construct_mapping(node, deep)


@cache
def catalogue() -> dict[str, str]:
    text = preset_path("messages/zh.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=UniqueLoader))


def constants(tree: ast.AST, function: str) -> Iterator[str]:
    """Yield the texts that a module gives to `function`, adjacent string literals joined."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            chosen = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for each in chosen if called == function else []:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def sentences_of_code() -> set[str]:
    return {
        sentence
        for path in PACKAGE.rglob("*.py")
        for sentence in constants(ast.parse(path.read_text(encoding="utf-8")), "tr")
    }


def sentences_of_templates() -> set[str]:
    found: set[str] = set()
    for path in (PACKAGE / "reports" / "templates").glob("*.j2"):
        environment = Environment(autoescape=True)
        environment.filters = _AnyFilter(environment.filters)
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "tr" and isinstance(call.args[0], nodes.Const):
                found.add(call.args[0].value)
    return found


class _AnyFilter(dict[str, Any]):
    def __contains__(self, name: object) -> bool:
        return True


def sentences_of_variables(folder: Path) -> set[str]:
    """Return the sentences that reach `tr` through variables, from the places that define them."""
    classes = {entry.name for each in shipped_frameworks() for entry in each.entities.values()}
    classes |= {name for each in shipped_frameworks() for name in (each.default, *each.ranks)}
    labels = {label for _, label in workbook_parts._KINDS if label} | set(workbook_settings._REMOVED.values())
    labels |= set(constants(ast.parse(Path(workbook.__file__).read_text(encoding="utf-8")), "_warn"))
    return (
        {each.entity_type for each in recognizers()}
        | (classes - CODES)
        | labels
        | set(SUMMARIES)
        | set(documents._NEEDED.values())
        | MEANINGS
        | KEYS
        | {"done", "done with problems", "error", "warning", PASSED}
        | (release._SKIPPED & set(catalogue()))
        | headings_of_excel(folder)
    )


def headings_of_excel(folder: Path) -> set[str]:
    """Return what the Excel report asks for when it writes its headings."""
    asked: set[str] = set()

    def remember(sentence: str, **values: object) -> str:
        asked.add(sentence)
        return sentence

    run = dict.fromkeys(("run_id", "state", "started", "seconds", "tool_version", "mode"))
    counts = dict.fromkeys(("files", "tables", "columns", "rows"), 0)
    document = {"run": {**run, **counts, "sources": []}, "columns": [], "problems": []}
    assert rows.flat_fields(document)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel, "tr", remember)
        excel.write_excel(document, folder / "headings.xlsx")
    return asked - {None}


def fields(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return sentences_of_code() | sentences_of_templates() | sentences_of_variables(tmp_path_factory.mktemp("headings"))


def test_the_places_are_found() -> None:
    assert len(sentences_of_code()) > 100
    assert len(sentences_of_templates()) > 50
    assert set(operators()) >= {"keep", "drop", "surrogate"}


def test_every_sentence_has_its_chinese(sentences: set[str]) -> None:
    assert sorted(sentences - set(catalogue())) == []


def test_no_entry_is_unused(sentences: set[str]) -> None:
    assert sorted(set(catalogue()) - sentences) == []


@pytest.mark.parametrize("sentence", sorted(catalogue()))
def test_fields_agree(sentence: str) -> None:
    if "${" in sentence:  # a database URL with a variable of the environment, never formatted
        assert re.findall(r"\$\{\w+\}", catalogue()[sentence]) == re.findall(r"\$\{\w+\}", sentence)
    else:
        assert fields(catalogue()[sentence]) == fields(sentence)


@pytest.mark.parametrize("sentence", sorted(catalogue()))
def test_an_entry_is_chinese(sentence: str) -> None:
    shown = catalogue()[sentence]
    # `{rows} 行`: Chinese characters stand in every entry, and no ASCII comma between them.
    assert re.search("[\u4e00-\u9fff]", shown), shown
    assert not re.search("[\u4e00-\u9fff][,;:!?](?:[\u4e00-\u9fff]|$)", shown), shown


@pytest.mark.parametrize("summary", SUMMARIES)
def test_operators_are_described_in_chinese(summary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", "zh")
    assert i18n.tr(summary) != summary
