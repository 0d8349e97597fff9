"""Names in what programs write: behind a field that holds a person's name, in log lines, JSON, XML and queries.

custName=江波, "applicant":"程玲", <realName>高峰</realName>. The field says what its value is, so a word that could be a name is one.
Behind `name` alone anything may stand, goods and cities too: there a word is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from recognizers.dotted_names import spelling
from recognizers.labelled_names import could_be_named
from recognizers.ordinary_words import is_ordinary

_HAN = "\u3400-\u9fff"
# A field, what parts it from its value, and a value that is nothing but two to five Chinese characters.
_VALUE = re.compile(
    rf"([A-Za-z][A-Za-z0-9_.-]*)[\"'\\]{{0,2}} ?(?:=>|[:=>]) ?[\"'\\]{{0,2}}(?:<!\[CDATA\[)?([{_HAN}]{{2,5}})(?=$|[\"'\\&<|;,)}}\]# ])"
)
# Of whom: with `name` behind them, or alone.
_WHOSE = (
    "real true full person cust customer client borrower debtor guarantor user member patient student teacher doctor nurse staff emp employee "
    "worker driver owner holder cardholder accountholder insured applicant contact linkman receiver recipient consignee consignor sender shipper "
    "payer payee buyer seller agent legalperson relative guardian parent spouse child operator handler approver assignee"
)
_ALONE = (
    "applicant receiver recipient consignee consignor payer payee linkman contact contacts cardholder guarantor borrower insured patient "
    "receiveruser operator handler approver assignee creator createdby createby updatedby updateby reviewer contactperson legalperson xm khxm"
)
_PERSONAL = frozenset((*(f"{whose}name" for whose in _WHOSE.split()), *_ALONE.split()))
_ANYTHING = frozenset(("name", "n"))
_LEAST_SPELT = 3


def field_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the names behind a field that holds them."""
    for match in _VALUE.finditer(clause):
        field, value = _field(match[1]), match[2]
        if field in _PERSONAL:
            named = could_be_named(value) or _is_spelt(value)
        else:
            named = field in _ANYTHING and could_be_named(value) and not is_ordinary(value)
        if named:
            yield match.span(2)


@lru_cache(maxsize=1 << 12)
def _field(written: str) -> str:
    """Return the last part of a field's name without marks: data.cust_name, getCustName."""
    last = written.rpartition(".")[2]
    return re.sub("[^a-z]", "", last.lower())


def _is_spelt(value: str) -> bool:
    """Return whether a value is spelt as foreign and minority names are: 其其格."""
    return len(value) >= _LEAST_SPELT and spelling().issuperset(value) and not is_ordinary(value)
