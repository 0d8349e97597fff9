"""What is turned back: the files of a release, one of them wherever it stands now, or its schemas on a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pii_scanner.config.policy import Policy
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.i18n import tr
from pii_scanner.jobs.destination import schema_of
from pii_scanner.masking.keys import Keys, id_of, load_master, load_master_of
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.unmasking import is_reversible, refuse_irreversible, rules_of
from pii_scanner.model.places import fits
from pii_scanner.model.plan import Rule
from pii_scanner.model.table import Location
from pii_scanner.release.copies import CopiedFile, CopiedSchema
from pii_scanner.release.manifest import MANIFEST, read_manifest
from pii_scanner.sinks.registry import safe_name

# A column to turn back: the table's name, its own, and what the manifest says of it.
Chosen = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class Returned:
    """A file to turn back: its entry in the manifest, where it is now, and what it is to be called. A member of an
    archive has that of the archive in `archive`; a schema on a server is in `database`."""

    entry: Mapping[str, Any]
    path: Path
    name: str
    archive: str = ""
    database: CopiedSchema | None = None

    @property
    def location(self) -> Location:
        if self.database is not None:
            url = self.database.server.place(self.database.schema).render_as_string(hide_password=False)
            return Location(self.name, url=url, copy=self.database.schema)
        inside = tuple(self.entry.get("inside", ()))
        copied = CopiedFile(self.name, self.path, (), inside=inside).location
        return Location(copied.name, copied.path, inside=inside, archive=self.archive)


@dataclass(frozen=True)
class WayBack:
    """The manifest of a release, and of it what is to be turned back: files, and columns by patterns TABLE.COLUMN (all
    that can be turned back where there are none)."""

    manifest: Mapping[str, Any]
    files: Sequence[Returned]
    patterns: Sequence[str]

    @property
    def text_rules(self) -> list[Rule]:
        """The rules by which values inside texts were masked."""
        told = self.manifest.get("way_back")
        if isinstance(told, dict):
            return rules_of(told)
        # Releases of earlier versions name the rules of columns only.
        found = [rule for file in self.files for each in columns_of(file.entry, ["*"]) for rule in rules_of(each[2])]
        return list({rule.entity_type: rule for rule in found if rule.entity_type}.values())

    @property
    def stood(self) -> list[str]:
        """Hashes of numbers that looked like tokens before anything was masked."""
        told = self.manifest.get("way_back")
        return [str(each) for each in told.get("stood", ())] if isinstance(told, dict) else []

    def chosen(self, file: Returned) -> list[Chosen]:
        return columns_of(file.entry, self.patterns, texts=bool(self.text_rules))


def way_back(path: Path, release: Path | None, patterns: Sequence[str]) -> WayBack:
    """Return what is to be turned back: a release, or the file of one that `path` is.

    Raises ConfigError for what is no release or is damaged, PolicyError when a pattern names no column or one that
    cannot be turned back, or when there is none at all.
    """
    root = release or (path if path.is_dir() else _root_of(path))
    manifest = read_manifest(root)
    try:
        found = WayBack(manifest, _files(path, root, manifest), patterns)
        for rule in found.text_rules:
            build_operator(rule.operator, dict(rule.parameters))
        for file in found.files:
            _check(file)
            if file.database is None and not file.path.is_file():
                raise ConfigError(tr("{file}: missing from the release", file=file.entry["name"]))
        _refuse_columns(found)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            tr("The manifest of {name} is damaged: it does not say what was written.", name=root)
        ) from error
    return found


def columns_of(entry: Mapping[str, Any], patterns: Sequence[str], *, texts: bool = True) -> list[Chosen]:
    """Return the columns that patterns name, or all that can be turned back."""
    return [
        (table["table"], column["column"], column)
        for table in entry["tables"]
        for column in table["columns"]
        if (
            any(fits(each, table["table"], column["column"]) for each in patterns)
            if patterns
            else is_reversible(column, texts=texts)
        )
    ]


def keys_of(manifest: Mapping[str, Any], policy: Policy) -> Keys:
    """Return the keys by which a release was made; raises PolicyError where the policy has another, or none."""
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


def _files(path: Path, root: Path, manifest: Mapping[str, Any]) -> list[Returned]:
    entries = list(manifest["files"])
    if path.is_dir():
        return [_returned(each, path / each.get("file", each["name"]), each.get("file", "")) for each in entries]
    here = [each for each in entries if "database" not in each]
    mine = _entries(path, root, {each.get("file", each["name"]): [] for each in here}, here)
    if "file" in mine[0]:
        return [_returned(each, path, path.name) for each in mine]
    return [Returned(mine[0], path, path.name)]


def _returned(entry: Mapping[str, Any], path: Path, archive: str) -> Returned:
    if "database" in entry:
        return Returned(entry, Path(), entry["name"], database=schema_of(entry))
    member = entry["inside"][0] if archive else ""
    return Returned(entry, path, f"{archive}/{member}" if archive else entry["name"], archive)


def _check(file: Returned) -> None:
    """Raise KeyError, TypeError or ValueError where an entry of a manifest is not as `mask` writes it."""
    if file.database is None and safe_name(file.name) != file.name:
        raise ValueError("a name that leads out of the release")
    for _, _, column in columns_of(file.entry, ["*"]):
        for rule in rules_of(column) if column["mode"] else ():
            build_operator(rule.operator, dict(rule.parameters))


def _root_of(path: Path) -> Path:
    """Return the release that a file stands in."""
    if not path.is_file():
        raise ConfigError(tr("{name} is neither a release nor a file of one.", name=path))
    root = next((each for each in path.resolve().parents if (each / MANIFEST).is_file()), None)
    if root is None:
        raise ConfigError(tr("{name} stands in no release: name the one it came from with --release.", name=path.name))
    return root


def _entries(
    path: Path, root: Path, by_file: dict[str, list[Mapping[str, Any]]], entries: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return what a manifest says of a file, an entry for each member of an archive: by its place in the release, by
    its name, or as the only one of its kind."""
    for each in entries:
        by_file[each.get("file", each["name"])].append(each)
    inside = path.resolve().is_relative_to(root.resolve())
    name = path.resolve().relative_to(root.resolve()).as_posix() if inside else ""
    if name in by_file:
        return by_file[name]
    named = {key: found for key, found in by_file.items() if any(each["tables"] for each in found)}
    alike = [key for key in named if PurePosixPath(key).name == path.name]
    alike = alike or [key for key in named if PurePosixPath(key).suffix == path.suffix]
    if len(alike) != 1:
        raise ConfigError(tr("The manifest of {name} knows no file {file}.", name=root, file=path.name))
    return named[alike[0]]


def _refuse_columns(found: WayBack) -> None:
    for pattern in found.patterns:
        if not any(columns_of(file.entry, [pattern]) for file in found.files):
            raise PolicyError(tr("No column of the release is called {pattern}.", pattern=pattern))
    chosen = [each for file in found.files for each in found.chosen(file)]
    if not chosen:
        raise PolicyError(tr("Nothing in it can be turned back: no column was tokenized or encrypted."))
    for table, name, column in chosen:
        refuse_irreversible(f"{table}.{name}", column, texts=bool(found.text_rules))
