"""A folder on disk becomes drafts."""
