"""The ways an alert goes: a program that reads it, and the services that Apprise knows.

Addresses hold secrets: nothing here shows more of one than its scheme.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pii_scanner.alerts.message import Message
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PATIENCE = 60
_WORST = {0: "info", 3: "warning", 5: "warning"}


@dataclass(frozen=True)
class Channel:
    """One way: what users know it by, and what sends a message on it, returning whether it went."""

    name: str
    send: Callable[[Message], bool]


def channels(addresses: Sequence[str], command: Sequence[str] | None) -> list[Channel]:
    """Return the ways to tell people.

    Raises ConfigError for an address that is not understood, one that asks for an environment variable that is not set, or
    when the library that sends is missing.
    """
    found = (
        [Channel(f"command {os.path.basename(command[0])}", lambda message: _run(command, message))] if command else []
    )
    if addresses:
        found += [_service(number, address) for number, address in enumerate(addresses, 1)]
    return found


def _service(number: int, address: str) -> Channel:
    library = _apprise()
    name = f"{address.partition('://')[0]} ({number})" if "://" in address else f"({number})"
    service = library.Apprise(
        asset=library.AppriseAsset(app_id="pii-scanner", app_desc="pii-scanner", secure_logging=True)
    )
    if not service.add(with_variables(address)):
        raise ConfigError(
            tr("The alert address {name} is not understood; it reads like {example}.", name=name, example="dingtalk://${TOKEN}")
        )  # fmt: skip

    def send(message: Message) -> bool:
        kind = library.NotifyType(_WORST.get(message.exit_code, "failure"))
        return bool(
            service.notify(
                title=message.title, body=message.body, notify_type=kind, body_format=library.NotifyFormat.TEXT
            )
        )

    return Channel(name, send)


def _apprise() -> Any:
    try:
        import apprise
    except ImportError as error:
        raise ConfigError(
            tr('Alerts to addresses need the extra "alerts": pip install "pii-scanner[alerts]".')
        ) from error
    # It would log addresses it cannot reach.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    return apprise


def with_variables(address: str) -> str:
    """Return an address with its `${VARIABLES}`, quoted as a URL needs it; raises ConfigError naming one that is not set."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise ConfigError(
                tr("The environment variable {name} that an alert address asks for is not set.", name=match[1])
            )
        return quote(os.environ[match[1]], safe="")

    return _VARIABLE.sub(value, address)


def _run(command: Sequence[str], message: Message) -> bool:
    """Let a program read the message; return whether it ended well within a minute."""
    told = {"PII_SCANNER_ALERT_TITLE": message.title, "PII_SCANNER_EXIT_CODE": str(message.exit_code)}
    text = f"{message.title}\n\n{message.body}\n".encode("utf-8", errors="replace")
    try:
        # The job's owner named the program; no shell reads its arguments.
        done = subprocess.run(  # noqa: S603
            list(command), input=text, env={**os.environ, **told}, timeout=_PATIENCE, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
