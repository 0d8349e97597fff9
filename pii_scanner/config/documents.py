"""YAML that users write, checked by a model; an error names file, line and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr

Model = TypeVar("Model", bound=BaseModel)


class _Strict(yaml.SafeLoader):
    """YAML in which a key may stand once, and a date must exist."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if name in seen:
                raise yaml.constructor.ConstructorError(problem=tr("a key stands twice"), problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: Any) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            problem = tr("there is no such date")
            raise yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark) from error


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_yaml_timestamp)


def load_document(path: Path, model: type[Model]) -> Model:
    """Return the document at `path` as `model`.

    Raises ConfigError with file, line and key when it cannot be read or does not fit.
    """
    return parse_document(read_text(path), model, path.name)


def read_text(path: Path) -> str:
    """Return the text of a document; raises ConfigError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise ConfigError(tr("{name} cannot be read: {reason}.", name=path.name, reason=reason)) from error


def parse_document(text: str, model: type[Model], name: str) -> Model:
    """Return YAML `text` as `model`; `name` is what errors call it."""
    layer = read_layer(text, name)
    return parse_layers(layer.content, model, [layer])


@dataclass(frozen=True)
class Layer:
    """One document: what errors call it, what it holds, and its YAML node, which knows the lines."""

    name: str
    content: Any
    root: Any = None


def read_layer(text: str, name: str) -> Layer:
    """Return YAML `text` as a layer; raises ConfigError with file and line when it is not valid."""
    try:
        loader = _Strict(text)
        root = loader.get_single_node()
        content = None if root is None else loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigError(
            tr(
                "{name}, line {line}: not valid YAML ({problem}).",
                name=name,
                line=line,
                problem=getattr(error, "problem", None) or "unreadable",
            )
        ) from error
    return Layer(name, content if content is not None else {}, root)


def parse_content(content: Any, model: type[Model], name: str, root: Any = None) -> Model:
    """Return what a document holds as `model`; `root` is its YAML node, which knows the lines."""
    return parse_layers(content, model, [Layer(name, content, root)])


def parse_layers(content: Any, model: type[Model], layers: Sequence[Layer]) -> Model:
    """Return what documents hold together as `model`; an error names the first of them that has the key."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = [part for part in first["loc"] if not str(part).startswith("function-")]
        key = ".".join(map(str, where)) or tr("the document")
        guilty = next((layer for layer in layers if _reaches(layer.root, where)), layers[0])
        raise ConfigError(
            tr(
                "{name}, line {line}, key {key}: {problem}.",
                name=guilty.name,
                line=line_of(guilty.root, where),
                key=key,
                problem=problem_of(first),
            )
        ) from error


# What is said of an error of the library that checks documents: by the beginning of its type.
_NEEDED = {
    "int_": "a whole number is needed",
    "float_": "a number is needed",
    "decimal_": "a number is needed",
    "finite_number": "a number is needed",
    "bool_": "true or false is needed",
    "string_type": "a text is needed",
    "string_too_short": "a text that is not empty is needed",
    "list_type": "a list is needed",
    "tuple_type": "a list is needed",
    "set_type": "a list is needed",
    "too_short": "a list that is not empty is needed",
    "dict_type": "keys with values are needed",
    "model_": "keys with values are needed",
    "mapping_type": "keys with values are needed",
    "date_": "a date is needed, such as 2027-06-30",
    "literal_error": "one of these is needed: {expected}",
    "enum": "one of these is needed: {expected}",
    "greater_than_equal": "{ge} or more is needed",
    "greater_than": "more than {gt} is needed",
    "less_than_equal": "{le} or less is needed",
    "less_than": "less than {lt} is needed",
}


def problem_of(error: Mapping[str, Any]) -> str:
    """Return in a few words, in the language of messages, what an error of the model says of a key."""
    kind, message = error["type"], str(error["msg"]).rstrip(".")
    if kind == "extra_forbidden":
        return tr("this key is not known")
    if kind == "missing":
        return tr("this key is missing")
    needed = next((said for beginning, said in _NEEDED.items() if kind.startswith(beginning)), None)
    if needed is None:
        return message.removeprefix("Value error, ")
    limits = {name: _written(value) for name, value in error.get("ctx", {}).items()}
    return tr(needed, **limits)


def _written(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("'", "").replace(" or ", ", ")


def _reaches(node: Any, where: Sequence[Any]) -> bool:
    """Return whether a document has the first two keys of a way: `entities`, and the type below it."""
    for part in where[:2]:
        if not isinstance(node, yaml.MappingNode):
            return bool(where[:2]) and part is not where[0]
        node = next((value for key, value in node.value if key.value == str(part)), None)
        if node is None:
            return False
    return True


def line_of(node: Any, where: Sequence[Any]) -> int:
    """Return the line of the deepest key on the way that exists."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return int(line)
