"""Pages of the federation, its committees and its organizations."""
