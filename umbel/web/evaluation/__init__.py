"""Cycles: which rules they ran under, from which facts, and how grades are spread."""
