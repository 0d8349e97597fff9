"""The people of a row by one character of their given name, in the notes of that row: 军哥说放门口, 芳妈妈来电, 超本人签收.

One character is a word more often than not, so it counts only where it opens a stretch of words before one that says whose
somebody is, and where the row's own person is called so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.places import Joined, Places
from pii_scanner.model.plan import DROP, TEXT, WHOLE, TablePlan
from recognizers.matching import holding

_PERSON, _SOMEBODY = "PERSON", "某"
_HAN = "\u3400-\u9fff"
# Of a given name of one character; of one of two, its last character before a familiar title too.
_WHOSE = "本人|妈妈|爸爸|同学|家长|爷爷|奶奶|妈(?!妈)|爸(?!爸)"
_FAMILIAR = "[哥姐](?![哥姐们妹弟夫父母])"
_GATE = r"\p{Han}(?:本人|妈|爸|同学|家长|爷爷|奶奶|哥|姐)"
_CALLED = re.compile(rf"(?<![{_HAN}])([{_HAN}])(?=(?P<whose>{_WHOSE})|{_FAMILIAR})")
# Words of their own there: 其本人, 大哥, 孩妈.
_NEVER = frozenset("其他她我你本非系由称是与找和让叫请老大小二三四五表堂学师空帅的孩娃男女亲")
_NAME = re.compile(rf"[{_HAN}]{{2,4}}")


class OwnLastCharacters:
    """Masks one character of the given names of a row's people in its texts, where the policy masks names."""

    def __init__(self, plan: TablePlan) -> None:
        self._names = [
            index
            for index, each in enumerate(plan.columns)
            if each.entity_types[:1] == (_PERSON,) and each.mode in (WHOLE, DROP) and each.operator != "keep"
        ]
        self._texts = [index for index, each in enumerate(plan.columns) if each.mode == TEXT]

    def masked(self, batch: pa.RecordBatch, made: Mapping[int, pa.Array]) -> dict[int, pa.Array]:
        """Return the masked columns `made` of a batch, by their places, without these characters in texts."""
        result = dict(made)
        places = [at for at in self._texts if at in result and pa.types.is_string(result[at].type)]
        if not self._names or not places:
            return result
        people = [as_strings(batch.column(index)) for index in self._names]
        for at in places:
            result[at] = _without(result[at], people)
        return result


def _without(texts: pa.Array, people: list[pa.Array]) -> pa.Array:
    """Return the texts of rows without what their `people` (one column each) are called."""
    filled = texts.fill_null("")
    rows = np.flatnonzero(holding(filled, _GATE))
    if not len(rows):
        return texts
    chosen = pa.array(rows)
    joined = Joined(filled.take(chosen))
    names = [column.take(chosen).to_pylist() for column in people]
    matches = [match for match in _CALLED.finditer(joined.text) if match[1] not in _NEVER]
    owners = joined.rows_of(np.array([match.start() for match in matches], dtype=np.int64)).tolist()
    begins = [
        match.start()
        for match, row in zip(matches, owners, strict=True)
        if any(_is_called(column[row], match[1], familiar=match["whose"] is None) for column in names)
    ]
    if not begins:
        return texts
    at = np.array(begins, dtype=np.int64)
    found = Places(at, at + 1, np.zeros(len(at), dtype=np.int64), (_PERSON,))
    made = joined.replaced(found, lambda _, values: pa.array([_SOMEBODY] * len(values), pa.string()))
    mask = np.zeros(len(texts), dtype=np.bool_)
    mask[rows] = True
    return pc.if_else(texts.is_valid(), pc.replace_with_mask(filled, pa.array(mask), made), None)


def _is_called(name: str | None, character: str, *, familiar: bool) -> bool:
    name = (name or "").strip()
    if not _NAME.fullmatch(name) or name[-1] != character:
        return False
    return familiar or len(name) == 2
