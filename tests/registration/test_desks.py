"""What waits on each desk: the queues hold exactly what the checks allow, and narrowing narrows."""

from datetime import timedelta

import pytest

from tests.registration.conftest import TODAY, a_draft, an_account
from umbel import outcomes
from umbel.accounts.permissions import Role, Viewer
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.permissions import may_confirm_placement, may_decide, may_examine, may_hear_review
from umbel.registration.queries.desks import QUEUES, find_queue, queues_of
from umbel.registration.queries.narrowing import Asked, narrowed
from umbel.registration.queries.paces import late_reviews, opinion_paces, refusals
from umbel.registration.states import ApplicationState, ChangeKind, Position

pytestmark = pytest.mark.django_db
FACTS = {"facts_relied_on": "The name.", "facts_set_aside": "None."}


def submitted(world, name, **more):
    return acts.submit(application=a_draft(world, name=name, **more), on=TODAY, by=more.get("by", world.applicant))


def complete(world, name, by=None, **more):
    return acts.accept_as_complete(application=submitted(world, name, **more), on=TODAY, by=by or world.officer)


def ready(world, name, by=None, **more):
    application = complete(world, name, by=by, **more)
    acts.examine(application=application, recommends=True, findings="Fine.", on=TODAY, by=by or world.officer)
    opinion = application.opinions.get()
    acts.give_opinion(opinion=opinion, position=Position.NO_OBJECTION, reasons="", on=TODAY, by=world.joint)
    application.refresh_from_db()
    return application


def in_queue(code, viewer, on=TODAY):
    return list(find_queue(code).rows(viewer, on))


def names(code, viewer, on=TODAY):
    return {str(row) for row in in_queue(code, viewer, on)}


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.code)
def test_every_queue_answers_on_an_empty_desk(world, queue):
    for viewer in (world.officer, world.decider, world.chair, world.placer, world.reviewer, world.applicant):
        assert list(narrowed(queue.rows(viewer, TODAY), queue.of, Asked(text="x", overdue=True), TODAY)) == []


def test_an_application_goes_from_desk_to_desk(world):
    application = submitted(world, "Lantern Choir")
    [row] = in_queue("completeness", world.officer)
    assert (row.since, row.due > TODAY) == (TODAY, True)
    acts.accept_as_complete(application=application, on=TODAY, by=world.officer)
    assert names("completeness", world.officer) == set()
    assert names("examination", world.officer) == {"Lantern Choir"}
    assert names("opinion", world.joint) == {"Lantern Choir"}
    assert names("opinion", world.sibling) == set()
    acts.examine(application=application, recommends=True, findings="Fine.", on=TODAY, by=world.officer)
    [row] = in_queue("with-others", world.officer)
    assert row.due == application.opinions.get().due_on
    acts.record_silences(on=row.due + timedelta(days=1))
    assert names("silences", world.placer) == {"Lantern Choir"}
    [late] = in_queue("opinion", world.joint)
    assert late.silent_on == row.due + timedelta(days=1)
    [row] = in_queue("decision", world.decider)
    assert row.due is not None
    application.refresh_from_db()
    outcomes.register(
        application=application, ruled=Ruled(reasons="Fine."), on=TODAY + timedelta(days=60), by=world.decider
    )
    assert names("placement", world.placer, TODAY + timedelta(days=60)) == {"Lantern Choir"}
    assert names("opinion", world.joint) == set()


def test_more_that_was_asked_for_waits_with_the_applicant_until_its_day(world):
    application = submitted(world, "Lantern Choir")
    acts.ask_for_more(application=application, items=["The lease."], on=TODAY, by=world.officer)
    due = Application.objects.get(pk=application.pk).request.due_on
    assert names("with-others", world.officer, due) == {"Lantern Choir"}
    assert names("time-passed", world.officer, due) == set()
    assert names("time-passed", world.officer, due + timedelta(days=1)) == {"Lantern Choir"}
    assert [row.due for row in in_queue("my-applications", world.applicant)] == [due]


