"""Why a database could not be read, in a sentence without statements or values: a driver's own words may hold both."""

from __future__ import annotations

from pii_scanner.i18n import tr

# By the code of the standard or of the server first: a server's words may be in any language.
_BY_CODE = {
    "28P01": "account",
    "28000": "account",
    "1045": "account",
    "1698": "account",
    "42501": "rights",
    "1044": "rights",
    "1142": "rights",
    "1143": "rights",
    "3D000": "database",
    "1049": "database",
    "42P01": "gone",
    "42703": "gone",
    "1146": "gone",
    "1054": "gone",
    "57014": "slow",
    "55P03": "slow",
    "1205": "slow",
    "1969": "slow",
    "2013": "lost",
    "2006": "lost",
    "57P01": "lost",
    "57P02": "lost",
    "08000": "lost",
    "08003": "lost",
    "08006": "lost",
    "1053": "lost",
    "1927": "lost",
    "4031": "lost",
    "57P03": "starting",
    "53300": "busy",
    "1040": "busy",
    "1203": "busy",
    "1226": "busy",
}
# SQL Server's numbers, which pymssql gives.
_BY_CODE |= {
    "18456": "account", "18452": "account", "4060": "database", "229": "rights", "230": "rights", "916": "rights",
    "208": "gone", "207": "gone", "1222": "slow", "20003": "slow", "20009": "refused", "20004": "lost", "20047": "lost",
}  # fmt: skip
# Numbers that stand in the words: of Oracle, of its driver, of ClickHouse.
_BY_NUMBER = {
    "account": ("ora-01017", "ora-28000", "ora-28001", "authentication_failed", "required_password"),
    "rights": ("ora-01031", "ora-01045", "(access_denied)"),
    "database": ("ora-12514", "ora-12505", "dpy-6001", "dpy-6003", "(unknown_database)"),
    "gone": ("ora-00942", "ora-00904", "ora-08103", "(unknown_table)", "(unknown_identifier)"),
    "slow": ("ora-00054", "ora-30006", "ora-01013", "dpy-4024", "(timeout_exceeded)"),
    "refused": ("ora-12541", "ora-12170", "dpy-6005", "dpy-6000"),
    "lost": ("ora-03113", "ora-03114", "ora-03135", "ora-00028", "dpy-4011", "dpy-1001", "(network_error)"),
    "starting": ("ora-01033", "ora-12528"),
    "busy": ("ora-00018", "ora-00020", "ora-12516", "ora-12520", "ora-02391", "(too_many_simultaneous_queries)"),
}
# A connection that never was carries no code.
_BY_WORDS = {
    "account": ("password authentication failed", "no password supplied", "access denied for user", "login failed"),
    "host": ("could not translate host name", "name or service not known", "failed to resolve host", "getaddrinfo"),
    "refused": (
        "connection refused",
        "can't connect to",
        "could not connect",
        "connection timed out",
        "timeout expired",
    ),
    "database": ("unknown database", "fatal:  database"),
    "rights": ("permission denied",),
    "gone": ("no such table", "no such column", "undefinedtable"),
    "locked": ("database is locked",),
    "lost": (
        "server closed the connection",
        "lost connection",
        "terminating connection",
        "no connection to the server",
        "connection not open",
        "connection was killed",
        "broken pipe",
        "connection reset",
        "ssl connection has been closed",
    ),
    "starting": ("the database system is starting up", "the database system is in recovery"),
    "busy": ("too many clients", "too many connections", "remaining connection slots"),
    "damaged": ("not a database", "malformed", "disk i/o error", "file is encrypted"),
}


def is_lost(error: BaseException) -> bool:
    """Return whether a connection broke down, or a server could not be reached for the moment."""
    return kind_of(getattr(error, "orig", None) or error) in {"lost", "refused", "starting"}


def said(name: str, error: Exception) -> str:
    """Return what says why the source `name` cannot be read, and what to do."""
    original = getattr(error, "orig", None) or error
    kind = kind_of(original)
    if kind == "account":
        return tr("{name} refuses the account or its password: check both.", name=name)
    if kind == "rights":
        return tr("{name} may not be read by this account: ask for the right to SELECT.", name=name)
    if kind == "host":
        return tr("The host of {name} is not known: check its name.", name=name)
    if kind == "refused":
        return tr("{name} does not answer: check host, port and that the server runs.", name=name)
    if kind == "database":
        return tr("The server of {name} has no such database: check its name.", name=name)
    if kind == "gone":
        return tr("{name} was dropped or altered during the run: run again.", name=name)
    if kind == "slow":
        return tr("{name} waited too long for a lock or an answer: run again at a quieter hour.", name=name)
    if kind == "locked":
        return tr("{name} is locked by another program: close that, or run again later.", name=name)
    if kind == "busy":
        return tr("{name} has no connection free: run again later, or with fewer --jobs.", name=name)
    if kind in {"lost", "starting"}:
        return tr("The connection to {name} was lost: run again.", name=name)
    if "://" not in name and kind != "damaged":
        return tr(
            "{name} cannot be read ({reason}): the file is damaged, or of a version that is not known. Copy it again from where it came.",
            name=name,
            reason=type(original).__name__,
        )
    reason = tr("it is damaged or encrypted") if kind == "damaged" else type(original).__name__
    return tr(
        "{name} cannot be read: {reason}. Check the address, the account and its rights.", name=name, reason=reason
    )


def kind_of(error: BaseException) -> str:
    """Return the kind of a driver's error, or an empty text for one that is not known."""
    # MySQL's number says more than the code of the standard that comes with it.
    codes = [*error.args[:1], getattr(error, "sqlstate", None), getattr(error, "pgcode", None)]
    for code in codes:
        if isinstance(code, (int, str)) and str(code) in _BY_CODE:
            return _BY_CODE[str(code)]
    words = str(error).casefold()
    signs = (*_BY_NUMBER.items(), *_BY_WORDS.items())
    return next((kind for kind, each in signs if any(sign in words for sign in each)), "")
