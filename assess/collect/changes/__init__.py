"""What each engine says that tells whether a table is still the one that was read."""
