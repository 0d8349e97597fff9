"""From an error to one sentence and an exit code; a traceback is never shown, it could hold values."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from typing import Any

import click

from pii_scanner.cli.console import Console, json_line, one_line
from pii_scanner.cli.usage import usage_message
from pii_scanner.i18n import tr
from pii_scanner.jobs.said import sentence_of, shown
from pii_scanner.sources.scratch import end_on_sigterm

_INTERRUPTED, _STOPPED = 130, 128 + signal.SIGTERM


def exit_code_of(run: Callable[[], Any], arguments: list[str]) -> int:
    """Run a command and return its exit code; what went wrong is said on standard error."""
    Console.last_json_logs = "--json-logs" in arguments
    end_on_sigterm()
    try:
        result = run()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # click 8.2 on: a group without a command
            print(error.format_message(), file=sys.stderr)
            return error.exit_code
        where = f" ({error.ctx.command_path} --help)" if error.ctx else ""
        _say(usage_message(error) + where, error.exit_code)
        return error.exit_code
    except click.ClickException as error:
        _say(error.format_message(), error.exit_code)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say(tr("Stopped before the end; nothing was published."), _INTERRUPTED)
        return _INTERRUPTED
    except SystemExit as stop:
        if stop.code == _STOPPED:
            _say(tr("Stopped before the end; nothing was published."), _STOPPED)
        raise
    except BrokenPipeError:
        return 0
    except Exception as error:
        message, code = sentence_of(error)
        _say(message, code)
        return code
    return result if isinstance(result, int) else 0


def _say(message: str, code: int) -> None:
    message = shown(message)
    if Console.last_json_logs:
        line = json_line("failed", "error", exit_code=code, message=message)
    else:
        line = tr("Error: {message}", message=one_line(message))
    print(line, file=sys.stderr)
