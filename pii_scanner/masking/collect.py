"""Collecting known values: the identifiers and names of all columns that will be masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.header_hints import named_types
from pii_scanner.detection.nothing import says_nothing
from pii_scanner.masking.areas import are_sentences
from pii_scanner.masking.behind_keys import Column, columns_behind_keys, columns_beside_paths
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.documents import collect_documents
from pii_scanner.masking.kept import STANDING_FOR, names_codes
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.remembered import Remembered
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.masking.sentences import without_sentences
from pii_scanner.model.plan import KEEP, TEXT, WHOLE, ColumnPlan, Plan, Rule, TablePlan
from recognizers.columns import TextColumn
from recognizers.ordinary_words import is_ordinary, is_word_of_dictionary
from recognizers.registry import identifies, recognizer, recognizers

# What hides a value without another in its place: where the column is named after codes.
_HIDING = {"mask", "redact", "replace"}
# Types by header alone whose values are codes.
_CODES = frozenset({"CONTRACT_NUMBER"})
_TRACK = "TRACK_DATA"
_CARD_OF_TRACK = r"([0-9]{13,19})[=^Dd]"
_CODE = r"[0-9]"
_SHORTEST_CODE = 6
# What stands between the names of a list.
_BETWEEN_NAMES = r"[、,，;；/|&+]|\s*[\r\n]+\s*"
_LONGEST_LIST = 60
_TWO_CHARACTERS = 6  # bytes of UTF-8
# A number or a code with three digits, or one behind the character of a province, and no date.
_ODD = r"^[0-9A-Z]{6,24}$|^[\x{3400}-\x{9FFF}][0-9A-Z]{6,8}$"
_DIGITS, _DATE = r"[0-9](?:[A-Z]*[0-9]){2}|^[^0-9A-Z]", r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?$"


def collect(batch: pa.RecordBatch, plan: TablePlan, known: KnownValues, bindings: Bindings) -> None:
    """Add the values of one batch, whose columns stand in the plan's order, to the known values."""
    for index, (column, array) in enumerate(zip(plan.columns, batch.columns, strict=True)):
        if column.mode == KEEP:
            continue
        if bindings.completions is not None and column.mode == WHOLE:
            place = (plan.source, plan.table, column.column)
            bindings.completions.see(place, column.entity_types, pc.unique(as_strings(array)).drop_null())
        if column.operator == "json":
            operator = build_operator("json", dict(column.rules[0].parameters))
            texts = pc.unique(as_strings(array)).drop_null()
            paths = operator.parameters.paths
            collect_documents(texts, paths, known, bindings)
            beside = columns_beside_paths(texts, paths, column.entity_types, bindings.passes)
            _collect_behind_keys(beside, known, bindings)
        if _TRACK in column.entity_types:
            _collect_cards_of_tracks(array, known)
        if is_code(column):
            values = _plain(pc.unique(as_strings(array)).drop_null())
            codes = pc.and_(
                pc.match_substring_regex(values, _CODE), pc.greater_equal(pc.utf8_length(values), _SHORTEST_CODE)
            )
            kind = bindings.kind_of(column.rules[0])
            known.add(values.filter(codes), kind)
            known.short.add(values, kind)
        elif column.entity_types:
            seen = bindings.collected.setdefault((plan.source, plan.table, index), Remembered())
            _collect_types(column, seen.fresh(pc.unique(as_strings(array)).drop_null()), known, bindings)
            if column.operator != "json":
                texts = array if pa.types.is_nested(array.type) else pc.unique(as_strings(array)).drop_null()
                behind = columns_behind_keys(texts, column.entity_types, bindings.passes)
                _collect_behind_keys(behind, known, bindings)


def is_code(column: ColumnPlan) -> bool:
    """Return whether the cells of a column are numbers or codes that point to one thing, of which no recognizer knows
    the form: customers, contracts. Where they join, they are told apart by a rule that gives each one of its own."""
    if column.mode != WHOLE or not _CODES.issuperset(column.entity_types) or row_operator(column) is not None:
        return False
    named = bool(column.entity_types) or names_codes(column.column)
    return column.operator in STANDING_FOR or (named and column.operator in _HIDING)


def labels_of(plan: Plan, bindings: Bindings) -> dict[str, str]:
    """Return the names of all masked columns whose short numbers are looked for in texts, with the type of these."""
    columns = [column for table in plan.tables for column in table.columns if column.mode == WHOLE]
    named = {
        each.column: each.entity_types[0] for each in columns if each.entity_types and identifies(each.entity_types[0])
    }
    return named | {each.column: bindings.kind_of(each.rules[0]) for each in columns if is_code(each)}


def _plain(values: pa.Array) -> pa.Array:
    """Return values without blanks around them, and numbers without the rest of a spreadsheet's float: 1007.0, '1007."""
    bare = pc.utf8_trim(values, characters=" \t\u3000\xa0'")
    return pc.unique(pc.replace_substring_regex(bare, r"^([0-9]+)\.0+$", r"\1"))


def _collect_cards_of_tracks(array: pa.Array, known: KnownValues) -> None:
    """Add the card numbers that magnetic stripe data begins with: they may stand elsewhere, alone."""
    texts = pc.unique(as_strings(array)).drop_null()
    texts = texts.filter(pc.match_substring_regex(texts, _CARD_OF_TRACK))
    cards = {match for text in texts.to_pylist() for match in re.findall(_CARD_OF_TRACK, text)}
    known.add(sorted(cards), "CN_BANK_CARD")


