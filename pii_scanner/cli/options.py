"""Options that all commands share, and the settings file that gives their defaults."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pii_scanner.i18n import tr

if TYPE_CHECKING:
    from pii_scanner.config.suppressions import Suppression
    from pii_scanner.model.access import Access

# Each takes some 300 MB.
_MOST_JOBS = 4
Function = TypeVar("Function", bound=Callable[..., Any])


def common(function: Function) -> Function:
    """Add --config, --quiet, --json-logs and --lang to a command."""
    return config(speech(function))


def speech(function: Function) -> Function:
    """Add --quiet, --json-logs and --lang to a command."""
    for option in (
        click.option("--lang", type=click.Choice(["en", "zh"]), expose_value=False, help=tr("Language of messages (default: the locale's).")),
        click.option("--json-logs", is_flag=True, help=tr("Progress and messages as JSON lines on standard error.")),
        click.option("--quiet", "-q", is_flag=True, help=tr("Say nothing but errors.")),
    ):  # fmt: skip
        function = option(function)
    return function


def config(function: Function) -> Function:
    """Add --config to a command."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        callback=_defaults,
        is_eager=True,
        expose_value=False,
        help=tr("A YAML file with defaults for options (`jobs: 2`) and with recognizers of one's own."),
    )(function)


def sources(function: Function) -> Function:
    """Add the SOURCE arguments: paths, folders, globs or database URLs."""
    return click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)(function)


def form(function: Function) -> Function:
    """Add --format, as `form`: a table or JSON."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help=tr("Form of the output."),
    )(function)


def default_jobs() -> int:
    """Return how many processes work side by side unless a user says."""
    return min(_MOST_JOBS, os.cpu_count() or 1)


def jobs(function: Function) -> Function:
    return click.option(
        "--jobs",
        "-j",
        type=click.IntRange(1, 256),
        default=default_jobs(),
        show_default=True,
        help=tr("Processes that work side by side; what comes out does not depend on it."),
    )(function)


def engine(function: Function) -> Function:
    """Add --engine."""
    return click.option(
        "--engine",
        type=click.Choice(["local", "spark"]),
        default="local",
        show_default=True,
        help=tr(
            "Where batches run: here, or on Spark, which also reads table:NAME, jdbc:URL#TABLE and what its session can open."
        ),
    )(function)


def choice(function: Function) -> Function:
    """Add --include and --exclude."""
    for option in (
        click.option("--exclude", multiple=True, metavar="PATTERN", help=tr("Leave these tables or files out (repeatable).")),
        click.option("--include", multiple=True, metavar="PATTERN", help=tr("Only these tables or files: SCHEMA.TABLE, TABLE or the name of a file, with * and ? (repeatable).")),
    ):  # fmt: skip
        function = option(function)
    return function


def policy(function: Function) -> Function:
    return click.option(
        "--policy",
        "-p",
        type=click.Path(path_type=Path),
        required=True,
        help=tr("The policy: a YAML file, or the name of a shipped one that is complete."),
    )(function)


def build(name: str, function: Callable[..., Any], text: str, examples: str = "") -> click.Command:
    """Return a command with its help and examples."""
    shown = f"{text}\n\n\b\n{tr('Examples:')}\n{examples}" if examples else text
    return click.command(name, help=shown, context_settings={"help_option_names": ["-h", "--help"]})(function)


def _defaults(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        from pii_scanner.config.settings import load_settings

        ctx.obj = load_settings(value)
        ctx.default_map = {**(ctx.default_map or {}), **ctx.obj.defaults()}
        if ctx.obj.concerns_reading:
            from pii_scanner.sources.reading import use_reading

            use_reading(ctx.obj.reading)
        if ctx.obj.concerns_detection:
            from pii_scanner.detection.setup import activate

            activate(ctx.obj.detection)


def suppressions() -> tuple[Suppression, ...] | None:
    """Return the suppressions of the settings file, None when no file was named."""
    settings = click.get_current_context().obj
    return None if settings is None else settings.suppressions


def access(include: tuple[str, ...], exclude: tuple[str, ...]) -> Access:
    """Return what a run may touch, by its options and the settings file."""
    from pii_scanner.config.settings import Settings

    return (click.get_current_context().obj or Settings()).access(include, exclude)
