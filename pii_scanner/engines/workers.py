"""Threads and processes beside this one. Batches of a large table and whole small sources are worked on side by side;
what comes out does not depend on their number."""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from pii_scanner.arrow_alone import arrow_alone, own_process
from pii_scanner.config.detection import DetectionSettings
from pii_scanner.config.reading import ReadingSettings
from pii_scanner.detection.setup import activate, active
from pii_scanner.i18n import current_language, set_language
from pii_scanner.libraries import hush_libraries
from pii_scanner.memory import look_seldom
from pii_scanner.sources.hand import put_away
from pii_scanner.sources.reading import reading, use_reading

Item = TypeVar("Item")
Result = TypeVar("Result")

# Items that wait for each process, and results that wait for an earlier one: memory is bounded by them.
_AHEAD = 3
_BEHIND = 8
# Fewer items are done before a process has started.
_FEW = 3
# After so many that threads have begun with, processes are worth their start: it takes a second of a core. Most of the
# work is Arrow's and NumPy's, which leave Python to the others meanwhile, but not all of it.
_LONG = 12
# So many small items are read ahead, so that the last ones are shared out evenly.
LOOK_AHEAD = 4
# Seconds until a thread that works in Python lets in one that comes back from Arrow: with the 5 ms of Python, two threads
# wait for each other a tenth of their time.
_TURN = 0.0002


