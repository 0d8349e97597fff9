"""Where the masked copy of each source goes: a file of the release, or a member of an archive there.

The archive is a new ZIP: nothing of the source's own (times, comments, extra fields) is in it.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pii_scanner.i18n import tr
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import SinkKind, safe_name
from pii_scanner.sources.archives.streams import compression_of_name, inner_name, new_stream
from pii_scanner.sources.scratch import file_name, scratch

_PIECE = 1 << 20
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16


@dataclass(frozen=True)
class Copy:
    """A copy in the making: the sink writes `target`; it then stands in the file `path` of the release, at `inside`."""

    name: str
    path: Path
    inside: tuple[str, ...]
    target: Path
    warnings: tuple[str, ...] = ()


class Packing:
    """The copies of one release in `folder`; used as a context.

    `taken` are names that no copy gets; `scrub` takes known values out of a name. The members of one
    archive come one after the other.
    """

    def __init__(self, folder: Path, taken: set[str], scrub: Callable[[str], str]) -> None:
        self._folder, self._taken, self._scrub = folder, taken, scrub
        self._source = ""
        self._archive: _Archive | None = None

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the last archive."""
        self._end_archive()

    @contextmanager
    def copy_of(self, location: Location, sink: SinkKind) -> Iterator[Copy]:
        """Yield the copy that a sink is to write; without an error it then has its place in the release."""
        name = location.copy_name
        if location.archive:
            name = name.removeprefix(f"{location.archive}/")
        compression = _compression(location, name)
        if compression is not None:
            name = str(PurePosixPath(name).with_name(inner_name(name)))
        name = self._scrub(safe_name(sink.file_name(name)))
        ending = f".{compression}" if compression else ""
        if location.archive:
            with self._member(location, name, ending, compression) as copy:
                yield copy
            return
        self._end_archive()
        name = _free(name + ending, self._taken)
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if compression is None:
            try:
                yield Copy(name, path, (), path)
            except BaseException:
                _remove(path)  # half a copy is none
                raise
            return
        with scratch(location.name) as folder:
            copy = Copy(name, path, (inner_name(name),), folder / inner_name(name))
            yield copy
            _compress(copy.target, path, compression, name)

    @contextmanager
    def _member(self, location: Location, name: str, ending: str, compression: str | None) -> Iterator[Copy]:
        archive = self._archive_of(location)
        name = _free(name + ending, archive.taken)
        plain = inner_name(name) if compression else PurePosixPath(name).name
        with scratch(location.name) as folder:
            target = folder / file_name(plain)
            inside = (name, plain) if compression else (name,)
            if len(location.inside) > (1 if compression is None else 2):
                archive.warnings.append(tr("Archives inside it became folders of the copy."))
            warnings = archive.new_warnings()
            yield Copy(f"{archive.name}/{name}", archive.path, inside, target, warnings)
            if compression is not None:
                packed = folder / "packed"
                _compress(target, packed, compression, name)
                target = packed
            archive.add(target, name)
            archive.told.update(warnings)

    def _archive_of(self, location: Location) -> _Archive:
        if self._archive is None or self._source != location.archive:
            self._end_archive()
            name = self._scrub(safe_name(location.archive))
            warnings = []
            if PurePosixPath(name).suffix.lower() != ".zip":
                name = _as_zip(name)
                warnings.append(tr("The copy of {name} is a ZIP.", name=PurePosixPath(location.archive).name))
            if location.protected:
                warnings.append(tr("The source is protected by a password; the copy is not encrypted."))
            name = _free(name, self._taken)
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._source, self._archive = location.archive, _Archive(name, path, warnings)
        return self._archive

    def _end_archive(self) -> None:
        if self._archive is not None:
            self._archive.close()
        self._source, self._archive = "", None


class _Archive:
    """A ZIP of the release, made with its first member."""

    def __init__(self, name: str, path: Path, warnings: list[str]) -> None:
        self.name, self.path, self.taken = name, path, set[str]()
        self.warnings = warnings
        self.told: set[str] = set()
        self._zip: zipfile.ZipFile | None = None

    def new_warnings(self) -> tuple[str, ...]:
        """Return the warnings that no copy has yet."""
        return tuple(warning for warning in dict.fromkeys(self.warnings) if warning not in self.told)

    def add(self, file: Path, name: str) -> None:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self.path, "x", zipfile.ZIP_DEFLATED)
        info = zipfile.ZipInfo(name, _TIME)
        info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _MODE, 3
        info.file_size = file.stat().st_size
        with file.open("rb") as source, self._zip.open(info, "w") as member:
            shutil.copyfileobj(source, member, _PIECE)

    def close(self) -> None:
        if self._zip is not None:
            self._zip.close()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _compression(location: Location, name: str) -> str | None:
    """Return how the file itself is compressed, which its name says as well."""
    compression = compression_of_name(name)
    return compression if location.inside and location.inside[-1] == inner_name(name) != name else None


def _compress(source: Path, target: Path, compression: str, name: str) -> None:
    with source.open("rb") as file, new_stream(target, compression, name) as packed:
        shutil.copyfileobj(file, packed, _PIECE)


def _as_zip(name: str) -> str:
    path = PurePosixPath(name)
    while path.suffix.lower() in {
        ".gz",
        ".bz2",
        ".xz",
        ".zst",
        ".tar",
        ".tgz",
        ".tbz",
        ".tbz2",
        ".txz",
        ".tzst",
        ".7z",
    }:
        path = path.with_suffix("")
    return f"{path}.zip"


def _free(name: str, taken: set[str]) -> str:
    """Return `name`, numbered where it is taken (without regard to case, as on Windows)."""
    path, candidate, number = Path(name), name, 2
    while candidate.casefold() in taken:
        candidate = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
        number += 1
    taken.add(candidate.casefold())
    return candidate
