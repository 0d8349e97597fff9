"""The JSON Schema of a policy, settings or job file, for editors: every key described, operators with their parameters."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from pii_scanner.config.job import Job
from pii_scanner.config.policy import OPERATION_SCHEMA, Policy
from pii_scanner.config.settings import Settings
from pii_scanner.i18n import tr
from pii_scanner.masking.operators.registry import operators
from recognizers.registry import recognizers

DOCUMENTS: dict[str, type[BaseModel]] = {"policy": Policy, "settings": Settings, "job": Job}
_OPERATION = "Operation"
_TYPE_OF_ONE_S_OWN = "^[A-Z][A-Z0-9_]*$"


def document_schema(document: str) -> dict[str, Any]:
    """Return the JSON Schema of a "policy", a "settings" or a "job" file, described in the current language."""
    schema = DOCUMENTS[document].model_json_schema()
    if document == "policy":
        # What an editor proposes as names of entity types; plug-ins may have more.
        types = sorted(each.entity_type for each in recognizers())
        schema["properties"]["entities"]["propertyNames"] = {
            "anyOf": [{"enum": types}, {"pattern": _TYPE_OF_ONE_S_OWN}]
        }
        schema = _with_references(schema)
        schema["$defs"] |= _operations()
    described: dict[str, Any] = _described(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def _operations() -> dict[str, Any]:
    """Return the definitions of an operator with its parameters, and of what these refer to."""
    inner: dict[str, Any] = {}
    forms: list[dict[str, Any]] = [{"enum": list(operators())}]
    for name, each in operators().items():
        model = each.parameters_model.model_json_schema()
        # Below an operator stand only operators of places, which may be a name alone too.
        inner |= {rule: {"anyOf": [{"enum": list(operators())}, form]} for rule, form in model.pop("$defs", {}).items()}
        properties = {"operator": {"const": name, "description": each.summary}, **model.get("properties", {})}
        required = ["operator", *model.get("required", [])]
        forms.append({"type": "object", "properties": properties, "required": required, "additionalProperties": False})
    return {**_with_references(inner), _OPERATION: {"anyOf": forms}}


def _with_references(value: Any) -> Any:
    """Return a schema in which every operator is a reference to one definition."""
    either = OPERATION_SCHEMA["anyOf"]
    reference = {"$ref": f"#/$defs/{_OPERATION}"}
    if value == OPERATION_SCHEMA:
        return reference
    if isinstance(value, list) and value[: len(either)] == either:
        return [reference, *value[len(either) :]]
    if isinstance(value, dict):
        return {key: _with_references(each) for key, each in value.items()}
    return [_with_references(each) for each in value] if isinstance(value, list) else value


def _described(value: Any, *, key: bool = False) -> Any:
    """Return a schema with the descriptions of its keys in the current language; those of models speak to developers."""
    if isinstance(value, list):
        return [_described(each) for each in value]
    if not isinstance(value, dict):
        return value
    made: dict[str, Any] = {}
    for name, each in value.items():
        if name == "properties":
            made[name] = {field: _described(schema, key=True) for field, schema in each.items()}
        elif name == "description":
            if key:
                made[name] = tr(each)
        elif name != "title" or not isinstance(each, str):
            made[name] = _described(each)
    return made
