"""Umbel supervises a federation of associations in three tiers, on the record."""
