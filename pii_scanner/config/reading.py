"""What users may say of reading: the limits of archives, and where object stores are."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pii_scanner.i18n import tr

_SECRET = re.compile(r"pass|pwd|secret|token|credential|(?:^|_)key(?:$|_)|connection_string", re.IGNORECASE)


class ArchiveLimits(BaseModel):
    """What an archive may unpack to; beyond it, it is a problem and not opened.

    `most_ratio` counts for members of more than 200 MB unpacked: smaller ones are no bomb.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    most_members: int = Field(default=10_000, ge=1, description="Files in one archive.")
    most_unpacked_gb: float = Field(default=50.0, gt=0, description="Gigabytes that it unpacks to.")
    most_ratio: int = Field(default=500, ge=2, description="How many times larger than packed a large file may become.")
    deepest: int = Field(default=3, ge=1, le=20, description="Archives inside archives.")

    @property
    def most_bytes(self) -> int:
        return int(self.most_unpacked_gb * (1 << 30))


def _no_credentials(stores: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Refuse credentials in a file that many may read."""
    for scheme, options in stores.items():
        for name in _names(options):
            if _SECRET.search(name):
                raise ValueError(
                    tr(
                        "{scheme}: {name} looks like a credential: those come from the environment or the library's own configuration",
                        scheme=scheme,
                        name=name,
                    )
                )
    return stores


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name).name.encode("ascii")
        "".encode(name)
    except (LookupError, UnicodeError):
        raise ValueError(tr("no encoding of text is called {name}", name=name)) from None
    return name


# Options of the library that reads a kind of URL, by its scheme: `s3: {endpoint_url: ...}`.
Stores = Annotated[dict[str, dict[str, Any]], AfterValidator(_no_credentials)]


class FixedColumn(BaseModel):
    """A column of text at fixed positions: `width` in the unit of its file, values flush left or right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="What the column is called in the inventory and in policies.")
    width: int = Field(ge=1, description="How many bytes, screen columns or characters the column takes.")
    align: Literal["left", "right"] = Field(default="left", description="Where values stand in the column.")


class FixedWidth(BaseModel):
    """How files whose columns no blank parts are laid out; the columns follow each other from the start of the line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: str = Field(min_length=1, description="A pattern for the names of the files: `KH*.dat`.")
    unit: Literal["bytes", "columns", "characters"] = Field(
        default="bytes", description="What widths count: bytes of the file's encoding, screen columns, or characters."
    )
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = Field(
        default=None, description="The encoding of the files; found out where it is left out."
    )
    skip: int = Field(default=0, ge=0, le=1000, description="How many lines stand above the data.")
    columns: tuple[FixedColumn, ...] = Field(min_length=1, description="The columns, from left to right.")


class ReadingSettings(BaseModel):
    """How sources are read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    archives: ArchiveLimits = ArchiveLimits()
    stores: Stores = Field(default_factory=dict)
    fixed_width: tuple[FixedWidth, ...] = ()


def _names(options: dict[str, Any]) -> list[str]:
    """Return the names of all options, nested ones too."""
    found = []
    for name, value in options.items():
        found.append(str(name))
        if isinstance(value, dict):
            found += _names(value)
    return found
