"""Where the platform ends: what belongs in the shared layer, what goes back to a department, what never belonged."""
