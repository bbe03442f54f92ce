"""Who may be shown: thresholds, what could be worked out from figures already published, and the log of releases."""
