"""Where the steps of a job are done: on this machine, or by the executors of Spark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pii_scanner.arrow_alone import arrow_alone
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.model.access import Access
from pii_scanner.model.table import Location, Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import put_away

# Each step loads what it needs: a scan loads no operators, and one in which nothing changed loads no recognizers.
if TYPE_CHECKING:
    from pii_scanner.config.policy import Policy, RiskLimits
    from pii_scanner.engines.local import Scanned
    from pii_scanner.engines.masking import MaskingWorkers
    from pii_scanner.engines.memory import Memory
    from pii_scanner.engines.workers import Workers
    from pii_scanner.masking.bound import Bindings
    from pii_scanner.masking.digests import Proven
    from pii_scanner.masking.keys import Keys
    from pii_scanner.masking.known_values import KnownValues
    from pii_scanner.masking.text import TextMasker
    from pii_scanner.model.plan import Plan
    from pii_scanner.release.copies import CopiedFile
    from pii_scanner.release.risk import TableRisk
    from pii_scanner.release.verification import Verification
    from pii_scanner.sinks.databases.server import Server
    from pii_scanner.sinks.packing import Packing

# Bytes of all sources together that are worth the start of a process for masking, and of one for scanning.
_LARGE, _HUGE = 1 << 24, 1 << 27
# Files that hold so many times their size, or more.
_PACKED, _TIMES = (
    {".xlsx", ".xlsm", ".xlsb", ".ods", ".parquet", ".orc", ".zip", ".7z", ".gz", ".bz2", ".xz", ".zst"},
    4,
)


class Engine(Protocol):
    """The steps of a job; used as a context. `repeats`: sources that did not change need not be read again."""

    @property
    def repeats(self) -> bool: ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *error: object) -> None: ...

    def discover(self, arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
        """Return the sources that arguments name, and what could not be found."""
        ...

    def expect(self, locations: Sequence[Location]) -> None:
        """Hear of sources that will be scanned and then masked."""
        ...

    def scan(
        self, locations: Sequence[Location], sample: int | None, watch: Watcher, memory: Memory | None = None
    ) -> Iterator[Scanned]:
        """Yield the result of every source, in order; `memory` knows tables that did not change."""
        ...

    def begin(self, plan: Plan, policy: Policy, keys: Keys | None, bindings: Bindings) -> None:
        """Hear what is to be masked; raises PolicyError for what the engine cannot do."""
        ...

    def collect(self, location: Location, plan: Plan, known: KnownValues, bindings: Bindings, watch: Watcher) -> None:
        """Add the values of a source that will be masked to the known values; raises SourceError."""
        ...

    def prove(
        self,
        location: Location,
        plan: Plan,
        known: KnownValues,
        suspects: Collection[tuple[str, str, str]],
        proven: Proven,
    ) -> None:
        """Note which of the suspected columns of a source hold hashes of known values."""
        ...

    def copy(
        self, location: Location, plan: Plan, packing: Packing, bindings: Bindings, texts: TextMasker, watch: Watcher,
        form: str, server: Server | None, address: str,
    ) -> list[CopiedFile]:  # fmt: skip
        """Write the masked copy of a source; raises SourceError when it cannot be read whole."""
        ...

    def verify(
        self, files: Sequence[CopiedFile], operators: Mapping[str, str], known: KnownValues, watch: Watcher
    ) -> Verification:
        """Return the verification of all files of a staged release."""
        ...

    def risks(self, files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
        """Return the re-identification risk of every copied table."""
        ...

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a verified file."""
        ...


def engine_of(name: str, jobs: int) -> Engine:
    """Return the engine "local" or "spark"; `jobs` processes, or cores of a new Spark session.

    Raises ConfigError for another name.
    """
    arrow_alone()
    if name == "spark":
        from pii_scanner.engines.spark.engine import SparkEngine

        return SparkEngine(jobs)
    if name != "local":
        raise ConfigError(tr("{name} is no engine: choose local or spark.", name=name))
    return LocalEngine(jobs)


class LocalEngine:
    """This process and `jobs` - 1 beside it."""

    repeats = True

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    @cached_property
    def _workers(self) -> Workers:
        from pii_scanner.engines.workers import Workers

        return Workers(self._jobs)

    @cached_property
    def _mask(self) -> MaskingWorkers:
        from pii_scanner.engines.masking import MaskingWorkers

        return MaskingWorkers(self._workers)

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *error: object) -> None:
        if "_workers" in vars(self):
            self._workers.__exit__(*error)
        put_away()

    def discover(self, arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
        return discover(arguments, access)

    def expect(self, locations: Sequence[Location]) -> None:
        if self._jobs > 1 and sum(map(_weight, locations)) >= _LARGE:
            self._workers.start()  # it loads what it needs while files are read here

    def scan(
        self, locations: Sequence[Location], sample: int | None, watch: Watcher, memory: Memory | None = None
    ) -> Iterator[Scanned]:
        if not locations:
            return iter(())
        from pii_scanner.engines.local import scan_locations, size_of

        if max(map(size_of, locations)) >= _HUGE:
            self._workers.start()
        return scan_locations(locations, sample, self._workers, watch.rows, watch.begun, memory)

    def begin(self, plan: Plan, policy: Policy, keys: Keys | None, bindings: Bindings) -> None:
        from pii_scanner.engines.collecting import CollectingWorkers

        self._collect = CollectingWorkers(self._workers, policy, plan, bindings)

    def collect(self, location: Location, plan: Plan, known: KnownValues, bindings: Bindings, watch: Watcher) -> None:
        from pii_scanner.engines.copying import collect_location

        collect_location(location, plan, known, bindings, watch.rows, self._collect)

    def prove(
        self,
        location: Location,
        plan: Plan,
        known: KnownValues,
        suspects: Collection[tuple[str, str, str]],
        proven: Proven,
    ) -> None:
        from pii_scanner.engines.copying import prove_hashes

        prove_hashes(location, plan, known, suspects, proven)

    def copy(
        self, location: Location, plan: Plan, packing: Packing, bindings: Bindings, texts: TextMasker, watch: Watcher,
        form: str, server: Server | None, address: str,
    ) -> list[CopiedFile]:  # fmt: skip
        from pii_scanner.engines.copying import copy_into, copy_location

        how = (bindings, texts, watch.rows, self._mask)
        if server is not None:
            return [copy_into(location, plan, server, address, *how)]
        return copy_location(location, plan, packing, *how, form=form)

    def verify(
        self, files: Sequence[CopiedFile], operators: Mapping[str, str], known: KnownValues, watch: Watcher
    ) -> Verification:
        from pii_scanner.engines.verifying import means_of
        from pii_scanner.release.verification import verify_files

        return verify_files(files, operators, known, watch.begun, means_of(self._workers))

    def risks(self, files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
        from pii_scanner.release.measure import measure_risks

        return measure_risks(files, limits)

    def digest(self, path: Path) -> str:
        from pii_scanner.release.manifest import sha256_of

        return sha256_of(path)


def _weight(location: Location) -> int:
    """Return about how many bytes of text a source holds."""
    from pii_scanner.engines.local import size_of

    packed = location.path is not None and location.path.suffix.lower() in _PACKED
    return size_of(location) * (_TIMES if packed else 1)
