"""From counts to findings: how sure it is, and why, in words a compliance officer can defend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pii_scanner.detection.header_hints import HeaderHint, header_hint
from pii_scanner.detection.judged_cells import HINTED, judged
from pii_scanner.detection.judged_texts import (
    LISTED,
    REPORTED,
    damaged,
    in_documents,
    in_encoded,
    in_longer_numbers,
    in_text,
)
from pii_scanner.detection.profile import ColumnProfile, Counts
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.base import Recognizer
from recognizers.registry import recognizer, recognizers

_NEARLY_ALL = 0.9
_MOST = 0.6
# So many digests have the form of UUIDs by chance in one of four thousand columns.
_FEW_UUIDS = 4
# From this share of filled cells on, a column looks hashed or encoded, or is one of dates.
_LOOKS_SO = 0.5
# Numbers of rows: of so many at least, and so many of them different and as long as they should be.
_NUMBERED_ROWS, _ALL_DIFFERENT = 20, 0.95
_FEW_PLACES = 0.05
# What a finding must be to stand for a person beside whom business data counts.
_COMPANION_SURE, _COMPANION_CELLS = 0.7, 3
# Beside people, what is so sure by its form, in nearly every cell, is believed.
_PEOPLE = ("PERSON", "CN_RESIDENT_ID")
_IN_NOTES, _SOME_NOTES = ("PERSON", "CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD"), 0.01
_NEARLY, _NEARLY_EVERY, _FEWEST_BESIDE, _BESIDE_PEOPLE = 0.4, 0.95, 20, 0.6


def findings(profile: ColumnProfile) -> list[Finding]:
    """Return what a column holds, the surest first; nothing below REPORTED."""
    hint = header_hint(profile.name, profile.comment)
    found: list[Finding] = []
    told: list[Recognizer] = []
    for each in recognizers():
        counts = profile.counts.get(each.entity_type)
        if counts is None or not profile.filled:
            continue
        if each.needs_header:
            told.append(each)
            continue
        found += _of_type(profile, each, counts, hint)
    # What only a header tells is judged by the cells that are nothing else.
    profile.elsewhere = sum(f.matches for f in found if f.kind == "column" and f.entity_type != "PERSON")
    profile.others = frozenset(f.entity_type for f in found if f.kind == "column")
    for each in told:
        own = _of_type(profile, each, profile.of(each.entity_type), hint)
        found += _left_over(profile, own, found) if each.leftover else own
    if looks_hashed(profile) or _looks_encoded(profile):
        # Characters at random hold every short word somewhere.
        found = [f for f in found if f.kind == "column" or f.match_ratio >= _FEW_PLACES]
    cut = damaged(profile, hint)
    if cut and recognizer(cut.entity_type):
        found = _with_damaged(found, cut)
    # A value that stands alone in some texts says nothing of cells that must be masked whole.
    for hidden in (in_encoded, in_longer_numbers):
        found += hidden(profile, {finding.entity_type for finding in found if finding.kind == "column"})
    found += in_documents(profile, {finding.entity_type for finding in found})
    return sorted(_without_words_of_notes(_without_chance_names(found)), key=lambda f: -f.confidence)


def _with_damaged(found: list[Finding], cut: Finding) -> list[Finding]:
    """Return findings with damaged values among those of their type: an ID that ends in X is a text to a spreadsheet
    and stays whole, where all others are cut."""
    whole = next((f for f in found if f.entity_type == cut.entity_type and f.kind == "column"), None)
    if whole is None:
        return [*found, cut]
    # Damaged numbers that end in zeros may have been counted by their form already.
    filled = round(cut.matches / max(cut.match_ratio, 1e-9))
    joined = Finding(
        cut.entity_type,
        "column",
        max(whole.matches, min(whole.matches + cut.matches, filled)),
        round(min(1.0, whole.match_ratio + cut.match_ratio), 4),
        max(whole.confidence, cut.confidence),
        (*whole.evidence, *cut.evidence),
    )
    return [joined if each is whole else each for each in found]


def _of_type(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> list[Finding]:
    whole = _with_listed(profile, each.entity_type, counts, _whole_cells(profile, each, counts, hint))
    return list(filter(None, (whole, in_text(profile, each, counts, hint, alone=whole is None))))


def _left_over(profile: ColumnProfile, own: list[Finding], found: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a type that takes what is left without the cells which another has by their form alone:
    02188886666 is a landline's number and has the form of any telephone's."""
    counts = [profile.of(f.entity_type) for f in found if f.kind == "column"]
    formed = sum(each.shaped - each.valid for each in counts)
    kept = []
    for each in own:
        cells = each.matches - formed if each.kind == "column" else each.matches
        if cells == each.matches:
            kept.append(each)
        elif cells > 0:
            kept.append(replace(each, matches=cells, match_ratio=round(cells / profile.filled, 4)))
    return kept


