"""On the path of every program that the ordeal starts."""
