"""`umbel clocks`: a silence is recorded on the day after its time, once."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.registration.conftest import TODAY
from tests.registration.conftest import world as world  # noqa: PLC0414  the fixture
from tests.web.desks import complete
from umbel.cli import umbel

pytestmark = pytest.mark.django_db


def run():
    return CliRunner().invoke(umbel, ["clocks"])


def test_silences_are_recorded_once_their_day_has_passed(world):
    due = complete(world).opinions.get().due_on
    assert "Recorded 0 silences" in run().output
    for day, said in ((due, "Recorded 0"), (due + timedelta(days=1), "Recorded 1 silence as"), (due, "Recorded 0")):
        world.federation.stands_on = day
        world.federation.save()
        result = run()
        assert result.exit_code == 0
        assert said in result.output
    assert due > TODAY
