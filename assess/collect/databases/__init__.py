"""Live databases: how to reach one read-only, and what each engine's statistics say."""
