"""The command line: one file per command, no logic. Commands are imported when they are called."""

from __future__ import annotations

import importlib
import os
import sys
from contextvars import copy_context

import click

from pii_scanner.arrow_alone import own_process
from pii_scanner.i18n import LANGUAGES, set_language, tr
from pii_scanner.libraries import hush_libraries
from pii_scanner.memory import look_seldom

_COMMANDS = (
    "demo", "scan", "plan", "mask", "verify", "run", "unmask", "explain", "find", "inventory", "key", "recognizers",
    "operators", "policies", "frameworks", "config", "bench",
)  # fmt: skip


class LazyGroup(click.Group):
    """A group that imports a command's file only to show or run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(f"pii_scanner.cli.{cmd_name}").build()
        assert isinstance(command, click.Command)
        return command


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    look_seldom()
    own_process()
    hush_libraries()
    arguments = sys.argv[1:] if arguments is None else arguments
    _speak_utf8()
    set_language(_asked_language(arguments))
    arguments = _without_language(arguments)
    from pii_scanner.cli.failures import exit_code_of

    def run() -> object:
        return _group().main(arguments, prog_name="pii-scanner", standalone_mode=False)

    # What --config says of detection ends with the command.
    sys.exit(copy_context().run(exit_code_of, run, arguments))


def _asked_language(arguments: list[str]) -> str | None:
    """Return the language that `--lang` names: help texts are made before click reads its options."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return os.environ.get("PII_SCANNER_LANG")


def _without_language(arguments: list[str]) -> list[str]:
    """Return the arguments without a `--lang` that was understood, so that it may stand behind any command."""
    left, skip = [], False
    for position, argument in enumerate(arguments):
        value = arguments[position + 1] if position + 1 < len(arguments) else ""
        if skip:
            skip = False
        elif argument == "--lang" and value in LANGUAGES:
            skip = True
        elif argument not in {f"--lang={language}" for language in LANGUAGES}:
            left.append(argument)
    return left


def _speak_utf8() -> None:
    """Keep a console of another encoding from stopping a run at a character it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _group() -> click.Group:
    from pii_scanner.version import VERSION

    group = LazyGroup(
        name="pii-scanner",
        help=tr(
            "Find personal information in databases and spreadsheets, and hand over masked copies of them.\n\n"
            "\b\nStart with:\n  pii-scanner demo\n  pii-scanner scan FOLDER -o OUT"
        ),
        epilog=tr(
            "Exit codes: 0 done; 1 internal error; 2 usage or configuration; 3 done, but some sources could not be "
            "read; 4 release refused; 5 new personal information with --fail-on-new; 75 another run holds the lock."
        ),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        no_args_is_help=True,
    )
    click.version_option(VERSION, prog_name="pii-scanner")(group)
    click.option("--lang", type=click.Choice(["en", "zh"]), help=tr("Language of messages (default: the locale's)."))(
        group
    )
    group.callback = lambda lang=None: None
    return group