def test_the_queues_hold_what_the_checks_allow_and_aside_the_rest(world):
    """Of every application, each officer either may act (and it waits) or may not (and it is aside)."""
    other = an_account("registrar-officer")
    both = Viewer(Role.REGISTRAR_DECIDER, user_id=other.user_id, label=other.label)
    ready(world, "One")
    ready(world, "Two", by=other)
    three = ready(world, "Three")
    submitted(world, "Four")
    five = submitted(world, "Five", by=an_account("applicant"))
    acts.recuse(about=three, reasons="My cousin.", on=TODAY, by=world.decider)
    acts.recuse(about=five, reasons="My cousin.", on=TODAY, by=world.officer)
    officer_as_applicant = Viewer(Role.REGISTRAR_OFFICER, user_id=world.applicant.user_id, label="both")
    for viewer, code, state, may in (
        (world.decider, "decision", ApplicationState.READY, may_decide),
        (both, "decision", ApplicationState.READY, may_decide),
        (world.officer, "completeness", ApplicationState.SUBMITTED, may_examine),
        (officer_as_applicant, "completeness", ApplicationState.SUBMITTED, may_examine),
    ):
        rows = Application.objects.filter(state=state)
        assert names(code, viewer) == {str(row) for row in rows if may(viewer, row)}, viewer
        aside = {str(row) for row in in_queue("aside", viewer) if row.state == state}
        assert aside == {str(row) for row in rows if not may(viewer, row)}, viewer
    assert {str(row): row.kept for row in in_queue("aside", both)}["Two"] == "prepared"
    assert {str(row): row.kept for row in in_queue("aside", world.decider)} == {"Three": "recused"}


def test_whoever_had_a_part_in_a_refusal_finds_its_review_aside(world):
    ground = world.pack.refusal_grounds[0].code
    for number, decider in enumerate((world.decider, an_account("registrar-decider"))):
        application = ready(world, ("Willow Choir", "Harbour Library")[number])
        acts.refuse(application=application, ruled=Ruled(reasons="No.", ground=ground, **FACTS), on=TODAY, by=decider)
        acts.ask_for_review(application=application, grounds="Why not?", on=TODAY, by=world.applicant)
    once = Viewer(Role.REVIEWER, user_id=world.decider.user_id, label="once")
    for viewer in (world.reviewer, once):
        rows = Application.objects.filter(state=ApplicationState.REVIEW)
        assert names("review", viewer) == {str(row) for row in rows if may_hear_review(viewer, row.decision)}
    assert {row.kept for row in in_queue("aside", once)} == {"decided"}
    assert [row.due for row in in_queue("review", world.reviewer)] == [
        row.decision.review.due_on for row in Application.objects.all()
    ]


def test_changes_wait_for_those_who_decide_them(world):
    organization = outcomes.register(
        application=ready(world, "Lantern Choir"), ruled=Ruled(reasons="Fine."), on=TODAY, by=world.decider
    )
    assert may_confirm_placement(world.placer, Application.objects.get())
    approver = Viewer(
        Role.ORGANIZATION_APPROVER, organization_id=organization.pk, user_id=world.applicant.user_id, label="approver"
    )
    made = {}
    for kind, after in ((ChangeKind.NAME, {"names": {"en": "Beacon Choir"}}), (ChangeKind.TRANSFER, {"body": "J02"})):
        made[kind] = acts.request_change(
            organization=organization,
            kind=kind,
            after=after,
            reasons="We grew.",
            effective_on=TODAY,
            on=TODAY,
            by=approver,
        )
    assert [row.pk for row in in_queue("changes", world.decider)] == [made[ChangeKind.NAME].pk]
    assert [row.pk for row in in_queue("transfers", world.apex_decider)] == [made[ChangeKind.TRANSFER].pk]
    assert {row.names.get("en", "") for row in in_queue("own-changes", approver)} == {"Lantern Choir"}
    insider = Viewer(Role.REGISTRAR_DECIDER, user_id=world.applicant.user_id, label="insider")
    assert in_queue("changes", insider) == []
    acts.recuse(about=made[ChangeKind.NAME], reasons="My cousin.", on=TODAY, by=world.decider)
    assert in_queue("changes", world.decider) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), {"Willow Choir", "Harbour Library", "Garden Club"}),
        (Asked(text="choir"), {"Willow Choir"}),
        (Asked(text="CLUB gar"), {"Garden Club"}),
        (Asked(text="A-2026-0002"), {"Harbour Library"}),
        (Asked(field="B"), {"Garden Club"}),
        (Asked(field="Z"), set()),
        (Asked(district="110101"), {"Willow Choir", "Harbour Library", "Garden Club"}),
        (Asked(district="x"), set()),
        (Asked(organization_class="nothing"), set()),
        (Asked(state="submitted", sort="name"), {"Willow Choir", "Harbour Library", "Garden Club"}),
        (Asked(state="ready", sort="newest"), set()),
        (Asked(overdue=True, sort="since"), set()),
    ],
    ids=range(12),
)
def test_a_list_is_narrowed(world, asked, found):
    submitted(world, "Willow Choir")
    submitted(world, "Harbour Library")
    submitted(world, "Garden Club", concept=world.other_concept)
    rows = narrowed(find_queue("completeness").rows(world.officer, TODAY), "applications", asked, TODAY)
    assert {str(row) for row in rows} == found


