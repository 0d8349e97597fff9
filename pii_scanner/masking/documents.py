"""JSON documents in, masked JSON documents out: each path by its operator, all other texts and numbers as free text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.json_leaves import Leaf, Leaves, document_of, keys_of, number_like, text_of, written_like
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.json import PathRule
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import Rule
from recognizers.checks import Bools
from recognizers.columns import TextColumn
from recognizers.registry import identifies, recognizer, recognizers

Inside = Callable[[pa.Array], pa.Array]
_MOST_KEYS = 1 << 16
# Types below are guessed from words: a key must name them.
_SURE = 50
# A key names a type from this likeness on.
_NAMED = 0.8


class DocumentMasker:
    """Masks the documents of one column. `inside` masks texts as free text."""

    def __init__(self, paths: dict[str, PathRule], bindings: Bindings, texts: TextMasker, inside: Inside) -> None:
        self._rules = paths
        self._leaves = Leaves(paths, self._renamed)
        self._bindings, self._texts, self._inside = bindings, texts, inside
        self._operators: dict[tuple[str, str], BoundOperator] = {}
        self._keys: dict[str, str] = {}

    def mask(self, values: pa.Array) -> pa.Array:
        """Return distinct texts masked; what is no JSON object or list is masked as free text."""
        texts = values.to_pylist()
        documents = [document_of(text) for text in texts]
        plain = np.array([document is None for document in documents], dtype=np.bool_)
        made = np.array(texts, dtype=object)
        if plain.any():
            made[plain] = self._inside(values.filter(pa.array(plain))).to_pylist()
        whole = np.flatnonzero(~plain).tolist()
        roots = [[documents[row]] for row in whole]
        self._learn(roots)
        dropped = self._replace([leaf for root in roots for leaf in self._leaves.of(root)])
        for holder, at in dropped:
            del holder[at]
        for row, root in zip(whole, roots, strict=True):
            if json.loads(texts[row]) != root[0]:
                made[row] = written_like(root[0], texts[row])
        return pa.array(made.tolist(), pa.string())

    def _learn(self, roots: list[Any]) -> None:
        """Look at all keys of documents at once, each once: what the copy calls them."""
        if len(self._keys) > _MOST_KEYS:
            self._keys = {}
        new = [key for key in keys_of(roots) if key not in self._keys]
        if new:
            self._keys.update(zip(new, self._texts.scrub_names(new), strict=True))

    def _renamed(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return an object whose keys hold no values of persons; two that become one are numbered."""
        if all(self._keys[key] == key for key in value):
            return value
        made: dict[str, Any] = {}
        for key, each in value.items():
            name, number = self._keys[key], 1
            while name in made:
                number += 1
                name = f"{self._keys[key]}_{number}"
            made[name] = each
        return made

    def _replace(self, leaves: Iterable[Leaf]) -> list[tuple[Any, str | int]]:
        """Put the masked forms in place; return the places that are to go, the last of a list first."""
        groups: dict[tuple[str | None, str], list[Leaf]] = {}
        dropped: list[tuple[Any, str | int]] = []
        for leaf in leaves:
            rule = self._rules.get(leaf.path) if leaf.path is not None else None
            if rule is not None and rule.operator == "drop":
                dropped.append((leaf.holder, leaf.at))
            elif isinstance(leaf.value, (bool, type(None))):
                # A flag says little, but a rule that names it means it.
                if rule is not None and rule.operator != "keep" and leaf.value is not None:
                    leaf.holder[leaf.at] = None
            elif rule is None or rule.operator != "keep":
                groups.setdefault((leaf.path, leaf.name), []).append(leaf)
        for (path, name), group in groups.items():
            texts = [text_of(leaf.value) for leaf in group]
            distinct = pa.array(dict.fromkeys(text for text in texts if text.strip()), pa.string())
            if not len(distinct):
                continue
            made = dict(zip(distinct.to_pylist(), self.made(distinct, path, name).to_pylist(), strict=True))
            for leaf, text in zip(group, texts, strict=True):
                masked = made.get(text, text)
                if masked != text:
                    leaf.holder[leaf.at] = number_like(leaf.value, masked)
        return dropped[::-1]

    def made(self, values: pa.Array, path: str | None, name: str) -> pa.Array:
        """Return distinct texts masked by the rule of their path, or as what their key and they themselves say."""
        rule = self._rules[path] if path is not None else None
        if rule is not None and rule.operator == "text":
            return self._inside(values)
        result, pending = values, np.ones(len(values), dtype=np.bool_)
        for entity_type, mine in _told(values, rule, name):
            if rule is None and self._bindings.passes(entity_type):
                continue  # what the policy lets pass in a column
            operator = self._operator(path, entity_type) if rule else self._bindings.of_type(entity_type)
            chosen = pa.array(mine)
            result = pc.replace_with_mask(result, chosen, operator.apply(values.filter(chosen)).cast(pa.string()))
            pending &= ~mine
        if pending.any():
            rest = pa.array(pending)
            left = values.filter(rest)
            made = self._operator(path, _named(name)).apply(left) if rule else self._inside(left)
            result = pc.replace_with_mask(result, rest, made.cast(pa.string()))
        return result

    def _operator(self, path: str | None, entity_type: str) -> BoundOperator:
        assert path is not None
        if (path, entity_type) not in self._operators:
            rule = self._rules[path]
            made = self._bindings.of_rule(Rule(entity_type, rule.operator, frozen_parameters(rule)))
            self._operators[path, entity_type] = made
        return self._operators[path, entity_type]


