from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("recognizers", max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("recognizers")


@pytest.fixture(scope="session")
def engine() -> Any:
    """The offline Presidio engine for Chinese; it takes seconds to start, so there is one."""
    from recognizers.nlp import analyzer_engine

    return analyzer_engine()
