"""Two people in one case at the same moment, on threads of their own: one step counts, the other is refused."""

import threading

import pytest
from django.db import connection

from tests.casework.conftest import TODAY, a_case_scene, noon
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.models import Case, Label
from umbel.casework.states import CaseState
from umbel.errors import UmbelError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return a_case_scene()


def at_once(*steps):
    """Let each step begin at the same moment. Returns what each came to: empty, or why it was refused."""
    start, outcomes = threading.Barrier(len(steps)), {}

    def work(number, step):
        start.wait()
        try:
            step()
            outcomes[number] = ""
        except UmbelError as refused:
            outcomes[number] = str(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[number] for number in range(len(steps))]


def copies(case, many):
    return [Case.objects.get(pk=case.pk) for _ in range(many)]


def test_two_who_decide_one_case_decide_it_once(scene):
    case = scene.walk.considered("badly-run", by=scene.apex_officer)
    one, other = copies(case, 2)
    told = at_once(
        lambda: acts.decide(case=one, reasons="Yes.", on=TODAY, by=scene.apex),
        lambda: acts.decide_nothing(case=other, reasons="No.", on=TODAY, by=scene.second_apex),
    )
    case.refresh_from_db()
    assert sorted(map(bool, told)) == [False, True]
    expected = (CaseState.DECIDED, "Yes.") if not told[0] else (CaseState.CLOSED, "No.")
    assert (case.state, case.round.reasons) == expected
    assert case.steps.filter(code__in=["decide", "decide-nothing"]).count() == 1
    numbers = list(case.steps.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_reviewers_and_the_clock_leave_one_outcome(scene):
    case = scene.walk.appealed("badly-run", by=scene.apex_officer)
    one, other = copies(case, 2)
    told = at_once(
        lambda: outcomes.uphold_case(case=one, reasons="It stands.", on=TODAY, by=scene.reviewer),
        lambda: acts.reverse(case=other, reasons="It falls.", on=TODAY, by=scene.reviewer),
        lambda: outcomes.run_cases(on=TODAY),
    )
    case.refresh_from_db()
    assert sorted(map(bool, told)) == [False, False, True]
    carried = Label.objects.filter(case=case, reversed_on=None).exists()
    assert (case.state, carried) in {(CaseState.FINAL, True), (CaseState.REVERSED, False)}


def test_a_reply_and_the_weighing_of_it_do_not_pass_each_other(scene):
    case = scene.walk.replied(nothing_more=True)
    one, other = copies(case, 2)
    weighed = acts.Weighed(relied_on="x", set_aside="x", of_the_reply="x")
    told = at_once(
        lambda: acts.reply(case=one, text="And this.", at=noon(TODAY), by=scene.approver),
        lambda: acts.consider(case=other, weighed=weighed, at=noon(TODAY), by=scene.colleague),
    )
    case.refresh_from_db()
    order = list(case.steps.order_by("number").values_list("code", flat=True))
    assert sorted(map(bool, told)) == [False, True], "a reply reopens the time; after the weighing none is taken"
    assert order[-1] == ("consider" if case.state == CaseState.CONSIDERED else "reply")
