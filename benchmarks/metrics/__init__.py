"""Benchmarks of metric conflicts."""
