"""How sure it is that whole cells of a column are values of a type: by check digit, form, header, or as names.

The weight of a check digit is the log-likelihood of so many passing by chance, against the odds that a column
holds the type at all; a header adds to content, it never stands alone.
"""

from __future__ import annotations

import math

from pii_scanner.detection.header_hints import HeaderHint
from pii_scanner.detection.name_words import LATIN, SURE, are_places, share_of_words, told, weight_of_few
from pii_scanner.detection.profile import ColumnProfile, Counts
from pii_scanner.i18n import tr
from recognizers.base import Recognizer

Judged = tuple[float, int, list[str]]
# A header that is worth a mention, and one that names the type.
HINTED, NAMED_BY_HEADER = 0.5, 0.8
# Log odds against a column of look-alike values being of one type.
_AGAINST = 3.5
_SUREST = 0.995
# Below this share of values that are more than chance, check digits speak for nothing.
_IMPURE, _UNREPORTED = 0.3, 0.45
_FEW_CELLS = 3
# What it adds, in nats, that no other cell has the length of a number whose first digits tell something.
_ALONE = 0.5
# What share of rare addresses must name an area and a house.
_SURELY = 0.8
# Numbers without a check digit that only their first digits tell from others of their length.
_ONLY_DIGITS = {
    "CN_MOBILE": (11, 11),
    "IMSI": (15, 15),
    "ALIPAY_ID": (16, 16),
    "ICCID": (19, 20),
}
_WITH_COUNTRY = [13, 15]
_MOST = 0.6
# Mobile numbers among cells of other lengths, of which there are so many for each of one or two.
_APART, _NEAR_MOBILE, _FEWEST_OTHERS = 0.55, slice(9, 15), 5
_AS_LANDLINE = slice(11, 15)
# What is measured, so that no two digits are all there is of many.
_MEASURED, _FEWEST_FLAGS = ("FINANCIAL_AMOUNT", "INCOME", "AGE"), 20
# Names repeat, but not as words of a list do.
_MANY_NAMES, _SHARE_OF_NAMES = 30, 0.3
# From this share of words on it is no column of names, unless so few of the different values are words.
_MOST_WORDS, _FEW_AMONG_DIFFERENT = 0.6, 0.3
_FEW_WORDS, _WORDS_OF_FEW = 5, -1.0
# Few different values are names where nearly all of them look like one, against the odds that so few are words.
_FEWEST_NAMES, _NEARLY_ALL_NAMES, _AGAINST_FEW = 2, 0.9, 3.0
_NEARLY_ALL_SURNAMED, _MOST_WORDS_OF_PARTIES = 0.8, 0.4
# Of names among a few words that repeat there are so many different ones, against the odds that they are words.
_FEWEST_AMONG, _AGAINST_SOME = 5, 6.0
# Of what has the form of a name under a header of names, such a share must be sure ones.
_SURE_AMONG = 0.1


def judged(profile: ColumnProfile, each: Recognizer, counts: Counts, hint: HeaderHint) -> Judged:
    """Return (confidence in 0..1, cells, evidence) for whole cells of one type in a column that has filled cells."""
    strength = hint.strength.get(each.entity_type, 0.0)
    if each.random_pass_rate < 1:
        return _by_check(profile, each, counts, strength, hint.negative)
    if each.needs_header:
        return _by_header(profile, counts, 0.0 if each.entity_type in _MEASURED and _are_flags(profile) else strength)
    if each.entity_type == "PERSON":
        return _by_names(profile, counts, hint)
    return _by_form(profile, each, counts, strength, hint.negative or hint.other)


def by_chance(shaped: int, valid: int, chance: float) -> float:
    """Return how unlikely it is, in nats, that so many of the shaped values pass a check by chance."""
    rate = valid / shaped if shaped else 0.0
    return shaped * _divergence(rate, chance) if rate > chance else 0.0


def posterior(nats: float) -> float:
    """Return the probability that evidence of so many nats is right, against the odds of a look-alike."""
    return 1 / (1 + math.exp(min(50.0, _AGAINST - nats)))


