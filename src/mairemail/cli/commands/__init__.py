"""A module a command: it reads its inputs, calls the floor below, shows the result."""
