"""SQLite files, opened so that nothing can be written, not even a log beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pyarrow as pa
from sqlalchemy.engine import URL

from pii_scanner.model.table import Draw
from pii_scanner.sources.databases.errors import said
from pii_scanner.sources.databases.reader import Reader, Session
from pii_scanner.sources.databases.relations import WHOLE, Field, ForeignKey, Place, Relation, Span, cut
from pii_scanner.sources.databases.sampling import by_key, settled
from pii_scanner.sources.databases.sqlite_pages import pages_hash
from pii_scanner.sources.databases.values import after, batches_of, fetched

_PIECE = 100_000


@dataclass(frozen=True)
class SqliteReader(Reader):
    """`url` is SQLAlchemy's, with the file as a URI that says `mode=ro`."""

    def engine(self) -> Any:
        from sqlalchemy import NullPool, create_engine

        return create_engine(self.url, poolclass=NullPool)

    def open(self) -> SqliteSession:
        query = "&".join(f"{key}={value}" for key, value in self.url.query.items() if key != "uri")
        return SqliteSession(f"{self.url.database}?{query}", self.access.lock_timeout)

    def relations(self) -> list[Relation]:
        session = self.open()
        try:
            session.read_any_text()
            names = session.values(
                "SELECT name, type, rootpage FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY type, name"
            )
            shadows = {name for name, kind in self._kinds(session).items() if kind == "shadow"}
            return [self._relation(session, name, kind) for name, kind, _ in names if name not in shadows]
        finally:
            session.close()

    def _kinds(self, session: SqliteSession) -> dict[str, str]:
        """Return the kind of every table, where SQLite (3.37 on) tells it; shadows are an index's own tables."""
        with suppress(sqlite3.Error):
            return {row[1]: row[2] for row in session.values("PRAGMA main.table_list")}
        return {}

    def _relation(self, session: SqliteSession, name: str, kind: str) -> Relation:
        try:
            # Hidden columns of virtual tables (1) are arguments, not data.
            columns = [row for row in session.values(f"PRAGMA main.table_xinfo({_quoted(name)})") if row[6] != 1]
            foreign: dict[int, list[tuple[Any, ...]]] = {}
            for row in session.values(f"PRAGMA main.foreign_key_list({_quoted(name)})"):
                foreign.setdefault(row[0], []).append(row)
        except sqlite3.Error as error:
            return Relation(None, name, name, kind, (), problem=said(f"{self.source} {name}", error))
        key = tuple(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5])
        whole = len(key) == 1 and any(row[1] == key[0] and row[2].upper() == "INTEGER" for row in columns)
        return Relation(
            schema=None,
            name=name,
            shown=name,
            kind=kind,
            fields=tuple(Field(row[1], row[2] or "NULL", "", _quoted(row[1])) for row in columns),
            key=key,
            integer_key=whole,
            foreign_keys=tuple(map(_foreign, foreign.values())),
        )

    def spans(self, relation: Relation) -> Sequence[Span]:
        low, high = self._bounds(relation)
        return cut(low, high, (high - low) // _PIECE) if high - low > 2 * _PIECE else (WHOLE,)

    def _bounds(self, relation: Relation) -> tuple[int, int]:
        """Return the first and the last number of the rows; (0, 0) where they have none."""
        if relation.kind != "table" or any(field.name.casefold() == "rowid" for field in relation.fields):
            return 0, 0
        with self.session() as session:
            try:
                low, high = session.values(f"SELECT min(rowid), max(rowid) FROM {_quoted(relation.name)}")[0]
            except sqlite3.Error:  # a table without numbers, a virtual one, a view; or a damage that reading will name
                return 0, 0
            return (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 0)

    def state(self, relation: Relation) -> str | None:
        if relation.derived:
            return None
        with self.session() as session:
            assert isinstance(session, SqliteSession)
            return session.state_of(relation.name, path_of(self.url))

    def draw(self, relation: Relation, count: int) -> Draw | None:
        low, high = self._bounds(relation)
        if high - low < 4 * count:
            return None
        session = self.open()
        try:
            session.read_any_text()
            rows = int(session.values(f"SELECT count(*) FROM {_quoted(relation.name)}")[0][0])
            if rows < 4 * count:
                return None
            select = f"SELECT {relation.expressions} FROM {_quoted(relation.name)} WHERE rowid IN "
            drawn = by_key(
                low, high, rows, count,
                lambda keys: session.run(f"{select}({', '.join(map(str, keys))})", relation),
            )  # fmt: skip
            return settled(drawn, count, rows) if drawn is not None else None
        finally:
            session.close()


class SqliteSession(Session):
    def __init__(self, uri: str, lock_timeout: int) -> None:
        self._connection = sqlite3.connect(uri, uri=True, timeout=lock_timeout, check_same_thread=False)
        self._connection.execute("PRAGMA query_only = 1")

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    def state_of(self, table: str, path: Path) -> str | None:
        try:
            return pages_hash(self._connection, path, table)
        except (sqlite3.Error, OSError, ValueError):  # SQLite cannot tell, or a damage that reading will name
            return None

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        within = [f"rowid >= {span.low}"] if span.low is not None else []
        within += [f"rowid < {span.high}"] if span.high is not None else []
        where = f" WHERE {' AND '.join(within)}" if within else ""
        statement = f"SELECT {relation.expressions} FROM {_quoted(relation.name)}{where}"
        done = place.rows
        try:
            for batch in self.run(statement, relation):
                yield batch
                done += batch.num_rows
            return
        except sqlite3.OperationalError as error:
            if "Could not decode" not in str(error):
                raise
        self.read_any_text()
        yield from after(self.run(statement, relation), done)

    def run(self, statement: str, relation: Relation) -> Iterator[pa.RecordBatch]:
        cursor = self._connection.execute(statement)
        yield from batches_of(fetched(cursor), relation.fields)

    def read_any_text(self) -> None:
        """Let SQLite give text as it was written, GBK bytes too, be it a value or a table's own name."""
        self._connection.text_factory = _decoded

    def settle(self) -> bool:
        self._connection.text_factory = str
        return not self._connection.in_transaction

    def close(self) -> None:
        self._connection.close()


def url_of(path: Path, make: Callable[..., Any]) -> Any:
    """Return the URL of a file, by SQLAlchemy's `URL.create`."""
    query = {"mode": "ro", "uri": "true"}
    if _is_at_rest(path):
        query["immutable"] = "1"
    return make("sqlite", database=path.as_uri(), query=query)


def path_of(url: URL) -> Path:
    """Return the file that `url_of` made a URL of."""
    return Path(url2pathname(urlsplit(url.database or "").path))


def _is_at_rest(path: Path) -> bool:
    """Return whether a file of write-ahead mode has no log: SQLite would make one beside it, or fail to."""
    with path.open("rb") as file:
        head = file.read(20)
    log = path.with_name(f"{path.name}-wal")
    return head[18:20] == b"\x02\x02" and not (log.exists() and log.stat().st_size)


def _foreign(rows: list[tuple[Any, ...]]) -> ForeignKey:
    """Return a key; SQLite leaves out the other side's columns where they are its primary key."""
    rows = sorted(rows, key=lambda row: row[1])
    referred = tuple(row[4] for row in rows if row[4] is not None)
    return ForeignKey(tuple(row[3] for row in rows), None, rows[0][2], referred)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("gb18030", "replace")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
