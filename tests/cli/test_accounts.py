"""`umbel account invite`: the way in for the first administrator."""

import pytest
from click.testing import CliRunner

from tests import factories
from umbel.accounts.models import User
from umbel.cli import umbel
from umbel.structure.models import Invitation, RoleHolding

pytestmark = pytest.mark.django_db


def invite(*arguments):
    return CliRunner().invoke(umbel, ["account", "invite", *arguments])


def test_the_first_administrator_comes_in_by_a_printed_link(client):
    factories.a_federation()
    printed = invite("first@test.invalid")
    assert printed.exit_code == 0
    path = "/invitation/" + printed.output.split("/invitation/")[1].split()[0]
    answer = client.post(path, {"name": "First", "password": "a password of good length"})
    assert answer.status_code == 302
    assert RoleHolding.objects.get().role == "administrator"
    assert User.objects.get().email == "first@test.invalid"


@pytest.mark.parametrize(
    "arguments",
    [["--role", "joint-officer"], ["--role", "joint-officer", "--committee", "J99"], ["--organization", "7"]],
)
def test_a_role_that_is_not_held_there_is_refused_with_a_sentence(arguments):
    factories.a_federation()
    printed = invite("x@test.invalid", *arguments)
    assert printed.exit_code != 0
    assert "Traceback" not in printed.output
    assert not Invitation.objects.exists()