def codes_of(plan: Plan) -> Iterator[Rule]:
    """Yield the rules of columns of codes, in the order `collect` meets them."""
    for table in plan.tables:
        for column in table.columns:
            if is_code(column):
                yield column.rules[0]


def _collect_listed_names(cells: TextColumn, known: KnownValues) -> None:
    """Add the names of cells that list several under the header of a name: 杨建平、魏娜思."""
    people = recognizer("PERSON")
    short = cells.array.filter(pc.less_equal(pc.utf8_length(cells.array), _LONGEST_LIST))
    listed = short.filter(pc.match_substring_regex(short, _BETWEEN_NAMES))
    if people is None or not len(listed):
        return
    parts = pc.unique(pc.list_flatten(pc.split_pattern_regex(listed, _BETWEEN_NAMES)))
    names = parts.filter(pa.array(people.cells(TextColumn(parts)).valid))
    known.add([name for name in names.to_pylist() if not is_ordinary(name)], "PERSON")


def _collect_behind_keys(columns: Iterable[Column], known: KnownValues, bindings: Bindings) -> None:
    """Add what stands behind the keys of documents and in the fields of nested columns, as columns of these names."""
    for key, types, values in columns:
        distinct = pc.unique(as_strings(values)).drop_null()
        for entity_type in types:
            _collect_types(ColumnPlan(key, WHOLE, "", (entity_type,), (), ""), distinct, known, bindings)


def _collect_types(column: ColumnPlan, values: pa.Array, known: KnownValues, bindings: Bindings) -> None:
    """Add those of some distinct values that are of the types of a column."""
    kept = {rule.entity_type for rule in column.rules if rule.operator == "keep"}
    wanted = [
        each for each in recognizers() if each.entity_type in column.entity_types and identifies(each.entity_type)
    ]
    if not wanted or not len(values):
        return
    cells = TextColumn(values.filter(pc.invert(says_nothing(values, column.column))))
    headed = named_types(column.column)
    named = "PERSON" in column.entity_types and "PERSON" in headed
    if named and "PERSON" not in kept:
        _collect_listed_names(cells, known)
    stays = np.zeros(len(cells), dtype=np.bool_)
    odd = np.ones(len(cells), dtype=np.bool_)
    for each in wanted:
        match = each.cells(cells)
        odd &= ~match.shaped
        if each.entity_type in kept:
            # A mobile number that logs in is a mobile number: as such it is kept everywhere.
            stays |= match.valid if column.mode == TEXT else match.shaped
            continue
        # A number with a typing error is still somebody's; a word of two characters need not be a name.
        whole = column.mode != TEXT and each.entity_type == column.entity_types[0]
        told = cells.lengths > _TWO_CHARACTERS
        if named and whole and each.entity_type == "PERSON":
            rare = np.flatnonzero(match.shaped & ~match.valid & ~told)  # the rarest surnames are in no list: 昌珉
            told[rare] = [not is_word_of_dictionary(name) for name in cells.array.take(pa.array(rare)).to_pylist()]
        rows = np.flatnonzero(match.valid | (match.shaped & told) if whole else match.valid)
        if each.entity_type == "CN_ADDRESS" and not whole and len(rows):
            rows = rows[~are_sentences(cells.array.take(pa.array(rows)))]
        rows = rows[~stays[rows]]
        if not whole and len(rows):
            # In a form, labels stand beside the names: 关系, 单位名称; in notes, words: 代扣, 苏辉还款.
            mine = np.zeros(len(cells), dtype=np.bool_)
            mine[rows] = True
            rows = np.flatnonzero(without_sentences(each, cells.array, mine))
        if not len(rows):
            continue
        chosen = pa.array(rows)
        written = pc.utf8_trim_whitespace(cells.array.take(chosen))
        known.add(written, each.entity_type)
        bindings.note_doubtful(written, each.entity_type)
        canonical = each.canonical_column(cells).take(chosen)
        known.add(canonical.filter(pc.not_equal(canonical, written)), each.entity_type)
        if column.mode != TEXT or each.entity_type in headed:
            known.short.add(canonical, each.entity_type)
        if bindings.digests is not None:
            bindings.digests.add(pc.unique(pa.concat_arrays([written, canonical])), each.entity_type, known)
    first = column.entity_types[0]
    if first not in kept and first in headed and odd.any():
        _collect_odd(cells, np.flatnonzero(odd & ~stays), first, known)


def _collect_odd(cells: TextColumn, rows: npt.NDArray[np.int64], entity_type: str, known: KnownValues) -> None:
    """Add the numbers and codes of a column that its header names, but have not the form of its type: an ID whose last
    digits nobody typed, a number of another country. They are masked there, and no less somebody's elsewhere."""
    codes = pc.replace_substring_regex(cells.canonical.array.take(pa.array(rows)), r"[ ·•.\-]", "")
    told = pc.and_(pc.match_substring_regex(codes, _ODD), pc.match_substring_regex(codes, _DIGITS))
    told = pc.fill_null(pc.and_not(told, pc.match_substring_regex(codes, _DATE)), False)
    known.add(pc.utf8_trim_whitespace(cells.array.take(pa.array(rows)).filter(told)), entity_type)
    known.add(codes.filter(told), entity_type)
    known.short.add(codes.filter(told), entity_type)
