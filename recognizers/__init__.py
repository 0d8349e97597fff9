"""Presidio recognizers for Chinese identifiers, usable in any Presidio deployment.

    from presidio_analyzer import AnalyzerEngine
    from recognizers import ResidentIdRecognizer
    engine.registry.add_recognizer(ResidentIdRecognizer())

After `import recognizers.presidio` a Presidio configuration can name the classes (`type: predefined`).
Every recognizer also has a columnar face (`recognizers.registry.recognizers()`), which imports no Presidio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recognizers.presidio import ColumnarPatternRecognizer

    AddressRecognizer: type[ColumnarPatternRecognizer]
    AlipayIdRecognizer: type[ColumnarPatternRecognizer]
    BankCardRecognizer: type[ColumnarPatternRecognizer]
    BusinessLicenceRecognizer: type[ColumnarPatternRecognizer]
    CnEmailRecognizer: type[ColumnarPatternRecognizer]
    CnMacAddressRecognizer: type[ColumnarPatternRecognizer]
    CoordinatesRecognizer: type[ColumnarPatternRecognizer]
    ExitEntryPermitRecognizer: type[ColumnarPatternRecognizer]
    IccidRecognizer: type[ColumnarPatternRecognizer]
    ImeiRecognizer: type[ColumnarPatternRecognizer]
    ImsiRecognizer: type[ColumnarPatternRecognizer]
    IpAddressRecognizer: type[ColumnarPatternRecognizer]
    LandlineRecognizer: type[ColumnarPatternRecognizer]
    MilitaryIdRecognizer: type[ColumnarPatternRecognizer]
    MobileRecognizer: type[ColumnarPatternRecognizer]
    OrganizationCodeRecognizer: type[ColumnarPatternRecognizer]
    PassportRecognizer: type[ColumnarPatternRecognizer]
    PermanentResidentCardRecognizer: type[ColumnarPatternRecognizer]
    PersonRecognizer: type[ColumnarPatternRecognizer]
    PersonalUrlRecognizer: type[ColumnarPatternRecognizer]
    QqNumberRecognizer: type[ColumnarPatternRecognizer]
    ResidentIdRecognizer: type[ColumnarPatternRecognizer]
    TelephoneRecognizer: type[ColumnarPatternRecognizer]
    TrackDataRecognizer: type[ColumnarPatternRecognizer]
    TravelPermitRecognizer: type[ColumnarPatternRecognizer]
    UsccRecognizer: type[ColumnarPatternRecognizer]
    VehiclePlateRecognizer: type[ColumnarPatternRecognizer]
    VinRecognizer: type[ColumnarPatternRecognizer]
    WechatIdRecognizer: type[ColumnarPatternRecognizer]

__all__ = [
    "AddressRecognizer",
    "AlipayIdRecognizer",
    "BankCardRecognizer",
    "BusinessLicenceRecognizer",
    "CnEmailRecognizer",
    "CnMacAddressRecognizer",
    "CoordinatesRecognizer",
    "ExitEntryPermitRecognizer",
    "IccidRecognizer",
    "ImeiRecognizer",
    "ImsiRecognizer",
    "IpAddressRecognizer",
    "LandlineRecognizer",
    "MilitaryIdRecognizer",
    "MobileRecognizer",
    "OrganizationCodeRecognizer",
    "PassportRecognizer",
    "PermanentResidentCardRecognizer",
    "PersonRecognizer",
    "PersonalUrlRecognizer",
    "QqNumberRecognizer",
    "ResidentIdRecognizer",
    "TelephoneRecognizer",
    "TrackDataRecognizer",
    "TravelPermitRecognizer",
    "UsccRecognizer",
    "VehiclePlateRecognizer",
    "VinRecognizer",
    "WechatIdRecognizer",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Return `XRecognizer`, the Presidio class of recognizer X; Presidio is imported only here."""
    if name.endswith("Recognizer"):
        from recognizers.registry import presidio_name, recognizer_classes

        for definition in recognizer_classes():
            if name == presidio_name(definition):
                from recognizers.presidio import presidio_recognizer

                return presidio_recognizer(definition)  # type: ignore[arg-type]
    raise AttributeError(f"module 'recognizers' has no attribute {name!r}")
