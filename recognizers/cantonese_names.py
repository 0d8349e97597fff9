"""Names of Hong Kong and Macau in Latin letters, as their documents spell them: Leung Siu Ming, CHAN Tai-man.

A surname in Cantonese spelling and two given syllables; the syllables are those that such names are made of.
"""

from __future__ import annotations

import re
from functools import cache

_SURNAMES = (
    "au chan chau cheng cheuk cheung chiu chow choi choy chu chui chung fok fong fung hui ho ip kan keung ko koo kwan kwok kwong "
    "lai lam lau law lee leung li lo lok lui luk ma mak man mok ng ngai ngan or pang poon shek shum sin siu so suen sze szeto tam "
    "tang to tsang tse tso tsoi tsui tung wai wan wong woo wu yam yau yeung yik yim yip yiu yu yuen yung"
)
_SYLLABLES = (
    "bik bing bo bun chak chau che cheong cheuk cheung chi chin ching chit chiu cho choi chor chuen chui chun chung dik fa fai "
    "fan fat fei fong fu fuk fung ga gar hak han hang hau hei heung hin hing ho hoi hok hon hong hou hung huen ka kai kam kan kar "
    "kau kei ken keung ki kin king kit kiu ko kok kong kuen kui kuk kun kung kwai kwan kwok kwong kwun lai lam lan lap lau lee lei "
    "leung lik lim lin ling lok long lui luk lun lung mak man mei miu ming mo mui mun nam nga ngai ngan ngo ning nok oi on pak pang "
    "pik ping po pong pui pun sai sam sau sek seung shan shek sheung shing shuk shun shui shuen sik sim sin sing siu so sui suet "
    "suk sum sun sung sze tai tak tat tik tim tin ting tit to tong tsan tsun tsz tuen tung wa wah wai wan wang wing wo woon wui wun "
    "yan yat yau yee yeuk yeung yi yik yim yin ying yip yiu yu yue yuen yuet yui yuk yun yung"
)
# Places, firms and dishes that are spelt so.
_NONE = frozenset(
    "ho chi minh|lam kwan tung|man kam to|tai po|wong tai sin|lok ma chau|yau ma tei|lai chi kok|to kwa wan|kwun tong|tsim sha tsui|chung yuen po|"
    "ma on shan|hung hom wan|tung choi kai|yuen long tin|lau fau shan".split("|")
)
_PLACE = frozenset("street road avenue estate court centre center building tower bank city county limited ltd".split())


@cache
def _pattern() -> re.Pattern[str]:
    surname = "|".join(sorted(_SURNAMES.split(), key=len, reverse=True))
    syllable = "|".join(sorted(_SYLLABLES.split(), key=len, reverse=True))
    written = rf"({surname}),? ({syllable})[ -]({syllable})"
    # CHAN Tai Man, Chan Tai-man, CHAN TAI MAN: a capital opens the surname and the given name.
    return re.compile(rf"(?i)(?<![A-Za-z])(?:{written})(?![A-Za-z])(?P<behind> [A-Za-z]+)?")


def cantonese_names(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the names in a text, in order."""
    found = []
    for match in _pattern().finditer(text):
        surname, first, second = match[1], match[2], match[3]
        capitals = surname[0].isupper() and first[0].isupper() and (second[0].isupper() or "-" in match[0])
        words = f"{surname} {first} {second}".lower()
        behind = (match["behind"] or "").strip().lower()
        if capitals and words not in _NONE and behind not in _PLACE:
            found.append((match.start(1), match.end(3)))
    return found
