"""The story of the way back: the holder of the key turns tokens and ciphertexts of a release into what they were."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from pii_scanner.config.policy import Policy
from pii_scanner.errors import ConfigError, PolicyError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.jobs.column_types import TypeBack
from pii_scanner.jobs.destination import Destination, destination
from pii_scanner.jobs.returned import Chosen, Returned, WayBack, keys_of, way_back
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.text_unmasking import TextUnmasker, TokenDictionary
from pii_scanner.masking.unmasking import ColumnUnmasker, unmasked
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.names import distinct_names
from pii_scanner.model.table import Location, Table
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.manifest import sha256_of
from pii_scanner.release.reopened import tables_of_server
from pii_scanner.release.staging import refuse_existing, staging
from pii_scanner.sinks.databases.catalogue import catalogue_of
from pii_scanner.sinks.databases.names import fitted
from pii_scanner.sinks.packing import Packing
from pii_scanner.sinks.registry import scrubs, sink_of
from pii_scanner.sources.hand import at_hand, put_away
from pii_scanner.sources.registry import open_tables

_DUCKDB = {".duckdb", ".ddb"}


@dataclass(frozen=True)
class UnmaskedColumn:
    """What became of a column: different texts that were turned back, and that stayed as they were."""

    file: str
    table: str
    column: str
    back: int
    stayed: int


@dataclass(frozen=True)
class Unmasked:
    """The folder that was written, what became of each column, and what the reader should know."""

    folder: Path
    columns: tuple[UnmaskedColumn, ...]
    warnings: tuple[str, ...]


def unmask_release(
    path: Path, policy: Policy, folder: Path, columns: Sequence[str] = (), *, release: Path | None = None,
    watch: Watcher | None = None, database_as: str | None = None, into: str | None = None,
) -> Unmasked:  # fmt: skip
    """Write the files of a release, or one of them, with what was tokenized and encrypted turned back.

    `columns` are patterns TABLE.COLUMN; all that can be turned back where there are none. `release` is the folder whose
    manifest tells of a file that stands elsewhere. Everything is written to the new `folder`, which only its owner may
    open, or nothing; a schema of a server becomes a package of the form `database_as`, or a new schema `into` a server.
    Raises ConfigError and PolicyError in one sentence: no manifest, another recipient, another key, an operator that
    cannot be undone, a ciphertext that does not open; SourceError for a file that cannot be read.
    """
    watch = watch or Watcher()
    refuse_existing(folder)
    goal = destination(database_as, into)
    found = way_back(path, release, columns)
    refuse_several(found.files, goal)
    bindings = Bindings({}, keys_of(found.manifest, policy))
    back = _Back(found, bindings, goal, watch)
    watch.phase("collect", len(found.files))
    for file in found.files:
        back.learn(file)
    watch.phase("unmask", len(found.files))
    with (
        goal.open() as publish,
        staging(folder, 0o700) as partial,
        Packing(partial, set(), back.texts.unmask if not columns else str) as packing,
    ):
        for file in found.files:
            watch.begun(file.name)
            back.write(file, packing, partial)
        packing.close()
        for each in partial.rglob("*"):
            each.chmod(0o700 if each.is_dir() else 0o600)
        put_away()
        publish()
    return Unmasked(folder, tuple(back.done), tuple(dict.fromkeys([*back.warnings, *back.limits()])))


def refuse_several(files: Sequence[Returned], goal: Destination) -> None:
    """Raise ConfigError where something else than one schema would go into a schema."""
    if goal.server is not None and sum(file.database is not None for file in files) != 1:
        raise ConfigError(tr("Only the copy of one database is turned back into a schema."))


@dataclass
class _Back:
    """A way back under way: first all tokens of the release are learned, then its files are written."""

    found: WayBack
    bindings: Bindings
    goal: Destination
    watch: Watcher
    done: list[UnmaskedColumn] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dictionary: TokenDictionary = field(default_factory=TokenDictionary)
    types: dict[tuple[str, str, str], TypeBack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = TextUnmasker(self.found.text_rules, self.bindings, self.found.stood, self.dictionary)
        self._seen: set[Path] = set()
        self._only_known: list[str] = []

    def learn(self, file: Returned) -> None:
        """Read a file once for the tokens of its columns, and for the types that its columns had."""
        self._note_changes(file)
        chosen = self.found.chosen(file)
        if not chosen:
            return
        with _opened(file) as (_, tables):
            for table in tables:
                columns = _unmaskers(table, _of_table(chosen, table, tables, file), self.bindings, self.texts)
                kinds = {index: TypeBack(each.data_type, table) for index, each in columns.items() if each.data_type}
                for batch in table.batches() if columns else ():
                    for index, each in columns.items():
                        each.learn(batch.column(index), self.dictionary)
                        if index in kinds and kinds[index].asked:
                            kinds[index].look(each.unmask(batch.column(index)))
                for index, kind in kinds.items():
                    self.types[file.name, table.name, table.columns[index].name] = kind
        self.dictionary.known.seal()

    def limits(self) -> list[str]:
        """Return what cannot be turned back for certain, in one sentence, when all was written."""
        if not self._only_known or not self.texts.only_known:
            return []
        return [
            tr(
                "Tokens of {types} inside texts have no mark: those that stand in a column of the release were turned back, others stay as they are ({columns}).",
                types=", ".join(self.texts.only_known),
                columns=", ".join(dict.fromkeys(self._only_known)),
            )
        ]

    def _note_changes(self, file: Returned) -> None:
        if file.database is not None or file.path in self._seen:
            return
        self._seen.add(file.path)
        if sha256_of(file.path) != file.entry["sha256"]:
            name = file.archive or file.name
            self.warnings.append(tr("{file}: changed since the release was made", file=name))

    def write(self, file: Returned, packing: Packing, folder: Path) -> None:
        """Write one file with its columns turned back."""
        chosen = self.found.chosen(file)
        if not chosen and not file.archive and file.database is None:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, target)
            return
        with _opened(file) as (here, tables):
            made = [self._table(file, table, _of_table(chosen, table, tables, file)) for table in tables]
            self._refuse_missing(file, chosen, {(c.table, c.column) for _, columns in made for c in columns})
            if not tables:
                raise SourceError(tr("{name} has no table that could be copied.", name=file.name))
            said = self._copied(file, here, [table for table, _ in made], packing)
        self.warnings += said
        for _, columns in made:
            self.done += [
                UnmaskedColumn(file.name, each.table, each.column, each.turned.back, each.turned.stayed)
                for each in columns
            ]
            self._only_known += [f"{each.table}.{each.column}" for each in columns if each.searches_texts]

    def _copied(self, file: Returned, here: Location, copies: list[MaskedTable], packing: Packing) -> list[str]:
        scrub = self.texts.unmask if not self.found.patterns else str
        if file.database is not None and self.goal.server is not None:
            server = self.goal.server
            copies, renamed = fitted(copies, server.target.rules)
            written = server.write(catalogue_of(copies, scrubs(scrub), server.target.rules))
            return [f"{server.name}: {each}" for each in (*renamed, *written)]
        kind = copies[0].source.kind
        form = self.goal.form or ("duckdb" if file.path.suffix.lower() in _DUCKDB else "")
        sink = sink_of(kind, file.name, form if kind == "database" and not file.archive else "")
        renamed = []
        if sink.fit is not None:
            copies, renamed = sink.fit(copies)
        with packing.copy_of(file.location, sink) as copy:
            said = [*renamed, *sink.write(here, copies, copy.target, scrub)]
        return [f"{copy.name}: {each}" for each in said]

    def _table(
        self, file: Returned, table: Table, chosen: Sequence[Chosen]
    ) -> tuple[MaskedTable, list[ColumnUnmasker]]:
        """Return a table as sinks write it: columns that are not turned back pass as they are."""
        unmaskers = _unmaskers(table, chosen, self.bindings, self.texts)
        kinds = {index: self.types.get((file.name, table.name, table.columns[index].name)) for index in unmaskers}
        typed = {index: kind for index, kind in kinds.items() if kind is not None and kind.comes_back}
        self.warnings += [
            tr(
                "{place} stays text: not all of its values are of the type that it had.",
                place=f"{each.table}.{each.column}",
            )
            for index, each in unmaskers.items()
            if (kind := kinds[index]) is not None and kind.asked and not kind.comes_back
        ]

        def read() -> Iterator[pa.RecordBatch]:
            for batch in unmasked(table.batches(), unmaskers):
                self.watch.rows(batch.num_rows)
                arrays = [typed[at].cast(each) if at in typed else each for at, each in enumerate(batch.columns)]
                yield pa.record_batch(arrays, names=batch.schema.names)

        names = [column.name for column in table.columns]
        if not self.found.patterns:
            names = distinct_names([self.texts.unmask(name) if name.strip() else name for name in names])
        columns = tuple(
            MaskedColumn(
                index, column.name, name, "unmask" if index in unmaskers else "keep",
                typed[index].declared if index in typed else "",
            )
            for index, (column, name) in enumerate(zip(table.columns, names, strict=True))
        )  # fmt: skip
        name = table.name if self.found.patterns else self.texts.unmask(table.name)
        return MaskedTable(table, name, columns, read), list(unmaskers.values())

    def _refuse_missing(self, file: Returned, chosen: Sequence[Chosen], found: set[tuple[str, str]]) -> None:
        missing = [f"{table}.{name}" for table, name, _ in chosen if (table, name) not in found]
        lacking = [
            tr("{file} lacks the column {column} of the manifest.", file=file.name, column=each) for each in missing
        ]
        if lacking and (self.found.patterns or not found):
            raise PolicyError(lacking[0])
        self.warnings += lacking


@contextmanager
def _opened(file: Returned) -> Iterator[tuple[Location, list[Table]]]:
    """Yield where a file can be opened, and its tables."""
    if file.database is not None:
        yield file.location, [each for each in tables_of_server(file.name, file.database) if each.columns]
        return
    with at_hand(file.location) as here:
        yield here, [each for each in open_tables(here) if not (each.loose or each.derived) and each.columns]


def _of_table(chosen: Sequence[Chosen], table: Table, tables: Sequence[Table], file: Returned) -> list[Chosen]:
    """Return the columns of a table; a file of one table is called as its owner likes."""
    alone = len(tables) == len(file.entry["tables"]) == 1
    return [each for each in chosen if each[0] == table.name or alone]


def _unmaskers(
    table: Table, chosen: Sequence[Chosen], bindings: Bindings, texts: TextUnmasker
) -> dict[int, ColumnUnmasker]:
    """Return what turns back each column of a table, by its place."""
    places = {column.name: index for index, column in enumerate(table.columns)}
    return {
        places[name]: ColumnUnmasker(named, name, entry, bindings, texts)
        for named, name, entry in chosen
        if name in places
    }
