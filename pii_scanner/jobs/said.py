"""How what happened is said to users: names without the personal information in them, errors in one sentence."""

from __future__ import annotations

import errno

from pii_scanner.errors import PiiScannerError
from pii_scanner.i18n import tr
from pii_scanner.model.names import may_tell

_FULL = (errno.ENOSPC, errno.EDQUOT)


def shown(text: str) -> str:
    """Return a name, or a sentence with names in it, without the personal information in them."""
    if not may_tell(text):
        return text
    from pii_scanner.detection.name_parts import shown_name, shown_sentence

    return shown_sentence(text) if " " in text or "：" in text else shown_name(text)


def sentence_of(error: Exception) -> tuple[str, int]:
    """Return what is said of an error, and the exit code it means."""
    if isinstance(error, PiiScannerError):
        return str(error), error.exit_code
    return (_of_system(error) if isinstance(error, OSError) else _internal(error)), 1


def _of_system(error: OSError) -> str:
    name = error.filename if isinstance(error.filename, str) else ""
    if error.errno in _FULL:
        return tr("The disk of the output is full: free some space, or name an output elsewhere.")
    return tr("The system refused: {reason} {name}", reason=error.strerror or type(error).__name__, name=name).strip()


def _internal(error: Exception) -> str:
    """Return where an unexpected error happened; its own text may hold values, so it is not shown."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return tr(
        "Internal error: {kind} at {where}. Please report it with this line; nothing was published.",
        kind=type(error).__name__,
        where=where,
    )
