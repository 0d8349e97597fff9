"""Policies that build on others: `extends` names a shipped policy, or a file beside the one that says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from pii_scanner.config.documents import Layer, line_of, parse_layers, read_layer, read_text
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.presets import preset_path, presets

Model = TypeVar("Model", bound=BaseModel)

_EXTENDS = "extends"
POLICIES = "policies"
# Rules are joined, those of the child before those of its parent; everything else takes the place of the parent's.
_JOINED = ("entities", "columns")
_ENDINGS = (".yaml", ".yml")


def extended_document(layer: Layer, path: Path, model: type[Model]) -> Model:
    """Return a document with all that it builds on as `model`; `path` is where it stands.

    Raises ConfigError with file, line and key when a document cannot be read or does not fit.
    """
    layers, seen = [layer], {path.resolve()}
    while isinstance(layer.content, dict) and layer.content.get(_EXTENDS) is not None:
        path = _parent(layer, path)
        if path.resolve() in seen:
            raise _error(layer, tr("it builds on itself"))
        seen.add(path.resolve())
        layer = read_layer(read_text(path), path.name)
        layers.append(layer)
    content: Any = layer.content
    for each in reversed(layers[:-1]):
        content = _joined(content, each.content)
    return parse_layers(content, model, layers)


def _parent(layer: Layer, path: Path) -> Path:
    """Return where the document stands that a layer extends."""
    name = layer.content[_EXTENDS]
    if not isinstance(name, str):
        raise _error(layer, tr("the name of a shipped policy or a file is expected"))
    if not name.endswith(_ENDINGS):
        known = presets(POLICIES)
        if name not in known:
            raise _error(layer, tr("no policy {name} is shipped; known are {known}", name=name, known=", ".join(known)))
        return preset_path(f"{POLICIES}/{name}.yaml")
    file = path.parent / name
    if not file.is_file():
        raise _error(layer, tr("there is no file {name}", name=name))
    return file


def _joined(parent: Any, child: Any) -> Any:
    if not isinstance(parent, dict) or not isinstance(child, dict):
        return child
    result = {**parent, **child}
    for key in _JOINED:
        if isinstance(parent.get(key), dict) and isinstance(child.get(key), dict):
            result[key] = {**parent[key], **child[key]}
    return result


def _error(layer: Layer, problem: str) -> ConfigError:
    line = line_of(layer.root, [_EXTENDS])
    return ConfigError(
        tr("{name}, line {line}, key {key}: {problem}.", name=layer.name, line=line, key=_EXTENDS, problem=problem)
    )
