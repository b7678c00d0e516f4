"""Bulletins and returns."""
