"""What runs on executors, and how it gets there.

A task never raises: an error's text may hold values, and Spark would write it to its logs. It is a row of the result.
"""

from __future__ import annotations

import pickle
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.config.detection import DetectionSettings
from pii_scanner.config.reading import ReadingSettings
from pii_scanner.detection.setup import activate, active
from pii_scanner.engines.spark.session import read_by_spark
from pii_scanner.errors import SourceError
from pii_scanner.i18n import current_language, set_language, tr
from pii_scanner.sources.reading import reading, use_reading

# A row of a result: what it is, of which entity type and length if it is a number, the number, or an object.
SCHEMA = "what string, kind string, length int, number bigint, object binary"
ROW = pa.schema(
    [("what", pa.string()), ("kind", pa.string()), ("length", pa.int32()), ("number", pa.int64()), ("object", pa.binary())]
)  # fmt: skip
ERROR = "error"
Batches = Iterator[pa.RecordBatch]
Work = Callable[[Batches, Any], Batches]


@dataclass(frozen=True)
class Setup:
    """How values are judged: what every process that works for another must know."""

    language: str
    detection: DetectionSettings
    read: ReadingSettings

    def enter(self) -> None:
        """Let this process judge as the driver does."""
        set_language(self.language)
        if active().settings != self.detection:
            activate(self.detection)
        use_reading(self.read)


class _Process:
    """What a process of an executor unpacked last: tasks of one stage share it."""

    number: str = ""
    state: Any = None


@dataclass(frozen=True)
class Shipped:
    """A job's state on its way to executors, in a broadcast: in memory, and on disks encrypted by the session's key."""

    number: str
    broadcast: Any

    def enter(self) -> Any:
        """Let this process judge as the driver does, and return the state; it is not to be changed."""
        if _Process.number != self.number:
            _Process.state = None  # two at once would take twice the memory
            setup, state = pickle.loads(self.broadcast.value)  # noqa: S301 - our own driver's
            setup.enter()
            _Process.number, _Process.state = self.number, state
        return _Process.state

    def destroy(self) -> None:
        """Remove the state from the memory and the disks of all machines."""
        self.broadcast.destroy()


def ship(session: Any, state: Any) -> Shipped:
    """Send a job's state to the executors."""
    setup = Setup(current_language(), active().settings, reading())
    # As bytes: PySpark cannot encrypt a broadcast with arrays in it.
    packed = pickle.dumps((setup, state))
    return Shipped(uuid.uuid4().hex, session.sparkContext.broadcast(packed))


@dataclass(frozen=True)
class Task:
    """The function of a partition: `work(batches, state)` yields batches of ROW."""

    work: Work
    shipped: Shipped

    def __call__(self, batches: Batches) -> Batches:
        try:
            yield from self.work(batches, self.shipped.enter())
        except Exception as error:
            yield from objects(ERROR, [failure(error)])


def failure(error: Exception) -> bytes:
    """Return what the driver is told of an error: our own sentence, of any other its kind alone."""
    known = isinstance(error, SourceError)
    return pickle.dumps((known, str(error) if known else type(error).__name__))


def failure_sentence(name: str, told: bytes) -> str:
    """Return the sentence of what `failure` told."""
    known, text = pickle.loads(told)  # noqa: S301 - our own task's
    if known:
        return str(text)
    return tr("{name}: a task of Spark failed ({reason}); the table was left out.", name=name, reason=text)


def objects(what: str, made: list[Any]) -> Batches:
    """Yield rows that hold objects."""
    for each in made:
        yield pa.record_batch([[what], [""], [0], [0], [pickle.dumps(each)]], schema=ROW)


def numbers(what: str, found: Iterator[tuple[str, int, Any]]) -> Batches:
    """Yield rows of (entity type, length, number), as known values are told elsewhere."""
    for kind, length, array in found:
        count = len(array)
        same = [pa.array([each], kind_).take(pa.array(np.zeros(count, np.int64))) for each, kind_ in
                ((what, pa.string()), (kind, pa.string()), (length, pa.int32()))]  # fmt: skip
        yield pa.record_batch([*same, pa.array(array, pa.int64()), pa.nulls(count, pa.binary())], schema=ROW)


@dataclass(frozen=True)
class Result:
    """Distinct numbers of one kind and length, or an object."""

    what: str
    kind: str
    length: int
    numbers: Any
    object: Any


def united(name: str, frame: Any, task: Task) -> Iterator[Result]:
    """Yield what the tasks over the partitions of a frame tell, equal rows once.

    Raises SourceError for what a task could not do, or Spark could not read.
    """
    with read_by_spark(name):
        rows = frame.mapInArrow(task, SCHEMA).distinct().mapInArrow(_packed, SCHEMA)
        for row in rows.toLocalIterator():
            if row.what == ERROR:
                raise SourceError(failure_sentence(name, pickle.loads(row.object)))  # noqa: S301 - our own task's
            if row.number:
                yield Result(row.what, row.kind, row.length, np.frombuffer(row.object, dtype=np.int64), None)
            else:
                yield Result(row.what, row.kind, row.length, None, pickle.loads(row.object))  # noqa: S301


def _packed(batches: Batches) -> Batches:
    """Put the numbers of a partition together, so that the driver takes few rows; `number` says that they are."""
    for batch in batches:
        whole = batch.column("object").is_valid()
        yield batch.filter(whole)
        table = pa.table(batch.filter(pc.invert(whole)).select(["what", "kind", "length", "number"]))
        groups = table.group_by(["what", "kind", "length"]).aggregate([("number", "list")])
        names = ("what", "kind", "length", "number_list")
        for what, kind, length, listed in zip(*map(groups.column, names), strict=True):
            data = listed.values.to_numpy(zero_copy_only=False).astype(np.int64).tobytes()
            yield pa.record_batch([[what.as_py()], [kind.as_py()], [length.as_py()], [1], [data]], schema=ROW)
