"""From counts to findings: how sure it is, and why, in words a compliance officer can defend.

The weight of a check digit is the log-likelihood of so many passing by chance; a header adds
to content, it never stands alone.
"""

from __future__ import annotations

import math

from pii_scanner.detection.header_hints import HeaderHint, header_hint
from pii_scanner.detection.profile import ColumnProfile, Counts
from pii_scanner.detection.spans import NAMED
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import Finding
from recognizers.base import Recognizer
from recognizers.registry import recognizer, recognizers
from recognizers.segmenter import tagged

REPORTED = 0.5
_FEW_DAMAGED = 5
_NAMED_BY_HEADER = 0.8
_MOST = 0.6
_NEARLY_ALL = 0.9
# From this share of filled cells on, a column looks hashed or encoded.
_LOOKS_SO = 0.5
_ENCODED = 0.9
_FEW_ENCODED = 0.02
# How sure a value is that the user named himself.
_LISTED = 0.99


def findings(profile: ColumnProfile) -> list[Finding]:
    """Return what a column holds, the surest first; nothing below REPORTED."""
    hint = header_hint(profile.name, profile.comment)
    found: list[Finding] = []
    for each in recognizers():
        counts = profile.counts.get(each.entity_type)
        if counts is None or not profile.filled:
            continue
        whole = _with_listed(profile, each.entity_type, counts, _whole_cells(profile, each, counts, hint))
        found += filter(None, (whole, _in_text(profile, each, counts, hint)))
    damaged = _damaged(profile, hint)
    if damaged and recognizer(damaged.entity_type) and not any(f.entity_type == damaged.entity_type for f in found):
        found.append(damaged)
    found += _in_encoded(profile, {finding.entity_type for finding in found})
    return sorted(_without_place_names(found), key=lambda f: -f.confidence)


def _without_place_names(found: list[Finding]) -> list[Finding]:
    """Return findings without the few names in a column of addresses: estates are called like people, 东方明珠."""
    if not any(each.entity_type == "CN_ADDRESS" and each.match_ratio >= _NEARLY_ALL for each in found):
        return found
    return [each for each in found if each.entity_type != "PERSON" or each.match_ratio >= 1 - _NEARLY_ALL]


def in_company(found: list[list[Finding]]) -> list[list[Finding]]:
    """Return the findings of a table's columns; business data counts only beside something that names a person."""
    roles = {each.entity_type: each.role for each in recognizers()}
    if any(roles.get(finding.entity_type) == "identifier" for each in found for finding in each):
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
    if _looks_hashed(profile):
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
    return bool(profile.opaque or profile.failed) or _looks_hashed(profile) or _looks_encoded(profile)


def _looks_hashed(profile: ColumnProfile) -> bool:
    return profile.hashed > 0 and profile.hashed >= _LOOKS_SO * profile.filled


def _looks_encoded(profile: ColumnProfile) -> bool:
    return profile.encoded > 0 and profile.encoded >= _LOOKS_SO * profile.filled


def _in_encoded(profile: ColumnProfile, known: set[str]) -> list[Finding]:
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


