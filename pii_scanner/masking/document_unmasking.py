"""JSON documents in cells turned back: what stands at the paths of a rule by its operator, all other texts as texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.documents import DocumentMasker
from pii_scanner.masking.json_leaves import Leaf, Leaves, document_of, number_like, text_of, written_like
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.json import PathRule
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.operators.tokenize import FORMED
from pii_scanner.masking.plan import frozen_parameters
from pii_scanner.masking.text import TextMasker
from pii_scanner.masking.text_unmasking import TextUnmasker
from pii_scanner.model.plan import Rule
from recognizers.registry import recognizers


class DocumentUnmasker:
    """Turns the documents of one column back."""

    def __init__(self, paths: dict[str, PathRule], bindings: Bindings, texts: TextUnmasker) -> None:
        self._paths, self._bindings, self._texts = paths, bindings, texts
        masker = TextMasker(bindings, KnownValues())
        self._masker = DocumentMasker(paths, bindings, masker, masker.mask_array)
        self._leaves = Leaves(paths, self._renamed)

    def unmask(self, values: pa.Array) -> pa.Array:
        """Return distinct texts turned back; what is no JSON object or list is turned back as a text."""
        texts = values.to_pylist()
        roots = [[document_of(text)] for text in texts]
        plain = pa.array([root[0] is None for root in roots])
        made = pc.replace_with_mask(values, plain, self._texts.unmask_array(values.filter(plain)).cast(pa.string()))
        result = made.to_pylist()
        self._turn([leaf for root in roots if root[0] is not None for leaf in self._leaves.of(root)])
        for row, root in enumerate(roots):
            if root[0] is not None and json.loads(texts[row]) != root[0]:
                result[row] = written_like(root[0], texts[row])
        return pa.array(result, pa.string())

    def _renamed(self, value: dict[str, Any]) -> dict[str, Any]:
        return {self._texts.unmask(key): each for key, each in value.items()}

    def _turn(self, leaves: list[Leaf]) -> None:
        groups: dict[tuple[str | None, str], list[Leaf]] = {}
        for leaf in leaves:
            if isinstance(leaf.value, (str, int, float)) and not isinstance(leaf.value, bool):
                groups.setdefault((leaf.path, leaf.name), []).append(leaf)
        for (path, name), group in groups.items():
            texts = [text_of(leaf.value) for leaf in group]
            distinct = pa.array(dict.fromkeys(text for text in texts if text.strip()), pa.string())
            if not len(distinct):
                continue
            back = dict(zip(distinct.to_pylist(), self._back(distinct, path, name).to_pylist(), strict=True))
            for leaf, text in zip(group, texts, strict=True):
                if back.get(text, text) != text:
                    leaf.holder[leaf.at] = number_like(leaf.value, back[text])

    def _back(self, values: pa.Array, path: str | None, name: str) -> pa.Array:
        rule = self._paths[path] if path is not None else None
        if rule is None or path is None or not operators()[rule.operator].reversible:
            kept = rule is not None and rule.operator != "text"
            return values if kept else self._texts.unmask_array(values)
        result = pa.nulls(len(values), pa.string())
        for entity_type in _possible(rule):
            operator = self._bindings.of_rule(Rule(entity_type, rule.operator, frozen_parameters(rule)))
            made = operator.operator.reverse(values, operator.target)
            there = pc.and_(made.is_valid(), result.is_null())
            if rule.operator != "encrypt":
                there = pc.and_(there, self._masked_again(made, values, path, name))
            result = pc.if_else(there, made, result)
            if not result.null_count:
                break
        return pc.coalesce(result, values)

    def _masked_again(self, made: pa.Array, values: pa.Array, path: str, name: str) -> pa.Array:
        """Return which values the path's rule gives for what was made: only there it is what stood there."""
        there = made.is_valid()
        chosen = made.filter(there)
        if not len(chosen):
            return there
        again = pc.replace_with_mask(made, there, self._masker.made(chosen, path, name).cast(pa.string()))
        return pc.fill_null(pc.equal(again, values), False)


def _possible(rule: PathRule) -> Iterator[str]:
    """Yield the types that values of a path may have had, the likely ones first."""
    if rule.entity_type:
        yield rule.entity_type
        return
    yield from sorted(FORMED)
    yield from (each.entity_type for each in recognizers() if each.entity_type not in FORMED)
    yield ""
