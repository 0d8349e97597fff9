from __future__ import annotations

import subprocess
import sys

import pytest

import recognizers
from recognizers.registry import presidio_name, recognizer_classes


def test_package_lists_one_presidio_class_for_every_recognizer() -> None:
    assert sorted(recognizers.__all__) == sorted(presidio_name(kind) for kind in recognizer_classes() if kind.in_text)
    assert set(recognizers.__all__) <= set(dir(recognizers))


@pytest.mark.parametrize("name", recognizers.__all__)
def test_listed_names_can_be_imported(name: str) -> None:
    kind = getattr(recognizers, name)
    assert kind.__name__ == name
    assert getattr(recognizers, name) is kind


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="NobodyRecognizer"):
        recognizers.NobodyRecognizer  # noqa: B018


def test_columnar_face_imports_no_presidio_and_no_scanner() -> None:
    code = (
        "import sys, recognizers, recognizers.registry as r; [e.spans('张伟13800138000') for e in r.recognizers()]; dir(recognizers);"
        "print([m for m in sys.modules if m.split('.')[0] in ('presidio_analyzer', 'spacy', 'pii_scanner')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