def _without_chance_names(found: list[Finding]) -> list[Finding]:
    """Return findings without the few names in a column of addresses, companies or employers: they are called like
    people, 东方明珠, 许昌建设."""
    whole = {f.entity_type for f in found if f.kind == "column" and f.match_ratio >= _MOST}
    if whole & {"ORGANIZATION", "EMPLOYER"}:
        chance = {"PERSON", "CN_ADDRESS"}
    elif any(f.entity_type == "CN_ADDRESS" and f.match_ratio >= _NEARLY_ALL for f in found):
        chance = {"PERSON"}
    else:
        return found
    return [f for f in found if f.entity_type not in chance or f.match_ratio >= 2 * (1 - _NEARLY_ALL)]


def _without_words_of_notes(found: list[Finding]) -> list[Finding]:
    """Return findings without the occupations of a column whose texts hold numbers or names of people: under ZY (职业 or
    摘要) these are notes."""
    noted = (f for f in found if f.kind == "text" and f.entity_type in _IN_NOTES)
    if any(f.matches >= _COMPANION_CELLS and f.match_ratio >= _SOME_NOTES for f in noted):
        return [f for f in found if f.entity_type != "OCCUPATION"]
    return found


def beside_people(found: list[list[Finding]], profiles: Sequence[ColumnProfile]) -> list[list[Finding]]:
    """Return the findings of a table's columns with those that their form alone nearly tells: beside names or resident
    IDs, a column of which every cell has the form of a passport's number is one, whatever its header."""
    if not any(
        each.entity_type in _PEOPLE and each.kind == "column" and each.match_ratio >= _LOOKS_SO
        for column in found
        for each in column
    ):
        return found
    return [each or _nearly_told(profile) for each, profile in zip(found, profiles, strict=True)]


def _nearly_told(profile: ColumnProfile) -> list[Finding]:
    hint = header_hint(profile.name, profile.comment)
    if hint.negative or hint.other or profile.filled < _FEWEST_BESIDE:
        return []
    for each in recognizers():
        counts = profile.counts.get(each.entity_type)
        # What has a check digit is told by it, or it is none: of numbers of orders one in ten passes.
        if counts is None or each.role != "identifier" or each.random_pass_rate < 1:
            continue
        if counts.shaped < _NEARLY_EVERY * profile.filled:
            continue
        confidence, matches, evidence = judged(profile, each, counts, hint)
        distinct, _ = profile.distinct
        if confidence >= _NEARLY and distinct >= _LOOKS_SO * profile.filled:
            said = (*evidence, tr("it stands beside columns of people"))
            ratio = round(matches / profile.filled, 4)
            return [Finding(each.entity_type, "column", matches, ratio, _BESIDE_PEOPLE, said)]
    return []


def in_company(found: list[list[Finding]]) -> list[list[Finding]]:
    """Return the findings of a table's columns; business data and parts of addresses count only beside something that names
    a person."""
    roles = {each.entity_type: "business" if each.beside_people else each.role for each in recognizers()}
    names = (f for each in found for f in each if roles.get(f.entity_type) == "identifier")
    if any(f.confidence >= _COMPANION_SURE and (f.matches >= _COMPANION_CELLS or f.match_ratio > 0.05) for f in names):
        return found
    return [[finding for finding in each if roles.get(finding.entity_type) != "business"] for each in found]


