"""Medians and ratios, each against a reference in the same run: `make bench` or `python -m benchmarks`."""
