"""Measured speed and memory: `make bench`. Figures stand in README.md beside this."""
