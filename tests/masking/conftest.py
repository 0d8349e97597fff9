from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("masking", max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("masking")
