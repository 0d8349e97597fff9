"""What can be said of every operator: its parameters with type, default and meaning, and its three properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.masking.operators.base import Operator
from pii_scanner.masking.operators.registry import operators

_AS_IT_IS = "-"


def described_operators() -> list[dict[str, Any]]:
    """Return a document per operator, in the current language, for `operators list`."""
    return [
        {
            "name": name,
            "summary": tr(each.summary),
            "needs_key": each.needs_key,
            "reversible": each.reversible,
            "consistent": each.consistent,
            "shape_preserving": each.shape_preserving,
            "parameters": _parameters(each),
        }
        for name, each in operators().items()
    ]


def _parameters(operator: type[Operator]) -> list[dict[str, Any]]:
    model = operator.parameters_model
    properties = model.model_json_schema().get("properties", {})
    # Where a parameter says nothing of itself, its model may.
    said = " ".join((model.__doc__ or "").split())
    return [
        {
            "name": name,
            "type": _type(properties.get(name, {})),
            "default": properties.get(name, {}).get("default"),
            "required": field.is_required(),
            "meaning": tr(field.description or said),
        }
        for name, field in model.model_fields.items()
    ]


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of a parameter in words, with what limits it."""
    if "anyOf" in schema:
        real = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return " / ".join(dict.fromkeys(_type(each) for each in real))
    if "enum" in schema:
        return " / ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("format") == "date":
        return tr("date")
    kind = schema.get("type", "")
    if kind == "array":
        return tr("list: {item}", item=_type(schema.get("items", {})))
    names = {
        "integer": tr("whole number"),
        "number": tr("number"),
        "string": tr("text"),
        "boolean": tr("true or false"),
        "object": tr("mapping"),
    }
    limits = [
        f"{sign} {schema[limit]:g}"
        for limit, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
        if limit in schema
    ]
    return " ".join([names.get(kind, kind or _AS_IT_IS), *limits])
