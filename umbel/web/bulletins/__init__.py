"""Pages of bulletins and returns."""
