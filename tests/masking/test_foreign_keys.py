"""Both sides of a foreign key are masked so that the copy's key holds, or the plan says why it cannot."""

from __future__ import annotations

import pytest

from pii_scanner.masking.foreign_keys import aligned
from pii_scanner.masking.plan import make_plan
from pii_scanner.model.links import Link
from tests.builders.tables import policy, record


@pytest.mark.parametrize(
    "operator", ["shuffle", {"operator": "noise", "keep_sum": True}, {"operator": "shift", "by": "客户号"}]
)
def test_an_operator_that_gives_equal_values_different_results_is_a_conflict(operator: object) -> None:
    columns = [record("客户号", table_name="客户", source="库"), record("客户号", table_name="借据", source="库")]
    plan = make_plan(columns, policy(columns={"客户号": operator}))
    link = Link("库", "借据", ("客户号",), "客户", ("客户号",))
    (conflict,) = aligned(plan, [link]).conflicts
    assert "借据.客户号" in conflict
    assert "equal values different results" in conflict


@pytest.mark.parametrize("operator", ["pseudonymize", "shift"])
def test_one_that_gives_them_equal_results_is_none(operator: str) -> None:
    columns = [record("客户号", table_name="客户", source="库"), record("客户号", table_name="借据", source="库")]
    plan = make_plan(columns, policy(columns={"客户号": operator}))
    assert aligned(plan, [Link("库", "借据", ("客户号",), "客户", ("客户号",))]).conflicts == ()
