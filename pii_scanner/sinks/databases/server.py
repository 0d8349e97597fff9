"""A copy in a schema of a database server: written under a random name, published by one renaming, or dropped."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.sinks.databases.failures import unwritten
from pii_scanner.sinks.databases.model import Catalogue
from pii_scanner.sinks.databases.names import Rules
from pii_scanner.sources.databases.dialects import meant

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

STAGED = "pii_partial_"
_DRIVERS = {"postgresql": ("postgresql+psycopg", "postgresql"), "mysql": ("mysql+pymysql", "mysql")}
_SECONDS_TO_CONNECT = 15


class Target(Protocol):
    """What a kind of server does. `cursor` belongs to a connection on which every statement stands by itself."""

    rules: Rules

    def refuse(self, cursor: Any, schema: str) -> str:
        """Return why nothing may be written to a schema; empty where it may."""
        ...

    def create(self, cursor: Any, schema: str) -> None: ...
    def write(self, cursor: Any, schema: str, catalogue: Catalogue) -> list[str]: ...
    def publish(self, cursor: Any, staged: str, schema: str) -> None: ...
    def drop(self, cursor: Any, schema: str) -> None: ...
    def texts(self, cursor: Any, schema: str) -> list[str]:
        """Return all texts of the catalogue that stand beside the rows: names, comments, defaults, labels."""
        ...


@dataclass
class Server:
    """A schema to be. `name` is what users see: the URL without its password; `url` is for connecting."""

    name: str
    url: URL = field(repr=False)
    schema: str
    target: Target
    staged: str = field(default_factory=lambda: STAGED + secrets.token_hex(8))

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """Yield a cursor of a connection of its own; what fails is a SourceError without values."""
        from sqlalchemy import NullPool, create_engine

        try:
            engine = create_engine(self.url, poolclass=NullPool, connect_args={"connect_timeout": _SECONDS_TO_CONNECT})
            connection = engine.raw_connection()
        except Exception as error:  # drivers raise errors of their own too
            raise SourceError(unwritten(self.name, getattr(error, "orig", None) or error)) from None
        driver: Any = connection.driver_connection
        try:
            if callable(getattr(driver, "set_autocommit", None)):
                driver.set_autocommit(True)
            else:
                driver.autocommit(True)
            with driver.cursor() as cursor:
                yield cursor
        except (SourceError, ConfigError):
            raise
        except Exception as error:
            if not _of_driver(error):
                raise
            raise SourceError(unwritten(self.name, error)) from None
        finally:
            with suppress(Exception):  # a lost connection cannot be closed in good order
                connection.close()

    def place(self, schema: str) -> URL:
        """Return the URL by which a source reads a schema of this server."""
        return self.url if self.url.get_backend_name() == "postgresql" else self.url.set(database=schema)

    def refuse_taken(self) -> None:
        """Raise ConfigError where the schema exists and holds anything."""
        with self.cursor() as cursor:
            reason = self.target.refuse(cursor, self.schema)
        if reason:
            raise ConfigError(reason)

    def write(self, catalogue: Catalogue) -> list[str]:
        with self.cursor() as cursor:
            return [*catalogue.warnings, *self.target.write(cursor, self.staged, catalogue)]

    def texts(self, schema: str) -> list[str]:
        with self.cursor() as cursor:
            return self.target.texts(cursor, schema)

    def publish(self) -> None:
        with self.cursor() as cursor:
            self.target.publish(cursor, self.staged, self.schema)


@contextmanager
def staged(server: Server) -> Iterator[Callable[[], None]]:
    """Create the schema of a random name and yield what publishes it; unless that was done, nothing of it stays.

    Raises ConfigError where the schema is taken; SourceError tells the random name if it could not be dropped.
    """
    server.refuse_taken()
    with server.cursor() as cursor:
        server.target.create(cursor, server.staged)
    standing = [server.staged]

    def publish() -> None:
        server.publish()
        standing[:] = [server.schema]

    try:
        yield publish
    except BaseException as error:
        try:
            with server.cursor() as cursor:
                server.target.drop(cursor, standing[0])
        except Exception:
            raise SourceError(
                tr(
                    "{name}: the schema {schema} could not be dropped; drop it by hand. It holds unverified masked rows. {error}",
                    name=server.name,
                    schema=standing[0],
                    error=error if isinstance(error, (SourceError, ConfigError)) else type(error).__name__,
                )
            ) from None
        raise


def server_of(url: str, name: str) -> Server:
    """Return the server and schema that a URL names; raises ConfigError where no copy can be written there."""
    from sqlalchemy.engine import make_url

    parsed = meant(make_url(url))
    backend = {"mariadb": "mysql"}.get(parsed.get_backend_name(), parsed.get_backend_name())
    if backend not in _DRIVERS:
        raise ConfigError(
            tr(
                "{name}: copies are written into PostgreSQL and MySQL or MariaDB; for others choose a package: --database-as.",
                name=name,
            )
        )
    chosen = parsed.query.get("schema", "")
    schema = chosen if isinstance(chosen, str) else ""
    if backend == "mysql":
        schema = schema or parsed.database or ""
    if not schema:
        raise ConfigError(tr("{name} names no schema to write: add ?schema=NAME to it.", name=name))
    drivername, extra = _DRIVERS[backend]
    parsed = parsed.difference_update_query(["schema"]).set(drivername=drivername)
    if backend == "mysql":
        parsed = parsed.set(database="").update_query_dict({"charset": "utf8mb4"})
    try:
        target = _target(backend)
    except ImportError:
        raise ConfigError(
            tr(
                'The driver for {dialect} is not installed: pip install "pii-scanner[{extra}]".',
                dialect=drivername,
                extra=extra,
            )
        ) from None
    return Server(name, parsed, schema, target)


def _target(backend: str) -> Target:
    if backend == "postgresql":
        import psycopg  # noqa: F401

        from pii_scanner.sinks.databases.postgresql import PostgreSQL

        return PostgreSQL()
    import pymysql  # noqa: F401

    from pii_scanner.sinks.databases.mysql import MySQL

    return MySQL()


def _of_driver(error: Exception) -> bool:
    from sqlalchemy.exc import SQLAlchemyError

    module = type(error).__module__.partition(".")[0]
    return module in {"psycopg", "pymysql"} or isinstance(error, (SQLAlchemyError, OSError))
