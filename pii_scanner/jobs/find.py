"""The story of a search: in which tables given values of a person stand. Nothing is written, no value is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pii_scanner.detection.name_parts import shown_name
from pii_scanner.detection.wanted import Wanted
from pii_scanner.engines.local import Scanned, scan_locations  # noqa: F401
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.inventory import store
from pii_scanner.model.access import Access
from pii_scanner.model.table import Problem, Table
from pii_scanner.model.watcher import Watcher
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import at_hand
from recognizers.registry import recognizer

# More values are no person's: each is compared with every column.
_MOST_VALUES = 1000


@dataclass(frozen=True)
class Place:
    """Where a value stands: `value` is its number among those given, from 1; `where` is "cell", "text" (inside cells) or
    "name" (of the file, table or column); `rows` of the table hold it."""

    value: int
    entity_types: tuple[str, ...]
    source: str
    table: str
    column: str
    where: str
    rows: int


@dataclass(frozen=True)
class Search:
    """What a search found, how much it read, and what could not be read."""

    places: tuple[Place, ...]
    tables: int
    rows: int
    problems: tuple[Problem, ...]


def find_values(
    values: Sequence[str],
    arguments: Iterable[str | Path],
    *,
    entity_type: str | None = None,
    watch: Watcher | None = None,
    access: Access | None = None,
) -> Search:
    """Return where values stand in the sources that `arguments` name.

    Each value is looked for as it is written, and as a value of `entity_type`, by default of the types whose form it has:
    138 0013 8000 is found as 13800138000 too.

    Raises ConfigError for no values, too many, or an entity type that is not known.
    """
    kept = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if not kept:
        raise ConfigError(tr("Name the values to look for, or give them on standard input, one a line."))
    if len(kept) > _MOST_VALUES:
        raise ConfigError(tr("At most {count} values are looked for at once.", count=f"{_MOST_VALUES:,}"))
    if entity_type is not None and recognizer(entity_type) is None:
        raise ConfigError(tr("{type} is no entity type: `pii-scanner recognizers list` names them.", type=entity_type))
    wanted, watch = Wanted(kept, entity_type), watch or Watcher()
    locations, problems = discover(arguments, access)
    watch.phase("scan", len(locations))
    places: list[Place] = []
    tables = rows = 0
    for location in locations:
        watch.begun(location.name)
        try:
            with at_hand(location) as here:
                for table in chosen_tables(here)[0]:
                    found, seen = _in_table(wanted, table, watch)
                    places += found
                    problems += table.problems
                    tables, rows = tables + (not table.loose), rows + (0 if table.loose else seen)
        except SourceError as error:
            problems.append(Problem(location.name, "", str(error)))
        places += [_place(wanted, number, location.name, "", "", "name") for number in wanted.named_in(location.name)]
    places = [
        replace(each, source=shown_name(each.source), table=shown_name(each.table), column=shown_name(each.column))
        for each in places
    ]
    return Search(tuple(dict.fromkeys(places)), tables, rows, tuple(dict.fromkeys(problems)))


def _in_table(wanted: Wanted, table: Table, watch: Watcher) -> tuple[list[Place], int]:
    """Return where values stand in a table, and how many rows were read; what cannot be read becomes its problem."""
    counts: dict[tuple[int, int, str], int] = {}
    seen = 0
    try:
        for batch in table.batches():
            watch.rows(batch.num_rows)
            seen += batch.num_rows
            for index, array in enumerate(batch.columns):
                for (number, where), rows in wanted.rows_of(array).items():
                    counts[index, number, where] = counts.get((index, number, where), 0) + rows
    except Exception as error:  # one broken table never stops the others
        said = str(error)
        if not isinstance(error, SourceError):  # its own text may hold values
            said = tr(
                "Reading stopped midway ({reason}); the rest of the table was not searched.",
                reason=type(error).__name__,
            )
        table.problems.append(Problem(table.source, table.name, said))
    places = [
        _place(wanted, number, table.source, table.name, table.columns[index].name, where, rows)
        for (index, number, where), rows in sorted(counts.items())
    ]
    for column in table.columns:
        numbers = dict.fromkeys([*wanted.named_in(column.name), *wanted.named_in(column.comment)])
        places += [_place(wanted, number, table.source, table.name, column.name, "name") for number in numbers]
    places += [_place(wanted, number, table.source, table.name, "", "name") for number in wanted.named_in(table.name)]
    return places, seen


def _place(wanted: Wanted, number: int, source: str, table: str, column: str, where: str, rows: int = 0) -> Place:
    return Place(number + 1, wanted.values[number].entity_types, source, table, column, where, rows)


def known_sources(inventory: Path) -> list[str]:
    """Return the sources of the newest run of an inventory, a folder or its database.

    Raises ConfigError when it holds no run.
    """
    database = inventory / "inventory.sqlite" if inventory.is_dir() else inventory
    runs = store.runs(database) if database.exists() else []
    if not runs:
        raise ConfigError(tr("{name} holds no run of a scan: name the folder that scan wrote.", name=inventory))
    return list(runs[0].sources)
