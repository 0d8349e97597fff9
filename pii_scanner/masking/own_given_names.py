"""The people of a row by their given name alone, in the notes of that row: 玉梅妈妈说… beside the name 陈玉梅.

Given names are too short and too often words to be looked for in the rows of others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.places import Joined
from pii_scanner.masking.word_names import CALLED
from pii_scanner.model.plan import DROP, TEXT, WHOLE, TablePlan
from recognizers.names import DOTS, compound_surnames
from recognizers.segmenter import is_word, tagged

_PERSON = "PERSON"
_HAN = "\u3400-\u9fff"
_DOTTED = re.compile(rf"([{_HAN}]{{2,8}})[{DOTS}][{_HAN}]{{2,8}}")
_NAME = re.compile(rf"[{_HAN}]{{3,4}}")
_GIVEN = 2
# What stands behind a given name that is a word too, where it calls somebody.
_BEHIND = re.compile(
    rf"(?![{_HAN}])|[说称表来接已未没不于在和跟与的]|妈|爸|父|母|爷|奶|家|同学|老师|姐|哥|弟|妹|本人|今天|昨天|先生|女士|$"
)
_BEFORE = re.compile(
    rf"(?:^|[^{_HAN}]|{'|'.join(CALLED)}|联系(?:不上|到)?|派[至给]|转给|不是|致电|通知|告知|转告|询问|找到|[跟和与给由让叫请找])$"
)
_AROUND = 8


class OwnGivenNames:
    """Masks the given names of a row's people in its texts, where the policy masks names."""

    def __init__(self, plan: TablePlan) -> None:
        named = [index for index, each in enumerate(plan.columns) if each.entity_types[:1] == (_PERSON,)]
        self._names = [
            index
            for index in named
            if plan.columns[index].mode in (WHOLE, DROP) and plan.columns[index].operator != "keep"
        ]
        self._texts = [index for index, each in enumerate(plan.columns) if each.mode == TEXT]

    def masked(self, batch: pa.RecordBatch, made: Mapping[int, pa.Array]) -> dict[int, pa.Array]:
        """Return the masked columns `made` of a batch, by their places, without these names in texts."""
        result = dict(made)
        places = [at for at in self._texts if at in result and pa.types.is_string(result[at].type)]
        for index in self._names if places else ():
            people = _People.of(as_strings(batch.column(index)), as_strings(made[index]) if index in made else None)
            for at in places:
                result[at] = people.hidden_in(result[at])
        return result


@dataclass(frozen=True)
class _People:
    """The people of the rows of a column: distinct names and their given names, the place of each row's among these,
    what stands for the name of each row, and the first two characters of its given name as a number (0: nobody)."""

    names: list[str]
    given: list[str]
    rows: npt.NDArray[np.int32]
    masked: pa.Array | None
    openings: npt.NDArray[np.int64]

    @classmethod
    def of(cls, column: pa.Array, masked: pa.Array | None) -> _People:
        """Return the people of a column and its masked form, None where it leaves."""
        encoded = column.fill_null("").dictionary_encode()
        names = [name.strip() for name in encoded.dictionary.to_pylist()]
        given = [given_name(name) for name in names]
        numbers = np.array([ord(each[0]) << 32 | ord(each[1]) if each else 0 for each in given], dtype=np.int64)
        rows = encoded.indices.to_numpy()
        return cls(names, given, rows, masked, numbers[rows])

    def hidden_in(self, texts: pa.Array) -> pa.Array:
        """Return the texts of the rows without the given names of their people."""
        joined = Joined(texts.fill_null(""))
        codes = np.frombuffer(joined.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        opens = np.zeros(1 << 16, dtype=np.bool_)
        opens[[ord(each[0]) for each in self.given if each]] = True
        at = np.flatnonzero(opens[np.minimum(codes[:-1], 0xFFFF)])
        owners = joined.rows_of(at)
        own = codes[at].astype(np.int64) << 32 | codes[at + 1] == self.openings[owners]
        hits, owners = at[own], owners[own]
        changed: dict[int, list[int]] = {}
        for hit, row in zip(hits.tolist(), owners.tolist(), strict=True):
            changed.setdefault(row, []).append(hit - int(joined.begins[row]))
        if not changed:
            return texts
        rows = pa.array(sorted(changed))
        told = zip(texts.take(rows).to_pylist(), rows.to_pylist(), strict=True)
        made = [self._without(text, row, changed[row]) for text, row in told]
        mask = np.zeros(len(texts), dtype=np.bool_)
        mask[rows.to_numpy()] = True
        return pc.replace_with_mask(texts, pa.array(mask), pa.array(made, pa.string()))

    def _without(self, text: str, row: int, starts: list[int]) -> str:
        name, given = (each[self.rows[row]] for each in (self.names, self.given))
        made = (self.masked[row].as_py() if self.masked is not None else "") or f"<{_PERSON}>"
        instead = made[-len(given) :] if len(made) == len(name) else made
        for start in reversed(starts):
            end = start + len(given)
            before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
            if text.startswith(given, start) and is_somebody(before, given, behind):
                text = text[:start] + instead + text[end:]
        return text


@lru_cache(maxsize=1 << 16)
def given_name(name: str) -> str:
    """Return the given name of two characters or more that somebody may be called by alone, or an empty string."""
    name = name.strip()
    if dotted := _DOTTED.fullmatch(name):
        return dotted[1]
    if not _NAME.fullmatch(name):
        return ""
    given = name[2:] if name[:2] in compound_surnames() else name[1:]
    return given if len(given) == _GIVEN else ""


@lru_cache(maxsize=1 << 14)
def is_somebody(before: str, given: str, behind: str) -> bool:
    """Return whether a given name stands for somebody between these words: 玉梅妈妈, not 电|子中|心 nor 文静内向."""
    if is_word(given) and not any(tag.startswith("nr") for _, tag in tagged(given)):
        return bool(_BEFORE.search(before) and _BEHIND.match(behind))
    at, end = 0, len(before) + len(given)
    for word, _ in tagged(before + given + behind):
        stop = at + len(word)
        crosses = at < len(before) < stop or at < end < stop
        if crosses and is_word(word):
            return False
        at = stop
    return True
