"""Changes to an entry, as an organization asks for them."""