def test_what_is_overdue_is_found_and_stands_first(world):
    acts.submit(application=a_draft(world, name="New"), on=TODAY, by=world.applicant)
    acts.submit(application=a_draft(world, name="Harbour"), on=TODAY - timedelta(days=60), by=world.applicant)
    rows = find_queue("completeness").rows(world.officer, TODAY)
    assert [str(row) for row in narrowed(rows, "applications", Asked(), TODAY)] == ["Harbour", "New"]
    assert [str(row) for row in narrowed(rows, "applications", Asked(overdue=True), TODAY)] == ["Harbour"]
    assert [str(row) for row in narrowed(rows, "applications", Asked(sort="newest"), TODAY)] == ["New", "Harbour"]


def test_every_role_has_the_queues_of_its_work(world):
    def codes(viewer):
        return {queue.code for queue in queues_of(viewer)}

    assert {"completeness", "examination", "time-passed", "with-others"} <= codes(world.officer)
    assert {"decision", "changes"} <= codes(world.decider)
    assert {"opinion", "proposals", "newly-placed"} <= codes(world.chair)
    assert {"placement", "silences"} <= codes(world.placer)
    assert "transfers" not in codes(world.placer)
    assert "transfers" in codes(world.apex_decider)
    assert codes(world.applicant) == {"my-applications", "my-waiting"}
    assert codes(world.auditor) == {"applications", "all-changes"}


def test_the_committees_and_the_reviewers_are_measured(world):
    first, second = complete(world, "Willow Choir"), complete(world, "Harbour Library")
    due = first.opinions.get().due_on
    acts.record_silences(on=due + timedelta(days=1))
    late = first.opinions.get()
    acts.give_opinion(
        opinion=late, position=Position.OBJECTION, reasons="Late.", on=due + timedelta(days=2), by=world.joint
    )
    [row] = opinion_paces(due + timedelta(days=2))
    assert (row.body, row.asked, row.in_time, row.late, row.silences, row.waiting) == (world.one, 2, 0, 1, 2, 0)
    acts.examine(application=second, recommends=False, findings="No.", on=TODAY, by=world.officer)
    second.refresh_from_db()
    ground = world.pack.refusal_grounds[0].code
    acts.refuse(application=second, ruled=Ruled(reasons="No.", ground=ground, **FACTS), on=TODAY, by=world.decider)
    review = acts.ask_for_review(application=second, grounds="Why?", on=TODAY, by=world.applicant)
    assert refusals(TODAY).waiting == 1
    assert late_reviews(review.due_on + timedelta(days=1)) == 1
    second.refresh_from_db()
    outcomes.register_on_review(application=second, reasons="They are right.", on=TODAY, by=world.reviewer)
    found = refusals(TODAY)
    assert (found.refused, found.reviewed, found.reversed_, found.waiting) == (1, 1, 1, 0)
