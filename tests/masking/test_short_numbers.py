from __future__ import annotations

import pyarrow as pa
import pytest

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.plan import Rule
from tests.builders.tables import KEY, policy, random_digits

_CUSTOMER = "7994781"


def _masker(values: list[str], label: str = "客户号") -> TextMasker:
    known, bindings = KnownValues(), Bindings(policy().entities, Keys(KEY, "partner-a"))
    kind = bindings.kind_of(Rule("", "redact", (("label", "#"),)))
    known.short.add(pa.array(values), kind)
    known.short.labels = {label: kind}
    return TextMasker(bindings, known.seal())


@pytest.mark.parametrize(
    "text",
    [
        "客户{}承诺下月还款", "客户号：{}，已核对", "客户号{} 合同已签", "核对{}的记录", "https://crm.example.cn/cust/{}?from=note", "id={}&m=1",
        "（{}）", "{}", "转{}处理", "{}号客户", "客户编号为{}，元月到期", "见{},另一人", "KH客户#{}",
    ],
)  # fmt: skip
def test_a_known_customer_number_leaves_masked_in_texts(text: str) -> None:
    (made,) = _masker([_CUSTOMER, *random_digits(200, 7)]).mask([text.format(_CUSTOMER)])
    assert made == text.format("#")


@pytest.mark.parametrize(
    "text",
    [
        "欠款{}元", "本金{}.50", "余额{},500", "电话0571-{}", "流水{}A9", "A{}", "{}-1234567", "1.{}", "共{}万", "尾号*{}", "{}*",
    ],
)  # fmt: skip
def test_amounts_and_parts_of_other_numbers_stay(text: str) -> None:
    masker = _masker([_CUSTOMER, *random_digits(200, 7)])
    masked = masker.mask_known([text.format(_CUSTOMER)])
    assert masked == [text.format(_CUSTOMER)]


def test_round_amounts_and_dates_count_behind_a_label_only() -> None:
    masker = _masker(["20240131", "5000000", "202401", "12000"])
    texts = ["20240131已还5000000，202401期，再还12000", "客户20240131，客户5000000，客户202401"]
    assert masker.mask(texts) == [texts[0], "客户#，客户#，客户#"]


def test_many_known_numbers_are_found_behind_a_label_only() -> None:
    masker = _masker([*random_digits(1000, 5, seed=3), "23457"])
    assert masker.mask(["工单23457已处理，客户23457未接"]) == ["工单23457已处理，客户#未接"]


def test_a_column_that_passes_keeps_amounts_that_equal_a_customer_number() -> None:
    masker = _masker([_CUSTOMER])
    assert masker.mask_known([_CUSTOMER, f"客户{_CUSTOMER}"]) == [_CUSTOMER, "客户#"]


def test_numbers_behind_the_name_of_their_column_are_masked_though_nobody_knows_them() -> None:
    masker = _masker(random_digits(50, 7))
    texts = ["客户号：1234567，客户1234568，客户1234000，核对1234569，金额1234560", "客户号 12345678"]
    assert masker.mask(texts) == ["客户号：#，客户#，客户1234000，核对1234569，金额1234560", texts[1]]


def test_short_numbers_travel_as_hashes() -> None:
    one, other = KnownValues(), KnownValues()
    one.short.add(pa.array([_CUSTOMER, "12", "1234567890", "x"]), "CODE")
    for kind, length, numbers in one.numbers():
        assert int(_CUSTOMER) not in numbers.tolist()
        other.add_numbers(kind, length, numbers)
    found = other.seal().short.places(f"见{_CUSTOMER}，1234567890")
    assert (found.starts.tolist(), found.ends.tolist(), found.names) == ([1], [8], ("CODE",))
    assert not len(other.places(_CUSTOMER))
