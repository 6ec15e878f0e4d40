"""The promise of `send`, put to the proof: killed at every step, and started again."""
