"""Taking a file out."""
