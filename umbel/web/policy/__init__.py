"""Policy packs as pages that people can read."""
