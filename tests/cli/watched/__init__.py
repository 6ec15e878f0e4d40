"""On the path of every program the tests start."""
