"""The data files of this package: in its folder, or inside an archive on Python's path, as Spark's `--py-files` has it."""

from __future__ import annotations

from importlib.resources import files

DATA = files("recognizers") / "data"
