"""The tests: rooms one by one, live servers, whole commands."""
