"""What an alert says: names and sentences, as short as a chat takes them, and no value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pii_scanner.i18n import tr

# Chats cut messages of more than some 2,000 characters; the report holds the rest.
_MOST_LINES, _LONGEST_LINE = 10, 160


@dataclass(frozen=True)
class Message:
    """An alert; `exit_code` is that of the run, for programs that sort by it."""

    title: str
    body: str
    exit_code: int


def paragraph(heading: str, lines: Sequence[str]) -> Iterable[str]:
    """Yield a heading with the first lines below it, and how many more there are; nothing where there are none."""
    if not lines:
        return
    yield f"{heading} ({len(lines)})"
    yield from (f"- {_short(line)}" for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        yield tr("- and {count} more", count=f"{len(lines) - _MOST_LINES:,}")


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
