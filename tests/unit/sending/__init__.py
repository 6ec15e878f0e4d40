"""How fast, to whom, and what a reply means."""
