"""presidio-anonymizer with a policy's operators makes of a text what a release makes of it."""

from __future__ import annotations

import random

import pytest
from presidio_analyzer import RecognizerResult
from presidio_anonymizer import AnonymizerEngine

import pii_scanner
from pii_scanner.demo.notes import collection_note
from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import joined_spans
from pii_scanner.errors import PolicyError
from pii_scanner.masking.bound import Bindings, keys_for
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.policies import policy_of
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import Plan

_POLICY = {
    "version": 1,
    "recipient": {"name": "partner-a", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {
        "PERSON": "surrogate",
        "CN_MOBILE": "pseudonymize",
        "CN_RESIDENT_ID": "surrogate",
        "CN_BANK_CARD": "truncate",
        "CN_ADDRESS": "generalize",
    },
}


def test_a_text_becomes_what_it_becomes_in_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    rng = random.Random(4)
    notes = [collection_note(person, rng) for person in persons(300, 12)]
    policy = policy_of(_POLICY)
    released = TextMasker(Bindings(policy.entities, keys_for(policy, Plan(()))), KnownValues().seal()).mask(notes)
    assert sum(old != new for old, new in zip(notes, released, strict=True)) > 80

    engine, operators = AnonymizerEngine(), pii_scanner.anonymizer_operators(_POLICY)
    results: list[list[RecognizerResult]] = [[] for _ in notes]
    rows, spans = joined_spans(notes, wary=True)
    for row, span in zip(rows.tolist(), spans, strict=True):
        results[row].append(RecognizerResult(span.entity_type, span.start, span.end, span.score))
    made = [
        engine.anonymize(text=note, analyzer_results=found, operators=operators).text
        for note, found in zip(notes, results, strict=True)
    ]
    assert made == released


def test_a_policy_that_needs_a_key_says_so() -> None:
    with pytest.raises(PolicyError, match="has no key"):
        pii_scanner.anonymizer_operators({**_POLICY, "key": None})