def collect_documents(values: pa.Array, paths: Mapping[str, PathRule], known: KnownValues, bindings: Bindings) -> None:
    """Add the identifiers that the paths of documents mask to the known values; `values` are distinct texts."""
    leaves = Leaves(paths)
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for text in values.to_pylist():
        document = document_of(text)
        for leaf in leaves.of([document]) if document is not None else ():
            if leaf.path is not None and isinstance(leaf.value, (str, int)) and not isinstance(leaf.value, bool):
                groups.setdefault((leaf.path, leaf.name), {})[text_of(leaf.value).strip()] = None
    for (path, name), texts in groups.items():
        if paths[path].operator in ("keep", "text"):
            continue
        distinct = pa.array([text for text in texts if text], pa.string())
        for entity_type, mine in _told(distinct, paths[path], name):
            if not identifies(entity_type):
                continue
            finder = recognizer(entity_type)
            if finder is None:
                continue
            # A path may say that a word is a name; elsewhere the word is one.
            chosen = distinct.filter(pa.array(mine & finder.cells(TextColumn(distinct)).shaped))
            known.add(chosen, entity_type)
            bindings.note_doubtful(chosen, entity_type)
            canonical = finder.canonical_column(TextColumn(chosen))
            known.add(canonical.filter(pc.not_equal(canonical, chosen)), entity_type)


def _told(values: pa.Array, rule: PathRule | None, name: str) -> Iterator[tuple[str, Bools]]:
    """Yield entity types and which distinct texts are of each: what the rule says, then the key's name, then they themselves.

    Without a rule only valid values count, and only of the type that the key names.
    """
    if rule is not None and rule.entity_type:
        yield rule.entity_type, np.ones(len(values), dtype=np.bool_)
        return
    column, named = TextColumn(values), _named(name)
    pending = np.ones(len(values), dtype=np.bool_)
    for finder in recognizers():
        told = finder.entity_type == named
        if not told and (rule is None or finder.needs_header or finder.priority < _SURE):
            continue
        match = finder.cells(column)
        mine = (match.shaped if told and rule is not None else match.valid) & pending
        if mine.any():
            yield finder.entity_type, mine
            pending &= ~mine


def _named(name: str) -> str:
    """Return the entity type that a key names, or an empty string."""
    strength = header_hint(name).strength if name else {}
    best = max(strength, key=lambda kind: strength[kind], default="")
    return best if best and strength[best] >= _NAMED and recognizer(best) is not None else ""
