"""Self-contained HTML pages: everything inline, nothing fetched, only our own script may run."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from pii_scanner.i18n import current_language, tr
from pii_scanner.reports import labels

_TEMPLATES = files("pii_scanner.reports") / "templates"


def render_page(template: str, script: str | None = None, **values: object) -> str:
    """Return the page made from `templates/<template>` and, if named, `templates/<script>`."""
    code = _text(script) if script else ""
    page = _environment().get_template(template)
    return page.render(
        language=page_language(),
        style=_text("page.css"),
        script=code,
        policy=_content_policy(code),
        **values,
    )


def page_language() -> str:
    """Return the language tag of the page: it chooses fonts, sorting and figures."""
    return {"zh": "zh-CN"}.get(current_language(), "en")


def embedded_json(value: Any) -> str:
    """Return `value` as JSON that cannot end the `<script>` element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _content_policy(script: str) -> str:
    """Return a policy that lets only the exact text of `script` run and nothing be fetched."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"'sha256-{digest}'" if script else "'none'"
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; base-uri 'none'; form-action 'none'"


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["tr"] = tr
    for show in (
        labels.entity_label,
        labels.labelled,
        labels.framework_label,
        labels.class_labels,
        labels.number,
        labels.percent,
        labels.duration,
        labels.moment,
        labels.size,
    ):
        environment.filters[show.__name__] = show
    return environment
