"""Tests against live mail servers on loopback."""
