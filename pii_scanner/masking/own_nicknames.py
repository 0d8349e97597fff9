"""What a person is called by friends, in the notes of his own row: 朋友都叫他大壮 beside the nickname 大壮.

Nicknames are words of everyday, so they are not looked for in the rows of others.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from pii_scanner.masking.distinct import as_strings
from pii_scanner.model.plan import DROP, TEXT, WHOLE, TablePlan

_NICKNAME = "NICKNAME"
_SHORTEST = 2


class OwnNicknames:
    """Masks the nickname of a row in its texts, where the policy masks nicknames."""

    def __init__(self, plan: TablePlan) -> None:
        named = [index for index, each in enumerate(plan.columns) if each.entity_types[:1] == (_NICKNAME,)]
        self._nicknames = [index for index in named if plan.columns[index].mode in (WHOLE, DROP)]
        self._texts = [index for index, each in enumerate(plan.columns) if each.mode == TEXT]

    def masked(self, batch: pa.RecordBatch, made: Mapping[int, pa.Array]) -> dict[int, pa.Array]:
        """Return the masked columns `made` of a batch, by their places, without nicknames in texts."""
        result = dict(made)
        for index in self._nicknames:
            nicknames = [(name or "").strip() for name in as_strings(batch.column(index)).to_pylist()]
            masked = as_strings(made[index]).to_pylist() if index in made else [f"<{_NICKNAME}>"] * len(nicknames)
            for place in self._texts:
                if place in result and pa.types.is_string(result[place].type):
                    result[place] = _without(result[place], nicknames, masked)
        return result


def _without(texts: pa.Array, nicknames: list[str], masked: list[str | None]) -> pa.Array:
    told = texts.to_pylist()
    rows = [
        row
        for row, (text, name) in enumerate(zip(told, nicknames, strict=True))
        if text and len(name) >= _SHORTEST and name in text
    ]
    for row in rows:
        told[row] = told[row].replace(nicknames[row], masked[row] or "")
    return pa.array(told, pa.string()) if rows else texts
