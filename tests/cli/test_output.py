from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from pii_scanner.demo.persons import Person
from tests.builders.tables import MASTER, person_columns, write_csv
from tests.cli.commands import Cli

_HEAVY = ("presidio_analyzer", "presidio_anonymizer", "spacy", "pandas", "pyarrow", "numpy", "sqlalchemy", "openpyxl")


def _raw(people: list[Person]) -> list[str]:
    return [value for p in people for value in (p.resident_id, p.mobile, p.bank_card, p.address)]


def test_json_logs_are_json_lines_and_the_last_one_has_the_exit_code(
    cli: Cli, data: Path, policy: Path, tmp_path: Path
) -> None:
    for arguments in (
        ["scan", data, "-o", tmp_path / "out"],
        ["mask", data, "--policy", policy, "-o", tmp_path / "release"],
        ["verify", tmp_path / "release"],
    ):
        done = cli(*arguments, "--json-logs")
        assert done.code == 0
        assert [line["event"] for line in done.lines][-1] == "done"
        assert done.lines[-1]["exit_code"] == 0
        assert all({"time", "level", "event"} <= set(line) for line in done.lines)
    assert cli("plan", data, "--policy", policy, "--json-logs").lines


@pytest.mark.parametrize(
    "arguments", [["scan", "missing.csv", "--nonsense"], ["plan", "a", "--policy", "missing.yaml"]]
)
def test_json_logs_hold_errors_too(arguments: list[str], cli: Cli) -> None:
    done = cli(*arguments, "--json-logs")
    (line,) = done.lines
    assert (line["level"], line["exit_code"]) == ("error", 2)
    assert line["message"]


