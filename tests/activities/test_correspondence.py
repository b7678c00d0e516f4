"""By when the two sides of a report answer, where the rules give no time for it."""

import pytest

from tests.activities.conftest import TODAY
from umbel.activities.acts import correspondence
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of


@pytest.mark.parametrize(
    ("step", "days"), [("verification", 20), ("resubmission", 15), ("look-request", 20), ("look", 20)]
)
def test_a_pack_that_gives_no_time_leaves_one_of_ours(step, days):
    pack = find_pack("annual-return")
    deadline = correspondence.term(pack, step, TODAY, {"en": "It was reported.", "zh-hans": "已上报"})
    assert deadline.on == calendar_of(pack).add_working_days(TODAY, days)
