"""What users are shown of an inventory and a plan: no personal information in the names of sources, tables and columns.

Inside a job names are as they are, since by them sources are opened and columns found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord, Inventory, SourceState
from pii_scanner.model.names import distinct_names, may_tell
from pii_scanner.model.plan import Plan, TablePlan
from pii_scanner.model.table import Problem


class Shown:
    """How the names of an inventory are shown; names of one place that would look alike are numbered. `inventory` is the
    one with its names so, and a note on every column whose name was personal.

    The names of sources that were `taken` over from an earlier run are shown ones, and so is what was `asked` for then.
    """

    def __init__(self, inventory: Inventory, taken: Collection[str] = (), asked: Collection[str] = ()) -> None:
        columns = [(each.source, each.table, each.column) for each in inventory.columns]
        tables = [*(place[:2] for place in columns), *((each.source, each.table) for each in inventory.problems)]
        new = {name for place in (*columns, *tables) if place[0] not in taken for name in place}
        # enum('张伟','李娜') has names for labels.
        labelled = {each.data_type for each in inventory.columns if "'" in each.data_type}
        self._looks = looks_of([*new, *labelled, *(name for name in inventory.run.sources if name not in asked)])
        self._places: dict[tuple[str, ...], str] = {}
        if self._looks:
            self._number([(source,) for source in (*taken, *(source for source, _ in tables))])
            self._number(tables)
            self._number(columns)
        self._warnings: list[Problem] = []
        self.inventory = self._shown(inventory) if self._looks else inventory

    def _number(self, places: Iterable[tuple[str, ...]]) -> None:
        """Give the last name of every place a look that no other of the same source, or table, has."""
        groups: dict[tuple[str, ...], dict[str, str]] = {}
        for *above, name in places:
            groups.setdefault(tuple(above), {})[name] = self._look(name)
        for group, looks in groups.items():
            self._places.update(zip(((*group, name) for name in looks), distinct_names(looks.values()), strict=True))

    def _look(self, name: str) -> str:
        return self._looks[name][0] if name in self._looks else name

    def _shown(self, inventory: Inventory) -> Inventory:
        columns = tuple(map(self._record, inventory.columns))
        told: dict[tuple[str, str], int] = {}
        for before, after in zip(inventory.columns, columns, strict=True):
            if len(after.notes) > len(before.notes):
                told[after.source, after.table] = told.get((after.source, after.table), 0) + 1
        for place, count in told.items():
            said = tr("{count} names of columns are personal information; they are shown masked.", count=count)
            self._warnings.append(Problem(*place, said, "warning"))
        run = replace(inventory.run, sources=tuple(dict.fromkeys(map(self._look, inventory.run.sources))))
        return Inventory(run, columns, (*map(self._problem, inventory.problems), *self._warnings))

    def states(self, states: Iterable[SourceState]) -> list[SourceState]:
        """Return what is remembered of sources under the names that are shown; nothing of a table whose name is not."""
        return [self._state(each) for each in states if self._look(each.table) == each.table]

    def _state(self, state: SourceState) -> SourceState:
        source = self._source(state.source)
        warnings = [(self._table(state.source, table), self.said(said)) for table, said in state.warnings]
        warnings += [
            (each.table, each.message)
            for each in self._warnings
            if each.source == source and state.table in ("", each.table)
        ]
        return replace(state, source=source, warnings=tuple(warnings))

    def _source(self, source: str) -> str:
        return self._places.get((source,), source)

    def _table(self, source: str, table: str) -> str:
        return self._places.get((source, table), table)

    def _record(self, record: ColumnRecord) -> ColumnRecord:
        place = (record.source, record.table, record.column)
        now = (self._source(place[0]), self._table(*place[:2]), self._places[place])
        data_type = self._look(record.data_type)
        if now == place:
            return replace(record, data_type=data_type) if data_type != record.data_type else record
        notes = [*map(self.said, record.notes)]
        if record.column in self._looks and not record.loose:
            types = ", ".join(map(tr, self._looks[record.column][1]))
            notes.append(tr("The name of the column is personal information ({types}).", types=types))
        found = (replace(each, evidence=tuple(map(self.said, each.evidence))) for each in record.entity_types)
        source, table, column = now
        return replace(
            record, source=source, table=table, column=column, data_type=data_type, notes=tuple(notes),
            entity_types=tuple(found),
        )  # fmt: skip

    def _problem(self, problem: Problem) -> Problem:
        source, table = self._source(problem.source), self._table(problem.source, problem.table)
        return replace(problem, source=source, table=table, message=self.said(problem.message))

    def said(self, sentence: str) -> str:
        """Return a sentence with the names in it as they are shown."""
        return _said(sentence, self._looks)


def looks_of(names: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return how names with personal information are shown, and the entity types in them; the longest name first."""
    chosen = sorted({name for name in names if may_tell(name)}, key=lambda name: (-len(name), name))
    if not chosen:
        return {}
    # What is loaded for it takes longer than a run in which nothing changed.
    from pii_scanner.detection.name_parts import shown_names

    return {name: look for name, look in zip(chosen, shown_names(chosen), strict=True) if look[1]}


def _said(sentence: str, looks: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    for name, (look, _) in looks.items():
        sentence = sentence.replace(name, look)
    return sentence


def shown_inventory(inventory: Inventory) -> Inventory:
    """Return an inventory with its names as they are shown."""
    return Shown(inventory).inventory


def shown_plan(plan: Plan) -> Plan:
    """Return a plan with its names as they are shown; a shown name fits the name as a pattern in a policy."""
    names = {name for table in plan.tables for name in (table.source, table.table, *(c.column for c in table.columns))}
    looks = looks_of(names)
    if not looks:
        return plan

    def look(name: str) -> str:
        return looks[name][0] if name in looks else name

    def said(sentence: str) -> str:
        return _said(sentence, looks)

    def shown(table: TablePlan) -> TablePlan:
        columns = (
            replace(c, column=look(c.column), reason=said(c.reason), cautions=tuple(map(said, c.cautions)))
            for c in table.columns
        )
        return TablePlan(look(table.source), look(table.table), tuple(columns))

    return replace(
        plan,
        tables=tuple(map(shown, plan.tables)),
        warnings=tuple(map(said, plan.warnings)),
        conflicts=tuple(map(said, plan.conflicts)),
        rows=tuple(replace(each, source=look(each.source), table=look(each.table)) for each in plan.rows),
    )
