"""From typed rules to the one query: exact arithmetic, and SQL written from trees alone."""
