"""How Hypothesis works here: no clock, and nothing left on disk."""

from hypothesis import settings

settings.register_profile("unit", deadline=None, database=None, max_examples=150)
settings.load_profile("unit")
