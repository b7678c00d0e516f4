"""The shortest way to a better grade: what one more record would mean, the search, and the answer in words."""
