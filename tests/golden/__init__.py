"""Each bundled letter as six invented people get it: read them aloud."""
