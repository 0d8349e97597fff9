"""The fsspec file system behind a URL, opened with what the environment and the settings say, and its failures."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.reading import reading

Result = TypeVar("Result")

# The schemes of stores, and the library each needs beside fsspec.
SCHEMES = {
    "s3": "s3fs", "s3a": "s3fs", "oss": "ossfs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs",
    "abfss": "adlfs", "hdfs": "pyarrow", "webhdfs": "requests", "sftp": "paramiko", "ssh": "paramiko",
    "smb": "smbprotocol", "webdav": "webdav4", "ftp": "fsspec", "http": "aiohttp", "https": "aiohttp",
    "memory": "fsspec",
}  # fmt: skip
_ACCOUNT = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@")
# ossfs takes these as options only; Alibaba Cloud's own tools read them from here.
_OSS = {"key": "OSS_ACCESS_KEY_ID", "secret": "OSS_ACCESS_KEY_SECRET", "token": "OSS_SESSION_TOKEN"}
_CACHING = {"s3fs", "ossfs", "gcsfs", "adlfs"}
_TRIES = 3
_WAIT = 0.5
_SECONDS = 15


def is_store(argument: str) -> bool:
    """Return whether what a user typed is the URL of a store, not of a database."""
    return argument.partition("://")[0].lower() in SCHEMES and "://" in argument


def scheme_of(url: str) -> str:
    return url.partition("://")[0].lower()


def shown(url: str) -> str:
    """Return a URL without account and password, and without its query, which may be signed."""
    hidden = _ACCOUNT.sub(r"\1", url)
    return hidden.partition("?")[0] if scheme_of(url) in {"http", "https"} else hidden


def open_store(url: str) -> tuple[Any, str]:
    """Return (file system, path within it) of a URL.

    Raises SourceError naming the extra when the library for it is not installed.
    """
    scheme = scheme_of(url)
    try:
        import fsspec

        system, path = fsspec.core.url_to_fs(url, **_options(scheme))
    except ImportError as error:
        raise SourceError(_missing(shown(url), scheme, error)) from error
    except Exception as error:
        if scheme == "hdfs" and not is_connection(error):
            raise SourceError(
                tr("{name} needs Java and libhdfs (HADOOP_HOME, CLASSPATH); webhdfs:// needs neither.", name=shown(url))
            ) from error
        raise failed(url, error) from error
    return system, str(path)


def _missing(name: str, scheme: str, error: ImportError) -> str:
    library = SCHEMES[scheme]
    if error.name == "fsspec" or library in {"s3fs", "ossfs"}:
        return extra_missing(name, library, "oss" if scheme == "oss" else "object-stores")
    return tr("{name} needs {library}, which is not installed: pip install {library}.", name=name, library=library)


def _options(scheme: str) -> dict[str, Any]:
    """Return the options of the settings; a store that does not answer is given up soon."""
    given = {
        name: value for key, options in reading().stores.items() if key == scheme for name, value in options.items()
    }
    # What is listed may have been written a moment ago.
    options: dict[str, Any] = {"use_listings_cache": False} if SCHEMES[scheme] in _CACHING else {}
    if scheme in {"s3", "s3a"}:
        given = {**reading().stores.get("s3", {}), **given}
        waits = {"connect_timeout": _SECONDS, "read_timeout": 60, "retries": {"max_attempts": 2, "mode": "standard"}}
        given["config_kwargs"] = {**waits, **given.get("config_kwargs", {})}
    if scheme == "oss":
        given = {**{key: os.environ[name] for key, name in _OSS.items() if name in os.environ}, **given}
    return {**options, **given}


def tried(url: str, action: Callable[[], Result]) -> Result:
    """Return what an action on a store gives, tried again after a while when the connection fails.

    Raises SourceError in one sentence; the library's own text may hold an account and is not shown.
    """
    for attempt in range(_TRIES):
        try:
            return action()
        except SourceError:
            raise
        except Exception as error:
            if attempt + 1 == _TRIES or not _may_pass(error):
                raise failed(url, error) from error
            time.sleep(_WAIT * 4**attempt)
    raise AssertionError("unreachable")


def _may_pass(error: Exception) -> bool:
    """Return whether an error may be gone at the next try; neither a refusal nor a missing object is."""
    final = (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError, NotImplementedError)
    if isinstance(error, final) or _status(error) in {400, 401, 403, 404} or "Credentials" in type(error).__name__:
        return False
    return isinstance(error, (OSError, TimeoutError)) or is_connection(error)


def is_connection(error: BaseException) -> bool:
    """Return whether an error, or what it came from, tells of a connection that failed."""
    chain: list[BaseException] = []
    while error not in chain and len(chain) < 10:
        chain.append(error)
        error = error.__cause__ or error.__context__ or error
    words = ("Connect", "Timeout", "EndOfStream", "IncompleteRead")
    kinds = (ConnectionError, TimeoutError)
    return any(isinstance(each, kinds) or any(word in type(each).__name__ for word in words) for each in chain)


def _status(error: BaseException) -> int | None:
    """Return the HTTP status that an error or its cause tells of."""
    for each in (error, error.__cause__, error.__context__):
        response = getattr(each, "response", None)
        if isinstance(response, dict):
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        else:
            status = getattr(each, "status", None) or getattr(response, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def failed(url: str, error: Exception) -> SourceError:
    """Return the sentence for what went wrong, without the library's own words."""
    name, status = shown(url), _status(error)
    if isinstance(error, SourceError):
        return error
    if isinstance(error, PermissionError) or status in {401, 403}:
        return SourceError(
            tr("{name} may not be read with the credentials in use; ask for the right to list and read it.", name=name)
        )
    if is_connection(error):
        return SourceError(
            tr("{name} cannot be reached: check the network and the endpoint (`stores` in the settings).", name=name)
        )
    if isinstance(error, FileNotFoundError) or status == 404:
        return SourceError(tr("{name} does not exist: check the bucket and the path.", name=name))
    if "Credentials" in type(error).__name__ or "Token" in type(error).__name__:
        return SourceError(
            tr("{name}: no credentials were found; give them as the library of {scheme} expects, by its environment variables or its configuration.",
               name=name, scheme=scheme_of(url))
        )  # fmt: skip
    return SourceError(
        tr("{name} cannot be read ({reason}); it was not scanned.", name=name, reason=type(error).__name__)
    )
