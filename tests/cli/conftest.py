import pytest

from tests.cli.places import new_installation


@pytest.fixture
def installation(tmp_path):
    """An installation with nothing in it, on the engine of this run."""
    return new_installation(tmp_path)
