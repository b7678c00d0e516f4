"""Policy packs: the public, versioned rules that one federation runs under."""
