"""The team's server: settings, who is at the other end, and the gate before everything that is served."""
