"""Desks for tests: applications at every stage, and browsers of those who deal with them."""

import pytest

from tests.registration.conftest import TODAY, a_draft
from umbel import outcomes
from umbel.accounts.models import User
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.states import Position

FACTS = {"facts_relied_on": "The register.", "facts_set_aside": "None."}


@pytest.fixture
def enter(client):
    """The browser of an account: `enter(world.officer)`."""

    def entered(viewer):
        User.objects.filter(pk=viewer.user_id).update(is_sample=True)  # no second factor
        client.force_login(User.objects.get(pk=viewer.user_id))
        return client

    return entered


def text(response):
    """The page, without the markup that a sentence may be broken by."""
    return response.getvalue().decode()


def submitted(world, name="Lantern Choir", on=TODAY, **more):
    return again(acts.submit(application=a_draft(world, name=name, **more), on=on, by=world.applicant))


def complete(world, name="Lantern Choir", on=TODAY, **more):
    return again(acts.accept_as_complete(application=submitted(world, name, on, **more), on=on, by=world.officer))


def ready(world, name="Lantern Choir", on=TODAY, position=Position.NO_OBJECTION, **more):
    application = complete(world, name, on, **more)
    acts.examine(application=application, recommends=True, findings="All in order.", on=on, by=world.officer)
    acts.give_opinion(opinion=application.opinions.get(), position=position, reasons="Because.", on=on, by=world.joint)
    return again(application)


def registered(world, name="Lantern Choir", on=TODAY, **more):
    application = ready(world, name, on, **more)
    outcomes.register(application=application, ruled=Ruled(reasons="Fine."), on=on, by=world.decider)
    return again(application)


def refused(world, name="Lantern Choir", on=TODAY, **more):
    application = ready(world, name, on, **more)
    ground = world.pack.refusal_grounds[0].code
    acts.refuse(application=application, ruled=Ruled(reasons="No.", ground=ground, **FACTS), on=on, by=world.decider)
    return again(application)


def under_review(world, name="Lantern Choir", on=TODAY, **more):
    application = refused(world, name, on, **more)
    acts.ask_for_review(application=application, grounds="The name is common.", on=on, by=world.applicant)
    return again(application)


def again(application):
    """The application as it stands now."""
    return Application.objects.get(pk=application.pk)


def page(application, query=""):
    """The address of an application on the desk."""
    return f"/desk/applications/{application.reference}/" + (f"?{query}" if query else "")