def test_json_logs_of_the_settings_file_hold_errors_too(cli: Cli, data: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("json_logs: true\n", encoding="utf-8")
    done = cli("plan", data, "--policy", "missing.yaml", "--config", tmp_path / "settings.yaml")
    assert done.lines[-1]["level"] == "error"
    assert done.lines[-1]["time"].startswith("20")


def test_problems_and_warnings_are_json_lines(cli: Cli, data: Path, tmp_path: Path) -> None:
    (data / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")
    done = cli("scan", data, "-o", tmp_path / "out", "--json-logs")
    problems = [line for line in done.lines if line["event"] == "problem"]
    assert [line["source"] for line in problems] == ["坏.xlsx"]


def test_quiet_says_nothing_but_errors(cli: Cli, data: Path, policy: Path, tmp_path: Path) -> None:
    for arguments in (
        ["scan", data, "-o", tmp_path / "out"],
        ["mask", data, "--policy", policy, "-o", tmp_path / "release"],
        ["verify", tmp_path / "release"],
    ):
        done = cli(*arguments, "--quiet")
        assert (done.code, done.out, done.err) == (0, "", "")
    (data / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")
    assert "坏.xlsx" in cli("scan", data, "-o", tmp_path / "out", "--quiet").err


def test_progress_is_plain_lines_in_a_pipe(cli: Cli, data: Path, tmp_path: Path) -> None:
    done = cli("scan", data, "-o", tmp_path / "out")
    assert "Scanning 客户.csv (1/1)" in done.err
    assert "\x1b" not in done.err + done.out
    assert "hold personal information" in done.out


def test_no_raw_value_and_no_key_in_anything_that_is_said(
    cli: Cli, data: Path, policy: Path, tmp_path: Path, people: list[Person]
) -> None:
    write_csv(data / "备份.csv", {**person_columns(people), "地址": [p.address for p in people]})
    said = ""
    for arguments in (
        ["scan", data, "-o", tmp_path / "out"],
        ["plan", data, "--policy", policy],
        ["plan", data, "--policy", policy, "--format", "json"],
        ["mask", data, "--policy", policy, "-o", tmp_path / "release"],
        ["verify", tmp_path / "release", "--against", data, "--json-logs"],
        ["inventory", "show", tmp_path / "out"],
        ["key", "show", "--policy", policy],
    ):
        done = cli(*arguments)
        assert done.code == 0
        said += done.out + done.err
    assert not [value for value in _raw(people) if value in said]
    assert MASTER[:10] not in said
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        assert not [value for value in _raw(people) if value.encode() in content], path.name


def test_messages_are_chinese_when_asked(cli: Cli, data: Path, policy: Path, tmp_path: Path) -> None:
    for arguments in (["--lang", "zh", "scan", data], ["scan", data, "--lang", "zh"], ["scan", data, "--lang=zh"]):
        done = cli(*arguments, "-o", tmp_path / "out")
        assert done.code == 0
        assert "个人信息" in done.out
        assert "扫描" in done.err
    assert "错误" in cli("plan", data, "--policy", "missing.yaml", "--lang", "zh").err
    assert "退出码" in cli("--lang", "zh", "--help").out
    assert "客户" in cli("plan", data, "--policy", policy, "--lang", "zh").out


def test_the_language_of_the_environment_is_used(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_LANG", "zh")
    assert "用法" in cli("--help").out or "退出码" in cli("--help").out
    monkeypatch.delenv("PII_SCANNER_LANG")
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "退出码" in cli("--help").out


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["mask", "--help"], ["--version"]])
def test_help_is_shown_without_loading_what_a_job_needs(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom pii_scanner.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as stop:\n    assert stop.code == 0, stop.code\n"
        f"print('LOADED', [name for name in {_HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.slow
def test_a_copy_of_a_file_needs_no_database_and_no_parser_of_sql(data: Path, policy: Path, tmp_path: Path) -> None:
    program = (
        "import sys\nimport pii_scanner\n"
        f"pii_scanner.mask({str(data)!r}, {str(policy)!r}, {str(tmp_path / 'release')!r})\n"
        "print([name for name in ('sqlalchemy', 'sqlglot', 'duckdb') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.stdout.splitlines()[-1:], done.returncode) == (["[]"], 0), done.stderr


def test_the_plan_as_json_names_every_column(cli: Cli, data: Path, policy: Path, people: list[Person]) -> None:
    done = cli("plan", data, "--policy", policy, "--format", "json", "--quiet")
    (table,) = json.loads(done.out)["tables"]
    assert [each["column"] for each in table["columns"]] == list(person_columns(people))
    assert sorted(path.name for path in data.iterdir()) == ["客户.csv"]


def test_the_inventory_can_be_listed_compared_and_exported(cli: Cli, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    cli("scan", data, "-o", out)
    first = cli("inventory", "list", out).out
    (run,) = [line.split()[0] for line in first.splitlines()[1:]]
    assert cli("inventory", "diff", out).code == 2
    cli("scan", data, "-o", out)
    assert "Nothing changed" in cli("inventory", "diff", out).out
    assert len(cli("inventory", "list", out).out.splitlines()) == 3
    for suffix in ("json", "csv", "xlsx", "md", "html"):
        assert cli("inventory", "export", out, tmp_path / f"run.{suffix}", "--run", run).code == 0
        assert (tmp_path / f"run.{suffix}").stat().st_size > 100
    assert cli("inventory", "show", out, "--run", "no-such-run").code == 2
    assert cli("inventory", "export", out, tmp_path / "run.docx").code == 2


def test_a_damaged_inventory_gives_one_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "inventory.sqlite").write_bytes(b"SQLite format 3\x00" + b"\xa5" * 4000)
    for command in ("list", "show", "diff"):
        done = cli("inventory", command, tmp_path)
        assert done.code == 2
        assert len(done.err.splitlines()) == 1


def test_what_can_be_recognized_and_how_it_is_masked_can_be_listed(cli: Cli) -> None:
    assert "CN_RESIDENT_ID" in cli("recognizers", "list").out
    assert "pseudonymize" in cli("operators", "list").out
    assert "PIPL art. 28" in cli("frameworks", "list").out
    for document in ("policy", "settings"):
        schema = json.loads(cli("config", "schema", document).out)
        assert schema["additionalProperties"] is False


def test_a_new_key_and_the_example_policy_work_together(cli: Cli, data: Path, tmp_path: Path) -> None:
    made = cli("key", "new", "-o", tmp_path / "secret.key")
    key = (tmp_path / "secret.key").read_text(encoding="ascii").strip()
    assert made.code == 0
    assert key not in made.out + made.err
    assert cli("key", "new", "-o", tmp_path / "secret.key").code == 2
    example = cli("config", "example").out.replace("{env: PII_SCANNER_KEY}", "{file: secret.key}")
    (tmp_path / "partner.yaml").write_text(example, encoding="utf-8")
    shown = cli("key", "show", "--policy", tmp_path / "partner.yaml")
    assert (shown.code, key in shown.out) == (0, False)
    assert cli("mask", data, "--policy", tmp_path / "partner.yaml", "-o", tmp_path / "release").code == 0


def test_settings_give_defaults_that_the_command_line_beats(cli: Cli, data: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"output: {(tmp_path / 'there').as_posix()}\nquiet: true\n", encoding="utf-8")
    done = cli("scan", data, "--config", settings)
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "there" / "inventory.json").exists()
    cli("scan", data, "--config", settings, "-o", tmp_path / "here")
    assert (tmp_path / "here" / "inventory.json").exists()
    settings.write_text("colour: red\n", encoding="utf-8")
    assert "settings.yaml, line 1, key colour" in cli("scan", data, "--config", settings).err


@pytest.mark.skipif(sys.platform == "win32", reason="names of files without control characters")
def test_a_name_with_line_ends_is_one_line_of_a_log(cli: Cli, data: Path, tmp_path: Path) -> None:
    write_csv(data / "a\nError: nothing was read.csv", {"金额": ["1", "2"]})
    (data / "b\r\x1b[2J.csv").write_bytes(b"")
    lines = cli("scan", data, "-o", tmp_path / "out").err.splitlines()
    assert not any(line.startswith("Error") for line in lines)
    assert any(line.startswith("Scanning a\\nError: nothing was read.csv (") for line in lines)
    assert any(line.startswith("Not read: b\\r\\x1b[2J.csv is empty") for line in lines)


@pytest.mark.slow
def test_what_libraries_log_is_not_shown(policy: Path, tmp_path: Path) -> None:
    """A reader of workbooks logs that a chart sheet is no worksheet."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("一").write_column(0, 0, ["手机", "13800138000", "13900139000"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=一!$A$1:$B$1"})
        book.add_chartsheet("图").set_chart(chart)
    command = [sys.executable, "-m", "pii_scanner", "mask", "a.xlsx", "--policy", str(policy), "-o", "out"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True)

    lines = done.stderr.splitlines()
    assert lines
    assert all(line.startswith(("Scanning", "Collecting", "Masking", "Verifying", "Warning")) for line in lines), lines


def test_a_sheet_that_is_not_read_is_named_with_its_workbook(cli: Cli, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "远.xlsx") as book:
        book.add_worksheet("近").write(0, 0, "备注")
        book.add_worksheet("远处").write(1048575, 16383, "备注")
    done = cli("scan", tmp_path / "远.xlsx", "-o", tmp_path / "inv")
    assert done.code == 3
    assert "Not read: 远.xlsx 远处: The sheet has cells too far apart" in done.err
