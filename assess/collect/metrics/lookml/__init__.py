"""LookML: measures of views, with extensions, refinements and explores."""
