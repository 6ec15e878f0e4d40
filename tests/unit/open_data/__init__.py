"""Open data: each layout read, downloads against a live server on loopback."""
