from __future__ import annotations

import subprocess
import sys

import presidio_analyzer.predefined_recognizers as theirs
import pytest

from recognizers.predefined import available, predefined
from recognizers.registry import recognizers

# Examples of Presidio's documentation and tests, specimens, and values made from its own patterns. None is a person's.
EXAMPLES = {
    "AbaRoutingRecognizer": "121000358", "AuAbnRecognizer": "51824753556", "AuAcnRecognizer": "000 000 019",
    "AuMedicareRecognizer": "2123456701", "AuTfnRecognizer": "876543210", "CaPostalCodeRecognizer": "K1A 0B1",
    "CaSinRecognizer": "130 692 544", "CryptoRecognizer": "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ",
    "DateRecognizer": "5/21/1980", "DeBsnrRecognizer": "800000000", "DeFuehrerscheinRecognizer": "AA000000000",
    "DeHandelsregisterRecognizer": "HRA0", "DeHealthInsuranceRecognizer": "X000000000",
    "DeIdCardRecognizer": "T00000000", "DeKfzRecognizer": "A A 0", "DeLanrRecognizer": "000000000",
    "DePassportRecognizer": "YNJGVWJ06", "DePlzRecognizer": "10000", "DeSocialSecurityRecognizer": "60010100A000",
    "DeTaxIdRecognizer": "86095742719", "DeTaxNumberRecognizer": "0100000000000", "DeVatIdRecognizer": "DE136695976",
    "EsNieRecognizer": "Z8078221M", "EsNifRecognizer": "55555555K", "EsPassportRecognizer": "AAA000000",
    "FiPersonalIdentityCodeRecognizer": "131052-308T", "IbanRecognizer": "IL150120690000003111111",
    "InAadhaarRecognizer": "312345678909", "InGstinRecognizer": "27AAPFU0939F1ZV", "InPanRecognizer": "AAASA1111R",
    "InPassportRecognizer": "A3456781", "InVehicleRegistrationRecognizer": "KA53ME3456",
    "InVoterRecognizer": "KSD1287349", "ItDriverLicenseRecognizer": "AA0123456B",
    "ItFiscalCodeRecognizer": "AAAAAA00B11C333N", "ItIdentityCardRecognizer": "CA00000AA",
    "ItPassportRecognizer": "AA0000000", "ItVatCodeRecognizer": "01333550323", "KrBrnRecognizer": "000-00-00000",
    "KrDriverLicenseRecognizer": "16 2395737196", "KrFrnRecognizer": "0001015000000",
    "KrPassportRecognizer": "D000A0000", "KrRrnRecognizer": "960121-1234567", "MedicalLicenseRecognizer": "BB1388568",
    "NgNinRecognizer": "10774110727", "NgVehicleRegistrationRecognizer": "AAA000AA", "NhsRecognizer": "401-023-2137",
    "PhPassportRecognizer": "A0000000A", "PhTinRecognizer": "000-000-000", "PhUmidRecognizer": "0000-0000000-0",
    "PhoneRecognizer": "(425) 882-9090", "PlPeselRecognizer": "11111111116",
    "SeOrganisationsnummerRecognizer": "556036-0793", "SePersonnummerRecognizer": "640823-3234",
    "SgFinRecognizer": "S2740116C", "SgUenRecognizer": "53125226D", "ThTninRecognizer": "1101230000001",
    "TrLicensePlateRecognizer": "01A00", "TrNationalIdRecognizer": "10000000146",
    "UkDrivingLicenceRecognizer": "MORGA657054SM9IJ", "UkNinoRecognizer": "AA123456B",
    "UkPassportRecognizer": "AB1234567", "UkPostcodeRecognizer": "SW1A 1AA",
    "UkVehicleRegistrationRecognizer": "HT53YRU", "UsBankRecognizer": "945456787654",
    "UsClaimNumberRecognizer": "CLM000000", "UsHealthInsuranceMemberIdRecognizer": "A00000",
    "UsItinRecognizer": "911-70-1234", "UsLicenseRecognizer": "H12234567", "UsMbiRecognizer": "0A00-A00-AA00",
    "UsNpiRecognizer": "1300-030 230", "UsPassportRecognizer": "912803456",
    "UsPrescriptionNumberRecognizer": "RX000000", "UsPriorAuthorizationNumberRecognizer": "PA000000",
    "UsProviderTaxIdRecognizer": "01-0000000", "UsReferralNumberRecognizer": "REF000000",
    "UsSsnRecognizer": "078-05-1126", "UuidRecognizer": "123e4567-e89b-12d3-a456-426614174000",
    "ZaCompanyRegistrationRecognizer": "1900/000000/00", "ZaDriverLicenseRecognizer": "8810373963JWF",
    "ZaIdNumberRecognizer": "8001015009087", "ZaIncomeTaxNumberRecognizer": "0000000000",
    "ZaLicensePlateRecognizer": "AA00GP", "ZaMobileNumberRecognizer": "+27821234567",
    "ZaPassportRecognizer": "A00000000", "ZaTelephoneNumberRecognizer": "+27212345678",
    "ZaTrafficRegisterNumberRecognizer": "0000000000000", "ZaVatNumberRecognizer": "4000000000",
}  # fmt: skip
# An older Presidio has fewer.
KNOWN = sorted(set(available()) & set(EXAMPLES))