def percent(share: float) -> str:
    text = f"{100 * share:.1f}"
    return "100%" if text == "100.0" else f"{text}%"


def with_header(content: float, strength: float) -> float:
    """Return the confidence of content under a header of some strength."""
    return 1 - (1 - content) * (1 - 0.85 * strength)


def _by_check(profile: ColumnProfile, each: Recognizer, counts: Counts, strength: float, negative: bool) -> Judged:
    shaped, valid = counts.shaped, counts.valid
    if not shaped:
        return 0.0, 0, []
    chance = each.random_pass_rate
    purity = max(0.0, (valid / shaped - chance) / (1 - chance))
    rare = _rarity(profile, each, shaped, valid, negative)
    content = posterior(by_chance(shaped, valid, chance) + rare) * min(1.0, 0.35 + purity)
    told = strength >= HINTED and (purity > 0.1 or shaped >= 0.3 * profile.filled)
    if told:
        # Numbers of the right form under the right header are such numbers, even with typing errors.
        content, matches = with_header(content, strength), shaped
    else:
        matches = valid
        if purity < _IMPURE:
            content = min(content, _UNREPORTED)
        if negative and purity < 0.9:
            content *= 0.5
    evidence = tr(
        "{share} of {count} values of this form pass {check} (by chance {chance} would)",
        share=percent(valid / shaped),
        count=f"{shaped:,}",
        check=each.check_name,
        chance=percent(chance),
    )
    return min(content, _SUREST), matches, [evidence]


def _rarity(profile: ColumnProfile, each: Recognizer, shaped: int, valid: int, negative: bool) -> float:
    """Return what the form itself says, in nats: less among many cells of its length, in ASCII, that have another form, more
    where no cell has another, unless the header names something else."""
    if not valid:
        return 0.0
    low, high = each.lengths
    others = max(0, int(profile.lengths[low : high + 1].sum()) - shaped)
    if not others and each.rarity and not negative:
        return each.rarity + _ALONE
    return max(0.0, each.rarity - math.log1p(others))


def _divergence(rate: float, chance: float) -> float:
    """Return the Kullback-Leibler divergence of two Bernoulli rates, in nats."""
    rate = min(rate, 1 - 1e-9)
    return rate * math.log(rate / chance) + (1 - rate) * math.log((1 - rate) / (1 - chance))


def _by_form(profile: ColumnProfile, each: Recognizer, counts: Counts, strength: float, negative: bool) -> Judged:
    few, most = each.form
    shaped = counts.shaped
    ratio, good = shaped / profile.filled, counts.valid / max(1, shaped)
    alike = _look_alikes(profile, each, shaped, ratio)
    # Many cells of the form are evidence even where most cells are something else, unless those look like it.
    share = min(1.0, ratio / 0.8) if alike else max(min(1.0, ratio / 0.8), 0.7 * (1 - math.exp(-shaped / 8)))
    content = (few + (most - few) * share) * (0.4 + 0.6 * min(1.0, good / 0.7))
    if few < _MOST + 0.05:
        # One cell of a form that others share may be anything.
        content *= 0.55 + 0.45 * min(1.0, shaped / _FEW_CELLS)
    enough = strength >= NAMED_BY_HEADER or ratio >= 0.02 or shaped >= _FEW_CELLS or shaped == profile.filled
    if strength >= HINTED and enough:
        content = with_header(content, strength)
    elif negative:
        content *= 0.6
    elif alike:
        content *= 0.8
    if _stands_apart(profile, each, shaped):
        content = max(content, _APART)
    evidence = tr(
        "{share} of {count} values have the form of this type", share=percent(ratio), count=f"{profile.filled:,}"
    )
    return min(content, _SUREST), shaped, [evidence]


