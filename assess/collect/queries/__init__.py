"""Query logs: who reads what and how often, and which jobs fill which tables. No user and no value is kept."""
