"""The list of operators as a table and as Markdown, from documents that describe them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pii_scanner.i18n import tr

Document = Mapping[str, Any]
_PROPERTIES = ("needs_key", "reversible", "consistent", "shape_preserving")
_AS_IT_IS = "-"


def overview(documents: Sequence[Document], mark: str = "") -> tuple[list[str], list[list[str]]]:
    """Return the headings and rows of the overview; `mark` stands around names."""
    headings = [
        tr("Operator"), tr("What it does"), tr("Parameters"),
        tr("Needs a key"), tr("Reversible"), tr("Consistent"), tr("Keeps the form"),
    ]  # fmt: skip
    rows = [
        [
            f"{mark}{each['name']}{mark}",
            each["summary"],
            ", ".join(f"{mark}{parameter['name']}{mark}" for parameter in each["parameters"]) or "-",
            *(tr("yes") if each[name] else tr("no") for name in _PROPERTIES),
        ]
        for each in documents
    ]
    return headings, rows


def markdown(documents: Sequence[Document]) -> str:
    """Return the operators as Markdown: a table of all, then one of each operator's parameters."""
    lines = _table(*overview(documents, "`"))
    for each in documents:
        if each["parameters"]:
            headings = [tr("Parameter"), tr("Type"), tr("Default"), tr("Meaning")]
            rows = [_parameter_row(parameter, _written(parameter)) for parameter in each["parameters"]]
            lines += ["", f"### `{each['name']}`", "", *_table(headings, rows)]
    return "\n".join(lines) + "\n"


def _parameter_row(parameter: Document, default: str) -> list[str]:
    shown = tr("(required)") if parameter["required"] else default if default == "-" else f"`{default}`"
    return [f"`{parameter['name']}`", parameter["type"], shown, parameter["meaning"]]


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    lines = [headings, ["---"] * len(headings), *([_escaped(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("<", "\\<")


def _written(parameter: Document) -> str:
    """Return a parameter's default as a policy writes it; a dash where there is none."""
    default = parameter["default"]
    if default is None or default in ("", {}):
        return _AS_IT_IS
    if isinstance(default, bool):
        return str(default).lower()
    return ", ".join(map(str, default)) if isinstance(default, (list, tuple)) else str(default)
