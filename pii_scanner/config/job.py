"""The job file of `pii-scanner run`: what a scheduler scans, masks and tells, with nobody at the terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pii_scanner.config.documents import load_document
from pii_scanner.i18n import tr

PLACEHOLDERS = ("date", "time", "run")
_KNOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScanStep(_Strict):
    """How the sources are scanned; every run is kept in the inventory's history."""

    sample: int | None = Field(
        default=None, ge=1, description="How many random rows of each table are looked at; all unless given."
    )
    metadata_only: bool = Field(default=False, description="Whether names, types and comments alone decide.")
    full: bool = Field(default=False, description="Whether what did not change since the last run is read again.")
    fail_on_new: bool = Field(
        default=False, description="Whether the job ends with exit code 5 when personal information appeared."
    )

    @model_validator(mode="after")
    def _one(self) -> ScanStep:
        if self.metadata_only and self.sample is not None:
            raise ValueError(tr("metadata_only reads no rows, sample some: choose one"))
        return self


class MaskStep(_Strict):
    """One release that the job publishes."""

    policy: Path = Field(description="The policy file, or the name of a shipped policy that is complete.")
    release: str = Field(
        min_length=1,
        description="The folder of the release, a new one each time: releases/{date}; also {time} and {run}.",
    )
    sources: list[str] | None = Field(
        default=None, min_length=1, description="What is masked; the sources of the job unless given."
    )
    include: list[str] | None = Field(default=None, description="Patterns of the only tables that are masked.")
    exclude: list[str] | None = Field(default=None, description="Patterns of tables that are not masked.")
    database_as: Literal["sqlite", "duckdb", "parquet"] | None = Field(
        default=None, description="The form of the masked copy of a database."
    )
    into: str | None = Field(
        default=None, description="The URL of a server whose new schema takes the one database that is masked."
    )
    when: Literal["always", "changed"] = Field(
        default="always",
        description="Whether a release is made at every run, or only when a source or the policy changed since the last.",
    )
    keep: int | None = Field(
        default=None, ge=1, description="How many of its releases stay; older ones of the same recipient are deleted."
    )

    @field_validator("release", "into")
    @classmethod
    def _placeholders_are_known(cls, value: str | None) -> str | None:
        for name in _PLACEHOLDER.findall((value or "").replace("${", "$")):
            if name not in PLACEHOLDERS:
                raise ValueError(tr("{name} is not known; there are {known}", name=f"{{{name}}}", known=_KNOWN))
        return value

    @field_validator("release")
    @classmethod
    def _is_new_each_time(cls, value: str) -> str:
        if not _PLACEHOLDER.search(Path(value).name):
            raise ValueError(
                tr("its last part needs one of {known}, since a release is never written over another", known=_KNOWN)
            )
        return value


class Alert(_Strict):
    """Who is told of a run, and of which."""

    when: list[Literal["new", "problem", "failed", "always"]] = Field(
        default=["new", "problem", "failed"],
        min_length=1,
        description="Of which runs: personal information appeared, a source could not be read that could before, a step failed; or of every run.",
    )
    to: list[str] = Field(
        default=[],
        description="Addresses as the library Apprise reads them: mailtos://, dingtalk://, wecombot://, feishu://, json://; secrets as ${VARIABLE}.",
    )
    command: list[str] | None = Field(
        default=None, min_length=1, description="A program with its arguments that reads the message on standard input."
    )

    @model_validator(mode="after")
    def _tells_somebody(self) -> Alert:
        if not self.to and self.command is None:
            raise ValueError(tr("name somebody to tell: to, command, or both"))
        return self


class Job(_Strict):
    """A job; paths in it are those seen from the folder of its file."""

    version: Literal[1] = Field(description="The form of this file: 1.")
    name: str = Field(min_length=1, max_length=80, description="What messages call the job.")
    sources: list[str] = Field(
        min_length=1, description="Paths, folders, globs and database URLs; passwords as ${VARIABLE}."
    )
    include: list[str] = Field(default=[], description="Patterns of the only tables that are read.")
    exclude: list[str] = Field(default=[], description="Patterns of tables that are not read.")
    settings: Path | None = Field(
        default=None,
        description="A settings file, as --config takes it: recognizers of your own, suppressions, time limits.",
    )
    engine: Literal["local", "spark"] = Field(default="local", description="Where batches run.")
    jobs: int | None = Field(default=None, ge=1, le=256, description="Processes that work side by side.")
    inventory: Path = Field(description="The folder of the inventory; one for each job.")
    scan: ScanStep = Field(default=ScanStep(), description="How the sources are scanned.")
    mask: list[MaskStep] = Field(default=[], description="The releases that are published after the scan.")
    alert: Alert | None = Field(default=None, description="Who is told, and of which runs.")
    log: Path | None = Field(default=None, description="A file to which the run adds its log, one JSON object a line.")

    @model_validator(mode="after")
    def _sees_what_changes(self) -> Job:
        for step in self.mask:
            others = set(step.sources or ()) - set(self.sources)
            chooses = (self.include or self.exclude) and not (step.include is None and step.exclude is None)
            if step.when == "changed" and (others or chooses):
                raise ValueError(
                    tr(
                        "`when: changed` needs sources that the job scans: list them under its sources, without include or exclude"
                    )
                )
        return self


def load_job(path: Path) -> Job:
    """Return the job at `path`; raises ConfigError with file, line and key."""
    return load_document(path, Job)
