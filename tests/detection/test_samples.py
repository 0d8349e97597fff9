from __future__ import annotations

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection.samples import masked_sample
from recognizers.registry import recognizers

_FIELDS = {
    "CN_RESIDENT_ID": "resident_id", "CN_BANK_CARD": "bank_card", "CN_MOBILE": "mobile", "EMAIL_ADDRESS": "email",
    "PERSON": "name", "CN_ADDRESS": "address", "CN_VEHICLE_PLATE": "plate",
}  # fmt: skip


@pytest.mark.parametrize("entity_type", _FIELDS)
def test_a_sample_shows_the_kind_of_value_and_not_the_value(entity_type: str) -> None:
    for person in persons(50):
        value = str(getattr(person, _FIELDS[entity_type]))
        sample = masked_sample(entity_type, value)
        assert sample != value
        assert "*" in sample
        assert sum(character != "*" for character in sample) <= 10
        assert sample[0] == value[0]


@pytest.mark.parametrize("entity_type", [each.entity_type for each in recognizers()])
def test_a_value_as_short_as_what_is_shown_is_hidden_whole(entity_type: str) -> None:
    assert set(masked_sample(entity_type, "王")) == {"*"}


def test_a_type_that_is_not_known_shows_nothing() -> None:
    assert set(masked_sample("MY_TYPE", "geheim-4711")) == {"*"}
