"""Remits in words, and the committee that each pair of concept and district belongs to."""
