"""JSON paths (RFC 9535), the part that names places: `$.name`, `$['name']`, `$.phones[*]`, `$.list[0]`, `$..phone`.

A document is walked once for all paths, so a path is matched against a place rather than searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

Place = tuple[str | int, ...]
Path = tuple[str | int, ...]

# Stand in a path where no name can: names are given with their length of one or more.
_ANY, _DEEP = "", "\0.."
_STEP = re.compile(
    r"""(?P<deep>\.\.)(?=[^.])|\.?\[(?P<index>[0-9]+)\]|\.?\[\s*'(?P<single>[^']+)'\s*\]|\.?\[\s*"(?P<double>[^"]+)"\s*\]"""
    r"""|(?P<any>\.?\[\*\]|\.?\*)|\.?(?P<name>[^.\[\]*'"\s]+)"""
)


def parsed_path(text: str) -> Path:
    """Return a path's steps; raises ValueError for what is no such path."""
    steps: list[str | int] = []
    at = 1
    while text.startswith("$") and at < len(text):
        match = _STEP.match(text, at)
        if match is None or (match["name"] and steps[-1:] != [_DEEP] and text[at] != "."):
            break
        found = match["name"] or match["single"] or match["double"]
        steps.append(int(match["index"]) if match["index"] else _DEEP if match["deep"] else found or _ANY)
        at = match.end()
    if at != len(text) or not steps or steps[-1] == _DEEP:
        raise ValueError(f"{text} is no path such as $.name, $.phones[*] or $..phone")
    return tuple(steps)


def last_name(text: str) -> str:
    """Return the key that a path ends in, behind any index or wildcard (`phones` of `$.phones[*]`), or an empty string."""
    named = [step for step in parsed_path(text) if isinstance(step, str) and step not in (_ANY, _DEEP)]
    return named[-1] if named else ""


class Paths:
    """Paths that are matched together; of several that fit, the one with the fewest wildcards counts."""

    def __init__(self, texts: Iterable[str]) -> None:
        parsed = [(text, parsed_path(text)) for text in texts]
        self._paths = sorted(parsed, key=lambda each: (sum(s in (_ANY, _DEEP) for s in each[1]), -len(each[1])))
        self.at = lru_cache(1 << 14)(self._at)

    def _at(self, place: Place) -> str | None:
        """Return the path that fits a place, as it was written."""
        return next((text for text, path in self._paths if _fits(path, place)), None)


def _fits(path: Path, place: Place) -> bool:
    if not path:
        return not place
    if path[0] == _DEEP:
        return any(_fits(path[1:], place[start:]) for start in range(len(place)))
    return bool(place) and (path[0] == _ANY or path[0] == place[0]) and _fits(path[1:], place[1:])
