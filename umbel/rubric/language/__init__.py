"""The language of a pack's expressions: which words it has, what is let through, and the typed tree that is left."""
