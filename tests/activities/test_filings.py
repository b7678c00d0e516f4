"""A document is handed in once, for what asks for a document, with amounts that can be."""

from decimal import Decimal

import pytest

from tests import factories
from tests.activities.conftest import TODAY
from tests.documents.files import PLAIN_PDF
from umbel.activities.acts import File, hand_in
from umbel.activities.models import Filing
from umbel.audit.models import Entry
from umbel.errors import NotAllowed, NotNow, Problems

pytestmark = pytest.mark.django_db
A_MILLION_BILLIONS = Decimal(10) ** 15


@pytest.fixture
def due(scene, settings, tmp_path):
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return factories.an_obligation(scene.own, requirement="annual-report", kind="filing", period="2025")


def handed_in(scene, due, by=None, **more):
    return hand_in(
        obligation=due, file=File("report", "report.pdf", PLAIN_PDF), on=TODAY, by=by or scene.approver, **more
    )


def test_a_report_on_a_year_is_handed_in_once_and_is_on_the_record(scene, due):
    filing = handed_in(scene, due, income=Decimal(10), expenditure=A_MILLION_BILLIONS - 1)
    assert (filing.received_on, filing.income, filing.expenditure) == (TODAY, 10, A_MILLION_BILLIONS - 1)
    assert Entry.objects.get(act="activities:hand-in").data["sha256"] == filing.document.sha256
    with pytest.raises(NotNow, match="handed in on 2026-04-08 already"):
        handed_in(scene, due)


def test_what_activities_meet_takes_no_document(scene, due):
    with pytest.raises(NotNow, match="met by activities"):
        handed_in(scene, scene.due)


def test_only_the_organizations_own_approver_hands_in(scene, due):
    for who in (scene.editor, scene.outsider, scene.officer):
        with pytest.raises(NotAllowed):
            handed_in(scene, due, by=who)


@pytest.mark.parametrize("amounts", [{"income": Decimal(-1)}, {"expenditure": A_MILLION_BILLIONS}])
def test_an_amount_that_cannot_be_is_refused_by_its_field(scene, due, amounts):
    with pytest.raises(Problems) as refused:
        handed_in(scene, due, **amounts)
    assert [problem.field for problem in refused.value.problems] == list(amounts)
    assert not Filing.objects.exists()
