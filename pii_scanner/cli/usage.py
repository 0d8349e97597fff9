"""What is wrong with a command line, in the user's language: click speaks English only."""

from __future__ import annotations

import click

from pii_scanner.i18n import current_language, tr


def usage_message(error: click.UsageError) -> str:
    """Return one sentence, or two."""
    if current_language() == "en":
        return error.format_message().rstrip(".") + "."
    return _translated(error)


def _translated(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        said = tr("There is no option {name}.", name=error.option_name)
        return said + tr("Did you mean {names}?", names=near) if near else said
    if isinstance(error, click.MissingParameter):
        return tr("{name} is missing.", name=_name(error.param))
    if isinstance(error, click.BadOptionUsage):
        return tr("The option {name} is not used as it should be: see its help.", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        kind = error.param.type
        if isinstance(kind, click.Choice):
            choices = ", ".join(map(str, kind.choices))
            return tr("{name} must be one of {choices}.", name=_name(error.param), choices=choices)
        if isinstance(kind, click.IntRange) and kind.max is not None:
            name = _name(error.param)
            return tr("{name} must be a whole number from {low} to {high}.", name=name, low=kind.min, high=kind.max)
        if isinstance(kind, click.IntRange):
            return tr("{name} must be a whole number of at least {low}.", name=_name(error.param), low=kind.min)
        return tr("{name} has a value that does not fit.", name=_name(error.param))
    message = error.format_message()
    if message.startswith("No such command"):
        return tr("There is no such command: {names}.", names=message.partition("'")[2].rpartition("'")[0])
    if message.startswith("Got unexpected extra argument"):
        return tr("There are more arguments than expected.")
    return message


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return (
        "/".join(parameter.opts)
        if isinstance(parameter, click.Option)
        else parameter.metavar or parameter.human_readable_name
    )
