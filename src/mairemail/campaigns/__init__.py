"""A folder on disk becomes drafts, one for each contact."""