def _whole_cells(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> Finding | None:
    name = each.entity_type
    strength = hint.strength.get(name, 0.0)
    confidence, matches, evidence = judged(profile, each, counts, hint)
    if confidence < REPORTED or not matches:
        return None
    if strength >= 0.5:
        evidence.append(tr("header {name}", name=profile.name))
    return Finding(name, "column", matches, round(matches / profile.filled, 4), round(confidence, 3), tuple(evidence))


def _with_listed(profile: ColumnProfile, name: str, counts: Counts, found: Finding | None) -> Finding | None:
    """Return a finding with the cells that stand on the user's deny-list: they are values of the type, whatever else."""
    if not counts.listed:
        return found
    evidence = tr("{count} values stand on the deny-list", count=f"{counts.listed:,}")
    matches = counts.listed + (found.matches if found else 0)
    ratio = round(min(1.0, matches / profile.filled), 4)
    return Finding(name, "column", matches, ratio, _LISTED, (*(found.evidence if found else ()), evidence))


def judged(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> tuple[float, int, list[str]]:
    """Return (confidence in 0..1, cells, evidence) for whole cells of one type in a column that has filled cells."""
    strength = hint.strength.get(each.entity_type, 0.0)
    if each.random_pass_rate < 1:
        return _by_check(profile, each, counts, strength, hint.negative)
    if each.needs_header:
        return _by_header(profile, counts, strength)
    if each.entity_type == "PERSON":
        return _by_names(profile, counts, strength)
    return _by_form(profile, each, counts, strength, hint.negative)


def _by_check(
    profile: ColumnProfile, each: Recognizer, counts: Counts, strength: float, negative: bool
) -> tuple[float, int, list[str]]:
    shaped, valid = counts.shaped, counts.valid
    if not shaped:
        return 0.0, 0, []
    rate, chance = valid / shaped, each.random_pass_rate
    purity = max(0.0, (rate - chance) / (1 - chance))
    surprise = shaped * _divergence(rate, chance) if rate > chance else 0.0
    content = (1 - math.exp(-surprise / 2.5)) * min(1.0, 0.35 + purity)
    if strength >= 0.5 and (purity > 0.1 or shaped >= 0.3 * profile.filled):
        # Numbers of the right form under the right header are such numbers, even with typing errors.
        content = 1 - (1 - content) * (1 - 0.85 * strength)
        matches = shaped
    else:
        matches = valid
        if purity < 0.3:
            content = min(content, 0.45)
        if negative and purity < 0.9:
            content *= 0.5
    return (
        min(content, 0.995),
        matches,
        [
            tr(
                "{share} of {count} values of this form pass {check} (by chance {chance} would)",
                share=_percent(rate),
                count=f"{shaped:,}",
                check=each.check_name,
                chance=_percent(chance),
            )
        ],
    )


def _divergence(rate: float, chance: float) -> float:
    """Return the Kullback-Leibler divergence of two Bernoulli rates, in nats."""
    rate = min(rate, 1 - 1e-9)
    return rate * math.log(rate / chance) + (1 - rate) * math.log((1 - rate) / (1 - chance))


def _by_form(
    profile: ColumnProfile, each: Recognizer, counts: Counts, strength: float, negative: bool
) -> tuple[float, int, list[str]]:
    few, most = each.form
    ratio, good = counts.shaped / profile.filled, counts.valid / max(1, counts.shaped)
    content = (few + (most - few) * min(1.0, ratio / 0.8)) * (0.4 + 0.6 * min(1.0, good / 0.7))
    if strength >= 0.5 and ratio >= 0.02:
        content = 1 - (1 - content) * (1 - 0.85 * strength)
    elif negative:
        content *= 0.6
    elif each.entity_type == "CN_MOBILE" and ratio < 0.5 and not strength:
        content *= 0.95
    return (
        content,
        counts.shaped,
        [
            tr(
                "{share} of {count} values have the form of this type",
                share=_percent(ratio),
                count=f"{profile.filled:,}",
            )
        ],
    )


def _by_header(profile: ColumnProfile, counts: Counts, strength: float) -> tuple[float, int, list[str]]:
    """Judge what only a header tells: most cells must have the form too."""
    ratio = counts.shaped / profile.filled
    sure = 0.6 + 0.35 * strength * ratio if strength >= _NAMED_BY_HEADER and ratio >= _MOST else 0.0
    evidence = tr(
        "{share} of {count} values fit what the header names", share=_percent(ratio), count=f"{profile.filled:,}"
    )
    return sure, counts.shaped, [evidence]


def _by_names(profile: ColumnProfile, counts: Counts, strength: float) -> tuple[float, int, list[str]]:
    filled = profile.filled
    formed, surnamed = counts.shaped / filled, counts.valid / max(1, counts.shaped)
    wordy = _share_of_words(profile.name_words)
    distinct, _ = profile.distinct
    content = 0.0
    if formed >= 0.5 and surnamed >= 0.85 and wordy < 0.35 and distinct >= 5:
        content = 0.9 * min(1.0, formed + 0.1) * (1 - wordy)
    elif strength < 0.5 and counts.valid >= 3 and 0.02 <= formed < 0.5 and surnamed >= 0.9 and wordy < 0.1:
        content = 0.6
    if strength >= 0.5 and formed >= 0.2 and wordy < 0.6:
        content = 1 - (1 - max(content, 0.5 * (1 - wordy))) * (1 - 0.85 * strength)
    return (
        content,
        counts.shaped,
        [
            tr(
                "{share} of {count} values have the form of a name, {surnamed} of them begin with a surname",
                share=_percent(formed),
                count=f"{filled:,}",
                surnamed=_percent(surnamed),
            )
        ],
    )


def _share_of_words(values: list[str]) -> float:
    """Return the share of values that are ordinary words: places, states, products."""
    if not values:
        return 1.0
    ordinary = 0
    for value in values:
        words = tagged(value)
        named = any(tag.startswith("nr") for _, tag in words)
        # A dictionary cuts an unknown name into single characters or one unknown word.
        ordinary += not named and (
            (len(words) == 1 and len(value) >= 2 and words[0][1] not in {"nr", "nrt", "nrfg", "x", "eng"})
            or all(len(word) >= 2 for word, _ in words)
        )
    return ordinary / len(values)


def _in_text(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> Finding | None:
    name = each.entity_type
    if name in NAMED and counts.text_cells:
        # Of names and addresses, only those on the deny-list are counted in all texts.
        evidence = tr("{count} texts hold a value of the deny-list", count=f"{counts.text_cells:,}")
        confidence, matches = _LISTED, counts.text_matches
    elif name in NAMED:
        cells, looked = profile.sampled.get(name, 0), profile.texts_sampled
        whole = counts.shaped / profile.filled
        if cells < 1 or cells / max(1, looked) < 0.01 or whole > 0.5:
            return None
        share = cells / looked
        confidence = min(0.9, 0.55 + share + 0.05 * min(cells, 5))
        evidence = tr("found in {cells} of {looked} texts looked at", cells=f"{cells:,}", looked=f"{looked:,}")
        matches = max(cells, round(counts.text_matches / looked * profile.texts))
    else:
        if not counts.text_cells:
            return None
        sure = counts.text_sure / max(1, counts.text_matches)
        confidence = min(0.97, (0.6 + 0.35 * sure) * (1 - 0.4 * math.exp(-counts.text_cells)))
        if hint.negative and sure < 0.5:
            confidence *= 0.6
        evidence = tr(
            "{matches} places inside {cells} of {count} texts",
            matches=f"{counts.text_matches:,}",
            cells=f"{counts.text_cells:,}",
            count=f"{profile.filled:,}",
        )
        matches = counts.text_matches
    if confidence < REPORTED:
        return None
    return Finding(
        name, "text", matches, round(min(1.0, matches / profile.filled), 4), round(confidence, 3), (evidence,)
    )


def _damaged(profile: ColumnProfile, hint: HeaderHint) -> Finding | None:
    """Return a finding for numbers without their last digits, by what the header says they were."""
    if profile.damaged_ids >= max(_FEW_DAMAGED, 0.5 * profile.filled):
        ratio = profile.damaged_ids / profile.filled
        evidence = tr(
            "{share} of the values are resident IDs that lost their last digits in a spreadsheet: their birth dates are whole",
            share=_percent(ratio),
        )
        return Finding("CN_RESIDENT_ID", "column", profile.damaged_ids, round(ratio, 4), 0.9, (evidence,))
    ratio = profile.damaged / max(1, profile.filled)
    for name in ("CN_RESIDENT_ID", "CN_BANK_CARD"):
        if ratio >= 0.05 and hint.strength.get(name, 0.0) >= 0.5:
            evidence = tr(
                "{share} of the values lost their last digits in a spreadsheet; header {name}",
                share=_percent(ratio),
                name=profile.name,
            )
            return Finding(name, "column", profile.damaged, round(ratio, 4), 0.9, (evidence,))
    return None


def _percent(share: float) -> str:
    text = f"{100 * share:.1f}"
    return "100%" if text == "100.0" else f"{text}%"
