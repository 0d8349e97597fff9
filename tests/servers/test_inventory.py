"""An inventory kept on a PostgreSQL or MariaDB server."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from pii_scanner.inventory import decisions, store
from pii_scanner.model.decisions import Decision
from pii_scanner.model.inventory import Inventory, Run
from tests.builders.tables import finding, record
from tests.servers.conftest import SERVERS

WHEN = "2026-01-01T00:00:00+00:00"
RUN = Run("20260101T000000-aaaa", WHEN, WHEN, "0.1.0", ("data",), "full", None, 1, 1, 2, 100, 1.5, "done")


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database, apart from those of other tests."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE inventory"))
    return engine.url.set(database="inventory").render_as_string(hide_password=False)


def test_an_inventory_and_its_decisions_may_be_kept_on_a_server(url: str) -> None:
    inventory = Inventory(RUN, (record("手机号", finding("CN_MOBILE"), classes={"pipl": "personal"}, sensitivity=3),))
    store.save(inventory, url)
    assert decisions.history(url) == []
    assert store.load(url) == inventory
    made = Decision("客户.csv", "客户", "手机号", "rejected", "CN_MOBILE", None, "总机号码", "审核员", WHEN)
    level = Decision("客户.csv", "客户", "手机号", "level", "", 2, "总机号码", "审核员", WHEN, "2099-12-31")
    decisions.append(url, [made, level])
    assert decisions.history(url) == [made, level]
    (column,) = store.load(url).columns
    assert (column.types(), column.sensitivity) == ([], 2)
