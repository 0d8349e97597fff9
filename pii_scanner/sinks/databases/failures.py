"""Why a copy could not be written, in a sentence without statements or values: a driver's own words may hold both."""

from __future__ import annotations

import re

from pii_scanner.i18n import tr

_BY_CODE = {
    "account": {"28P01", "28000", "1045", "1698"},
    "rights": {"42501", "1044", "1142", "1227", "1410"},
    "full": {"53100", "1021", "1114", "1030", "3", "13"},
    "lost": {"57P01", "57P02", "08006", "08003", "2006", "2013", "2014", "1317", "1927", "0"},
    "slow": {"57014", "55P03", "1205"},
    "there": {"42P06", "42P07", "1007", "1050"},
    "value": {"22001", "22003", "22007", "22008", "22P02", "22P05", "22021", "1264", "1265", "1366", "1406", "1292", "23502", "1048"},
}  # fmt: skip
_BY_WORDS = {
    "account": ("password authentication failed", "no password supplied", "access denied for user"),
    "full": ("no space left", "disk full", "disk is full"),
    "host": ("could not translate host name", "name or service not known", "failed to resolve host", "getaddrinfo"),
    "refused": ("connection refused", "can't connect to", "timeout expired", "timed out"),
    "database": ("does not exist", "unknown database"),
    "lost": ("server closed the connection", "lost connection", "terminating connection", "connection is closed"),
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


def _kind(error: BaseException) -> str:
    # MySQL's number says more than the code of the standard.
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    code = getattr(error, "sqlstate", None) if number is None else number
    found = next((kind for kind, codes in _BY_CODE.items() if str(code) in codes), "")
    words = str(error).casefold()
    return found or next((kind for kind, signs in _BY_WORDS.items() if any(sign in words for sign in signs)), "")
