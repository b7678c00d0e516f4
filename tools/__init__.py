"""What the Makefile runs to build and check: browser assets and translations."""
