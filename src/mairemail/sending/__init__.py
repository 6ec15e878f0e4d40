"""Messages handed to one's own server, at most once each."""
