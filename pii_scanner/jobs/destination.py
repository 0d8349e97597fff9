"""Where masked copies of databases go: a package in one of its forms, or a schema of a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location
from pii_scanner.release.copies import CopiedSchema
from pii_scanner.sinks.databases.packages import FORMS
from pii_scanner.sinks.databases.server import Server, server_of, staged
from pii_scanner.sources.discover import discover

# A password that was typed is kept nowhere: who verifies gives it by this variable.
PASSWORD = "PII_SCANNER_DATABASE_PASSWORD"  # noqa: S105 - a name
_ACCOUNT = re.compile(r"^([A-Za-z][\w+.-]*://[^:@/]*):(.*)@(.*)$", re.DOTALL)
_SECRET = re.compile(r"([?&][^=&]*(?:pass|pwd|secret|token|key)[^=&]*=)([^&]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")


@dataclass(frozen=True)
class Destination:
    """The `form` of a package, "" where nobody asks for one, or a `server`, whose `address` has no password."""

    form: str = ""
    server: Server | None = None
    address: str = ""

    def refuse_sources(self, locations: Sequence[Location]) -> None:
        """Raise ConfigError where more than one source would go into one schema."""
        if self.server is not None and len(locations) != 1:
            raise ConfigError(tr("Exactly one database can be copied into a schema; {count} sources were named.", count=len(locations)))  # fmt: skip

    @contextmanager
    def open(self) -> Iterator[Callable[[], None]]:
        """Yield what publishes the schema; where there is none, it does nothing."""
        if self.server is None:
            yield lambda: None
            return
        with staged(self.server) as publish:
            yield publish


def destination(form: str | None, into: str | None) -> Destination:
    """Return where databases go; raises ConfigError for what cannot be, or a schema that holds anything."""
    if form is not None and into is not None:
        raise ConfigError(tr("Choose a package (database_as) or a server (into), not both."))
    if form is not None and form not in FORMS:
        raise ConfigError(tr("{form} is no form of a database package: choose one of {forms}.", form=form, forms=", ".join(FORMS)))  # fmt: skip
    if into is None:
        return Destination(form or "")
    server = _server(into)
    server.refuse_taken()
    return Destination("", server, without_password(into))


def schema_of(entry: Mapping[str, Any]) -> CopiedSchema:
    """Return the copy in a server that a manifest names; raises ConfigError when its variable is not set."""
    address = str(entry["database"]["url"])
    server = _server(address)
    return CopiedSchema(server, server.schema, address)


def is_copy(copy: CopiedSchema, location: Location, table: str) -> bool:
    """Return whether a table of a source is one of the copy itself, which stands beside what it was made of."""
    from sqlalchemy.engine import make_url

    if location.url is None or not table.startswith(f"{copy.schema}."):
        return False
    url = make_url(location.url)
    return (url.host, url.port) == (copy.server.url.host, copy.server.url.port)


def without_password(url: str) -> str:
    """Return a URL whose passwords are names of environment variables."""
    account = _ACCOUNT.match(url)
    if account is not None and account[2] and not _VARIABLE.fullmatch(account[2]):
        url = f"{account[1]}:${{{PASSWORD}}}@{account[3]}"
    return _SECRET.sub(lambda m: m[0] if _VARIABLE.fullmatch(m[2]) else f"{m[1]}${{{PASSWORD}}}", url)


def _server(url: str) -> Server:
    locations, _ = discover([url])
    if not locations or locations[0].url is None:
        raise ConfigError(
            tr("A database URL cannot be understood; it reads like postgresql+psycopg://user:${PASSWORD}@host/name.")
        )
    return server_of(locations[0].url, locations[0].name)
