"""Presidio recognizers for Chinese identifiers, usable in any Presidio deployment.

    from presidio_analyzer import AnalyzerEngine
    from recognizers import ResidentIdRecognizer
    engine.registry.add_recognizer(ResidentIdRecognizer())

Every recognizer also has a columnar face (`recognizers.registry.recognizers()`), which imports no Presidio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recognizers.presidio import ColumnarPatternRecognizer

    AddressRecognizer: type[ColumnarPatternRecognizer]
    BankCardRecognizer: type[ColumnarPatternRecognizer]
    EmailRecognizer: type[ColumnarPatternRecognizer]
    LandlineRecognizer: type[ColumnarPatternRecognizer]
    MobileRecognizer: type[ColumnarPatternRecognizer]
    PassportRecognizer: type[ColumnarPatternRecognizer]
    PersonRecognizer: type[ColumnarPatternRecognizer]
    ResidentIdRecognizer: type[ColumnarPatternRecognizer]
    UsccRecognizer: type[ColumnarPatternRecognizer]
    VehiclePlateRecognizer: type[ColumnarPatternRecognizer]

__all__ = [
    "AddressRecognizer",
    "BankCardRecognizer",
    "EmailRecognizer",
    "LandlineRecognizer",
    "MobileRecognizer",
    "PassportRecognizer",
    "PersonRecognizer",
    "ResidentIdRecognizer",
    "UsccRecognizer",
    "VehiclePlateRecognizer",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Return `XRecognizer`, the Presidio class of recognizer X; Presidio is imported only here."""
    if name.endswith("Recognizer"):
        from recognizers.registry import recognizer_classes

        for definition in recognizer_classes():
            if name == f"{definition.__name__}Recognizer":
                from recognizers.presidio import presidio_recognizer

                return presidio_recognizer(definition)  # type: ignore[arg-type]
    raise AttributeError(f"module 'recognizers' has no attribute {name!r}")
