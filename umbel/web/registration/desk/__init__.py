"""The desk's pages of one application and of one request for a change."""