class Workers:
    """`jobs` - 1 processes beside this one, started when there is enough to do; used as a context."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._context = multiprocessing.get_context("spawn")
        self._states: Any = None
        self._started: Future[None] | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        put_away()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._states.cancel_join_thread()

    def submit(self, function: Callable[..., Result], *arguments: Any) -> Future[Result]:
        """Let a process call a function of a module."""
        if self._pool is None:
            self._states = self._context.Queue()
            self._pool = ProcessPoolExecutor(
                self.jobs - 1,
                mp_context=self._context,
                initializer=_begin,
                initargs=(self._states, current_language(), active().settings, reading()),
            )
        with _without_main():
            return self._pool.submit(function, *arguments)

    def share(self, state: object) -> None:
        """Give every process, through a pipe, what `shared_state` returns there. To be called once."""
        if self._states is not None:
            for _ in range(self.jobs - 1):
                self._states.put(state)

    def in_order(
        self,
        items: Iterable[Item],
        here: Callable[[Item], Result],
        there: Callable[[Item], Future[Result]],
        *,
        by_threads: Callable[[Item], bool] = lambda item: False,
        look_ahead: int = 1,
        own_first: bool = False,
    ) -> Iterator[Result]:
        """Yield a result for each item, in order: made by `here`, or in another process by `there`.

        What no process has begun with when all items are given out is taken back; where so many are read ahead that the
        last ones are known, they are shared out evenly. Where the first item is fit for it
        `by_threads`, threads of this process begin, until another one has started: then `here` is called by several at
        once. With `own_first` the first of many items is done here, for results that the later ones need.
        """
        items = iter(items)
        if self.jobs <= 1:
            yield from map(here, items)
            return
        for item in () if self._is_ready() else items:
            items = chain([item], items)
            if by_threads(item):
                yield from self.by_threads(here, self._until_started(items))
            break
        first = list(islice(items, _FEW))
        if len(first) < _FEW:
            # What a process was given it is not asked to give back: it takes the next ones ahead.
            given = list(map(there, first[:-1])) if self._is_ready() else []
            made = [here(item) for item in first[len(given) :]]
            yield from (future.result() for future in given)
            yield from made
            return
        waiting: deque[_Waiting[Item, Result]] = deque()
        if own_first:
            waiting += [_Waiting(there(item), item) for item in first[1:]]
            waiting.appendleft(_Waiting(_done(here(first[0]))))
            first = []
        for item, left in _with_left(chain(first, items), look_ahead):
            busy = sum(each.keeps_busy() for each in waiting)
            others = self.jobs - 1
            if busy < others * (_AHEAD if left is None else min(_AHEAD, left)):
                waiting.append(_Waiting(there(item), item))
            else:
                waiting.append(_Waiting(_done(here(item))))
            while waiting and (waiting[0].future.done() or len(waiting) > _BEHIND * self.jobs):
                yield waiting.popleft().future.result()
        while waiting:
            if waiting[0].future.done() or not _taken_back(waiting, here):
                yield waiting.popleft().future.result()

    def start(self) -> None:
        """Let a process begin, for it takes a second: to be called when there will be much to do."""
        if self.jobs > 1 and self._started is None:
            self._started = self.submit(_ready)

    def _until_started(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items until a process has started; it begins when there are many of them, if it did not before."""
        for count, item in enumerate(items, 1):
            yield item
            if count == _LONG:
                self.start()
            if self._is_ready():
                return

    def _is_ready(self) -> bool:
        """Return whether a process is there that has loaded what it needs."""
        return self._pool is not None and (self._started is None or self._started.done())

    def by_threads(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Yield a function's result for each item, in order, made by `jobs` threads; one item more than there are
        threads is read ahead."""
        if self.jobs <= 1:
            yield from map(function, items)
            return
        waiting: deque[Future[Result]] = deque()
        with _quick_turns(), ThreadPoolExecutor(self.jobs) as pool:
            for item in items:
                # A thread begins with no context of its own: it gets this one's, the detection in use with it.
                waiting.append(pool.submit(copy_context().run, function, item))
                while waiting and (waiting[0].done() or len(waiting) > self.jobs):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


@dataclass
class _Waiting(Generic[Item, Result]):
    """A result to come, and the item it is made of for as long as no process has begun with it."""

    future: Future[Result]
    item: Item | None = None

    def keeps_busy(self) -> bool:
        """Return whether a process is at it or will be."""
        if self.item is not None and (self.future.running() or self.future.done()):
            self.item = None
        return not self.future.done()


def _with_left(items: Iterator[Item], look_ahead: int) -> Iterator[tuple[Item, int | None]]:
    """Yield items, each with how many are left, itself among them, once these are known."""
    ahead: deque[Item] = deque(islice(items, look_ahead))
    for item in items:
        ahead.append(item)
        yield ahead.popleft(), None
    known = len(ahead) if look_ahead > 1 else None
    while ahead:
        yield ahead.popleft(), known
        known = known - 1 if known is not None else None


def _taken_back(waiting: deque[_Waiting[Item, Result]], here: Callable[[Item], Result]) -> bool:
    """Make the last result here that no process has begun with; return whether there was one."""
    for each in reversed(waiting):
        if each.item is not None and each.future.cancel():
            each.future, each.item = _done(here(each.item)), None
            return True
    return False


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let threads take turns at Python more often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program's own script from processes that start now: they need nothing of it, and would run it again where
    it has no `if __name__ == "__main__"`."""
    main = sys.modules["__main__"]
    hidden: dict[str, Any] = {name: main.__dict__[name] for name in ("__file__", "__spec__") if name in main.__dict__}
    try:
        for name in hidden:
            main.__dict__[name] = None
        yield
    finally:
        main.__dict__.update(hidden)


def _ready() -> None:
    """Load what the first text would wait for: recognizers, words, weights."""
    from pii_scanner.detection.spans import joined_spans

    joined_spans(["客户张伟来电，家住北京市朝阳区建国路88号，电话13800138000。"])


def _done(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future


class _Process:
    """What a process holds from its start on."""

    states: Any
    state: Any = None


def _begin(states: Any, language: str, detection: DetectionSettings, read: ReadingSettings) -> None:
    look_seldom()
    own_process()
    hush_libraries()
    arrow_alone()
    set_language(language)
    activate(detection)
    use_reading(read)
    _Process.states = states


def shared_state() -> Any:
    """Return, in a process, what `Workers.share` gave."""
    if _Process.state is None:
        _Process.state = _Process.states.get()
    return _Process.state
