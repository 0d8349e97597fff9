"""What users may say of detection: recognizers of their own, values and columns to leave out, names of columns."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from pii_scanner.i18n import tr
from pii_scanner.presets import content_of, preset_path, presets

_TYPE = r"^[A-Z][A-Z0-9_]{1,63}$"
EntityType = Annotated[str, Field(pattern=_TYPE)]
Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(default=())]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _regex(value: str) -> str:
    """Refuse what RE2 does not take: with it no pattern takes more than linear time."""
    from recognizers.custom import compiled

    try:
        compiled(value)
    except ValueError as error:
        raise ValueError(
            tr(
                "a pattern in RE2's syntax was expected, without look-arounds and back-references ({reason})",
                reason=error,
            )
        ) from None
    return value


class PatternSpec(_Strict):
    """One way a value is written. `score` in 0..1 is how sure a match alone is; its edges are added."""

    regex: Annotated[
        str,
        Field(min_length=1, max_length=2000, description="The pattern in RE2's syntax, without look-arounds."),
        AfterValidator(_regex),
    ]
    score: float = Field(default=0.6, gt=0, le=1, description="How sure a match alone is, from 0 to 1.")
    needs_context: bool = Field(
        default=False, description="Whether it counts inside texts only beside a word of the context."
    )


def _written_short(value: Any) -> Any:
    """Accept `patterns: ["GH[0-9]{6}"]` for `[{regex: "GH[0-9]{6}"}]`."""
    return {"regex": value} if isinstance(value, str) else value


class RecognizerSpec(_Strict):
    """A recognizer without Python: what its values look like, what stands beside them, how columns are called."""

    entity_type: EntityType = Field(description="Its name, in capitals: MEMBER_NUMBER.")
    title: str | None = Field(default=None, description="What reports call it.")
    patterns: tuple[Annotated[PatternSpec, BeforeValidator(_written_short)], ...] = Field(
        min_length=1, description="What its values look like."
    )
    check: str | None = Field(default=None, description="Name of the check digit, such as luhn.")
    context: Words = Field(default=(), description="Words that stand beside a value in texts.")
    headers: Words = Field(default=(), description="Names that its columns have.")
    role: Literal["identifier", "organization", "attribute", "sensitive", "authentication", "business"] = Field(
        default="identifier", description="What a plan does with it where the policy is silent."
    )
    needs_header: bool = Field(default=False, description="Whether only the name of a column tells it.")
    priority: int = Field(
        default=61, ge=1, le=100, description="Which type a cell is that fits two: that of the higher number."
    )
    classes: dict[str, str] = Field(default_factory=dict, description="Its class under each framework.")

    @field_validator("entity_type")
    @classmethod
    def _new(cls, entity_type: str) -> str:
        from recognizers.registry import shipped

        if entity_type in shipped().by_type:
            raise ValueError(
                tr(
                    "{type} is recognized already; give it more names of columns with `headers:`, more values with `deny_list:`",
                    type=entity_type,
                )
            )
        return entity_type

    @field_validator("check")
    @classmethod
    def _check_known(cls, check: str | None) -> str | None:
        from recognizers.named_checks import NAMED_CHECKS

        if check is not None and check not in NAMED_CHECKS:
            raise ValueError(tr("one of {names} was expected", names=", ".join(NAMED_CHECKS)))
        return check

    @field_validator("classes")
    @classmethod
    def _classes_known(cls, classes: dict[str, str]) -> dict[str, str]:
        for framework, name in classes.items():
            known = _ranks().get(framework)
            if known is None:
                raise ValueError(tr("one of {names} was expected", names=", ".join(_ranks())))
            if name not in known:
                raise ValueError(
                    tr("{framework}: one of {names} was expected", framework=framework, names=", ".join(known))
                )
        return classes

    @model_validator(mode="after")
    def _fits(self) -> RecognizerSpec:
        if self.needs_header and not self.headers:
            raise ValueError(tr("names of columns were expected as `headers`, since only a header tells the type"))
        if not self.context and any(pattern.needs_context for pattern in self.patterns):
            raise ValueError(tr("words were expected as `context`, since a pattern needs them"))
        return self


@cache
def _ranks() -> dict[str, tuple[str, ...]]:
    """Return the classes of every shipped framework."""
    files = [preset_path(f"frameworks/{name}.yaml") for name in presets("frameworks")]
    loaded = [content_of(path) for path in files]
    return {each["framework"]: tuple(each["ranks"]) for each in loaded}


class ValueFile(_Strict):
    """Values in a text file beside the settings, one a line: what should not stand in a settings file."""

    file: Path = Field(description="A text file beside the settings, a value a line.")


Values = Annotated[tuple[Annotated[str, Field(min_length=1)], ...] | ValueFile, Field()]


class DetectionSettings(_Strict):
    """The part of the settings file that concerns detection; also what `pii_scanner.scan(config=...)` takes.

    `nlp_model`: the name or path of an installed spaCy model for Chinese, whose names of persons are found beside ours.
    `allow_list`: values that are no finding, by entity type. `deny_list`: values that always are one.
    """

    recognizers: tuple[RecognizerSpec, ...] = Field(default=(), description="Recognizers of your own.")
    presidio: tuple[str, ...] = Field(default=(), description="Recognizers that Presidio ships, by their class.")
    nlp_model: str | None = Field(default=None, description="Name or path of an installed spaCy model for Chinese.")
    disable: tuple[str, ...] = Field(default=(), description="Entity types that are not looked for.")
    headers: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="More names of columns for entity types."
    )
    allow_list: dict[str, Values] = Field(
        default_factory=dict, description="Values that are no finding, by entity type."
    )
    deny_list: dict[str, Values] = Field(
        default_factory=dict, description="Values that always are a finding, by entity type."
    )

    frameworks: tuple[str, ...] = Field(
        default=(),
        description="The laws and standards by which columns get classes; the Chinese ones and PCI DSS unless given.",
    )

    @field_validator("frameworks")
    @classmethod
    def _frameworks_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) <= set(_ranks()):
            raise ValueError(tr("one of {names} was expected", names=", ".join(_ranks())))
        return names

    @field_validator("recognizers")
    @classmethod
    def _once(cls, recognizers: tuple[RecognizerSpec, ...]) -> tuple[RecognizerSpec, ...]:
        own = [each.entity_type for each in recognizers]
        twice = sorted({each for each in own if own.count(each) > 1})
        if twice:
            raise ValueError(tr("{type} stands twice", type=twice[0]))
        return recognizers

    @field_validator("presidio")
    @classmethod
    def _shipped_by_presidio(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if names:
            from recognizers.predefined import available

            unknown = [name for name in names if name not in available()]
            if unknown:
                raise ValueError(tr("one of {names} was expected", names=", ".join(sorted(available()))))
        return names

    @field_validator("nlp_model")
    @classmethod
    def _installed(cls, model: str | None) -> str | None:
        if model is not None:
            from recognizers.spacy_person import is_installed

            if not is_installed(model):
                raise ValueError(
                    tr("the name or path of an installed spaCy model was expected; {model} is none", model=model)
                )
        return model

    @field_validator("disable", "headers", "allow_list", "deny_list")
    @classmethod
    def _types_known(cls, given: Any, info: ValidationInfo) -> Any:
        unknown = [each for each in given if not _is_known(each, info.data)]
        if unknown:
            raise ValueError(tr("{type} is no entity type; `pii-scanner recognizers list` names them", type=unknown[0]))
        return given


def _is_known(entity_type: str, data: dict[str, Any]) -> bool:
    from recognizers.registry import default

    if entity_type in default().by_type or any(entity_type == own.entity_type for own in data.get("recognizers", ())):
        return True
    names = data.get("presidio", ())
    if not names:
        return False
    from recognizers.predefined import available

    return any(entity_type in available()[name] for name in names)
