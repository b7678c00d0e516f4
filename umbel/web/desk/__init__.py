"""The desk of each role: what waits, the lists behind it, and the way through a list without returning to it."""
