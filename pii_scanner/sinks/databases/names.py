"""Names in the copy: no longer than the target allows, none taken twice, however the target counts letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable


@dataclass(frozen=True)
class Rules:
    """`longest` name in bytes of UTF-8 or in characters; `folded`: A and a are one column; `folded_tables`: one table;
    `apart`: indexes of two tables may share a name."""

    longest: int = 1000
    bytes: bool = False
    folded: bool = True
    folded_tables: bool = True
    apart: bool = False

    def cut(self, name: str, ending: str = "") -> str:
        """Return a name with an ending, cut so that both fit."""
        if not self.bytes:
            return name[: self.longest - len(ending)] + ending
        return name.encode("utf-8")[: self.longest - len(ending)].decode("utf-8", "ignore") + ending


class Names:
    """Gives names of keys and indexes that no table and no other of them has."""

    def __init__(self, rules: Rules, tables: Sequence[str]) -> None:
        self._rules = rules
        self._taken = {("" if rules.apart else None, table.casefold()) for table in tables}

    def free(self, name: str, table: str) -> str:
        scope = table if self._rules.apart else None
        found = _free(name, {taken for where, taken in self._taken if where == scope}, self._rules, folded=True)
        self._taken.add((scope, found.casefold()))
        return found


def fitted(tables: Sequence[MaskedTable], rules: Rules) -> tuple[list[MaskedTable], list[str]]:
    """Return tables whose own and columns' names the target can hold apart, and a warning for each that changed."""
    warnings: list[str] = []
    used: set[str] = set()
    result = []
    for table in tables:
        name = _free(table.name, used, rules, folded=rules.folded_tables)
        used.add(name.casefold() if rules.folded_tables else name)
        if name != table.name:
            warnings.append(tr("The table {old} is called {new} in the copy.", old=table.name, new=name))
        taken: set[str] = set()
        columns = []
        for column in table.columns:
            new = _free(column.name, taken, rules, folded=rules.folded)
            taken.add(new.casefold() if rules.folded else new)
            if new != column.name:
                place = {"table": name, "old": column.name, "new": new}
                warnings.append(tr("The column {table}.{old} is called {new} in the copy.", **place))
            columns.append(replace(column, name=new))
        result.append(replace(table, name=name, columns=tuple(columns)))
    return result, warnings


def _free(name: str, taken: set[str], rules: Rules, *, folded: bool) -> str:
    found, number = rules.cut(name), 2
    while (found.casefold() if folded else found) in taken:
        found, number = rules.cut(name, f"_{number}"), number + 1
    return found
