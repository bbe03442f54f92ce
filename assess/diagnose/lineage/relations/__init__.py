"""What a query yields, in a form in which writing no longer shows: relation, and the ways to it."""
