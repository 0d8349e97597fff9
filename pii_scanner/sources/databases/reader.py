"""Reading a table piece by piece over a connection that may be lost."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy.engine import URL

from pii_scanner.errors import SourceError
from pii_scanner.model.access import Access
from pii_scanner.model.table import Draw
from pii_scanner.sources.databases.asking import keep, taken
from pii_scanner.sources.databases.errors import is_lost, said
from pii_scanner.sources.databases.relations import WHOLE, Place, Relation, Span

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 30.0


class Session(ABC):
    """One connection that can only read."""

    @abstractmethod
    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a span that come after `place`."""

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a short answer."""
        raise NotImplementedError

    def begin(self) -> None:  # noqa: B027 - most need none
        """Begin a transaction that sees one state of the database, where the first statement does not."""

    def settle(self) -> bool:
        """End the transaction: the next statement sees what others wrote meanwhile. False where the connection is not
        worth keeping."""
        return False

    @abstractmethod
    def close(self) -> None: ...


@dataclass(frozen=True)
class Reader(ABC):
    """Reads one database; it is pickled with the pieces that it reads."""

    url: URL
    access: Access
    source: str

    @abstractmethod
    def relations(self) -> list[Relation]:
        """Return what the database holds; a table that cannot be described carries its problem."""

    @abstractmethod
    def open(self) -> Session:
        """Open a connection that can only read."""

    def engine(self) -> Any:
        """Return SQLAlchemy's engine of this database, None where there is none."""
        return None

    def spans(self, relation: Relation) -> Sequence[Span]:
        """Return the pieces of a table, in order; they depend on the table alone."""
        return (WHOLE,)

    def resumes(self, relation: Relation, span: Span) -> bool:
        """Return whether a span can be read on from a place inside it."""
        return False

    def draw(self, relation: Relation, count: int) -> Draw | None:
        """Return `count` random rows, None where the whole table is to be read."""
        return None

    def state(self, relation: Relation) -> str | None:
        """Return what the server computes of all rows of a table: it is another after any change. None where it
        cannot."""
        return None

    def unread(self) -> Sequence[str]:
        """Return sentences about what the database holds beside its tables, and nobody reads."""
        return ()

    def span_states(self, relation: Relation, spans: Sequence[Span]) -> list[str] | None:
        """Return of each span what the server computes of its rows, as `state` of a table. None where it cannot."""
        return None

    def batches(self, relation: Relation, spans: Sequence[Span]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of spans, over one connection, in one transaction; a lost one is opened again, and reading goes
        on where it was.

        Raises SourceError, in words without values.
        """
        session: Session | None = None
        first = True
        at, place, failures = 0, Place(), 0
        keys = [index for index, field in enumerate(relation.fields) if field.name in relation.key]
        try:
            while at < len(spans):
                try:
                    session = session or self._at_hand(kept=first)
                    first = False
                    for batch in session.read(relation, spans[at], place):
                        if batch.num_rows:
                            last = tuple(batch.column(index)[-1].as_py() for index in keys)
                            place, failures = Place(place.rows + batch.num_rows, last), 0
                        yield batch
                    at, place = at + 1, Place()
                except SourceError:
                    raise
                except Exception as error:  # every driver has errors of its own
                    again = not place.rows or self.resumes(relation, spans[at])
                    if failures >= self.access.retries or not again or not is_lost(error):
                        raise SourceError(said(f"{self.source} {relation.shown}", error)) from None
                    failures += 1
                    _close(session)
                    session = None
                    time.sleep(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (failures - 1)))
            done, session = session, None
            if done is not None:
                try:
                    keep(self, done)
                except Exception:  # all rows were read: a connection that breaks now is no loss
                    _close(done)
        finally:
            _close(session)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a connection for short questions, one that is at hand or a new one: each reads the names of all tables
        first, which takes longer than many a table."""
        session = self._at_hand(kept=True)
        try:
            yield session
        except BaseException:
            _close(session)
            raise
        keep(self, session)

    def _at_hand(self, *, kept: bool) -> Session:
        """Return a connection that is at hand, else a new one."""
        session = taken(self) if kept else None
        if session is not None:
            try:
                session.begin()
                return session
            except Exception:  # the server closed it meanwhile
                _close(session)
        return self.open()


def _close(session: Session | None) -> None:
    if session is not None:
        with suppress(Exception):  # a lost connection cannot be closed in good order
            session.close()


@dataclass(frozen=True)
class Piece:
    """One span of a table, read by whichever process gets it."""

    reader: Reader
    relation: Relation
    span: Span

    def batches(self) -> Iterator[pa.RecordBatch]:
        return self.reader.batches(self.relation, (self.span,))
