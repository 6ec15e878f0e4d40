"""Tests of whole commands, run as a person runs them."""
