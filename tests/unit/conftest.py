"""How Hypothesis works here: no clock, and nothing left on disk."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unit",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
    max_examples=150,
)
settings.load_profile("unit")
