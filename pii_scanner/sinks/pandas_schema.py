"""What pandas notes in a file's schema, so that a copy reads back as the same kind of DataFrame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from pii_scanner.model.masked import MaskedColumn

_KEY = b"pandas"
_OF_COLUMN = ("pandas_type", "numpy_type", "metadata")
_OF_METADATA = ("encoding", "timezone", "precision", "scale", "num_categories", "ordered", "unit")
_RANGE = ("kind", "start", "stop", "step")


def pandas_schema(
    source: pa.Schema, columns: Sequence[MaskedColumn], fields: Sequence[pa.Field], *, all_rows: bool = True
) -> dict[bytes, bytes] | None:
    """Return the entry for a copy's schema: names of the copy, kinds of index and columns, and nothing else.

    None where the source has none that can be understood. Unless `all_rows` stay, a range of row numbers is none.
    """
    try:
        noted = json.loads((source.metadata or {})[_KEY])
        return {
            _KEY: json.dumps(_copied(noted, source, columns, fields, all_rows=all_rows), ensure_ascii=False).encode()
        }
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _copied(
    noted: dict[str, Any],
    source: pa.Schema,
    columns: Sequence[MaskedColumn],
    fields: Sequence[pa.Field],
    *,
    all_rows: bool,
) -> dict[str, Any]:
    by_field = {str(each.get("field_name") or each["name"]): each for each in noted["columns"]}
    names = {column.source_name: column.name for column in columns}
    indexes = [
        {"name": None, **{key: each[key] for key in _RANGE}} if isinstance(each, dict) else names[each]
        for each in noted["index_columns"]
        if (isinstance(each, dict) and all_rows) or (isinstance(each, str) and each in names)
    ]
    described = []
    for column, field in zip(columns, fields, strict=True):
        if column.source_name not in by_field:
            continue
        before = by_field[column.source_name]
        described.append(
            {
                # The name of an index is none of the columns'.
                "name": column.name if before.get("name") is not None else None,
                "field_name": column.name,
                **_kinds(before, same=field.type.equals(source.field(column.index).type)),
            }
        )
    return {
        "index_columns": indexes,
        "column_indexes": [],
        "columns": described,
        "creator": {"library": "pyarrow", "version": pa.__version__},
        "pandas_version": str(noted.get("pandas_version", "")) if _is_version(noted.get("pandas_version")) else None,
    }


def _kinds(before: dict[str, Any], *, same: bool) -> dict[str, Any]:
    if not same:
        return {"pandas_type": "unicode", "numpy_type": "object", "metadata": None}
    metadata = before.get("metadata")
    kept = {key: metadata[key] for key in _OF_METADATA if key in metadata} if isinstance(metadata, dict) else None
    return {**{key: before.get(key) for key in _OF_COLUMN}, "metadata": kept}


def _is_version(text: Any) -> bool:
    return isinstance(text, str) and len(text) < 20 and text.replace(".", "").isalnum()