def _stands_apart(profile: ColumnProfile, each: Recognizer, shaped: int) -> bool:
    """Return whether mobile numbers (or plates, landlines, addresses with a house number) stand among at least as many cells that are
    nothing like them: texts, or numbers much shorter or longer. They were typed into the wrong column, or rows moved by a column."""
    others = profile.filled - shaped
    if each.entity_type == "CN_ADDRESS":
        counts = profile.of(each.entity_type)
        sure = counts.text_sure > 0 and counts.text_sure >= _SURELY * counts.text_tried
        return sure and 0 < shaped <= others and profile.texts <= shaped
    if each.entity_type == "CN_LANDLINE":
        valid = profile.of(each.entity_type).valid
        return 0 < shaped == valid <= others and int(profile.lengths[_AS_LANDLINE].sum()) <= shaped
    if each.entity_type == "CN_VEHICLE_PLATE":
        return _FEW_CELLS <= shaped <= others  # the character of a province, and then letters and digits
    if (
        each.entity_type != "CN_MOBILE"
        or not shaped
        or others < (_FEWEST_OTHERS if shaped < _FEW_CELLS else 1) * shaped
    ):
        return False
    return profile.texts >= others or int(profile.lengths[_NEAR_MOBILE].sum()) <= shaped


def _look_alikes(profile: ColumnProfile, each: Recognizer, shaped: int, ratio: float) -> bool:
    """Return whether most cells that could pass for the type at a glance are none."""
    if each.entity_type in _ONLY_DIGITS:
        low, high = _ONLY_DIGITS[each.entity_type]
        among = int(profile.lengths[low : high + 1].sum())
        if each.entity_type == "CN_MOBILE" and not among:
            # 86 before 11 digits, in numbers of 13
            among = int(profile.lengths[_WITH_COUNTRY].sum())
        return bool(shaped < 0.5 * among)
    if each.entity_type != "CN_ADDRESS" or ratio >= 0.02 or profile.texts <= shaped:
        return False
    # Among names of places and sentences some look like an address; few of these name an area and a house.
    counts = profile.of(each.entity_type)
    return counts.text_sure < max(_FEW_CELLS, _SURELY * counts.text_tried)


def _by_header(profile: ColumnProfile, counts: Counts, strength: float) -> Judged:
    """Judge what only a header tells: most cells that are nothing else must have the form too."""
    # What passes for a type that the column does not hold is what the header says: A12345678 is a passport's form too.
    shaped = counts.shaped + sum(cells for name, cells in counts.behind.items() if name not in profile.others)
    left = max(1, shaped, profile.filled - profile.elsewhere)
    ratio = shaped / left
    sure = 0.0
    real = counts.valid or shaped > counts.shaped
    if strength >= NAMED_BY_HEADER and real and ratio >= _MOST and shaped >= min(_FEW_CELLS, profile.filled):
        sure = 0.6 + 0.35 * strength * ratio
    evidence = tr("{share} of {count} values fit what the header names", share=percent(ratio), count=f"{left:,}")
    return sure, shaped, [evidence]


def _are_flags(profile: ColumnProfile) -> bool:
    """Return whether many cells are but two different digits: whether there is a balance, not how much."""
    distinct, _ = profile.distinct
    return profile.filled >= _FEWEST_FLAGS and distinct <= 2 and int(profile.lengths[1]) == profile.filled


