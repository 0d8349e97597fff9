"""Names of databases in URLs: which SQLAlchemy dialect and driver is meant, and which extra brings it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

# Which extra brings the driver of a dialect, for the sentence a user sees when it is absent.
EXTRAS = {
    "postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "duckdb": "duckdb", "mssql": "mssql",
    "oracle": "oracle", "clickhouse": "clickhouse", "clickhousedb": "clickhouse", "opengauss": "opengauss",
    "dm": "dameng",
}  # fmt: skip
# Names that people give to databases, and the dialect and driver of the extras for each.
_MEANT = {
    "postgres": "postgresql",
    "pgsql": "postgresql",
    "kingbase": "postgresql+psycopg",
    "kingbase8": "postgresql+psycopg",
    "kingbasees": "postgresql+psycopg",
    "polardb": "postgresql+psycopg",
    "gaussdb": "opengauss+psycopg2",
    "opengauss": "opengauss+psycopg2",
    "oceanbase": "mysql+pymysql",
    "tidb": "mysql+pymysql",
    "clickhouse": "clickhousedb",
    "dameng": "dm",
    "sqlserver": "mssql",
    "mssql": "mssql+pymssql",
    "oracle": "oracle+oracledb",
}
# Other drivers that a bare name may stand for, where they are installed: the module and the dialect's own driver.
_OWN_DRIVERS = {"mssql": "pyodbc", "oracle": "cx_Oracle", "clickhouse": "clickhouse_sqlalchemy", "kingbase": "ksycopg2"}


def meant(url: URL) -> URL:
    """Return a URL with the dialect and driver that its name stands for; a name of another driver stays."""
    name = url.drivername
    while name in _MEANT:
        own = _OWN_DRIVERS.get(name)
        if own is not None and find_spec(own) is not None:
            break
        name = _MEANT[name]
    return url.set(drivername=name)
