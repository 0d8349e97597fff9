"""The policy file: who gets the masked copy, what for, and the operator of every kind of value."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from pii_scanner.config.documents import read_layer, read_text
from pii_scanner.config.inheritance import extended_document
from pii_scanner.config.rows import MinorsRule, Retention, RowRules


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Recipient(_Strict):
    """Who receives the release (PIPL art. 23 asks for name, purpose and kinds)."""

    name: str = Field(min_length=1, description="Who receives the release; the keys are derived for this name.")
    purpose: str = Field(min_length=1, description="What the recipient may use the data for.")
    agreement: str | None = Field(
        default=None, description="The agreement or contract under which the data are handed over."
    )
    expires: date | None = Field(
        default=None, description="Last day of the agreement; afterwards nothing is masked for the recipient."
    )


class InEnvironment(_Strict):
    """The name of an environment variable."""

    env: str = Field(min_length=1, description="Name of an environment variable.")


class KeySource(_Strict):
    """Where the master key is: an environment variable, a file of mode 0600, the system keyring, or a file encrypted by
    age, with the identity (a file of mode 0600, or an environment variable) that decrypts it."""

    env: str | None = Field(default=None, description="The environment variable that holds the key.")
    file: Path | None = Field(
        default=None, description="A file with the key, beside the policy, that only its owner may read."
    )
    keyring: str | None = Field(default=None, description="An entry of service pii-scanner in the system keyring.")
    age: Path | None = Field(default=None, description="A file with the key that age encrypted.")
    identity: Path | InEnvironment | None = Field(
        default=None, description="The age identity that decrypts it: a file, or an environment variable."
    )

    @model_validator(mode="after")
    def _one(self) -> KeySource:
        if sum(value is not None for value in (self.env, self.file, self.keyring, self.age)) != 1:
            raise ValueError("name exactly one of env, file, keyring, age")
        if (self.age is None) != (self.identity is None):
            raise ValueError("age and identity are named together")
        return self

    def beside(self, folder: Path) -> KeySource:
        """Return the same source with its files looked for in a folder."""
        paths = {name: getattr(self, name) for name in ("file", "age", "identity")}
        return self.model_copy(update={name: folder / path for name, path in paths.items() if isinstance(path, Path)})


class OperatorSpec(BaseModel):
    """An operator by name; its parameters stand beside it and are checked by the operator itself."""

    model_config = ConfigDict(extra="allow", frozen=True)
    operator: str = Field(description="Name of the operator; its parameters stand beside it.")

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def _fits(self) -> OperatorSpec:
        # Imported late: operators stand above configuration in the order of imports.
        for check in _CHECKS:
            check(self.operator, self.parameters)
        return self


_CHECKS: list[Any] = []


def check_operators_with(check: Any) -> None:
    """Let `check(name, parameters)` (ValueError when they do not fit) judge every operator in a policy."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def _named(value: Any) -> Any:
    """Accept `CN_MOBILE: mask` for `CN_MOBILE: {operator: mask}`."""
    return {"operator": value} if isinstance(value, str) else value


# An operator by name, or with its parameters beside it; which there are is known above configuration.
OPERATION_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"operator": {"type": "string"}}, "required": ["operator"]},
    ]
}
Operation = Annotated[OperatorSpec, BeforeValidator(_named), WithJsonSchema(OPERATION_SCHEMA)]


class RiskLimits(_Strict):
    """Every combination of the quasi-identifiers must be shared by at least `k` rows."""

    quasi_identifiers: list[str] = Field(
        min_length=1, description="Columns, named as in the copy, that together may point to a person."
    )
    k: int = Field(ge=2, default=5, description="How many rows at least must share every combination of them.")


class Policy(_Strict):
    """A policy as DESIGN promises it; unknown keys are errors."""

    version: Literal[1] = Field(description="The form of this file: 1.")
    extends: str | None = Field(
        default=None,
        description="A shipped policy (`pii-scanner policies list`), or a file beside this one, to build on.",
    )
    description: str | dict[str, str] | None = Field(default=None, description="What the policy is for; by language.")
    recipient: Recipient = Field(description="Who gets the masked copy, and what for.")
    key: KeySource | None = Field(
        default=None, description="Where the master key is; needed only by operators with a key."
    )
    default: Literal["refuse", "redact", "drop"] = Field(
        default="refuse", description="What becomes of a column that holds an entity type without a rule."
    )
    entities: dict[str, Operation] = Field(
        default_factory=dict, description="The operator of each entity type, for whole columns and inside texts."
    )
    columns: dict[str, Operation] = Field(
        default_factory=dict,
        description="The operator of columns by pattern (table.column, * and ? being wildcards); it beats the rule of the type.",
    )
    dates: Operation | None = Field(
        default=None,
        description="The operator of every column of dates that no rule under columns or entities names.",
    )
    surnames: Literal["keep", "mask"] = Field(
        default="keep",
        description="What becomes of surnames that stand alone in texts that are masked: keep, or mask (王女士 becomes 某女士, 张*三 某**).",
    )
    hashes: Literal["default", "keep"] = Field(
        default="default",
        description="What becomes of columns of hashes whose name does not say of what: default, as sensitive columns that no rule names, or keep.",
    )
    allow: list[str] | None = Field(
        default=None, description="Patterns of the only columns that may be in the copy; all others are dropped."
    )
    risk: RiskLimits | None = Field(
        default=None, description="The limit of the re-identification risk; a copy beyond it is refused."
    )
    rows: RowRules = Field(default_factory=list, description="Which rows stay, and their order.")
    minors: MinorsRule | None = Field(default=None, description="What becomes of the rows of minors.")
    retention: Retention | None = Field(default=None, description="How old rows and columns may be.")

    def fingerprint(self) -> str:
        """Return the SHA-256 of the policy's content without the place of its key, for manifests."""
        return hashlib.sha256(self.model_dump_json(exclude={"key", "description"}).encode("utf-8")).hexdigest()


def load_policy(path: Path) -> Policy:
    """Return the policy at `path`; raises ConfigError with file, line and key."""
    policy = extended_document(read_layer(read_text(path), path.name), path, Policy)
    if policy.key is not None:
        # A key file is looked for beside the policy that names it.
        return policy.model_copy(update={"key": policy.key.beside(path.parent)})
    return policy
