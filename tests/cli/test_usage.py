"""A wrong command line is explained in the user's language."""

from __future__ import annotations

import pytest

from tests.cli.commands import Cli


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scan", "x", "--sampel", "3"], ["没有选项 --sampel", "--sample"]),
        (["scan"], ["缺少 SOURCE"]),
        (["mask", "x"], ["缺少", "--policy"]),
        (["scan", "x", "--sample", "0"], ["--sample", "不小于 1"]),
        (["scan", "x", "--engine", "cloud"], ["--engine", "local"]),
        (["scann"], ["没有命令 scann"]),
        (["config", "schema", "policy", "more"], ["参数过多"]),
    ],
)
def test_a_wrong_command_line_is_explained_in_chinese(cli: Cli, arguments: list[str], words: list[str]) -> None:
    done = cli(*arguments, "--lang", "zh")
    assert done.code == 2
    for each in words:
        assert each in done.err
    assert "。" in done.err


@pytest.mark.parametrize("arguments", [[], ["policies"], ["--lang", "zh", "inventory"]])
def test_a_group_without_a_command_shows_its_help_and_no_error(cli: Cli, arguments: list[str]) -> None:
    done = cli(*arguments)
    shown = done.out + done.err
    assert done.code in {0, 2}
    assert "--help" in shown
    assert not shown.startswith(("Error", "错误"))
    assert "--help)" not in shown
