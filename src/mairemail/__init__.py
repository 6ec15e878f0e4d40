"""Write to the people you elected: one letter, one list, one careful e-mail each."""

__version__ = "0.1.0"
