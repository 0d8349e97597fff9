"""The story of the way back: the holder of the key turns tokens and ciphertexts of a release into what they were."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pii_scanner.config.policy import Policy
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys, id_of, load_master, load_master_of
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.unmasking import ColumnUnmasker, is_reversible, reversible_rules, unmasked
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.places import fits
from pii_scanner.model.table import Location, Table
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.manifest import MANIFEST, read_manifest, sha256_of
from pii_scanner.release.staging import refuse_existing, staging
from pii_scanner.sinks.packing import Packing
from pii_scanner.sinks.registry import safe_name, sink_of
from pii_scanner.sources.hand import at_hand
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


@dataclass(frozen=True)
class _File:
    """A file to turn back: its entry in the manifest, where it is now, and what it is to be called."""

    entry: Mapping[str, Any]
    path: Path
    name: str

    @property
    def location(self) -> Location:
        return CopiedFile(self.name, self.path, (), inside=tuple(self.entry.get("inside", ()))).location


def unmask_release(
    path: Path, policy: Policy, folder: Path, columns: Sequence[str] = (), *, release: Path | None = None,
    watch: Watcher | None = None,
) -> Unmasked:  # fmt: skip
    """Write the files of a release, or one of them, with tokenized and encrypted columns turned back.

    `columns` are patterns TABLE.COLUMN; all that can be turned back where there are none. `release` is the folder whose
    manifest tells of a file that stands elsewhere. Everything is written to the new `folder`, which only its owner may
    open, or nothing. Raises ConfigError and PolicyError in one sentence: no manifest, another recipient, another key,
    an operator that cannot be undone, a ciphertext that does not open; SourceError for a file that cannot be read.
    """
    watch = watch or Watcher()
    refuse_existing(folder)
    manifest, files = _files(path, release)
    _refuse_columns(files, columns)
    bindings = Bindings({}, _keys(manifest, policy))
    done: list[UnmaskedColumn] = []
    warnings: list[str] = []
    watch.phase("unmask", len(files))
    with staging(folder, 0o700) as partial, Packing(partial, set(), lambda name: name) as packing:
        for file in files:
            watch.begun(file.name)
            if sha256_of(file.path) != file.entry["sha256"]:
                warnings.append(tr("{file}: changed since the release was made", file=file.name))
            if any(_chosen(file.entry, columns)):
                done += _turned(file, columns, bindings, packing, watch, warnings)
            else:
                target = partial / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.path, target)
        for each in partial.rglob("*"):
            each.chmod(0o700 if each.is_dir() else 0o600)
    return Unmasked(folder, tuple(done), tuple(warnings))


def _files(path: Path, release: Path | None) -> tuple[dict[str, Any], list[_File]]:
    """Return the manifest and the files to turn back: those of a release, or the one that `path` is."""
    root = release or (path if path.is_dir() else _root_of(path))
    manifest = read_manifest(root)
    try:
        entries = {each["name"]: each for each in manifest["files"] if each["tables"] or path.is_dir()}
        if path.is_dir():
            found = [_File(each, path / each.get("file", name), name) for name, each in entries.items()]
        else:
            found = [_File(_entry(path, root, entries), path, path.name)]
        for file in found:
            _check(file)
            if "database" in file.entry or "file" in file.entry:
                raise ConfigError(
                    tr(
                        "{name} stands in an archive or on a server: only files are turned back. Unpack or export it, and name the file.",
                        name=file.entry["name"],
                    )
                )
            if not file.path.is_file():
                raise ConfigError(tr("{file}: missing from the release", file=file.entry["name"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            tr("The manifest of {name} is damaged: it does not say what was written.", name=root)
        ) from error
    return manifest, found


def _check(file: _File) -> None:
    """Raise KeyError, TypeError or ValueError where an entry of a manifest is not as `mask` writes it."""
    if safe_name(file.name) != file.name:
        raise ValueError("a name that leads out of the release")
    for _, _, column in _chosen(file.entry, ["*"]):
        for rule in column.get("rules", ()) if column["mode"] else ():
            build_operator(rule["operator"], dict(rule["parameters"]))


def _root_of(path: Path) -> Path:
    """Return the release that a file stands in."""
    if not path.is_file():
        raise ConfigError(tr("{name} is neither a release nor a file of one.", name=path))
    root = next((each for each in path.resolve().parents if (each / MANIFEST).is_file()), None)
    if root is None:
        raise ConfigError(tr("{name} stands in no release: name the one it came from with --release.", name=path.name))
    return root


def _entry(path: Path, root: Path, entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what a manifest says of a file: by its place in the release, by its name, or as the only one of its kind."""
    inside = path.resolve().is_relative_to(root.resolve())
    name = path.resolve().relative_to(root.resolve()).as_posix() if inside else ""
    if name in entries:
        return entries[name]
    alike = [each for key, each in entries.items() if PurePosixPath(key).name == path.name]
    alike = alike or [each for key, each in entries.items() if PurePosixPath(key).suffix == path.suffix]
    if len(alike) != 1:
        raise ConfigError(tr("The manifest of {name} knows no file {file}.", name=root, file=path.name))
    return alike[0]


