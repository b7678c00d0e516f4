"""Applying to be registered: the application and its questions."""
