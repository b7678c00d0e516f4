"""What everyone reads of adverse decisions: in effect, beside the organization's answer, and gone without a trace."""

from datetime import timedelta

import pytest

from tests.casework.conftest import GROUND, TODAY, a_case_scene, in_person, noon
from umbel import outcomes
from umbel.casework import acts
from umbel.casework.acts.effects import take_effect
from umbel.casework.models import Case, Round
from umbel.errors import NotFound
from umbel.register import queries as public
from umbel.register.queries import DecisionTerms
from umbel.structure.models import Federation, Particulars

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    made = a_case_scene()
    stand(TODAY)
    return made


def stand(on):
    Federation.objects.update(stands_on=on)


def listed(on=TODAY, **terms):
    return [row.reference for row in public.decisions(DecisionTerms(**terms), on)[:]]


def in_effect(scene):
    """A label that has effect although it can still be appealed, as a pack may say."""
    case = scene.walk.appealable("badly-run", by=scene.apex_officer)
    Round.objects.filter(case=case).update(appeal_suspends=False)
    case.refresh_from_db()
    take_effect(case, TODAY)
    return case


def test_a_decision_is_shown_with_its_reasons_and_the_answer_beside_it(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    acts.answer(case=case, text="We have a new hall.", on=TODAY, by=scene.approver)
    [row] = public.decisions(DecisionTerms(), TODAY)[:]
    assert (row.reference, row.organization, str(row.name)) == (case.reference, scene.own.pk, "Own Choir")
    assert (str(row.measure), row.body) == ("The label “badly run”", None)
    assert (row.reasons, row.answer) == (case.round.reasons, "We have a new hall.")
    assert (row.since, row.ends_on, row.vanishes_on) == (TODAY, case.ends_on, case.ends_on)
    assert (row.appealed_on, row.appeal_until) == (None, None)
    assert public.decision(case.reference, TODAY) == row
    assert public.against(scene.own.pk, TODAY)[0] == [row]
    assert public.against(scene.other.pk, TODAY)[0] == []


@pytest.mark.parametrize("stage", ["opened", "served", "replied", "considered", "decided", "appealable", "appealed"])
def test_nothing_is_shown_before_it_was_served_and_has_effect(scene, stage):
    case = getattr(scene.walk, stage)("badly-run", by=scene.apex_officer)
    assert listed() == []
    with pytest.raises(NotFound, match=case.reference):
        public.decision(case.reference, TODAY)


def test_a_running_appeal_is_said_and_that_it_suspends_nothing(scene):
    case = in_effect(scene)
    assert public.decision(case.reference, TODAY).appeal_until == case.round.appeal_until
    acts.appeal(case=case, grounds="Wrong.", at=noon(TODAY + DAY), by=scene.approver)
    stand(TODAY + DAY)
    assert public.decision(case.reference, TODAY + DAY).appealed_on == TODAY + DAY
    assert public.decision(case.reference, TODAY).appealed_on is None, "on the day before, none was running"


def test_what_was_reversed_is_not_even_shown_as_of_a_day_before(scene):
    case = acts.appeal(case=in_effect(scene), grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    assert listed() == [case.reference]
    acts.reverse(case=case, reasons="The flood.", on=TODAY + DAY, by=scene.reviewer)
    stand(TODAY + DAY)
    assert listed(TODAY) == listed(TODAY + DAY) == []


def test_what_an_overdue_appeal_suspends_is_gone(scene):
    case = acts.appeal(case=in_effect(scene), grounds="Wrong.", at=noon(TODAY), by=scene.approver)
    outcomes.run_cases(on=TODAY + timedelta(days=90))
    assert listed() == []
    case.refresh_from_db()
    assert case.published_until is None


def test_what_ended_early_and_what_ran_out_is_gone(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    stand(case.ends_on - DAY)
    assert listed(case.ends_on - DAY) == [case.reference]
    stand(case.ends_on)
    assert listed(case.ends_on) == listed(TODAY) == [], "gone on its day, whether or not the clocks have run"
    stand(TODAY)
    acts.end_early(case=case, reasons="Put right.", on=TODAY, by=scene.apex)
    assert listed() == []


def test_a_day_before_its_effect_does_not_show_it(scene):
    scene.walk.final("badly-run", by=scene.apex_officer)
    assert listed(TODAY - DAY) == []


def test_a_removal_vanishes_too(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    Case.objects.filter(pk=case.pk).update(rung="removal", effect="removal")
    case.refresh_from_db()
    take_effect(case, TODAY)
    assert case.ends_on is None
    assert case.published_until == TODAY.replace(year=TODAY.year + 1)
    stand(case.published_until)
    assert listed(case.published_until) == []


def test_what_is_withheld_is_only_counted_by_its_ground(scene):
    scene.walk.withheld = "minors"
    assert public.withheld(TODAY) == []
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    assert [(str(name), many) for name, many in public.withheld(TODAY)] == [("The protection of minors", 1)]
    assert listed() == []
    assert public.against(scene.own.pk, TODAY)[0] == []
    stand(case.ends_on)
    assert public.withheld(case.ends_on) == []


def test_the_list_is_narrowed_by_field_committee_and_measure(scene):
    case = scene.walk.final("badly-run", by=scene.apex_officer)
    field = Particulars.objects.get(organization=scene.own).concept.path.strip("/").split("/")[0]
    assert [term.code for term in public.measures(TODAY)] == ["badly-run"]
    for terms in ({"field": field}, {"committee": "J01"}, {"measure": "badly-run"}):
        assert listed(**terms) == [case.reference]
    for terms in ({"field": "x"}, {"committee": "none"}, {"committee": "J02"}, {"measure": "warning"}):
        assert listed(**terms) == []


def test_a_paper_that_could_not_be_handed_over_is_announced_without_its_content(scene):
    case = acts.send_notice(case=scene.walk.opened(), on=TODAY, by=scene.officer)
    assert public.papers(TODAY).count() == 0
    acts.try_service(case=case, attempt=in_person(delivered=False), on=TODAY, by=scene.officer)
    made = acts.publish_paper(case=case, reasons="Nobody there.", on=TODAY, by=scene.officer)
    [row] = public.papers(TODAY)[:]
    assert (row.organization, row.since, row.served_on) == (scene.own.pk, TODAY, made.served_on)
    assert GROUND.ground not in str(row)
    assert public.against(scene.own.pk, TODAY)[1] == [row]
    acts.acknowledge(case=case, on=TODAY, by=scene.approver)
    assert public.against(scene.own.pk, TODAY)[1] == [], "whoever has it does not read that it waits"
