"""pii-scanner policies, and what plan shows of a policy."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from pii_scanner.demo.persons import persons
from pii_scanner.presets import presets
from tests.builders.tables import write_csv
from tests.cli.commands import Cli


def test_shipped_policies_are_listed_and_shown(cli: Cli) -> None:
    listed = cli("policies", "list", "--format", "json")
    assert sorted(json.loads(listed.out)) == presets("policies")
    assert all(json.loads(listed.out).values())
    shown = cli("policies", "show", "pci")
    assert yaml.safe_load(shown.out)["entities"]["CN_BANK_CARD"] == {"operator": "truncate"}
    missing = cli("policies", "show", "nobody")
    assert missing.code == 2
    assert "no policy nobody" in missing.err.lower()


def test_a_plan_shows_examples_and_cautions(cli: Cli, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "version: 1\nextends: partner-collection\nrecipient: {name: a, purpose: b}\nkey: {env: K}\n", encoding="utf-8"
    )
    done = cli("plan", data, "--policy", tmp_path / "mine.yaml")
    assert done.code == 0
    kept = next(line for line in done.out.splitlines() if "CN_MOBILE" in line and " keep " in line)
    assert "kept as it is" in kept
    masked = next(line for line in done.out.splitlines() if "CN_RESIDENT_ID" in line and " mask " in line)
    assert "→ **************" in masked
    columns = json.loads(cli("plan", data, "--policy", tmp_path / "mine.yaml", "--format", "json").out)["tables"][0]
    assert any(column["example"] and column["example"]["after"].startswith("****") for column in columns["columns"])


def test_a_plan_shows_how_many_rows_each_rule_excludes(cli: Cli, tmp_path: Path) -> None:
    people = persons(90, 8)
    ages = [str(10 + row % 30) for row in range(90)]
    source = write_csv(
        tmp_path / "客户.csv", {"姓名": [each.name for each in people], "年龄": ages, "同意": ["Y", "N", "Y"] * 30}
    )
    (tmp_path / "mine.yaml").write_text(
        "version: 1\nextends: partner-valuation\nrecipient: {name: a, purpose: b}\nkey: {env: K}\n"
        "rows: {where: \"同意 = 'Y'\", sample: 0.5}\nminors: {do: exclude, at: 2026-01-01}\n",
        encoding="utf-8",
    )
    done = cli("plan", source, "--policy", tmp_path / "mine.yaml")
    assert done.code == 0
    lines = done.out.splitlines()
    (header,) = [place for place, line in enumerate(lines) if "Excluded: where" in line]
    assert (
        lines[header].split()
        == "Source Table Rows Excluded: where Excluded: minors Excluded: sample Rows in the copy".split()
    )
    assert lines[header + 1].split() == ["客户.csv", "客户", "90", "30", "15", "~22", "~23"]
    assert not any(each.name in done.out for each in people)
    document = json.loads(cli("plan", source, "--policy", tmp_path / "mine.yaml", "--format", "json").out)
    assert document["rows"][0]["excluded"] == {"where": 30, "minors": 15, "sample": 22}
