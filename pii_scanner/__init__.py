"""Find personal information in databases, spreadsheets and DataFrames, and write masked copies of them.

import pii_scanner
inventory = pii_scanner.scan("folder")
inventory.to_pandas()
masked = pii_scanner.mask(frame, "policy.yaml")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from pii_scanner.version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    import pandas as pd

    from pii_scanner.config.policy import Policy
    from pii_scanner.config.settings import Settings
    from pii_scanner.jobs.mask import Release
    from pii_scanner.jobs.unmask import Unmasked
    from pii_scanner.model.access import Access
    from pii_scanner.model.inventory import Inventory
    from pii_scanner.model.plan import Plan
    from pii_scanner.release.verification import Verification

    ConfigLike: TypeAlias = Settings | Mapping[str, Any] | str | Path | None
    Sources: TypeAlias = str | Path | Iterable[str | Path]
    PolicyLike: TypeAlias = Policy | Mapping[str, Any] | str | Path

__all__ = ["__version__", "analyzer_engine", "anonymizer_operators", "mask", "plan", "scan", "unmask", "verify"]


def scan(
    source: Sources | pd.DataFrame,
    *,
    output: str | Path | None = None,
    sample: int | None = None,
    jobs: int = 1,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    full: bool = False,
    engine: str = "local",
    config: ConfigLike = None,
) -> Inventory:
    """Return the inventory of a DataFrame, or of paths, folders, globs and database URLs.

    With `output`, inventory.sqlite (with history) and the reports are written there as well.
    `sample` looks at that many random rows per table; `jobs` processes work side by side; with more than
    one, a script must keep its calls below `if __name__ == "__main__":`.
    Files that did not change since the last run into `output` are not read again, but with `full`.
    `include` and `exclude` are patterns of tables (`loan.*`, `customer`) and files (`*.csv`).
    A source that cannot be read is named in `inventory.problems`. What is personal in names of sources, tables and columns
    is masked (张*.xlsx). `engine="spark"` lets the executors of Spark work, in the
    session at hand if there is one. `config` is a settings file, or a mapping of what
    it would hold: recognizers of one's own, allow- and deny-lists.

    Raises pii_scanner.errors.ConfigError for a URL, an output or a config that cannot be used.
    """
    with _configured(config):
        if _is_frame(source):
            from pii_scanner.jobs.frames import scan_frame

            return scan_frame(source, sample=sample, output=Path(output) if output is not None else None)
        from pii_scanner.jobs.scan import scan_into, scan_sources

        access = _access(config, include, exclude)
        if output is None:
            return scan_sources(_listed(source), sample=sample, jobs=jobs, access=access, engine=engine)
        return scan_into(
            _listed(source), Path(output), sample=sample, jobs=jobs, access=access, full=full, engine=engine
        ).inventory


def plan(
    source: Sources | pd.DataFrame,
    policy: PolicyLike,
    *,
    jobs: int = 1,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    engine: str = "local",
    config: ConfigLike = None,
) -> Plan:
    """Return what a policy (a path, a mapping or a Policy) would do to every column, and why.

    Raises pii_scanner.errors.PolicyError naming every column that no rule covers.
    """
    from pii_scanner.masking.policies import policy_of

    with _configured(config):
        if _is_frame(source):
            from pii_scanner.jobs.examples import with_examples
            from pii_scanner.jobs.frames import plan_frame

            chosen = policy_of(policy)
            return with_examples(plan_frame(source, chosen), chosen)
        from pii_scanner.jobs.plan import plan_sources

        access = _access(config, include, exclude)
        return plan_sources(_listed(source), policy_of(policy), jobs=jobs, access=access, engine=engine)[1]


@overload
def mask(source: pd.DataFrame, policy: PolicyLike, *, config: ConfigLike = None) -> pd.DataFrame: ...


@overload
def mask(
    source: Sources,
    policy: PolicyLike,
    output: str | Path,
    *,
    jobs: int = 1,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    config: ConfigLike = None,
    database_as: str | None = None,
    into: str | None = None,
    engine: str = "local",
) -> Release: ...


def mask(
    source: Sources | pd.DataFrame,
    policy: PolicyLike,
    output: str | Path | None = None,
    *,
    jobs: int = 1,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    config: ConfigLike = None,
    database_as: str | None = None,
    into: str | None = None,
    engine: str = "local",
) -> pd.DataFrame | Release:
    """Return the verified masked copy of a DataFrame, or publish that of sources as the release `output`.

    A masked DataFrame has the index and order of rows of the original, unless the policy says otherwise; dropped columns are gone,
    replaced ones hold strings. Databases become packages of the form `database_as` (sqlite, duckdb, parquet); the one
    database that is named may go `into` a new schema of a server, a URL with `?schema=NAME`. `engine="spark"` lets the
    executors of Spark work: they must share the folder of the release with this machine.

    Raises pii_scanner.errors.PolicyError for columns without a rule, ConfigError for a missing key or
    an output that exists, ReleaseRefused when the copy might still hold personal information.
    """
    from pii_scanner.masking.policies import policy_of

    with _configured(config):
        if _is_frame(source):
            from pii_scanner.jobs.frames import mask_frame

            return mask_frame(source, policy_of(policy))
        from pii_scanner.errors import ConfigError
        from pii_scanner.i18n import tr
        from pii_scanner.jobs.mask import mask_sources

        if output is None:
            raise ConfigError(tr("Name the release folder: mask(source, policy, output)."))
        access = _access(config, include, exclude)
        named = _listed(source), policy_of(policy), Path(output)
        return mask_sources(*named, jobs=jobs, access=access, database_as=database_as, into=into, engine=engine)


def verify(release: str | Path, against: Sources = (), *, jobs: int = 1, config: ConfigLike = None) -> Verification:
    """Check a published release again, and look for the values of its sources if they are given.

    Raises pii_scanner.errors.ReleaseRefused when a check fails, ConfigError when it is no release.
    """
    from pii_scanner.jobs.verify import verify_release

    with _configured(config):
        return verify_release(Path(release), _listed(against), jobs=jobs)


def unmask(
    release: str | Path,
    policy: PolicyLike,
    output: str | Path,
    *,
    columns: Iterable[str] = (),
    origin: str | Path | None = None,
    database_as: str | None = None,
    into: str | None = None,
    config: ConfigLike = None,
) -> Unmasked:
    """Turn what was tokenized and encrypted in a release, or in one file of it, back into what it was.

    `columns` are patterns TABLE.COLUMN, all that can be turned back where there are none; `origin` is the release that a
    file elsewhere came from. `output` is a new folder, written whole or not at all. A schema of a server becomes a package of
    the form `database_as`, or a new schema `into` a server.

    Raises pii_scanner.errors.PolicyError for another key or recipient, an operator that cannot be undone, or a ciphertext
    that was changed; ConfigError for what is no release.
    """
    from pii_scanner.jobs.unmask import unmask_release
    from pii_scanner.masking.policies import policy_of

    with _configured(config):
        where = None if origin is None else Path(origin)
        return unmask_release(
            Path(release),
            policy_of(policy),
            Path(output),
            list(columns),
            release=where,
            database_as=database_as,
            into=into,
        )


def analyzer_engine(model: str | None = None, *, config: ConfigLike = None) -> Any:
    """Return a `presidio_analyzer.AnalyzerEngine` for language "zh" with all our recognizers.

    It works offline; with the name or path of an installed spaCy `model` (zh_core_web_sm), that
    model's named entities are added. `config` adds recognizers of one's own. Raises OSError (spaCy's own) when the
    model is not installed.
    """
    from recognizers.nlp import analyzer_engine as engine

    with _configured(config):
        return engine(model)


def anonymizer_operators(policy: PolicyLike, *, config: ConfigLike = None) -> Any:
    """Return the operators of a policy by entity type, for `presidio_anonymizer.AnonymizerEngine().anonymize`.

    What stands in a text becomes what it would in a release for the same recipient. Raises
    pii_scanner.errors.PolicyError or ConfigError when the policy or its key cannot be used.
    """
    from pii_scanner.masking.policies import policy_of
    from pii_scanner.masking.presidio import anonymizer_operators as operators

    with _configured(config):
        return operators(policy_of(policy))


def _configured(config: ConfigLike) -> AbstractContextManager[object]:
    """Return a context in which detection and reading are as `config` says."""
    if config is None:
        return nullcontext()
    from pii_scanner.config.settings import settings_of
    from pii_scanner.detection.setup import using
    from pii_scanner.sources.reading import reading_as

    settings = settings_of(config)
    contexts = ExitStack()
    contexts.enter_context(using(settings.detection))
    contexts.enter_context(reading_as(settings.reading))
    return contexts


def _access(config: ConfigLike, include: Iterable[str] | None, exclude: Iterable[str] | None) -> Access:
    from pii_scanner.config.settings import settings_of

    def patterns(given: Iterable[str] | None) -> tuple[str, ...] | None:
        return None if given is None else (given,) if isinstance(given, str) else tuple(given)

    return settings_of({} if config is None else config).access(patterns(include), patterns(exclude))


def _is_frame(source: Any) -> bool:
    """Return whether `source` is a pandas DataFrame, without importing pandas."""
    return type(source).__module__.partition(".")[0] == "pandas" and hasattr(source, "iloc")


def _listed(source: Any) -> list[str | Path]:
    if hasattr(source, "to_pandas"):
        from pii_scanner.errors import ConfigError
        from pii_scanner.i18n import tr

        raise ConfigError(tr("Give a pandas DataFrame, which `.to_pandas()` makes of this, or the paths of files."))
    return [source] if isinstance(source, (str, Path)) else list(source)
