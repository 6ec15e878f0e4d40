"""Data sets fetched whole, or the old ones kept."""
