"""Why a copy could not be written, in a sentence without statements or values: a driver's own words may hold both."""

from __future__ import annotations

import re

from pii_scanner.i18n import tr
from pii_scanner.sinks.databases.model import ForeignKey, Unique
from pii_scanner.sources.databases.errors import kind_of

# What only writing meets, or what is another thing there; all else is of the kinds that reading knows.
_BY_CODE = {
    "rights": {"1227", "1410"},
    "full": {"53100", "1021", "1114", "1030", "3", "13"},
    "lost": {"2014", "1317", "0"},
    "there": {"42P06", "42P07", "1007", "1050"},
    "value": {"22001", "22003", "22007", "22008", "22P02", "22P05", "22021", "1264", "1265", "1366", "1406", "1292", "23502", "1048"},
}  # fmt: skip
_BY_WORDS = {
    "full": ("no space left", "disk full", "disk is full"),
    "refused": ("timed out",),
    "database": ("does not exist",),
    "lost": ("connection is closed",),
}
_COLUMN = re.compile(r"(?:, column |for column [`'\"]?)([^\s:`'\"]+)")


def unwritten(name: str, error: BaseException) -> str:
    """Return what says why the copy `name` was not written, and what to do."""
    sentences = {
        "account": tr("{name} refuses the account or its password: check both.", name=name),
        "rights": tr("{name}: the account may not create a schema there: ask for the right to CREATE.", name=name),
        "full": tr("{name}: the disk of the server is full; the copy was not written.", name=name),
        "host": tr("The host of {name} is not known: check its name.", name=name),
        "refused": tr("{name} does not answer: check host, port and that the server runs.", name=name),
        "database": tr("The server of {name} has no such database: check its name.", name=name),
        "lost": tr("The connection to {name} was lost; the copy was not written. Run again.", name=name),
        "slow": tr("{name} waited too long for a lock or an answer: run again at a quieter hour.", name=name),
        "starting": tr("The connection to {name} was lost; the copy was not written. Run again.", name=name),
        "busy": tr("{name} has no connection free: run again later, or with fewer --jobs.", name=name),
        "there": tr("{name} was created by somebody else in the meantime: name another schema.", name=name),
    }
    kind = _kind(error)
    if kind in sentences:
        return sentences[kind]
    where = _COLUMN.search(str(error)) if kind == "value" else None
    if where is not None:
        return tr(
            "{name}: a value does not fit the type of column {column}; give it a rule under columns.",
            name=name,
            column=where[1],
        )
    return tr("{name}: the copy cannot be written ({reason}).", name=name, reason=type(error).__name__)


def unheld(table: str, key: Unique | ForeignKey) -> str:
    """Return what says that a key of a table was left out, because the masked rows do not allow it."""
    columns = ", ".join(key.columns)
    if isinstance(key, ForeignKey):
        return tr(
            "{table}: the foreign key {columns} to {other} does not hold in the copy; it was left out.",
            table=table,
            columns=columns,
            other=key.table,
        )
    return tr(
        "{table}: the key over {columns} does not hold in the copy; it was left out.", table=table, columns=columns
    )


def _kind(error: BaseException) -> str:
    # MySQL's number says more than the code of the standard.
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    code = getattr(error, "sqlstate", None) if number is None else number
    words = str(error).casefold()
    own = [kind for kind, codes in _BY_CODE.items() if str(code) in codes]
    own = own or (
        [] if kind_of(error) else [kind for kind, signs in _BY_WORDS.items() if any(map(words.__contains__, signs))]
    )
    return own[0] if own else kind_of(error)
