"""The register's pages, for everyone."""
