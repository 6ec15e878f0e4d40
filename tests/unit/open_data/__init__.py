"""Open data: downloads against a live server on loopback."""
