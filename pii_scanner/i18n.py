"""Messages in English and Chinese.

The English sentence is the key; `configs/messages/zh.yaml` holds its Chinese form.
A sentence without a translation is shown in English, never left out.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache

from pii_scanner.presets import content_of, preset_path

LANGUAGES = ("en", "zh")
_current = "en"
# What users call the entity types of their own.
_titles: ContextVar[Mapping[str, str]] = ContextVar("titles", default={})  # noqa: B039 - never changed


def set_language(language: str | None) -> None:
    """Choose the language of all later messages; None takes it from the locale."""
    global _current
    _current = language if language in LANGUAGES else language_of_locale()


def current_language() -> str:
    return _current


def language_of_locale() -> str:
    """Return `zh` where the environment or the system asks for Chinese, else `en`."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"


@cache
def _catalogue(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    return dict(content_of(preset_path(f"messages/{language}.yaml")) or {})


def name_types(titles: Mapping[str, str]) -> None:
    """Let entity types of users' own be called as they say, in every language."""
    _titles.set(titles)


def tr(sentence: str, **values: object) -> str:
    """Return `sentence` in the current language with `{name}` fields filled in."""
    template = _titles.get().get(sentence) or _catalogue(_current).get(sentence, sentence)
    return template.format(**values) if values else template
