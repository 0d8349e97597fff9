"""Names of columns, tables and files: told apart, and looked at before they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MAY_TELL = re.compile(
    r"\d{6}|\d{3}[ -]\d{4}|@|[\u3400-\u9fff]{2}|[A-Z][a-z]+ [A-Z]|[\u3400-\u9fff][A-Z]|[0-9A-Z]{13}\d{4}|wxid_"
)


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return names in order; one that came before gets a number: `手机`, `手机_2`."""
    made: list[str] = []
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for base in names:
        name, number = base, numbers.get(base, 2)
        while name in used:
            name, number = f"{base}_{number}", number + 1
        numbers[base] = number
        used.add(name)
        made.append(name)
    return made


def below_group(name: str, before: str, own: str) -> str:
    """Return what the cell of a header holds in a copy where the column is called `name`: `before`, in the source, it was called
    by the cell's `own` text, or by that behind its group's."""
    group, own = before.removesuffix(own), own.strip()
    if not own or not group.strip():
        return name
    if name.startswith(group):
        return name[len(group) :]
    return own if name.endswith(f" {own}") else name


def may_tell(name: str) -> bool:
    """Return whether a name is worth a closer look for personal information: some digits or Chinese characters in it."""
    return _MAY_TELL.search(name) is not None
