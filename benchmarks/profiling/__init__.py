"""How long profiling takes, and how much of this process's memory."""
