from __future__ import annotations

import pytest

from pii_scanner.config.detection import DetectionSettings
from pii_scanner.detection.setup import using
from pii_scanner.frameworks.registry import Framework, classify, frameworks, shipped_frameworks
from recognizers.registry import recognizers

_TYPES = [each.entity_type for each in recognizers()]
# PCI DSS speaks of cardholder data only: all else is none of its business.
_WHOLE = [each.name for each in shipped_frameworks() if each.name != "pci_dss"]


def _named(name: str) -> Framework:
    return next(each for each in shipped_frameworks() if each.name == name)


@pytest.mark.parametrize("name", _WHOLE)
def test_every_entity_type_has_a_class_with_its_clause(name: str) -> None:
    framework = _named(name)
    for entity_type in _TYPES:
        assert entity_type in framework.entities
        entry = framework.entities[entity_type]
        assert entry.name in framework.ranks
        assert len(entry.source) > 5


@pytest.mark.parametrize("framework", shipped_frameworks(), ids=lambda each: each.name)
def test_a_framework_names_no_type_that_cannot_be_found(framework: Framework) -> None:
    assert set(framework.entities) <= set(_TYPES)
    assert framework.default in framework.ranks
    assert set(framework.sensitivity) <= set(framework.ranks)
    assert all(1 <= level <= 5 for level in framework.sensitivity.values())
    assert framework.title


@pytest.mark.parametrize("framework", shipped_frameworks(), ids=lambda each: each.name)
def test_the_strictest_class_wins_whatever_the_order(framework: Framework) -> None:
    listed = sorted(framework.entities, key=lambda each: framework.ranks.index(framework.entities[each].name))
    strictest = framework.entities[listed[-1]].name
    assert framework.class_of(listed) == framework.class_of(listed[::-1]) == strictest
    assert framework.class_of(listed[:1], listed) == framework.entities[listed[0]].name
    assert framework.class_of([]) == framework.class_of(["MY_TYPE"]) == framework.default


@pytest.mark.parametrize("framework", shipped_frameworks(), ids=lambda each: each.name)
def test_a_stricter_class_is_never_less_sensitive(framework: Framework) -> None:
    levels = [framework.sensitivity[rank] for rank in framework.ranks if rank in framework.sensitivity]
    assert levels == sorted(levels)


def test_the_classes_a_compliance_officer_expects() -> None:
    assert _named("pipl").class_of(["CN_MOBILE", "CN_RESIDENT_ID"]) == "sensitive"
    assert _named("pipl").class_of(["CN_MOBILE"]) == "personal"
    assert _named("pci_dss").class_of(["PERSON", "CN_BANK_CARD"]) == "PAN"
    assert _named("jrt_0171").class_of(["CN_RESIDENT_ID"]) == "C2"
    assert _named("jrt_0197").class_of(["PERSON", "CARD_CVV"]) == "level 4"
    assert _named("gbt_45574").class_of(["CN_RESIDENT_ID"]) == "none"
    assert _named("gbt_45574").class_of(["CN_RESIDENT_ID", "CN_BANK_CARD"]) == "sensitive"
    assert _named("gdpr").class_of(["PERSON", "HEALTH"]) == "special"
    assert _named("hipaa").class_of(["EDUCATION", "CN_MOBILE"]) == "identifier"


def test_the_levels_of_jrt_0197_follow_from_the_classes_of_jrt_0171() -> None:
    levels = {"C1": "level 2", "C2": "level 3", "C3": "level 4"}
    for entity_type, entry in _named("jrt_0171").entities.items():
        assert _named("jrt_0197").entities[entity_type].name == levels[entry.name]


def test_foreign_laws_are_judged_only_where_they_are_asked_for() -> None:
    assert set(classify(["CN_MOBILE"])[0]) == {"pipl", "gbt_45574", "jrt_0171", "jrt_0197", "pci_dss"}
    with using(DetectionSettings(frameworks=("gdpr", "pipl"))):
        assert classify(["CN_MOBILE"])[0] == {"gdpr": "personal", "pipl": "personal"}
    assert "gdpr" not in classify(["CN_MOBILE"])[0]
    # A decision judges by what the scan judged by.
    assert classify(["HEALTH"], None, {"gdpr"}) == ({"gdpr": "special"}, 4)


def test_a_column_gets_its_class_under_every_framework_and_the_highest_level() -> None:
    classes, level = classify(["PERSON", "CN_BANK_CARD"])
    assert set(classes) == {each.name for each in frameworks()}
    assert classes["pci_dss"] == "PAN"
    assert level == 4
    assert classify(["CN_MOBILE"])[1] == 3
    assert classify([]) == ({}, 1)


def test_a_name_is_cardholder_data_only_beside_a_card_number() -> None:
    assert classify(["PERSON"], {"PERSON", "CN_BANK_CARD"})[0]["pci_dss"] == "CHD"
    assert classify(["PERSON"], {"PERSON", "CN_MOBILE"})[0]["pci_dss"] == "none"
