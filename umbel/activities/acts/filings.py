"""Handing in a document for an obligation, such as the report on a year."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts.reporting import File
from umbel.activities.models import Filing, Obligation
from umbel.activities.permissions import check_may_hand_in
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.documents.acts import add_document
from umbel.errors import NotNow, Problem, Problems
from umbel.policy.pack import RequirementKind

LARGEST = Decimal(10) ** 15


@whole()
def hand_in(
    *,
    obligation: Obligation,
    file: File,
    income: Decimal | None = None,
    expenditure: Decimal | None = None,
    on: date,
    by: Viewer,
) -> Filing:
    """Hand a document in for an obligation, once. Raises NotNow when it was handed in before."""
    check_may_hand_in(by, obligation.organization)
    obligation = locked(obligation)
    if obligation.kind != RequirementKind.FILING:
        raise NotNow(_("This obligation is met by activities, not by a document."))
    if known := Filing.objects.filter(obligation=obligation).first():
        raise NotNow(_("This was handed in on %(day)s already.") % {"day": known.received_on})
    problems = [
        Problem(_("An amount lies between 0 and a million billions."), field=name)
        for name, amount in (("income", income), ("expenditure", expenditure))
        if amount is not None and not 0 <= amount < LARGEST
    ]
    if problems:
        raise Problems(_("Nothing was handed in."), problems)
    subject = Subject(SubjectKind.OBLIGATION, str(obligation.pk), f"{obligation.requirement}, {obligation.period}")
    document = add_document(subject=subject, kind=file.kind, name=file.name, content=file.content, by=by.actor)
    filing = Filing.objects.create(
        obligation=obligation,
        received_on=on,
        income=income,
        expenditure=expenditure,
        document=document,
        filed_at=timezone.now(),
        filed_by_id=by.account_id,
    )
    audit.record(
        ActivityAct.HAND_IN,
        by=by.actor,
        about=subject,
        data={
            "on": str(on),
            "organization": obligation.organization_id,
            "sha256": document.sha256,
            "income": income,
            "expenditure": expenditure,
        },
    )
    return filing
