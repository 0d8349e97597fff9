from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from tests.builders.columns import masked_columns
from tests.builders.tables import KEY, applied

_WAYS = [
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0:%Y年%m月%d日}",
    "{0:%Y-%m-%d} 10:11:12",
    "{0:%Y-%m-%d}T10:11:12.345Z",
    "{0:%Y%m%d}101112",
]
_days = st.dates(date(1902, 1, 1), date(2097, 12, 31))


def _days_moved(old: list[date], new: list[date]) -> list[int]:
    return [(after - before).days for before, after in zip(old, new, strict=True)]


def _by_person(dates: list[date], people: list[str], **how: object) -> list[date]:
    columns = {"日期": pa.array(dates, pa.date32()), "客户号": people}
    return masked_columns(columns, {"日期": {"operator": "shift", "by": "客户号"}}, **how)["日期"].to_pylist()


@given(st.lists(st.tuples(_days, st.sampled_from("甲乙丙")), min_size=1, max_size=20))
def test_all_dates_of_a_person_move_by_the_same_days(rows: list[tuple[date, str]]) -> None:
    dates, people = [day for day, _ in rows], [person for _, person in rows]
    moved = _days_moved(dates, _by_person(dates, people))
    by_person = {person: set() for person in people}
    for person, days in zip(people, moved, strict=True):
        by_person[person].add(days)
    assert all(len(days) == 1 for days in by_person.values())
    assert all(1 <= abs(days) <= 365 for days in moved)


def test_persons_move_by_different_days_and_in_another_release_by_others() -> None:
    people = [f"K{number}" for number in range(200)]
    dates = [date(2024, 1, 5)] * 200
    first, other = _by_person(dates, people), _by_person(dates, people, recipient="partner-b")
    assert len(set(first)) > 100
    assert sum(one == two for one, two in zip(first, other, strict=True)) < 10


def test_a_person_moves_alike_in_every_table_however_the_number_is_written() -> None:
    dates = [date(2024, 1, 5)] * 2
    one = _by_person(dates, ["11010519491231002X", "1"], name="甲")
    two = _by_person(dates, [" 11010519491231002X ", "2"], name="乙")
    assert one[0] == two[0]


@pytest.mark.parametrize("rows", [1, 3, 7])
def test_batches_give_what_the_whole_table_gives(rows: int) -> None:
    people = [f"K{number % 4}" for number in range(20)]
    dates = [date(2024, 1, 1) + timedelta(days=number) for number in range(20)]
    assert _by_person(dates, people, rows=rows) == _by_person(dates, people)


@given(_days)
def test_a_date_keeps_the_way_it_is_written(day: date) -> None:
    made = applied("shift", [way.format(day) for way in _WAYS])
    moved = date.fromisoformat(made[0])
    assert 1 <= abs((moved - day).days) <= 365
    assert made == [way.format(moved) for way in _WAYS]


@given(_days)
def test_a_date_without_leading_zeros_gets_none(day: date) -> None:
    plain, padded = applied("shift", [f"{day.year}/{day.month}/{day.day}", day.isoformat()])
    moved = date.fromisoformat(padded)
    if day.month < 10 or day.day < 10:
        assert plain == f"{moved.year}/{moved.month}/{moved.day}"
    else:
        assert plain == moved.isoformat().replace("-", "/")


@pytest.mark.parametrize(
    "text", ["不详", "2024-13-01", "2024-02-30", "2024-01-05 张三", "05/01/24", "2024-01", "0999-01-01"]
)
def test_what_is_no_date_does_not_pass(text: str) -> None:
    assert applied("shift", [text]) == [""]
    assert applied("shift", [text], unknown="未知") == ["未知"]


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us", tz="Asia/Shanghai")],
    ids=str,
)
def test_dates_keep_their_type_and_times_of_day_theirs(kind: pa.DataType) -> None:
    array = pa.array([datetime(2024, 1, 5, 10, 11, 12), None]).cast(pa.timestamp("s")).cast(kind, safe=False)
    made = build_operator("shift", {}).apply_typed(array, Target("", KEY))
    assert made is not None
    assert made.type == kind
    days = made.cast(pa.date32(), safe=False)[0].as_py() - array.cast(pa.date32(), safe=False)[0].as_py()
    assert 1 <= abs(days.days) <= 365
    assert made[1].as_py() is None
    if pa.types.is_timestamp(kind):
        assert made[0].as_py().strftime("%X") == array[0].as_py().strftime("%X")


def test_a_column_of_categories_may_get_more_of_them() -> None:
    days = pa.array(["2024-01-05"] * 300).dictionary_encode().cast(pa.dictionary(pa.int8(), pa.string()))
    columns = {"日期": days, "客户号": [f"K{number}" for number in range(300)]}
    made = masked_columns(columns, {"日期": {"operator": "shift", "by": "客户号"}})["日期"].to_pylist()
    assert len(set(made)) > 150


def test_dates_kept_as_numbers_stay_numbers() -> None:
    array = pa.array([20240105, None, 7], pa.int64())
    made = build_operator("shift", {}).apply_typed(array, Target("", KEY))
    assert made is not None
    assert made.type == pa.int64()
    assert made.to_pylist()[1:] == [None, None]
    assert datetime.strptime(str(made[0].as_py()), "%Y%m%d").year in (2023, 2024, 2025)


def test_without_a_person_all_dates_move_alike() -> None:
    days = [date(2024, 1, 5), date(1999, 12, 31)]
    made = [date.fromisoformat(each) for each in applied("shift", [day.isoformat() for day in days])]
    assert len(set(_days_moved(days, made))) == 1


@pytest.mark.parametrize("parameters", [{"days": 1}, {"days": 40_000}, {"by": ""}, {"unit": "months"}])
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"operator shift.* parameter {next(iter(parameters))}"):
        build_operator("shift", parameters)
