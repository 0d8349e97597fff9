"""Write the lists of operators into docs/en/operators.md and docs/zh/operators.md: python -m docs.write_operators"""

from __future__ import annotations

from pathlib import Path

from pii_scanner.i18n import LANGUAGES, current_language, set_language
from pii_scanner.masking.described import described_operators
from pii_scanner.reports.operators import markdown

_BEGIN, _END = "<!-- pii-scanner operators list --format markdown -->", "<!-- end of the list -->"


def page_of(language: str) -> Path:
    return Path(__file__).parent / language / "operators.md"


def with_list(page: str, language: str) -> str:
    """Return a page with the list of operators in a language between its two marks."""
    before = current_language()
    set_language(language)
    try:
        listed = markdown(described_operators())
    finally:
        set_language(before)
    head, _, rest = page.partition(_BEGIN)
    return f"{head}{_BEGIN}\n\n{listed}\n{_END}{rest.partition(_END)[2]}"


if __name__ == "__main__":
    for each in LANGUAGES:
        path = page_of(each)
        path.write_text(with_list(path.read_text(encoding="utf-8"), each), encoding="utf-8")
