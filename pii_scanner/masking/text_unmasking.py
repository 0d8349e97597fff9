"""Texts turned back by the holder of the key: ciphertexts, tokens whose form tells what they are, known tokens."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.encrypt import SEALED
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.operators.tokenize import FORMED
from pii_scanner.masking.places import Joined, Places, put_together, united_places
from pii_scanner.masking.token_marks import EVERY, MARKED, TokenMarks
from pii_scanner.model.plan import Rule
from recognizers.columns import TextColumn
from recognizers.registry import recognizer
from recognizers.searching import search
from recognizers.texts import TextBatch

_CARD = "CN_BANK_CARD"
# A card is told in a text by its issuer's six digits.
_TELLING_DIGITS = 6
_OPENED = "#opened"
# Letters and digits that may stand right behind a ciphertext: 致电enc-siv...A03.
_MOST_BEHIND = 64


class TokenDictionary:
    """The tokens that columns of a release hold: they are looked for in its texts, as values were when it was masked."""

    def __init__(self) -> None:
        self.known = KnownValues(words=True)
        self.operators: dict[str, BoundOperator] = {}
        self._names: dict[Rule, str] = {}

    def add(self, tokens: pa.Array, rule: Rule, operator: BoundOperator) -> None:
        """Add distinct texts that an operator turns back, as they are written and in the one form of their type."""
        name = self._name(rule, operator)
        self.known.add(tokens, name)
        finder = recognizer(rule.entity_type)
        if finder is not None:
            self.known.add(pc.unique(finder.canonical_column(TextColumn(tokens))), name)

    def _name(self, rule: Rule, operator: BoundOperator) -> str:
        """Return what values of a rule are called: its type, which says how names are looked for."""
        if rule not in self._names:
            own = rule.entity_type or "CODE"
            taken = sum(name.partition("#")[0] == own for name in self.operators)
            self._names[rule] = f"{own}#{taken + 1}" if taken else own
            self.operators[self._names[rule]] = operator
        return self._names[rule]


class TextUnmasker:
    """Turns values inside texts back. `rules` are those of entity types; `stood` what the manifest says is no token."""

    def __init__(
        self, rules: Sequence[Rule], bindings: Bindings, stood: Collection[str], dictionary: TokenDictionary
    ) -> None:
        known = operators()
        bound = {rule: bindings.of_rule(rule) for rule in rules if known[rule.operator].reversible}
        self._dictionary = dictionary
        self._openers = [each for each in bound.values() if each.name == "encrypt"]
        self._by_type = {each.target.entity_type: each for each in bound.values() if each.name == "tokenize"}
        self._marks = TokenMarks(self._by_type.values(), stood)
        # Types whose tokens are turned back only where the release holds them in a column.
        self.only_known = tuple(
            sorted(
                each
                for each, operator in self._by_type.items()
                if each not in FORMED
                or (each in MARKED and EVERY in stood)
                or (each == _CARD and operator.operator.parameters.keep_first < _TELLING_DIGITS)
            )
        )

    def __bool__(self) -> bool:
        return bool(self._openers or self._by_type or self._dictionary.operators)

    def unmask(self, text: str) -> str:
        """Return one text (a title, a name) turned back."""
        made: list[str] = self.unmask_array(pa.array([text], pa.string())).to_pylist()
        return made[0]

    def unmask_array(self, texts: pa.Array, *, marked: bool = True) -> pa.Array:
        """Return an array of strings, none null, turned back; without `marked` only ciphertexts and known tokens.

        Raises PolicyError for ciphertexts of this key that do not open.
        """
        if not len(texts) or not self:
            return texts
        joined = Joined(texts)
        text = joined.text
        opened: dict[str, str] = {}
        found = [(*span, _OPENED) for span in self._sealed(text, opened)]
        if marked and self._by_type:
            found += [(*span, f"#{kind}") for kind, spans in self._marks.places(text).items() for span in spans]
            found += self._cards(joined)
        places = put_together(_places(found), self._dictionary.known.places(text))
        if not len(places):
            return texts
        return joined.replaced(places, lambda kind, values: self._back(kind, values, opened))

    def _sealed(self, text: str, opened: dict[str, str]) -> list[tuple[int, int]]:
        """Return where ciphertexts stand, and add to `opened` what is in each."""
        found: list[tuple[int, int]] = []
        failed = at = 0
        while self._openers and (match := SEALED.search(text, at)) is not None:
            at = match.end(1)
            if match[1] != self._openers[0].target.key_id:
                continue  # it stood in the text before
            written = _first_opened(match[0], self._openers, opened)
            failed += not written
            if written:
                at = match.start() + len(written)
                found.append((match.start(), at))
        if failed:
            raise PolicyError(
                tr(
                    "{count} values inside texts do not decrypt: they were changed, or encrypted with another key. Nothing was written.",
                    count=failed,
                )
            )
        return found

    def _cards(self, joined: Joined) -> list[tuple[int, int, str]]:
        """Return the numbers that have the form of a card: a masked text holds tokens of them only."""
        finder = recognizer(_CARD)
        if finder is None or _CARD not in self._by_type:
            return []
        cards = search(finder, TextBatch(joined.texts), wary=True)
        begins = joined.begins[cards.rows]
        listed = zip((cards.starts + begins).tolist(), (cards.ends + begins).tolist(), strict=True)
        return [(start, end, f"#{_CARD}") for start, end in listed]

    def _back(self, kind: str, values: pa.Array, opened: dict[str, str]) -> pa.Array:
        if kind == _OPENED:
            return pa.array([opened[value] for value in values.to_pylist()], pa.string())
        operator = self._by_type[kind[1:]] if kind.startswith("#") else self._dictionary.operators[kind]
        return pc.coalesce(operator.operator.reverse(values, operator.target), values)


def _places(found: list[tuple[int, int, str]]) -> Places:
    names = tuple(dict.fromkeys(kind for *_, kind in found))
    starts, ends = (np.array([each[side] for each in found], dtype=np.int64) for side in (0, 1))
    return united_places(starts, ends, np.array([names.index(kind) for *_, kind in found], dtype=np.int64), names)


def _first_opened(written: str, openers: Sequence[BoundOperator], opened: dict[str, str]) -> str:
    """Return the longest beginning that opens: what stands behind a ciphertext may look as if it were part of it."""
    if written in opened:
        return written
    ends = [len(written), *sorted((at.start() for at in re.finditer(r"[-_]", written[4:])), reverse=True)]
    shorter = range(len(written) - 1, max(8, len(written) - _MOST_BEHIND), -1)
    for end in dict.fromkeys([ends[0], *(4 + each for each in ends[1:]), *shorter]):
        part = pa.array([written[:end]], pa.string())
        for operator in openers:
            (back,) = operator.operator.reverse(part, operator.target).to_pylist()
            if back is not None:
                opened[written[:end]] = back
                return written[:end]
    return ""
