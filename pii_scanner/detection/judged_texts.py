"""How sure it is that values of a type stand inside the texts of a column, inside Base64, or were cut by a spreadsheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from pii_scanner.detection.header_hints import HeaderHint
from pii_scanner.detection.judged_cells import HINTED, by_chance, names_among_words, percent, posterior, sure_names
from pii_scanner.detection.profile import ColumnProfile, Counts
from pii_scanner.detection.spans import NAMED
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.base import Recognizer

REPORTED = 0.5
# How sure a value is that the user named himself.
LISTED = 0.99
_ENCODED = 0.9
_RUN_TOGETHER = 0.9
_BEHIND_KEYS = 0.9
_FEW_ENCODED = 0.02
_FEW_DAMAGED, _FEW_CARDS = 5, 3
_ID, _MORE_THAN_CHANCE = 18, 0.05
# Of fewer numbers hardly one does by chance.
_ZEROS_BY_CHANCE, _ZEROS_OF = 0.005, 30
# Among many texts, this share of them holds names and addresses at least; fewer are words that look like one.
_FEW_NAMED = 0.0015
# Where most cells are no longer than a name, so many of the texts must hold one, and this share of those looked at.
_FEW_NOTES, _MOST_NOTES = 3, 0.15
# One text alone says little among more than so many.
_LONE = 10
_ONE_TEXT = 0.58
# Of the texts with a number as long as a mobile number, so many must hold one; of codes one in fourteen does by chance.
_MOST_ALIKE, _DOUBTED = 0.2, 0.45
# So many texts, by as many surnames, and such a share of the cells call people by surname and title.
_FEWEST_CALLED, _SHARE_CALLED = 5, 0.02
# Names among words of other kinds: how sure they are, and of how many cells of their form.
_AMONG_WORDS, _FEWEST_CELLS, _SURE_ONES = 0.6, 5, 0.55


def in_text(
    profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint, *, alone: bool = True
) -> Finding | None:
    """Return the finding for values inside texts, or None where too little speaks for it; `alone` where the type fills
    no cells of the column."""
    if each.entity_type in NAMED and not counts.text_cells:
        # Products and shops are called like people: 张小泉菜刀. Who is known is masked there all the same.
        if hint.other:
            return None
        named = _named(profile, each.entity_type, counts, alone=alone)
        return named or (
            (_among_words(profile, each.entity_type, counts, hint) or _called(profile, counts)) if alone else None
        )
    if not counts.text_cells:
        return None
    if each.entity_type in NAMED:
        # Of names and addresses, only those on the deny-list are counted in all texts.
        confidence = LISTED
        evidence = tr("{count} texts hold a value of the deny-list", count=f"{counts.text_cells:,}")
    else:
        confidence = _by_places(each, counts, hint)
        evidence = tr(
            "{matches} places inside {cells} of {count} texts",
            matches=f"{counts.text_matches:,}",
            cells=f"{counts.text_cells:,}",
            count=f"{profile.filled:,}",
        )
    return _finding(profile, each.entity_type, counts.text_matches, confidence, evidence)


def _by_places(each: Recognizer, counts: Counts, hint: HeaderHint) -> float:
    """Return how sure the places found in all texts are."""
    sure = counts.text_sure / max(1, counts.text_matches)
    few = 1 - 0.4 * math.exp(-counts.text_cells)
    beside = min(1.0, counts.text_context / max(1, counts.text_matches))
    # A form that others share counts in texts beside a word only, which is evidence of its own.
    confidence = min(0.97, (0.6 + 0.35 * max(sure, beside)) * few)
    if each.random_pass_rate < 1:
        # Of numbers of this form in texts some pass by chance.
        chance = posterior(by_chance(counts.text_tried, counts.text_sure, each.random_pass_rate) + each.rarity)
        confidence = min(confidence, 1 - (1 - chance) * (1 - beside * few))
    if counts.text_cells < _MOST_ALIKE * counts.text_alike:
        # Numbers of orders, some of which begin like a mobile number: only the words beside them tell.
        confidence = min(confidence, _DOUBTED + beside / 2)
    if hint.negative and sure < 0.5:
        confidence *= 0.6
    return confidence


def _named(profile: ColumnProfile, name: str, counts: Counts, *, alone: bool) -> Finding | None:
    """Judge names and addresses by the texts that were looked at: how many different ones hold any, and how sure."""
    cells, looked = profile.sampled.get(name, 0), profile.looked.get(name, 0)
    share = cells / max(1, looked)
    if cells < (2 if looked > _LONE else 1) or share < _FEW_NAMED:
        return None
    # Beside names, or words as short as names (brands, places), some longer texts hold a name by chance; notes that
    # stand beside states (待处理) do not.
    if counts.shaped / profile.filled > 0.5 and (not alone or cells < _FEW_NOTES or share < _MOST_NOTES):
        return None
    mean = counts.text_score / max(1, counts.text_matches)
    if cells == 1:
        confidence = _ONE_TEXT * mean
    else:
        confidence = min(0.93, mean * (1 - 0.55 * math.exp(-(cells - 0.5) / 2)) + 0.15 * min(1.0, share * 5))
    evidence = tr("found in {cells} of {looked} texts looked at", cells=f"{cells:,}", looked=f"{looked:,}")
    matches = max(cells, round(counts.text_estimate))
    return _finding(profile, name, matches, confidence, evidence)


def _among_words(profile: ColumnProfile, name: str, counts: Counts, hint: HeaderHint) -> Finding | None:
    """Judge names that are cells of their own among other words, or among companies under a header of parties (交易对方);
    by their characters alone they are none for sure."""
    against = hint.negative and hint.strength.get(name, 0.0) < HINTED  # 订单联系人 names people
    if name != "PERSON" or against or not counts.valid:
        return None
    if counts.valid < _FEWEST_CELLS or not names_among_words(profile):
        named = hint.strength.get(name, 0.0) >= HINTED and not hint.other
        return _sure_ones(profile, sure_names(profile)) if named else None
    evidence = tr("{count} cells may be names among words that repeat", count=f"{counts.valid:,}")
    return _finding(profile, name, counts.valid, _AMONG_WORDS, evidence)


def _sure_ones(profile: ColumnProfile, count: int) -> Finding | None:
    """Judge the one or two cells under a header of names that are sure ones among others that are none: 本人, 门卫, 赵敏."""
    if not count:
        return None
    evidence = tr("{count} cells may be names among words that repeat", count=f"{count:,}")
    return _finding(profile, "PERSON", count, _SURE_ONES, evidence)


def _called(profile: ColumnProfile, counts: Counts) -> Finding | None:
    """Judge texts that call people by surname and title: shops are called so as well, by few surnames."""
    if counts.called < max(_FEWEST_CALLED, _SHARE_CALLED * profile.filled) or counts.called_different < _FEWEST_CALLED:
        return None
    evidence = tr("{count} texts call people by surname and title", count=f"{counts.called:,}")
    return _finding(profile, "PERSON", counts.called, _AMONG_WORDS, evidence)


def _finding(profile: ColumnProfile, name: str, matches: int, confidence: float, evidence: str) -> Finding | None:
    if confidence < REPORTED:
        return None
    ratio = round(min(1.0, matches / profile.filled), 4)
    return Finding(name, "text", matches, ratio, round(confidence, 3), (evidence,))


def in_encoded(profile: ColumnProfile, known: set[str]) -> list[Finding]:
    """Return findings for what stands inside Base64; a cell is masked whole, so it counts as one."""
    return [
        Finding(
            entity_type,
            "column",
            max(cells, round(cells / profile.decoded_of * profile.encoded)),
            round(min(1.0, cells / profile.decoded_of * profile.encoded / profile.filled), 4),
            _ENCODED,
            (
                tr(
                    "in {cells} of {looked} Base64 values looked into",
                    cells=f"{cells:,}",
                    looked=f"{profile.decoded_of:,}",
                ),
            ),
        )
        for entity_type, cells in sorted(profile.inside_encoded.items())
        if entity_type not in known and cells >= _FEW_ENCODED * profile.decoded_of
    ]


def in_longer_numbers(profile: ColumnProfile, known: set[str]) -> list[Finding]:
    """Return findings for values that stand in longer numbers; nothing parts them, so a cell is masked whole."""
    return _by_cells(
        profile,
        profile.run_together,
        known,
        "column",
        _RUN_TOGETHER,
        lambda cells: tr(
            "{cells} cells hold a longer number in which one stands, always at the same place: columns of fixed width that nothing parts? Declare them with `fixed_width`",
            cells=cells,
        ),
    )


def in_documents(profile: ColumnProfile, known: set[str]) -> list[Finding]:
    """Return findings for what the keys of JSON documents name."""
    return _by_cells(
        profile,
        profile.in_documents,
        known,
        "text",
        _BEHIND_KEYS,
        lambda cells: tr("in {cells} JSON documents behind a key that names it", cells=cells),
    )


def _by_cells(
    profile: ColumnProfile, cells_of: Mapping[str, int], known: set[str], kind: str, confidence: float,
    said: Callable[[str], str],
) -> list[Finding]:  # fmt: skip
    """Return a finding of each type that so many cells hold, but of the types `known` already."""
    return [
        Finding(each, kind, cells, round(min(1.0, cells / profile.filled), 4), confidence, (said(f"{cells:,}"),))
        for each, cells in sorted(cells_of.items())
        if each not in known
    ]


def damaged_numbers(profile: ColumnProfile) -> int:
    """Return how many numbers a spreadsheet damaged; one number in a thousand ends in three zeros without any damage."""
    zeros = profile.damaged - profile.exponents
    by_chance_one = 1 if profile.filled >= _ZEROS_OF else 0
    return profile.damaged if zeros > max(_ZEROS_BY_CHANCE * profile.filled, by_chance_one) else profile.exponents


def damaged(profile: ColumnProfile, hint: HeaderHint) -> Finding | None:
    """Return a finding for numbers without their last digits, by what the header says they were."""
    most = max(1, 0.9 * profile.damaged)
    # Of codes that begin with a region and a day one in a hundred ends like a damaged ID.
    alike = int(profile.lengths[_ID]) - profile.of("CN_RESIDENT_ID").valid
    if profile.damaged_ids >= max(most, _MORE_THAN_CHANCE * alike):
        ratio = profile.damaged_ids / profile.filled
        evidence = tr(
            "{share} of the values are resident IDs that lost their last digits in a spreadsheet: region and birth date are whole",
            share=percent(ratio),
        )
        return Finding("CN_RESIDENT_ID", "column", profile.damaged_ids, round(ratio, 4), 0.9, (evidence,))
    # One number in seven begins like a card by chance.
    enough = _FEW_CARDS if profile.damaged_cards == profile.damaged else _FEW_DAMAGED
    if profile.damaged_cards >= max(enough, most) and hint.strength.get("CN_RESIDENT_ID", 0.0) < HINTED:
        ratio = profile.damaged_cards / profile.filled
        evidence = tr(
            "{share} of the values begin like bank cards and lost their last digits in a spreadsheet",
            share=percent(ratio),
        )
        return Finding("CN_BANK_CARD", "column", profile.damaged_cards, round(ratio, 4), 0.9, (evidence,))
    # Of a mobile number a spreadsheet keeps all digits, until a narrow column is saved as text: 1.38E+10.
    for name, count in (
        ("CN_RESIDENT_ID", profile.damaged),
        ("CN_BANK_CARD", profile.damaged),
        ("CN_MOBILE", profile.exponents),
    ):
        ratio = count / max(1, profile.filled)
        if hint.strength.get(name, 0.0) >= HINTED and count and (ratio >= 0.05 or count >= _FEW_DAMAGED):
            evidence = tr(
                "{share} of the values lost their last digits in a spreadsheet; header {name}",
                share=percent(ratio),
                name=profile.name,
            )
            return Finding(name, "column", count, round(ratio, 4), 0.9, (evidence,))
    return None