def found(name: str, text: str) -> list[str]:
    (made,) = predefined([name])
    return [text[each.start : each.end] for each in made.analyze(text, list(available()[name]), None)]


@pytest.mark.parametrize("name", KNOWN)
def test_value_glued_to_chinese_characters_is_found(name: str) -> None:
    assert EXAMPLES[name] in found(name, f"其号码{EXAMPLES[name]}为本人")


@pytest.mark.parametrize("name", ["UsSsnRecognizer", "NhsRecognizer", "IbanRecognizer", "CryptoRecognizer"])
def test_part_of_a_longer_run_is_not_found(name: str) -> None:
    for text in (f"号码9{EXAMPLES[name]}A7为本人", f"号码x{EXAMPLES[name]}9为本人"):
        assert EXAMPLES[name] not in found(name, text)


def test_check_digits_of_presidio_still_decide() -> None:
    assert found("NhsRecognizer", "号码401-023-2137为") == ["401-023-2137"]
    assert found("NhsRecognizer", "号码401-023-2138为") == []


def test_presidio_alone_misses_most_of_them_beside_chinese_characters() -> None:
    missed = 0
    for name in KNOWN:
        plain = getattr(theirs, name)(supported_language="zh")
        missed += not plain.analyze(f"其号码{EXAMPLES[name]}为本人", list(available()[name]), None)
    assert missed > len(KNOWN) / 2


def test_classes_of_presidio_are_left_as_they_are() -> None:
    before = [each.regex for each in theirs.UsSsnRecognizer.PATTERNS]
    predefined(["UsSsnRecognizer"])
    assert [each.regex for each in theirs.UsSsnRecognizer.PATTERNS] == before


def test_built_in_the_order_of_the_names_for_the_language_asked_for() -> None:
    made = predefined(["UsSsnRecognizer", "IbanRecognizer"], language="en")
    assert [(each.name, each.supported_language) for each in made] == [
        ("UsSsnRecognizer", "en"),
        ("IbanRecognizer", "en"),
    ]


@pytest.mark.parametrize("name", ["EmailRecognizer", "SpacyRecognizer", "AzureAILanguageRecognizer", "Nothing", ""])
def test_unknown_name_says_what_is_known(name: str) -> None:
    with pytest.raises(ValueError, match=r"No such recognizer: .*Known: .*IbanRecognizer.*UsSsnRecognizer"):
        predefined(["IbanRecognizer", name])


def test_none_finds_an_entity_type_of_ours() -> None:
    types = {each for kinds in available().values() for each in kinds}
    assert len(types) >= 20
    assert not types & {each.entity_type for each in recognizers()}


@pytest.mark.slow
def test_nothing_asks_the_network() -> None:
    code = """
import socket
def refused(*_, **__): raise AssertionError("network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refused
from recognizers.predefined import available, predefined
for made in predefined(list(available())):
    made.analyze("邮箱a@b.com，网址http://a.cn/x?y=1，号码078-05-1126，DE136695976", made.supported_entities, None)
print(len(available()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 20
    assert "network" not in done.stderr
