"""No sequence of acts, by whatever roles, reaches a state the table forbids, loses a row or decides
without reasons.
"""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.extent import examples
from tests.registration.conftest import TODAY, a_draft
from umbel import outcomes
from umbel.audit.models import Entry
from umbel.errors import UmbelError
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application, Decision, Examination, Opinion, Review
from umbel.registration.states import APPLICATION, ApplicationState, Outcome, Position

pytestmark = pytest.mark.django_db
ROLES = ("applicant", "officer", "decider", "joint", "sibling", "chair", "placer", "reviewer", "auditor")
WORDS = st.sampled_from(["", " ", "For a reason."])
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "submit",
                "more",
                "answer",
                "go_on",
                "complete",
                "examine",
                "object",
                "agree",
                "silence",
                "register",
                "refuse",
                "review",
                "uphold",
                "reverse",
                "place",
                "withdraw",
                "recuse",
            ]
        ),
        st.sampled_from(ROLES),
        WORDS,
        st.integers(0, 30),
    ),
    max_size=25,
)
THE_WAY = [("submit", "applicant"), ("complete", "officer"), ("examine", "officer"), ("agree", "joint")]
"""Half of the runs begin at the decision: chance alone seldom comes so far."""


def move(world, application, name, by, words, on):
    """One act, as someone would try it."""
    viewer = getattr(world, by)
    opinion = application.opinions.first()
    ground = world.pack.refusal_grounds[0].code
    whole = Ruled(reasons=words, ground=ground, facts_relied_on=words, facts_set_aside=words)
    common = {"application": application, "on": on, "by": viewer}
    moves = {
        "submit": lambda: acts.submit(**common),
        "more": lambda: acts.ask_for_more(items=[words], **common),
        "answer": lambda: acts.send_more(**common),
        "go_on": lambda: acts.go_on(**common),
        "complete": lambda: acts.accept_as_complete(**common),
        "examine": lambda: acts.examine(recommends=True, findings=words, **common),
        "object": lambda: opinion and give(opinion, Position.OBJECTION, words, on, viewer),
        "agree": lambda: opinion and give(opinion, Position.NO_OBJECTION, words, on, viewer),
        "silence": lambda: acts.record_silences(on=on),
        "register": lambda: outcomes.register(ruled=Ruled(reasons=words), **common),
        "refuse": lambda: acts.refuse(ruled=whole, **common),
        "review": lambda: acts.ask_for_review(grounds=words, **common),
        "uphold": lambda: acts.uphold(reasons=words, **common),
        "reverse": lambda: outcomes.register_on_review(reasons=words, **common),
        "place": lambda: acts.confirm_placement(body=world.one, reasons=words, **common),
        "withdraw": lambda: acts.withdraw(**common),
        "recuse": lambda: acts.recuse(about=application, reasons=words, on=on, by=viewer),
    }
    moves[name]()


def give(opinion, position, words, on, viewer):
    acts.give_opinion(opinion=opinion, position=position, reasons=words, on=on, by=viewer)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(moves=MOVES, begun=st.booleans())
def test_no_sequence_of_acts_breaks_the_table(world, moves, begun, monkeypatch):
    monkeypatch.setattr("umbel.registration.letters.typesetting.letter", lambda **_: b"%PDF-1.7 letter")
    monkeypatch.setattr("umbel.registration.letters.typesetting.certificate", lambda **_: b"%PDF-1.7 certificate")
    with transaction.atomic():
        run(world, [(*step, "For a reason.", 0) for step in THE_WAY] * begun + moves)
        transaction.set_rollback(True)


def run(world, moves):
    application = a_draft(world)
    allowed = {(step.source, step.target) for step in APPLICATION.steps}
    seen, on = [ApplicationState(application.state)], TODAY
    for name, by, words, days in moves:
        on += timedelta(days=days)
        before = counts()
        try:
            with transaction.atomic():
                move(world, application, name, by, words, on)
        except UmbelError:
            assert counts() == before, "a refused act left something behind"
        assert all(now >= then for now, then in zip(counts(), before, strict=True)), "a row was lost"
        application = Application.objects.get(pk=application.pk)
        seen.append(ApplicationState(application.state))
    for one, other in pairwise(seen):
        assert one == other or (one, other) in allowed or through_ready(one, other)
    whole(application)


def through_ready(one, other):
    """A silence that is recorded may conclude an examination within the same move."""
    return (one, other) == (ApplicationState.EXAMINATION, ApplicationState.READY)


def counts():
    models = (Application, Decision, Examination, Opinion, Review, Entry)
    return tuple(model.objects.count() for model in models)


def whole(application):
    """Whatever was decided was decided in writing, by someone who had not prepared it."""
    decision = Decision.objects.filter(application=application).first()
    decided = {ApplicationState.REGISTERED, ApplicationState.REFUSED, ApplicationState.REVIEW, ApplicationState.UPHELD}
    assert (decision is not None) == (application.state in decided)
    if decision is None:
        return
    assert decision.reasons.strip()
    assert decision.decided_by_id not in {
        application.examination.examined_by_id,
        application.examination.completeness_by_id,
        application.applicant_id,
    }
    assert not application.opinions.filter(position="").exists()
    if decision.outcome == Outcome.REFUSED:
        assert decision.ground
        assert decision.facts_relied_on.strip()
        assert decision.facts_set_aside.strip()
        assert decision.review_until > decision.decided_on
    if application.state == ApplicationState.UPHELD:
        assert decision.review.reasons.strip()
        assert decision.review.decided_by_id != decision.decided_by_id