def notes(profile: ColumnProfile) -> list[str]:
    """Return what a reader should know of the data: damage, masking, what could not be excluded."""
    said = []
    if profile.damaged:
        said.append(
            tr(
                "Data quality: {count} numbers lost their last digits in a spreadsheet (15-digit limit).",
                count=profile.damaged,
            )
        )
    if profile.already_masked:
        said.append(tr("{count} values are masked already.", count=profile.already_masked))
    if profile.opaque:
        said.append(tr("Could not be excluded: {count} binary values cannot be read as text.", count=profile.opaque))
    if looks_hashed(profile):
        said.append(
            tr(
                "Could not be excluded: {count} values look hashed or encrypted; of a mobile number or an ID, a hash without a key is found by trying all.",
                count=f"{profile.hashed:,}",
            )
        )
    if _looks_encoded(profile) and not profile.inside_encoded:
        said.append(
            tr(
                "Could not be excluded: {count} values look encoded (Base64); {decoded} of {looked} looked into hold a readable text.",
                count=f"{profile.encoded:,}",
                decoded=f"{profile.decoded:,}",
                looked=f"{profile.decoded_of:,}",
            )
        )
    return said


def not_excluded(profile: ColumnProfile) -> bool:
    """Return whether a column without findings may hold personal information that nobody could see."""
    return bool(profile.opaque or profile.failed) or looks_hashed(profile) or _looks_encoded(profile)


def looks_hashed(profile: ColumnProfile) -> bool:
    """Return whether most cells of a column are hashes or encrypted, and not all of them UUIDs without dashes."""
    if profile.uuids == profile.hashed and profile.hashed >= _FEW_UUIDS:
        return False
    return profile.hashed > 0 and profile.hashed >= _LOOKS_SO * profile.filled


def looks_dated(profile: ColumnProfile) -> bool:
    """Return whether most cells of a column are dates, with a time of day or without."""
    return profile.dates > 0 and profile.dates >= _LOOKS_SO * profile.filled


def looks_numbered(profile: ColumnProfile) -> bool:
    """Return whether the cells of a column are as many different ones, and as long, as the numbers from 1 to n are."""
    filled = profile.filled
    distinct, _ = profile.distinct
    if filled < _NUMBERED_ROWS or distinct < _ALL_DIFFERENT * filled:
        return False
    limits = 10 ** np.arange(len(str(filled)) + 1)
    expected = np.diff(np.minimum(limits, filled + 1))
    told = profile.lengths[1 : len(expected) + 1]
    return bool(np.abs(told - expected).sum() <= (1 - _ALL_DIFFERENT) * filled)


def _looks_encoded(profile: ColumnProfile) -> bool:
    return profile.encoded > 0 and profile.encoded >= _LOOKS_SO * profile.filled


def _whole_cells(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> Finding | None:
    name = each.entity_type
    strength = hint.strength.get(name, 0.0)
    confidence, matches, evidence = judged(profile, each, counts, hint)
    if confidence < REPORTED or not matches:
        return None
    if strength >= HINTED:
        evidence.append(tr("header {name}", name=profile.name))
    return Finding(name, "column", matches, round(matches / profile.filled, 4), round(confidence, 3), tuple(evidence))


def _with_listed(profile: ColumnProfile, name: str, counts: Counts, found: Finding | None) -> Finding | None:
    """Return a finding with the cells that stand on the user's deny-list: they are values of the type, whatever else."""
    if not counts.listed:
        return found
    evidence = tr("{count} values stand on the deny-list", count=f"{counts.listed:,}")
    matches = counts.listed + (found.matches if found else 0)
    ratio = round(min(1.0, matches / profile.filled), 4)
    return Finding(name, "column", matches, ratio, LISTED, (*(found.evidence if found else ()), evidence))
