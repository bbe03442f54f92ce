"""Benchmarks of lineage: how right, how fast, how much."""
