"""The settings file of the command line: defaults for its options, what it says of detection, and suppressions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pii_scanner.config.detection import DetectionSettings, ValueFile
from pii_scanner.config.documents import load_document, parse_content
from pii_scanner.config.reading import ArchiveLimits, FixedWidth, ReadingSettings, Stores
from pii_scanner.config.suppressions import Suppression
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.model.access import Access

_OPTIONS = ("output", "policy", "sample", "jobs", "include", "exclude", "quiet", "json_logs", "database_as")
# All of them are looked for at once, in time that grows with the text alone: some 40,000 names.
_MOST_DENIED = 400_000
_DETECTION = tuple(DetectionSettings.model_fields)


class DatabaseSettings(BaseModel):
    """How patient a run is with servers: times in seconds, and how often a dropped connection is opened again."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    connect_timeout: int = Field(default=15, ge=1, le=3600, description="Seconds to wait for a connection.")
    lock_timeout: int = Field(default=10, ge=1, le=86_400, description="Seconds to wait for a locked table.")
    statement_timeout: int = Field(default=3600, ge=1, le=604_800, description="Seconds that one query may take.")
    retries: int = Field(default=5, ge=0, le=20, description="How often a dropped connection is opened again.")


class Settings(DetectionSettings):
    """Defaults for options (what is given on the command line wins), detection, databases, and suppressions."""

    output: Path | None = Field(
        default=None, description="The folder of the inventory (scan) or of the release (mask)."
    )
    policy: Path | None = Field(default=None, description="The policy file.")
    sample: int | None = Field(
        default=None, ge=1, description="How many random rows of each table are looked at; all unless given."
    )
    jobs: int | None = Field(default=None, ge=1, le=256, description="Processes that work side by side.")
    include: tuple[str, ...] | None = Field(default=None, description="Patterns of the only tables that are read.")
    exclude: tuple[str, ...] | None = Field(default=None, description="Patterns of tables that are not read.")
    quiet: bool | None = Field(default=None, description="Whether to say nothing but errors.")
    json_logs: bool | None = Field(default=None, description="Whether progress and messages are JSON lines.")
    database_as: Literal["sqlite", "duckdb", "parquet"] | None = Field(
        default=None, description="The form of the masked copy of a database."
    )
    suppressions: tuple[Suppression, ...] = Field(
        default=(), description="Findings that do not count until a day, and who answers for them."
    )
    databases: DatabaseSettings = Field(
        default=DatabaseSettings(), description="How patient a run is with database servers."
    )
    archives: ArchiveLimits = Field(default=ArchiveLimits(), description="What an archive may unpack to.")
    stores: Stores = Field(
        default_factory=dict, description="Options of object stores by the scheme of their URL; never credentials."
    )
    fixed_width: tuple[FixedWidth, ...] = Field(
        default=(), description="Layouts of text whose columns no blank parts, by the names of the files."
    )

    @property
    def reading(self) -> ReadingSettings:
        """The part that concerns how sources are read."""
        return ReadingSettings(archives=self.archives, stores=self.stores, fixed_width=self.fixed_width)

    @property
    def detection(self) -> DetectionSettings:
        """The part that concerns detection."""
        return DetectionSettings.model_construct(**{name: getattr(self, name) for name in _DETECTION})

    @property
    def concerns_detection(self) -> bool:
        return any(getattr(self, name) for name in _DETECTION)

    @property
    def concerns_reading(self) -> bool:
        return bool({"archives", "stores", "fixed_width"} & self.model_fields_set)

    def access(self, include: tuple[str, ...] | None = None, exclude: tuple[str, ...] | None = None) -> Access:
        """Return what a run may touch; patterns given here take the place of the file's."""
        return Access(
            tuple((self.include if include is None else include) or ()),
            tuple((self.exclude if exclude is None else exclude) or ()),
            **self.databases.model_dump(),
        )

    def defaults(self) -> dict[str, Any]:
        """Return the values that were given, by option."""
        given = {name: getattr(self, name) for name in _OPTIONS}
        return {name: value for name, value in given.items() if value is not None}


def load_settings(path: Path) -> Settings:
    """Return the settings at `path`, with the values that stand in files beside it.

    Raises ConfigError with file, line and key.
    """
    return _with_files(load_document(path, Settings), path.parent, path.name)


def settings_of(given: Settings | Mapping[str, Any] | str | Path) -> Settings:
    """Return settings given as a path, as a mapping of what the file would hold, or as they are.

    Raises ConfigError when they do not fit.
    """
    if isinstance(given, Settings):
        return given
    if isinstance(given, Mapping):
        return _with_files(parse_content(given, Settings, "config"), Path(), "config")
    return load_settings(Path(given))


def _with_files(settings: Settings, folder: Path, name: str) -> Settings:
    lists = {
        key: {
            entity_type: _lines(folder / values.file, name) if isinstance(values, ValueFile) else values
            for entity_type, values in getattr(settings, key).items()
        }
        for key in ("allow_list", "deny_list")
    }
    size = sum(len(value.encode("utf-8")) for values in lists["deny_list"].values() for value in values)
    if size > _MOST_DENIED:
        raise ConfigError(
            tr(
                "{name}: the deny_list holds {size} bytes of values, at most {most} are looked for: leave out those that recognizers find.",
                name=name,
                size=f"{size:,}",
                most=f"{_MOST_DENIED:,}",
            )
        )
    return settings.model_copy(update=lists)


def _lines(file: Path, name: str) -> tuple[str, ...]:
    """Return the lines of a file of values."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(
            tr("{name}: its file of values {file} cannot be read: {reason}.", name=name, file=file.name, reason=reason)
        ) from error
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
