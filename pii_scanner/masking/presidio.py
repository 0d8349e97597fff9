"""The operators of a policy as presidio-anonymizer takes them: what a text holds becomes what it would in a release.

Releases replace values in texts by columns; an AnonymizerEngine replaces them one text at a time. Both apply the same
operators with the same keys, so a name in a note that another system wrote joins with the release.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from pii_scanner.config.policy import Policy
from pii_scanner.masking.bound import Bindings, keys_for
from pii_scanner.model.plan import Plan
from recognizers.registry import text_recognizers

if TYPE_CHECKING:
    from presidio_anonymizer.entities import OperatorConfig


def anonymizer_operators(policy: Policy) -> dict[str, OperatorConfig]:
    """Return the operator of every entity type that stands in texts, for `AnonymizerEngine.anonymize(operators=...)`.

    A type that the policy does not name becomes its label, as inside the texts of a release; so do types of other
    recognizers, by Presidio's own default. Raises what `keys_for` raises.
    """
    from presidio_anonymizer.entities import OperatorConfig

    bindings = Bindings(policy.entities, keys_for(policy, Plan(())))
    return {
        each.entity_type: OperatorConfig("custom", {"lambda": _one_value(bindings, each.entity_type)})
        for each in text_recognizers()
    }


def _one_value(bindings: Bindings, entity_type: str) -> Callable[[str], str]:
    operator = bindings.of_type(entity_type)

    def replaced(value: str) -> str:
        # Presidio calls the function once with nothing, to see what type it gives.
        return str(operator.apply(pa.array([value], pa.string()))[0].as_py()) if value.strip() else value

    return replaced
