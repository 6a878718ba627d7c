"""What matching costs, against what anybody would pick instead; `python -m benchmarks.matching`."""
