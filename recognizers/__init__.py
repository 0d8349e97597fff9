"""Presidio recognizers for Chinese identifiers, usable in any Presidio deployment.

    from presidio_analyzer import AnalyzerEngine
    from recognizers import ResidentIdRecognizer
    engine.registry.add_recognizer(ResidentIdRecognizer())

Every recognizer also has a columnar face (`recognizers.registry.recognizers()`), which imports no Presidio.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Return `XRecognizer`, the Presidio class of recognizer X; Presidio is imported only here."""
    if name.endswith("Recognizer"):
        from recognizers.registry import recognizer_classes

        for definition in recognizer_classes():
            if name == f"{definition.__name__}Recognizer":
                from recognizers.presidio import presidio_recognizer

                return presidio_recognizer(definition)  # type: ignore[arg-type]
    raise AttributeError(f"module 'recognizers' has no attribute {name!r}")
