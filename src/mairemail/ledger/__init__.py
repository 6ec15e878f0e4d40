"""Who got what: the memory that keeps a letter from being sent twice."""
