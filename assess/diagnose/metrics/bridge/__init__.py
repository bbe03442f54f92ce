"""The gap between two metrics, walked from one definition to the other one facet at a time."""
