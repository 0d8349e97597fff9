"""Where the steps of a job are done: on this machine, or by the executors of Spark."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pii_scanner.config.policy import Policy, RiskLimits
from pii_scanner.engines.copying import collect_location, copy_into, copy_location, prove_hashes
from pii_scanner.engines.local import Recall, Scanned, scan_locations, scan_table_by, size_of
from pii_scanner.engines.masking import MaskingWorkers
from pii_scanner.engines.workers import Workers
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.digests import Proven
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.text import TextMasker
from pii_scanner.model.access import Access
from pii_scanner.model.plan import Plan
from pii_scanner.model.table import Location, Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.release.copies import CopiedFile
from pii_scanner.release.manifest import sha256_of
from pii_scanner.release.measure import measure_risks
from pii_scanner.release.risk import TableRisk
from pii_scanner.release.verification import Verification, verify_files
from pii_scanner.sinks.databases.server import Server
from pii_scanner.sinks.packing import Packing
from pii_scanner.sources.discover import discover

# Bytes of all sources together that are worth the start of a process for masking, and of one for scanning.
_LARGE, _HUGE = 1 << 24, 1 << 27


class Engine(Protocol):
    """The steps of a job; used as a context. `repeats`: sources that did not change need not be read again."""

    @property
    def repeats(self) -> bool: ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *error: object) -> None: ...

    def discover(self, arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
        """Return the sources that arguments name, and what could not be found."""
        ...

    def scan(
        self, locations: Sequence[Location], sample: int | None, watch: Watcher, recall: Recall | None = None
    ) -> Iterator[Scanned]:
        """Yield the result of every source, in order; `recall` knows tables that did not change."""
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
        self._workers = Workers(jobs)
        self._mask = MaskingWorkers(self._workers)
        self._large = False

    def __enter__(self) -> LocalEngine:
        self._workers.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._workers.__exit__(*error)

    def discover(self, arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
        return discover(arguments, access)

    def scan(
        self, locations: Sequence[Location], sample: int | None, watch: Watcher, recall: Recall | None = None
    ) -> Iterator[Scanned]:
        sizes = list(map(size_of, locations))
        self._large = sum(sizes) >= _LARGE
        if max(sizes, default=0) >= _HUGE:
            self._workers.start()
        return scan_locations(locations, sample, self._workers, watch.rows, watch.begun, recall)

    def begin(self, plan: Plan, policy: Policy, keys: Keys | None, bindings: Bindings) -> None:
        if self._large:
            self._workers.start()  # it is there when the known values are collected

    def collect(self, location: Location, plan: Plan, known: KnownValues, bindings: Bindings, watch: Watcher) -> None:
        collect_location(location, plan, known, bindings, watch.rows)

    def prove(
        self,
        location: Location,
        plan: Plan,
        known: KnownValues,
        suspects: Collection[tuple[str, str, str]],
        proven: Proven,
    ) -> None:
        prove_hashes(location, plan, known, suspects, proven)

    def copy(
        self, location: Location, plan: Plan, packing: Packing, bindings: Bindings, texts: TextMasker, watch: Watcher,
        form: str, server: Server | None, address: str,
    ) -> list[CopiedFile]:  # fmt: skip
        how = (bindings, texts, watch.rows, self._mask)
        if server is not None:
            return [copy_into(location, plan, server, address, *how)]
        return copy_location(location, plan, packing, *how, form=form)

    def verify(
        self, files: Sequence[CopiedFile], operators: Mapping[str, str], known: KnownValues, watch: Watcher
    ) -> Verification:
        workers = self._workers
        return verify_files(files, operators, known, watch.begun, scan_table_by(workers), workers.by_threads)

    def risks(self, files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
        return measure_risks(files, limits)

    def digest(self, path: Path) -> str:
        return sha256_of(path)
