"""The nouns of a check-up. No input, no output, and nothing else of ours is imported here."""
