"""Who got what."""
