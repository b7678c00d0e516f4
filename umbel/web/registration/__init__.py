"""Pages of registration: applying, changing an entry, and the desk."""