def _by_names(profile: ColumnProfile, counts: Counts, hint: HeaderHint) -> Judged:
    filled, strength = profile.filled, hint.strength.get("PERSON", 0.0)
    if strength < HINTED and are_places(profile.name_words):
        return 0.0, 0, []
    formed, surnamed = counts.shaped / filled, counts.valid / max(1, counts.shaped)
    wordy = share_of_words(profile.name_words)
    distinct, _ = profile.distinct
    varied = distinct >= _MANY_NAMES or distinct >= _SHARE_OF_NAMES * filled
    content = 0.0
    different = _are_different(profile)
    if formed >= 0.5 and surnamed >= 0.85 and wordy < 0.35 and distinct >= 5 and varied and different:
        content = 0.9 * min(1.0, formed + 0.2) * (1 - wordy)
    elif (
        strength < HINTED
        and counts.valid >= _FEW_CELLS
        and 0.005 <= formed < 0.5
        and surnamed >= 0.9
        and wordy < 0.2
        and varied
        and different
    ):
        content = 0.6
    elif formed >= _NEARLY_ALL_NAMES and surnamed >= _MOST and not (hint.other or hint.negative):
        content = _of_few(profile, distinct)
    # Words in Latin letters under `name` may be a company's or a place's; two words that repeat are a state's: 已填写, 未填写.
    repeated = distinct < _FEW_WORDS and filled >= 2 * _FEW_WORDS * distinct
    likely = surnamed >= 0.3 or (wordy < 0.2 and strength > NAMED_BY_HEADER and not repeated)
    if strength < NAMED_BY_HEADER:
        # 客户, 甲方: companies are called 华为, 康佳, half of them as if by a surname.
        likely = surnamed >= _NEARLY_ALL_SURNAMED and wordy < _MOST_WORDS_OF_PARTIES
    if strength >= HINTED and distinct < _MANY_NAMES and not varied and _are_words(profile, distinct):
        pass  # 审核人: 高新区, 金融部
    elif strength >= HINTED and likely and _mostly_named(profile, wordy) and formed >= 0.2:
        content = with_header(max(content, 0.5 * (1 - wordy)), strength)
    elif strength >= NAMED_BY_HEADER and counts.valid >= _FEW_CELLS and surnamed >= 0.5 and wordy < 0.3:
        content = with_header(max(content, 0.3 * (1 - wordy)), strength)
    evidence = tr(
        "{share} of {count} values have the form of a name, {surnamed} of them begin with a surname",
        share=percent(formed),
        count=f"{filled:,}",
        surnamed=percent(surnamed),
    )
    return content, counts.shaped, [evidence]


def _are_different(profile: ColumnProfile) -> bool:
    """Return whether the values that have the form of a name are not the same few again: 安心贷 among numbers of telephones."""
    if not all(isinstance(each, str) for each in profile.name_words):
        return True
    return len(set(profile.name_words)) >= _FEW_CELLS


def _mostly_named(profile: ColumnProfile, wordy: float) -> bool:
    """Return whether most values are no words, among all cells or among the different ones: 本人签收 and 门卫代收 come again
    beside names."""
    if wordy < _MOST_WORDS or not all(isinstance(each, str) for each in profile.name_words):
        return wordy < _MOST_WORDS
    different = list(dict.fromkeys(profile.name_words))
    return len(different) >= _MANY_NAMES and share_of_words(different) < _FEW_AMONG_DIFFERENT


def _of_few(profile: ColumnProfile, distinct: int) -> float:
    """Return how sure it is that a column of few different values under a header that says nothing holds names."""
    if distinct < _FEWEST_NAMES:
        return 0.0
    nats = weight_of_few(profile.name_words, distinct) - _AGAINST_FEW
    return 0.75 - 0.25 * math.exp(-nats) if nats > 0 else 0.0


def names_among_words(profile: ColumnProfile) -> bool:
    """Return whether names stand as cells of their own among a few words that repeat: 张伟 in a column of attributes, of
    是 and 未知."""
    different = _different(profile)
    if are_places(different):
        return False
    return len(different) >= _FEWEST_AMONG and weight_of_few(different, len(different)) > _AGAINST_SOME


def sure_names(profile: ColumnProfile) -> int:
    """Return how many different values of a column are names for sure; none where that is one in many, as of words."""
    grades = told(_different(profile))
    sure = sum(grade >= SURE for grade in grades)
    return sure if sure >= _SURE_AMONG * len(grades) else 0


def _different(profile: ColumnProfile) -> list[str | float]:
    """Return the different values of a column that may be names; those in Latin letters are anything. Of words that were
    remembered only what was told of them is known."""
    words = [each for each in profile.name_words if each != LATIN and not (isinstance(each, str) and each.isascii())]
    return list(dict.fromkeys(words)) if all(isinstance(each, str) for each in words) else words


def _are_words(profile: ColumnProfile, distinct: int) -> bool:
    """Return whether most of a few different values are words, by their own characters."""
    return weight_of_few(profile.name_words, distinct) <= _WORDS_OF_FEW * distinct
