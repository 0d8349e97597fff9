from __future__ import annotations

import pytest

from pii_scanner.errors import PolicyError
from pii_scanner.masking.plan import make_plan
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.plan import DROP, KEEP, TEXT, WHOLE, ColumnPlan
from tests.builders.tables import finding, policy, record

_MOBILE = {"entities": {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate", "CN_RESIDENT_ID": "surrogate"}}


def _decided(column: ColumnRecord, **rules: object) -> ColumnPlan:
    (table,) = make_plan([column], policy(**rules)).tables
    (decision,) = table.columns
    return decision


def test_a_column_without_personal_information_passes() -> None:
    assert _decided(record("金额")).mode == KEEP


def test_an_entity_rule_decides_a_column_of_its_type() -> None:
    decided = _decided(record("手机号", finding("CN_MOBILE")), **_MOBILE)
    assert (decided.mode, decided.operator, decided.entity_types) == (WHOLE, "pseudonymize", ("CN_MOBILE",))
    assert "CN_MOBILE" in decided.reason


def test_a_column_rule_beats_an_entity_rule() -> None:
    decided = _decided(record("手机号", finding("CN_MOBILE")), **_MOBILE, columns={"客户.手机号": "redact"})
    assert (decided.operator, decided.rules[0].operator) == ("redact", "redact")
    assert decided.explicit
    assert "客户.手机号" in decided.reason


def test_a_column_rule_applies_where_nothing_was_found() -> None:
    assert _decided(record("内部评级"), columns={"客户.内部评级": "drop"}).mode == DROP


def test_the_allow_list_beats_every_rule() -> None:
    columns = [record("手机号", finding("CN_MOBILE")), record("金额"), record("城市"), record("内部评级")]
    (table,) = make_plan(columns, policy(**_MOBILE, allow=["*.金额", "手机号"], columns={"客户.城市": "keep"})).tables
    assert [each.mode for each in table.columns] == [WHOLE, KEEP, DROP, DROP]


def test_a_column_off_the_allow_list_needs_no_rule() -> None:
    assert _decided(record("手机号", finding("CN_MOBILE")), allow=["金额"]).mode == DROP


@pytest.mark.parametrize("pattern", ["客户.手机号", "*.手机号", "客户.*", "手机号", "手机*", "*手机*", "?户.手机?"])
def test_a_pattern_may_hold_wildcards_or_the_column_alone(pattern: str) -> None:
    assert _decided(record("手机号", finding("CN_MOBILE")), columns={pattern: "redact"}).operator == "redact"


@pytest.mark.parametrize("pattern", ["贷款.手机号", "手机", "客户手机号", "*.手机"])
def test_a_pattern_fits_whole_names_only(pattern: str) -> None:
    assert _decided(record("手机号", finding("CN_MOBILE")), **_MOBILE, columns={pattern: "redact"}).operator != "redact"


def test_case_does_not_matter() -> None:
    column = record("Mobile_No", finding("CN_MOBILE"), table_name="Customers")
    for pattern in ("customers.mobile_no", "CUSTOMERS.*", "mobile_NO"):
        assert _decided(column, columns={pattern: "redact"}).operator == "redact"


@pytest.mark.parametrize(
    ("rules", "winner"),
    [
        ({"*": "redact", "客户.手机号": "mask"}, "mask"),
        ({"客户.手机号": "mask", "*": "redact"}, "mask"),
        ({"*.*": "redact", "*.手机号": "mask"}, "mask"),
        ({"手机?": "redact", "手机号": "mask"}, "mask"),
        ({"*.手机号": "redact", "*客户.手机号": "mask"}, "mask"),
        ({"手机号": "redact", "客户.手机号": "mask"}, "mask"),
    ],
)
def test_the_most_specific_rule_wins_whatever_the_order(rules: dict[str, str], winner: str) -> None:
    assert _decided(record("手机号", finding("CN_MOBILE")), columns=rules).operator == winner


def test_a_column_whose_name_has_brackets_is_matched_by_its_own_name() -> None:
    decided = _decided(record("手机号[备用]", finding("CN_MOBILE")), **_MOBILE, columns={"客户.手机号[备用]": "drop"})
    assert decided.mode == DROP


def test_default_refuse_names_all_columns_at_once() -> None:
    columns = [
        record("手机号", finding("CN_MOBILE")),
        record("金额"),
        record("姓名", finding("PERSON")),
        record("证件", finding("CN_RESIDENT_ID"), table_name="担保人", source="担保.xlsx"),
    ]
    with pytest.raises(PolicyError) as caught:
        make_plan(columns, policy(entities={"CN_MOBILE": "redact"}))
    message = str(caught.value)
    assert "客户.姓名 (客户.csv): PERSON" in message
    assert "担保人.证件 (担保.xlsx): CN_RESIDENT_ID" in message
    assert "手机号" not in message
    assert "2 columns" in message


def test_default_redact_labels_the_types_without_rule() -> None:
    decided = _decided(record("姓名", finding("PERSON")), default="redact")
    assert (decided.mode, decided.operator) == (WHOLE, "redact")
    both = _decided(
        record("备注", finding("PERSON", kind="text", ratio=0.3), finding("CN_MOBILE", kind="text", ratio=0.4)),
        default="redact",
        entities={"CN_MOBILE": "mask"},
    )
    assert both.mode == TEXT
    assert {rule.entity_type: rule.operator for rule in both.rules} == {"CN_MOBILE": "mask", "PERSON": "redact"}


def test_default_drop_drops_columns_with_a_type_without_rule() -> None:
    decided = _decided(record("姓名", finding("PERSON"), finding("CN_MOBILE", ratio=0.1)), **_MOBILE)
    assert decided.mode == WHOLE
    dropped = _decided(
        record("姓名", finding("PERSON"), finding("CN_MOBILE", ratio=0.1)), default="drop", entities={"PERSON": "mask"}
    )
    assert dropped.mode == DROP
    assert "CN_MOBILE" in dropped.reason


def test_a_binary_column_is_refused_redacted_to_nothing_or_named() -> None:
    column = record("照片", unreadable=7)
    with pytest.raises(PolicyError, match="照片"):
        _decided(column)
    for default in ("redact", "drop"):
        assert _decided(column, default=default).mode == DROP
    assert _decided(column, columns={"客户.照片": "drop"}).mode == DROP
    assert _decided(column, columns={"客户.照片": "keep"}).mode == KEEP


@pytest.mark.parametrize("kind", ["column", "text"])
def test_what_stands_among_kept_values_is_masked_by_its_own_rule(kind: str) -> None:
    among = record("同行人", finding("PERSON", ratio=0.7), finding("CN_RESIDENT_ID", kind=kind, ratio=0.3))
    decided = _decided(among, entities={"PERSON": "keep", "CN_RESIDENT_ID": "redact"})
    assert (decided.mode, [rule.operator for rule in decided.rules]) == (TEXT, ["keep", "redact"])
    kept = _decided(among, entities={"PERSON": "keep", "CN_RESIDENT_ID": "keep"})
    assert (kept.mode, kept.kept_by_type) == (KEEP, True)


def test_a_column_that_is_kept_on_purpose_warns() -> None:
    for rules in ({"columns": {"客户.手机号": "keep"}}, {"entities": {"CN_MOBILE": "keep"}}):
        plan = make_plan([record("手机号", finding("CN_MOBILE"))], policy(**rules))
        assert plan.tables[0].columns[0].mode == KEEP
        assert plan.tables[0].columns[0].explicit
        assert len(plan.warnings) == 1
        assert "客户.手机号" in plan.warnings[0]
        assert "CN_MOBILE" in plan.warnings[0]


def test_a_column_rule_that_fits_nothing_warns() -> None:
    plan = make_plan([record("金额")], policy(columns={"客户.手机": "redact", "客户.金额": "keep"}))
    assert len(plan.warnings) == 1
    assert "客户.手机" in plan.warnings[0]


def test_an_entity_rule_for_a_type_that_does_not_exist_is_said() -> None:
    assert make_plan([record("金额")], policy(entities={"CN_MOBLE": "redact"})).warnings


def test_texts_are_masked_inside_and_mostly_whole_cells_whole() -> None:
    text = _decided(record("备注", finding("CN_MOBILE", kind="text", ratio=0.4)), **_MOBILE)
    assert text.mode == TEXT
    few = _decided(record("联系方式", finding("CN_MOBILE", ratio=0.3)), **_MOBILE)
    assert few.mode == TEXT
    many = _decided(record("联系方式", finding("CN_MOBILE", ratio=0.6), finding("PERSON", ratio=0.3)), **_MOBILE)
    assert (many.mode, many.rules[0].entity_type) == (WHOLE, "CN_MOBILE")
    assert {rule.entity_type for rule in many.rules} == {"CN_MOBILE", "PERSON"}


def test_a_text_rule_uses_the_operators_of_the_types_found() -> None:
    column = record("备注", finding("CN_MOBILE", kind="text", ratio=0.4), finding("PERSON", kind="text", ratio=0.2))
    decided = _decided(column, **_MOBILE, columns={"*.备注": "text"})
    assert decided.mode == TEXT
    assert {rule.operator for rule in decided.rules} == {"pseudonymize", "surrogate"}


def test_parameters_reach_the_plan() -> None:
    decided = _decided(
        record("证件", finding("CN_RESIDENT_ID")),
        entities={"CN_RESIDENT_ID": {"operator": "surrogate", "keep": ["sex"]}},
    )
    assert decided.rules[0].parameters == (("keep", ("sex",)),)


def test_columns_keep_their_order_and_tables_stay_apart() -> None:
    columns = [record("b"), record("a"), record("b", table_name="贷款"), record("c", loose=True)]
    plan = make_plan(columns, policy())
    assert [(each.table, [c.column for c in each.columns]) for each in plan.tables] == [
        ("客户", ["b", "a"]),
        ("贷款", ["b"]),
    ]


def test_the_plan_as_a_document_says_what_and_why() -> None:
    plan = make_plan([record("手机号", finding("CN_MOBILE"))], policy(**_MOBILE))
    (column,) = plan.document()["tables"][0]["columns"]
    assert column["operator"] == "pseudonymize"
    assert column["reason"]
    assert column["entity_types"] == ["CN_MOBILE"]


def test_a_code_of_every_row_that_no_rule_names_is_warned_of_where_people_are() -> None:
    columns = [
        record("手机号", finding("CN_MOBILE")),
        record("客户编号"),
        record("custId"),
        record("金额"),
        record("序号"),
    ]
    (warning,) = make_plan(columns, policy(**_MOBILE)).warnings
    assert "客户.客户编号, 客户.custId" in warning
    assert "金额" not in warning
    assert "序号" not in warning


def test_a_code_that_the_policy_names_or_that_stands_beside_nobody_is_not_warned_of() -> None:
    people = [record("手机号", finding("CN_MOBILE")), record("客户编号")]
    assert make_plan(people, policy(**_MOBILE, columns={"客户编号": "pseudonymize"})).warnings == ()
    assert make_plan([record("商品编号"), record("价格")], policy(**_MOBILE)).warnings == ()


def test_codes_and_amounts_beside_kept_names_tell_nothing_more() -> None:
    people = [record("姓名", finding("PERSON")), record("客户编号"), record("本金余额", finding("FINANCIAL_AMOUNT"))]
    (warning,) = make_plan(people, policy(entities={"PERSON": "keep"})).warnings
    assert "Kept because the policy says so: 客户.姓名 (PERSON)." in warning


def test_what_nearly_every_row_has_its_own_of_is_named_as_a_link_between_two_copies() -> None:
    people = [
        record("手机号", finding("CN_MOBILE")),
        record("本金余额", finding("FINANCIAL_AMOUNT")),
        record("登记时间", dated=True),
        record("数量"),
        record("备注", finding("CN_MOBILE", kind="text")),
    ]
    values, texts = make_plan(people, policy(**_MOBILE)).warnings
    assert "客户.本金余额, 客户.登记时间" in values
    assert "side by side" in values
    assert "words that stay in texts" in texts
    decided = make_plan(people, policy(**_MOBILE, columns={"*.备注": "drop", "*": "keep"})).warnings
    assert not [each for each in decided if "side by side" in each or "words that stay" in each]


def test_numbers_of_rows_are_warned_of_where_the_rows_are_shuffled() -> None:
    people = [record("手机号", finding("CN_MOBILE")), record("编号", numbered=True), record("客户号", numbered=True)]
    (warning,) = make_plan(people, policy(**_MOBILE)).warnings
    assert "a code of its own: 客户.客户号." in warning
    shuffled = policy(**_MOBILE, rows={"order": "shuffled"}, key={"env": "PII_SCANNER_KEY"})
    _, warning = make_plan(people, shuffled).warnings
    assert "编号, 客户号 number its rows" in warning


def test_few_values_replaced_one_by_one_are_warned_of() -> None:
    few = ColumnRecord("客户.csv", "客户", "性别", "string", 100, 0, 2, True, (finding("SEX"),))
    (warning,) = make_plan([few], policy(columns={"性别": "pseudonymize"})).warnings
    assert "there are few of them" in warning
    assert make_plan([few], policy(columns={"性别": {"operator": "encrypt", "mode": "gcm"}})).warnings == ()


def test_a_number_masked_in_one_table_and_passing_in_another_is_warned_of() -> None:
    columns = [record("客户号"), record("客户号", table_name="借据"), record("客户号", table_name="还款")]
    (warning,) = make_plan(columns, policy(columns={"客户.客户号": "pseudonymize"})).warnings
    assert "客户.客户号 is masked, and 借据.客户号, 还款.客户号 of the same name pass" in warning
    assert make_plan(columns, policy(columns={"*.客户号": "pseudonymize"})).warnings == ()


def test_quasi_identifiers_that_no_table_has_are_said_before_anything_is_written() -> None:
    columns = [record("性别"), record("城市")]
    (warning,) = make_plan(columns, policy(risk={"quasi_identifiers": ["性别", "出生"], "k": 5})).warnings
    assert "出生" in warning
    with pytest.raises(PolicyError, match="check their names"):
        make_plan(columns, policy(risk={"quasi_identifiers": ["出生"], "k": 5}))
