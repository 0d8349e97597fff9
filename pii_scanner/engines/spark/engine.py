"""The Spark engine: the steps of a job, done by executors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from pii_scanner.config.policy import Policy, RiskLimits
from pii_scanner.engines.local import Scanned
from pii_scanner.engines.memory import Memory
from pii_scanner.engines.spark.collecting import collect_source
from pii_scanner.engines.spark.copying import copy_source, sweep
from pii_scanner.engines.spark.scanning import scan_source
from pii_scanner.engines.spark.session import spark_session
from pii_scanner.engines.spark.sources import spark_sources
from pii_scanner.engines.spark.state import masking_state, refuse_ordered
from pii_scanner.engines.spark.verifying import risks_by_executors, verify_by_executors
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
from pii_scanner.release.risk import TableRisk
from pii_scanner.release.verification import Verification
from pii_scanner.sinks.databases.server import Server
from pii_scanner.sinks.packing import Packing


class SparkEngine:
    """Used as a context: the session is opened when it is needed first."""

    repeats = False

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._open = ExitStack()
        self._rows: dict[str, int] = {}
        self._digests: dict[Path, str] = {}
        self._policy: tuple[Policy, Keys | None] | None = None

    def __enter__(self) -> SparkEngine:
        return self

    @cached_property
    def _session(self) -> Any:
        return self._open.enter_context(spark_session(self._cores))

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def discover(self, arguments: Iterable[str | Path], access: Access | None) -> tuple[list[Location], list[Problem]]:
        return spark_sources(arguments, access)

    def expect(self, locations: Sequence[Location]) -> None:
        """Do nothing: executors are there."""

    def scan(
        self, locations: Sequence[Location], sample: int | None, watch: Watcher, memory: Memory | None = None
    ) -> Iterator[Scanned]:
        for location in locations:
            watch.begun(location.name)
            scanned = scan_source(self._session, location, sample, watch.rows)
            self._rows[location.name] = scanned.rows
            yield scanned

    def begin(self, plan: Plan, policy: Policy, keys: Keys | None, bindings: Bindings) -> None:
        refuse_ordered(plan, bindings)
        self._policy = policy, keys

    def collect(self, location: Location, plan: Plan, known: KnownValues, bindings: Bindings, watch: Watcher) -> None:
        assert self._policy is not None
        state = masking_state(plan, *self._policy, bindings, KnownValues())
        collect_source(self._session, location, state, known, bindings, watch.rows)

    def prove(
        self, location: Location, plan: Plan, known: KnownValues, suspects: Collection[tuple[str, str, str]],
        proven: Proven,
    ) -> None:  # fmt: skip
        """Leave it to the copies: hashes of known values become labels there, and a copy that holds one is refused."""

    def copy(
        self, location: Location, plan: Plan, packing: Packing, bindings: Bindings, texts: TextMasker, watch: Watcher,
        form: str, server: Server | None, address: str,
    ) -> list[CopiedFile]:  # fmt: skip
        if form or server is not None:
            raise ConfigError(tr("The Spark engine writes folders of files: leave out --database-as and --into."))
        assert self._policy is not None
        state = masking_state(plan, *self._policy, bindings, bindings.known)
        rows = self._rows.get(location.name, 0)
        return copy_source(self._session, location, state, packing, bindings, texts, watch.rows, rows)

    def verify(
        self, files: Sequence[CopiedFile], operators: Mapping[str, str], known: KnownValues, watch: Watcher
    ) -> Verification:
        verification, self._digests = verify_by_executors(self._session, files, operators, known)
        for folder in {file.path.parent for file in files}:
            sweep(folder)
        return verification

    def risks(self, files: Sequence[CopiedFile], limits: RiskLimits) -> list[TableRisk]:
        return risks_by_executors(self._session, files, limits)

    def digest(self, path: Path) -> str:
        return self._digests[path]
