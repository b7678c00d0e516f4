"""What a run of the tests is asked to be is what it is."""

import pytest

from tests.engine import ENGINES
from tests.extent import EXTENTS, chosen


@pytest.mark.parametrize(
    ("variable", "allowed", "misspelt"),
    [("UMBEL_TEST_ENGINE", ENGINES, "postgres"), ("UMBEL_TEST_EXTENT", EXTENTS, "everything")],
)
def test_a_misspelt_wish_stops_the_run_and_says_what_may_be_wished(variable, allowed, misspelt, monkeypatch):
    monkeypatch.delenv(variable, raising=False)
    assert chosen(variable, allowed) == allowed[0]
    monkeypatch.setenv(variable, misspelt)
    with pytest.raises(pytest.UsageError, match=f"{variable} is '{misspelt}'; it may be {' or '.join(allowed)}"):
        chosen(variable, allowed)
