"""JSON documents in, masked JSON documents out: each path by its operator, all other texts and numbers as free text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import header_hint
from pii_scanner.masking.bound import Bindings, BoundOperator
from pii_scanner.masking.json_paths import Paths, Place
from pii_scanner.masking.operators.json import PathRule
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import Rule
from recognizers.columns import TextColumn
from recognizers.registry import recognizer, recognizers

Inside = Callable[[pa.Array], pa.Array]
_MOST_KEYS = 1 << 16
# Types below are guessed from words: a key must name them.
_SURE = 50
# A key names a type from this likeness on.
_NAMED = 0.8
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_INDENT = re.compile(r"^[\[{]\n( +)")


@dataclass(frozen=True)
class _Leaf:
    """A text or number in a document: where it stands, the path whose rule holds, the last key's name."""

    holder: Any
    at: str | int
    path: str | None
    name: str


class DocumentMasker:
    """Masks the documents of one column. `inside` masks texts as free text."""

    def __init__(self, paths: dict[str, PathRule], bindings: Bindings, texts: TextMasker, inside: Inside) -> None:
        self._rules = paths
        self._paths = Paths(paths)
        self._bindings, self._texts, self._inside = bindings, texts, inside
        self._operators: dict[tuple[str, str], BoundOperator] = {}
        self._keys: dict[str, str] = {}

    def mask(self, values: pa.Array) -> pa.Array:
        """Return distinct texts masked; what is no JSON object or list is masked as free text."""
        texts = values.to_pylist()
        documents = [_document(text) for text in texts]
        plain = np.array([document is None for document in documents], dtype=np.bool_)
        made = np.array(texts, dtype=object)
        if plain.any():
            made[plain] = self._inside(values.filter(pa.array(plain))).to_pylist()
        leaves: list[_Leaf] = []
        whole = np.flatnonzero(~plain).tolist()
        roots = [[documents[row]] for row in whole]
        for root in roots:
            self._walk(root, 0, (), None, "", leaves)
        dropped = self._replace(leaves)
        for holder, at in dropped:
            del holder[at]
        for row, root in zip(whole, roots, strict=True):
            if json.loads(texts[row]) != root[0]:
                made[row] = _written(root[0], texts[row])
        return pa.array(made.tolist(), pa.string())

    def _walk(self, holder: Any, at: str | int, place: Place, path: str | None, name: str, leaves: list[_Leaf]) -> None:
        """Gather the texts and numbers below a place; `path` holds for all of them where no other does."""
        value = holder[at]
        own = self._paths.at(place) if place else None
        path = own or path
        if own is not None and self._rules[own].operator == "drop":
            leaves.append(_Leaf(holder, at, own, name))
        elif isinstance(value, dict):
            value = holder[at] = self._renamed(value)
            for key in value:
                self._walk(value, key, (*place, key), path, key, leaves)
        elif isinstance(value, list):
            for index in range(len(value)):
                self._walk(value, index, (*place, index), path, name, leaves)
        elif path is not None or (isinstance(value, (str, int, float)) and not isinstance(value, bool)):
            leaves.append(_Leaf(holder, at, path, name))

    def _renamed(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return an object whose keys hold no values of persons; two that become one are numbered."""
        keys = self._keys = self._keys if len(self._keys) < _MOST_KEYS else {}
        new = [key for key in value if key not in keys]
        keys.update(zip(new, self._texts.scrub_names(new), strict=True))
        made: dict[str, Any] = {}
        for key, each in value.items():
            name, number = keys[key], 1
            while name in made:
                number += 1
                name = f"{keys[key]}_{number}"
            made[name] = each
        return made

    def _replace(self, leaves: Iterable[_Leaf]) -> list[tuple[Any, str | int]]:
        """Put the masked forms in place; return the places that are to go, the last of a list first."""
        groups: dict[tuple[str | None, str], list[_Leaf]] = {}
        dropped: list[tuple[Any, str | int]] = []
        for leaf in leaves:
            rule = self._rules.get(leaf.path) if leaf.path is not None else None
            if rule is not None and rule.operator == "drop":
                dropped.append((leaf.holder, leaf.at))
            elif isinstance(leaf.holder[leaf.at], (bool, type(None))):
                # A flag says little, but a rule that names it means it.
                if rule is not None and rule.operator != "keep" and leaf.holder[leaf.at] is not None:
                    leaf.holder[leaf.at] = None
            elif rule is None or rule.operator != "keep":
                groups.setdefault((leaf.path, leaf.name), []).append(leaf)
        for (path, name), group in groups.items():
            texts = [_text(leaf.holder[leaf.at]) for leaf in group]
            distinct = pa.array(dict.fromkeys(text for text in texts if text.strip()), pa.string())
            if not len(distinct):
                continue
            made = dict(zip(distinct.to_pylist(), self._made(distinct, path, name).to_pylist(), strict=True))
            for leaf, text in zip(group, texts, strict=True):
                masked = made.get(text, text)
                if masked != text:
                    leaf.holder[leaf.at] = _like(leaf.holder[leaf.at], masked)
        return dropped[::-1]

    def _made(self, values: pa.Array, path: str | None, name: str) -> pa.Array:
        """Return distinct texts masked by the rule of their path, or as what their key and they themselves say."""
        rule = self._rules[path] if path is not None else None
        if rule is not None and rule.operator == "text":
            return self._inside(values)
        if rule is not None and rule.entity_type:
            return self._operator(path, rule.entity_type).apply(values)
        column = TextColumn(values)
        pending = np.ones(len(values), dtype=np.bool_)
        result = values
        named = _named(name)
        for finder in recognizers():
            told = finder.entity_type == named
            if not told and (rule is None or finder.needs_header or finder.priority < _SURE):
                continue
            match = finder.cells(column)
            mine = (match.shaped if told and rule is not None else match.valid) & pending
            if mine.any():
                operator = (
                    self._operator(path, finder.entity_type) if rule else self._bindings.of_type(finder.entity_type)
                )
                chosen = pa.array(mine)
                result = pc.replace_with_mask(result, chosen, operator.apply(values.filter(chosen)))
                pending &= ~mine
        if pending.any():
            rest = pa.array(pending)
            left = values.filter(rest)
            made = self._operator(path, named).apply(left) if rule else self._inside(left)
            result = pc.replace_with_mask(result, rest, made.cast(pa.string()))
        return result

    def _operator(self, path: str | None, entity_type: str) -> BoundOperator:
        assert path is not None
        if (path, entity_type) not in self._operators:
            rule = self._rules[path]
            made = self._bindings.of_rule(Rule(entity_type, rule.operator, frozen_parameters(rule)))
            self._operators[path, entity_type] = made
        return self._operators[path, entity_type]


def _named(name: str) -> str:
    """Return the entity type that a key names, or an empty string."""
    strength = header_hint(name).strength if name else {}
    best = max(strength, key=lambda kind: strength[kind], default="")
    return best if best and strength[best] >= _NAMED and recognizer(best) is not None else ""


def _document(text: str) -> Any:
    """Return a JSON object or list, None for anything else."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, (dict, list)) else None


def _written(document: Any, before: str) -> str:
    """Return a document with the spaces, lines and escapes of the one before."""
    indent = _INDENT.match(before)
    compact = not re.search(r'": ', before)
    return json.dumps(
        document,
        ensure_ascii=before.isascii() and "\\u" in before,
        indent=len(indent[1]) if indent else None,
        separators=(",", ":") if compact else (("," if indent else ", "), ": "),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _like(old: Any, new: str) -> Any:
    """Return a masked value as a number where the old one was one and it still is."""
    if isinstance(old, str) or not _NUMBER.fullmatch(new):
        return new
    return json.loads(new)
