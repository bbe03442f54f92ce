"""A company whose departments derive the same things in parallel, planted on purpose; all of it synthetic."""
