"""Suppressions in the settings file: findings that somebody answers for, until a day."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Suppression(BaseModel):
    """Findings that do not count: in columns that fit `column` (`table.column`, wildcards allowed), of one or all types.

    `reason`, `author` and the last day are asked for, so that every suppression is looked at again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    column: str = Field(min_length=1, description="Pattern of the columns: table.column, * and ? being wildcards.")
    source: str | None = Field(
        default=None, min_length=1, description="The source as the inventory names it; all unless given."
    )
    entity_type: str | None = Field(default=None, min_length=1, description="The entity type; all unless given.")
    reason: str = Field(min_length=1, description="Why the findings do not count.")
    author: str = Field(min_length=1, description="Who answers for it.")
    until: date = Field(description="The last day on which it holds.")
