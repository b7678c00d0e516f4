"""Who may read a notice, what its receipt is, and what belongs to whom."""

import pytest

from tests.notices.conftest import TODAY, a_clock, a_notice, the_account
from umbel.accounts.permissions import Role, Viewer
from umbel.audit.actors import Subject
from umbel.audit.models import Entry
from umbel.errors import NotAllowed
from umbel.notices.acts import Party, deliver_waiting, move_clocks, open_notice, stop_clock
from umbel.notices.permissions import may_read_notice
from umbel.notices.queries import clocks_of, inbox, parties_of_account, unread_count
from umbel.notices.states import ClockState
from umbel.structure.models import RoleHolding

pytestmark = pytest.mark.django_db

EVERYONE = (
    "applicant",
    "other_applicant",
    "approver",
    "secretary",
    "editor",
    "other_approver",
    "joint",
    "chair",
    "sibling",
    "registrar",
    "decider",
    "apex",
    "auditor",
    "administrator",
)


@pytest.mark.parametrize(
    ("to", "readers"),
    [
        (lambda people: the_account(people.applicant), "applicant auditor"),
        (
            lambda people: Party.organization(people.choir.pk),
            "approver secretary editor joint chair apex auditor",
        ),
        (lambda people: Party.body(people.one.pk), "joint chair auditor"),
        (lambda people: Party.role(Role.REGISTRAR_OFFICER), "registrar auditor"),
    ],
    ids=["account", "organization", "body", "role"],
)
def test_who_may_read(people, to, readers):
    notice = a_notice(to(people))
    found = {name for name in EVERYONE if may_read_notice(getattr(people, name), notice, TODAY)}
    assert found == set(readers.split())
    assert not may_read_notice(Viewer(), notice, TODAY)


def test_the_first_opening_is_the_receipt_and_nothing_later(people):
    notice = a_notice(Party.organization(people.choir.pk))
    assert open_notice(notice=notice, by=people.secretary)
    notice.refresh_from_db()
    first = (notice.received_at, notice.received_by)
    assert first[1] == people.secretary.label
    assert not open_notice(notice=notice, by=people.approver)
    notice.refresh_from_db()
    assert (notice.received_at, notice.received_by) == first
    assert Entry.objects.filter(act="notices:receipt").count() == 1


def test_two_who_open_it_at_once_make_one_receipt(people):
    notice = a_notice(Party.organization(people.choir.pk))
    stale = type(notice).objects.get(pk=notice.pk)
    assert open_notice(notice=notice, by=people.secretary)
    assert not open_notice(notice=stale, by=people.approver)
    assert stale.received_by == people.secretary.label


@pytest.mark.parametrize("reader", ["auditor", "joint", "apex"])
def test_whoever_only_may_read_it_makes_no_receipt(people, reader):
    notice = a_notice(Party.organization(people.choir.pk))
    assert not open_notice(notice=notice, by=getattr(people, reader))
    notice.refresh_from_db()
    assert notice.received_at is None


def test_an_email_that_went_out_is_no_receipt(people):
    notice = a_notice(the_account(people.applicant))
    deliver_waiting()
    notice.refresh_from_db()
    assert notice.received_at is None


def test_someone_else_is_refused(people):
    notice = a_notice(the_account(people.applicant))
    with pytest.raises(NotAllowed, match="Only whom a notice is for"):
        open_notice(notice=notice, by=people.other_applicant)
    assert not Entry.objects.filter(act="notices:receipt").exists()


def test_it_is_opened_in_whichever_role_one_looks(people):
    notice = a_notice(Party.organization(people.choir.pk))
    as_applicant = Viewer(role=Role.APPLICANT, user_id=people.approver.user_id, label="Approver")
    assert open_notice(notice=notice, by=as_applicant)


def test_whose_role_has_ended_reads_what_was_sent_to_them_but_gives_no_receipt(people):
    notice = a_notice(Party.organization(people.choir.pk))
    RoleHolding.objects.filter(account=people.approver.user_id).update(until_on=TODAY)
    past = Viewer(role=Role.APPLICANT, user_id=people.approver.user_id, label="Approver")
    assert may_read_notice(past, notice, TODAY)
    assert not open_notice(notice=notice, by=past)
    assert not may_read_notice(past, a_notice(Party.organization(people.choir.pk)), TODAY)


def test_the_inbox_is_that_of_the_role_one_looks_in(people, django_assert_num_queries):
    mine = a_notice(the_account(people.approver))
    ours = a_notice(Party.organization(people.choir.pk))
    a_notice(Party.body(people.one.pk))
    assert list(inbox(people.approver)) == [ours, mine]
    assert list(inbox(people.editor)) == [ours]
    assert list(inbox(Viewer())) == []
    open_notice(notice=mine, by=people.approver)
    with django_assert_num_queries(1):
        assert unread_count(people.approver) == 1


def test_an_account_has_the_parties_of_all_its_roles(people):
    RoleHolding.objects.create(
        account_id=people.approver.user_id, role="registrar-officer", from_on=TODAY, given_by="tests"
    )
    assert parties_of_account(people.approver.user_id, TODAY) == [
        the_account(people.approver),
        Party.organization(people.choir.pk),
        Party.role(Role.REGISTRAR_OFFICER),
    ]


def test_running_clocks_are_the_nearest_first(people):
    late, soon = a_clock(Party.body(people.one.pk), 9, code="a"), a_clock(Party.body(people.one.pk), 2, code="b")
    a_clock(Party.body(people.one.pk), 1, code="c")
    stop_clock(about=_about(late), code="c", state=ClockState.MET, on=TODAY)
    assert list(clocks_of(people.chair)) == [soon, late]
    assert list(clocks_of(people.sibling)) == []


def test_clocks_move_with_a_merger_and_none_runs_twice(people):
    old, new = Party.organization(1), Party.organization(2)
    alone, both = a_clock(old, 5, code="alone"), a_clock(old, 5, code="both")
    a_clock(new, 5, code="both")
    assert move_clocks(from_=old, to=new) == 1
    alone.refresh_from_db()
    both.refresh_from_db()
    assert (alone.party_id, alone.state) == ("2", "running")
    assert (both.party_id, both.state) == ("1", "lifted")


def _about(clock):
    return Subject(clock.subject_kind, clock.subject_id, clock.subject_label)
