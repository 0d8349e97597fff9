"""The Spark session of a job: the one at hand, or a new one; never one that would leave values readable on disks."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr

# Rows of a batch, as our own readers cut them, so that verdicts agree with the local engine's.
_BATCH = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.session.timeZone": "UTC",
    # GB18030 and Big5, which Spark 4 refuses else.
    "spark.sql.legacy.javaCharsets": "true",
    # The values of a partition column stay as they are written.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}


@contextmanager
def spark_session(cores: int) -> Iterator[Any]:
    """Yield a session: that of spark-submit or of the program, else a new one on `cores` of this machine, which ends.

    Raises ConfigError in one sentence when PySpark or Java is missing, or when the session writes its temporary files
    or sends its data unencrypted.
    """
    with warnings.catch_warnings():
        # PySpark warns of pandas 3, which these jobs do not use.
        warnings.simplefilter("ignore", FutureWarning)
        session_class, before = _session_class(), None
        try:
            before = session_class.getActiveSession()
            session = before or _new_session(session_class, cores)
        except Exception as error:
            raise ConfigError(
                tr("Spark could not be started ({reason}): see docs/en/spark.md.", reason=kind_of_error(error))
            ) from error
        kept: dict[str, str | None] = {}
        try:
            _refuse_open(session)
            kept = {key: session.conf.get(key, None) for key in _BATCH}
            for key, value in _BATCH.items():
                session.conf.set(key, value)
            yield session
        finally:
            if before is None:
                session.stop()
            else:
                _restore(session, kept)


def _restore(session: Any, kept: dict[str, str | None]) -> None:
    for key, value in kept.items():
        if value is None:
            session.conf.unset(key)
        else:
            session.conf.set(key, value)


def _session_class() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise ConfigError(tr('The Spark engine needs an extra: pip install "pii-scanner[spark]".')) from error
    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else None
    if shutil.which("java") is None and not (java is not None and java.exists()):
        raise ConfigError(
            tr("Spark needs Java 17 or later, which was not found: install it, for example openjdk-17-jre-headless, or set JAVA_HOME.")
        )  # fmt: skip
    return SparkSession


def _new_session(session_class: Any, cores: int) -> Any:
    from pyspark import SparkConf, SparkContext

    # Java is started, or that of spark-submit joined: only then a conf holds what was configured elsewhere.
    SparkContext._ensure_initialized()
    given = SparkConf()
    given.setIfMissing("spark.master", f"local[{cores}]")
    given.setIfMissing("spark.app.name", "pii-scanner")
    given.setIfMissing("spark.io.encryption.enabled", "true")
    given.setIfMissing("spark.ui.enabled", "false")
    given.setIfMissing("spark.ui.showConsoleProgress", "false")
    given.setIfMissing("spark.log.level", "OFF")
    # Masked parts and hashes of values are taken one partition at a time; nothing else is large.
    given.setIfMissing("spark.driver.maxResultSize", "0")
    if given.get("spark.master").startswith("local"):
        given.setIfMissing("spark.driver.host", "127.0.0.1")
        given.setIfMissing("spark.driver.bindAddress", "127.0.0.1")
        given.setIfMissing("spark.sql.shuffle.partitions", str(2 * cores))
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = session_class.builder.config(conf=given)
    if given.get("spark.sql.catalogImplementation", "") == "hive":
        builder = builder.enableHiveSupport()
    return builder.getOrCreate()


def _refuse_open(session: Any) -> None:
    """Raise ConfigError for a session in which values or keys could be read by others."""
    if not hasattr(session, "sparkContext") or type(session).__module__.startswith("pyspark.sql.connect"):
        raise ConfigError(tr("Spark Connect is not supported: run the job with spark-submit."))
    given = session.sparkContext.getConf()

    def on(key: str) -> bool:
        return str(given.get(key, "false")).lower() == "true"

    if not on("spark.io.encryption.enabled"):
        raise ConfigError(
            tr("The Spark session writes its temporary files unencrypted: start it with --conf spark.io.encryption.enabled=true.")
        )  # fmt: skip
    sent = on("spark.network.crypto.enabled") or on("spark.ssl.rpc.enabled")
    if not session.sparkContext.master.startswith("local") and not (on("spark.authenticate") and sent):
        raise ConfigError(
            tr("The Spark session sends its data unencrypted: start it with --conf spark.authenticate=true --conf spark.network.crypto.enabled=true.")
        )  # fmt: skip
    if on("spark.speculation"):
        raise ConfigError(tr("Spark may run a task twice at once: start it with --conf spark.speculation=false."))


@contextmanager
def read_by_spark(name: str) -> Iterator[None]:
    """Turn what Spark raises, which may hold values, into a SourceError that names its kind."""
    try:
        yield
    except SourceError:
        raise
    except Exception as error:
        if type(error).__name__ == "PythonException":  # no task of ours raises
            raise SourceError(
                tr(
                    "{name}: executors could not begin to work: they need the Python version of the driver (PYSPARK_PYTHON) and pii_scanner with its libraries.",
                    name=name,
                )
            ) from error
        raise SourceError(
            tr("{name}: Spark could not read it ({reason}).", name=name, reason=kind_of_error(error))
        ) from error


def kind_of_error(error: Exception) -> str:
    """Return Spark's own name of an error (PATH_NOT_FOUND), or its class: never its message."""
    getter = getattr(error, "getCondition", None) or getattr(error, "getErrorClass", None)
    try:
        named = getter() if getter is not None else None
    except Exception:
        named = None
    return str(named) if named else type(error).__name__
