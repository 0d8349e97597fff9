"""What is told of a pattern's matches holds for every match: else a value would not be looked at."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import forms
from recognizers.base import Shape
from recognizers.columns import TextColumn
from recognizers.forms import form_of
from recognizers.registry import recognizers

_SHAPES = [(each.entity_type, shape) for each in recognizers() for shape in each.shapes if "\\p" not in shape.regex]


@pytest.mark.parametrize(("entity_type", "shape"), _SHAPES, ids=lambda value: getattr(value, "name", value))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_match_has_the_form_of_its_pattern(entity_type: str, shape: Shape, data: st.DataObject) -> None:
    python = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda found: re.escape(chr(int(found.group(1), 16))), shape.regex)
    value = data.draw(st.from_regex(re.compile(python, shape.flags), fullmatch=True))
    form = form_of(shape.regex, shape.flags)
    kinds = int(TextColumn(pa.array([value])).classes[0])
    assert kinds & ~form.allowed == 0
    assert kinds & form.needed == form.needed
    assert form.shortest <= len(value.encode("utf-8", "surrogatepass")) <= form.longest
    assert sum(character in "0123456789" for character in value) >= form.digits
    assert sum(character.isascii() and character.isalpha() for character in value) >= form.letters
    assert form.beyond is None or {c for c in value if not c.isascii()} <= form.beyond


@pytest.mark.parametrize("pattern", [r"\d+", r"[^0-9]", ".", "(", r"\p{Han}{2}", r"(?:a|\s)"])
def test_a_pattern_that_says_nothing_allows_everything(pattern: str) -> None:
    form = form_of(pattern)
    assert (form.allowed, form.needed, form.digits, form.beyond) == (forms.EVERY, 0, 0, None)


@given(st.lists(st.text(max_size=12) | st.none(), max_size=30), st.integers(0, 5))
@settings(deadline=None)
def test_the_classes_of_cells_are_those_of_their_characters(texts: list[str | None], offset: int) -> None:
    texts = [text if text is None or text.isprintable() else "x" for text in texts]
    column = TextColumn(pa.array(texts, pa.string()).slice(min(offset, len(texts))))
    expected = [_classes(text or "") for text in texts[offset:]]
    assert column.classes.tolist() == expected
    assert column.every == int(np.bitwise_or.reduce(np.array([0, *expected])))


def _classes(text: str) -> int:
    return int(np.bitwise_or.reduce(forms.CLASS_OF_BYTE[[0x80, *text.encode("utf-8", "surrogatepass")]]))
