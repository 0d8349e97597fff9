"""Large tables on servers: pieces, samples, connections that break down, and what is no table to be read."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest
from sqlalchemy import Engine, text

import pii_scanner
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.databases.asking import put_away
from pii_scanner.sources.databases.reader import Reader
from pii_scanner.sources.databases.relations import Relation
from pii_scanner.sources.registry import open_tables
from tests.servers.conftest import SERVERS, numbers, reader_of

ROWS = 300_000


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A server with a table of 300,000 rows, of some hundred bytes each, with holes in its key."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.begin() as connection:
        # MySQL and MariaDB tell the number of rows by pages that they draw at random: of few, now and then a fifth too few.
        drawn = "" if request.param == "postgresql" else " STATS_SAMPLE_PAGES = 500"
        connection.execute(
            text(f"CREATE TABLE bulk (id bigint PRIMARY KEY, note varchar(200), odd varchar(20)){drawn}")
        )
        note = "concat('第', n, '笔，', repeat('x', 120))"
        connection.execute(
            text(f"INSERT INTO bulk SELECT n * 2, {note}, CASE WHEN n % 3 = 0 THEN 'a' END FROM {numbers(ROWS)}")
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE bulk" if request.param == "postgresql" else "ANALYZE TABLE bulk"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE bulk"))


def _bulk(server: Engine) -> tuple[Reader, Relation]:
    reader = reader_of(server)
    return reader, next(each for each in reader.relations() if each.name == "bulk")


def _table(server: Engine, name: str = "bulk") -> Table:
    url = server.url.render_as_string(hide_password=False)
    return next(each for each in open_tables(Location("db", url=url)) if each.name == name)


def _ids(batches: Iterator[pa.RecordBatch]) -> list[int]:
    return [each for batch in batches for each in batch.column(0).to_pylist()]


def test_pieces_hold_every_row_once_and_travel_to_other_processes(server: Engine) -> None:
    table = _table(server)
    assert table.parts is not None
    parts = pickle.loads(pickle.dumps(table.parts()))
    assert len(parts) > 1
    pieces = [_ids(part.batches()) for part in parts]
    assert all(pieces)
    assert sorted(each for piece in pieces for each in piece) == list(range(2, 2 * ROWS + 1, 2))
    assert [each for piece in pieces for each in piece] == _ids(table.batches())


def test_what_is_found_does_not_depend_on_processes(server: Engine) -> None:
    url = server.url.render_as_string(hide_password=False)
    one, two = (pii_scanner.scan(url, jobs=jobs, include=["bulk"]) for jobs in (1, 2))
    assert one.run.rows == two.run.rows == ROWS
    assert one.columns == two.columns
    assert one.problems == two.problems == ()


def test_a_killed_connection_is_opened_again_and_no_row_is_seen_twice(server: Engine) -> None:
    """Three times in the middle of a table, in different pieces and inside them."""
    reader, relation = _bulk(server)
    seen: list[int] = []
    killed = 0
    for batch in reader.batches(relation, reader.spans(relation)):
        seen += batch.column(0).to_pylist()
        if killed < 3 and len(seen) > ROWS * (killed + 1) // 5:
            assert _kill(server)
            killed += 1
    assert killed == 3
    assert sorted(seen) == list(range(2, 2 * ROWS + 1, 2))


def _kill(server: Engine) -> int:
    """End all sessions that read; return how many there were."""
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if server.dialect.name == "postgresql":
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pii-scanner'"
            return len(connection.execute(text(ended)).all())
        running = "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND user = 'owner'"
        ids = [number for (number,) in connection.execute(text(running))]
        for number in ids:
            connection.execute(text(f"KILL {number}"))
        return len(ids)


def test_a_connection_that_stays_away_is_one_sentence(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, relation = _bulk(server)
    monkeypatch.setattr("pii_scanner.sources.databases.reader._FIRST_WAIT", 0.001)
    batches = reader.batches(relation, reader.spans(relation))
    next(batches)

    def gone(_: Reader) -> None:
        raise ConnectionResetError("connection reset by peer")

    monkeypatch.setattr(type(reader), "open", gone)
    _kill(server)
    with pytest.raises(pii_scanner.errors.SourceError, match="was lost"):  # type: ignore[attr-defined]
        list(batches)


def test_a_sample_is_drawn_by_the_server(server: Engine) -> None:
    table = _table(server)
    assert table.draw is not None
    drawn = table.draw(2000)
    assert drawn is not None
    ids = _ids(iter(drawn.batches))
    assert 2000 <= len(ids) < 8000
    assert len(set(ids)) == len(ids)
    assert drawn.rows == pytest.approx(ROWS, rel=0.2)
    # From all over the table: each tenth of it has its share.
    tenths = [sum(1 for each in ids if 2 * ROWS * k // 10 < each <= 2 * ROWS * (k + 1) // 10) for k in range(10)]
    assert min(tenths) > len(ids) / 20
    assert table.draw(ROWS // 2) is None
    url = server.url.render_as_string(hide_password=False)
    inventory = pii_scanner.scan(url, sample=1000, include=["bulk"])
    assert {column.rows for column in inventory.columns} == {1000}


def test_a_lock_is_not_waited_for(server: Engine) -> None:
    with server.connect() as holder:
        transaction = holder.begin()
        holder.execute(
            text(
                "LOCK TABLE bulk IN ACCESS EXCLUSIVE MODE"
                if server.dialect.name == "postgresql"
                else "LOCK TABLES bulk WRITE"
            )
        )
        url = server.url.render_as_string(hide_password=False)
        config = {"databases": {"lock_timeout": 1}}
        done: list[pii_scanner.Inventory] = []  # type: ignore[name-defined]
        thread = threading.Thread(target=lambda: done.append(pii_scanner.scan(url, include=["bulk"], config=config)))
        thread.start()
        thread.join(60)
        transaction.rollback()
        if server.dialect.name != "postgresql":
            holder.execute(text("UNLOCK TABLES"))
    assert done
    assert "waited too long for a lock" in done[0].problems[0].message


def test_a_table_that_was_read_is_locked_no_more_and_read_anew_as_it_is(server: Engine) -> None:
    """The connection is kept for the next table; its transaction is not."""
    table = _table(server)
    assert len(_ids(table.batches())) == ROWS
    patience = "SET lock_timeout = 2000" if server.dialect.name == "postgresql" else "SET SESSION lock_wait_timeout = 2"
    with server.begin() as connection:
        connection.execute(text(patience))
        connection.execute(text("ALTER TABLE bulk ADD COLUMN later int"))
        connection.execute(text("INSERT INTO bulk (id, note) VALUES (-1, 'new')"))
    try:
        assert len(_ids(table.batches())) == ROWS + 1
    finally:
        put_away()
        with server.begin() as connection:
            connection.execute(text("ALTER TABLE bulk DROP COLUMN later"))
            connection.execute(text("DELETE FROM bulk WHERE id = -1"))
