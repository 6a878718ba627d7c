"""One use case a file. Each takes a unit of work (ports.py) and does one thing in one transaction."""
