"""Tells coverage which test it measures, when a run is measured: `make mutants` runs only what reaches a line."""

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """What prepares a test counts for it too, so that it is the name of the test and not of a function."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        return (yield)
    measuring.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        measuring.switch_context("")