def _keys(manifest: Mapping[str, Any], policy: Policy) -> Keys:
    """Return the keys by which a release was made."""
    recipient = (manifest.get("recipient") or {}).get("name")
    if recipient != policy.recipient.name:
        raise PolicyError(
            tr(
                "The release is for {recipient}, the policy for {name}.",
                recipient=recipient,
                name=policy.recipient.name,
            )
        )
    if policy.key is None or not manifest.get("key_id"):
        raise PolicyError(
            tr("The release was made without a key, or the policy names none: nothing can be turned back.")
        )
    master = load_master_of(policy.key, manifest["key_id"])
    if master is None:
        raise PolicyError(
            tr(
                "The release was made with the key {wanted}, the policy's is {key}: name the key of that id.",
                wanted=manifest["key_id"],
                key=id_of(load_master(policy.key)),
            )
        )
    return Keys(master, policy.recipient.name)


def _chosen(entry: Mapping[str, Any], patterns: Sequence[str]) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return (table, column, what the manifest says of it) of the columns to turn back."""
    return [
        (table["table"], column["column"], column)
        for table in entry["tables"]
        for column in table["columns"]
        if (
            any(fits(each, table["table"], column["column"]) for each in patterns)
            if patterns
            else is_reversible(column)
        )
    ]


def _refuse_columns(files: Sequence[_File], patterns: Sequence[str]) -> None:
    """Raise PolicyError when a pattern names no column or one that cannot be turned back, or when there is none at all."""
    for pattern in patterns:
        if not any(_chosen(file.entry, [pattern]) for file in files):
            raise PolicyError(tr("No column of the release is called {pattern}.", pattern=pattern))
    chosen = [each for file in files for each in _chosen(file.entry, patterns)]
    if not chosen:
        raise PolicyError(tr("Nothing in it can be turned back: no column was tokenized or encrypted."))
    for table, name, column in chosen:
        reversible_rules(f"{table}.{name}", column)


def _turned(
    file: _File, patterns: Sequence[str], bindings: Bindings, packing: Packing, watch: Watcher, warnings: list[str]
) -> list[UnmaskedColumn]:
    """Write one file with its columns turned back."""
    chosen = _chosen(file.entry, patterns)
    with at_hand(file.location) as here:
        tables = [table for table in open_tables(here) if not (table.loose or table.derived) and table.columns]
        made: list[tuple[MaskedTable, dict[int, ColumnUnmasker]]] = []
        for table in tables:
            # A file of one table is called as its owner likes.
            mine = [each for each in chosen if each[0] == table.name or len(tables) == len(file.entry["tables"]) == 1]
            unmaskers = _unmaskers(table, mine, bindings)
            made.append((_back(table, unmaskers, watch), unmaskers))
        found = {(each.table, each.column) for _, unmaskers in made for each in unmaskers.values()}
        missing = [f"{table}.{name}" for table, name, _ in chosen if (table, name) not in found]
        lacking = [
            tr("{file} lacks the column {column} of the manifest.", file=file.name, column=each) for each in missing
        ]
        if lacking and (patterns or not found):
            raise PolicyError(lacking[0])
        warnings += lacking
        form = "duckdb" if file.path.suffix.lower() in _DUCKDB else ""
        sink = sink_of(tables[0].kind, file.name, form)
        copies = [copy for copy, _ in made]
        if sink.fit is not None:
            copies, _ = sink.fit(copies)
        with packing.copy_of(file.location, sink) as copy:
            warnings += [f"{copy.name}: {each}" for each in sink.write(here, copies, copy.target, lambda text: text)]
    return [
        UnmaskedColumn(file.name, each.table, each.column, each.turned.back, each.turned.stayed)
        for _, unmaskers in made
        for each in unmaskers.values()
    ]


def _unmaskers(
    table: Table, chosen: Sequence[tuple[str, str, Mapping[str, Any]]], bindings: Bindings
) -> dict[int, ColumnUnmasker]:
    """Return what turns back each column of a table, by its place."""
    places = {column.name: index for index, column in enumerate(table.columns)}
    return {
        places[name]: ColumnUnmasker(named, name, reversible_rules(f"{named}.{name}", column), bindings)
        for named, name, column in chosen
        if name in places
    }


def _back(table: Table, unmaskers: Mapping[int, ColumnUnmasker], watch: Watcher) -> MaskedTable:
    """Return a table as sinks write it: columns that are not turned back pass as they are."""

    def read() -> Any:
        for batch in unmasked(table.batches(), unmaskers):
            watch.rows(batch.num_rows)
            yield batch

    columns = tuple(
        MaskedColumn(index, column.name, column.name, "unmask" if index in unmaskers else "keep")
        for index, column in enumerate(table.columns)
    )
    return MaskedTable(table, table.name, columns, read)
