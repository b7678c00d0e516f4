"""An organization reports what it did, hands a returned report in again, corrects one, or takes it back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import correspondence
from umbel.activities.acts.signs import note_signs
from umbel.activities.models import Activity, Correction, Evidence, Obligation
from umbel.activities.permissions import check_may_report
from umbel.activities.persons import check_no_persons
from umbel.activities.queries import pack_in_force
from umbel.activities.states import ACTIVITY, Source
from umbel.activities.table_of_acts import ActivityAct
from umbel.audit import acts as audit
from umbel.audit.actors import Subject
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.audit.subjects import SubjectKind
from umbel.commitments.models import Undertaking
from umbel.documents.acts import add_document
from umbel.documents.pictures import look_of
from umbel.documents.queries import place_of
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.states import ClockState
from umbel.policy.pack import Pack, RequirementKind
from umbel.structure.models import Organization
from umbel.structure.queries import in_force, languages, placement_of
from umbel.words import UNKNOWN, Message, Words

LONGEST_TEXT = 4000
MOST_PEOPLE = 1_000_000
MOST_FILES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an organization says of one activity: a head count, never names."""

    kind: str
    held_on: date
    head_count: int
    summary: str
    place: str = ""
    outcome: str = ""
    obligation: Obligation | None = None
    undertaking: Undertaking | None = None
    reference: str = ""
    """The sender's own number for it. The same number again is the same report."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that supports a report, as it was handed in."""

    kind: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """What a report says from now on, and why."""

    what: Report
    reasons: str
    files: Sequence[File] = ()
    language: str = "en"


@whole()
def report(
    *,
    organization: Organization,
    what: Report,
    files: Sequence[File] = (),
    language: str = "en",
    source: Source = Source.PAGE,
    on: date,
    by: Viewer,
) -> Activity:
    """File a report. A report with the reference of an earlier one is that one, and nothing is written.
    Raises Problems with everything that is wrong with it.
    """
    check_may_report(by, organization)
    Organization.objects.select_for_update().get(pk=organization.pk)  # one report at a time: no double click files two
    pack = _rules()
    if what.reference and (
        known := Activity.objects.filter(organization=organization, reference=what.reference).first()
    ):
        return known
    check_report(organization, what, pack, on, files)
    deadline = correspondence.term(pack, "verification", on, REPORTED)
    activity = Activity.objects.create(
        organization=organization,
        reported_on=on,
        verify_by=deadline.on,
        source=source,
        filed_at=timezone.now(),
        filed_by_id=by.account_id,
        **_values(what, language),
    )
    _enclose(activity, files, by)
    note_signs(activity, on)
    _wait_for_finding(activity, pack, on)
    audit.record(
        ActivityAct.REPORT,
        by=by.actor,
        about=correspondence.subject_of(activity),
        body=_committee(organization, on),
        data={"on": str(on), "source": source.value, **_said(activity)},
    )
    return activity


@whole()
def hand_in_again(*, activity: Activity, what: Report, reasons: str, on: date, by: Viewer, **more: Any) -> Activity:
    """Hand a returned report in once more, with what was missing (`files`, in `language`); the committee's time
    begins anew. Raises as `report` does.
    """
    return _change("hand-in-again", activity, Change(what, reasons, **more), on, by)


@whole()
def correct(*, activity: Activity, what: Report, reasons: str, on: date, by: Viewer, **more: Any) -> Activity:
    """Correct a report: both versions stay on the file, with the reason, and the committee finds on it anew."""
    return _change("correct", activity, Change(what, reasons, **more), on, by)


@whole()
def withdraw(*, activity: Activity, reasons: str, on: date, by: Viewer) -> Activity:
    """Take a report back before there is a finding. It stays on the file and counts for nothing."""
    check_may_report(by, activity.organization)
    activity = locked(activity)
    activity.state = ACTIVITY.check_step("withdraw", activity.state)
    if not reasons.strip():
        raise NotNow(_("Say why, in a sentence."))
    activity.save(update_fields=["state"])
    activity.verifications.filter(superseded_on=None).update(superseded_on=on)
    correspondence.about(activity).stop("verification", on, ClockState.LIFTED)
    correspondence.about(activity).stop("resubmission", on, ClockState.LIFTED)
    audit.record(
        ActivityAct.WITHDRAW,
        by=by.actor,
        about=correspondence.subject_of(activity),
        reasons=reasons,
        data={"on": str(on)},
    )
    return activity


def check_report(
    organization: Organization,
    what: Report,
    pack: Pack,
    on: date,
    files: Sequence[File] = (),
    *,
    row: int | None = None,
) -> None:
    """Raises Problems with everything that is wrong with a report; `row` names its line in a spreadsheet."""
    problems = [Problem(said, field=field, row=row) for field, said in _wrong(organization, what, pack, on)]
    if len(files) > MOST_FILES:
        problems.append(Problem(_("At most %(most)d files support one report.") % {"most": MOST_FILES}, field="files"))
    if problems:
        raise Problems(_("The report was not filed. Nothing you typed is lost."), problems)


def _wrong(organization: Organization, what: Report, pack: Pack, on: date) -> list[tuple[str, str]]:
    kinds = {kind.code for kind in pack.activity_kinds}
    own = organization.registered_on
    tests = (
        ("kind", kinds and what.kind not in kinds, _("Choose what kind of activity it was.")),
        ("held_on", what.held_on > on, _("An activity can be reported once it has been held.")),
        ("held_on", own and what.held_on < own, _("On that day the organization was not on the register yet.")),
        ("head_count", what.head_count < 0, _("The number of people present is a whole number, 0 or more.")),
        ("head_count", what.head_count > MOST_PEOPLE, _("That is more than a million people. Check the number.")),
        ("summary", not what.summary.strip(), _("Say in a sentence or two what was done.")),
        ("summary", len(what.summary) > LONGEST_TEXT, _("Shorten it to 4,000 characters.")),
        ("outcome", len(what.outcome) > LONGEST_TEXT, _("Shorten it to 4,000 characters.")),
        ("place", len(what.place) > 200, _("Shorten it to 200 characters.")),
        (
            "obligation",
            what.obligation and what.obligation.organization_id != organization.pk,
            _("This obligation is another organization's."),
        ),
        (
            "obligation",
            what.obligation and what.obligation.kind != RequirementKind.ACTIVITY,
            _("This obligation is met by a document, not by an activity."),
        ),
        (
            "held_on",
            what.obligation and not what.obligation.from_on <= what.held_on < what.obligation.until_on,
            _("The day does not lie in the period of the obligation you chose."),
        ),
        (
            "undertaking",
            what.undertaking and what.undertaking.commitment.organization_id != organization.pk,
            _("This undertaking is another organization's."),
        ),
    )
    return [(field, said) for field, wrong, said in tests if wrong]


REPORTED = Message("the report was filed")
AGAIN = Message("the report was handed in again")


def _change(step: str, activity: Activity, change: Change, on: date, by: Viewer) -> Activity:
    what, reasons, files, language = change.what, change.reasons, change.files, change.language
    check_may_report(by, activity.organization)
    activity = locked(activity)
    state = ACTIVITY.check_step(step, activity.state)
    pack = _rules()
    if not reasons.strip():
        raise Problems(
            _("The report was not changed."), [Problem(_("Say what you changed, and why."), field="reasons")]
        )
    check_report(activity.organization, what, pack, on, files)
    before = _said(activity)
    for name, value in _values(what, language).items():
        if name != "reference":
            setattr(activity, name, value)
    deadline = correspondence.term(pack, "verification", on, AGAIN)
    activity.state, activity.verify_by = state, deadline.on
    activity.save()
    _enclose(activity, files, by)
    note_signs(activity, on)
    after = _said(activity)
    Correction.objects.create(
        activity=activity, made_on=on, made_by_id=by.account_id, reasons=reasons.strip(), before=before, after=after
    )
    activity.verifications.filter(superseded_on=None).update(superseded_on=on)
    correspondence.about(activity).stop("resubmission", on)
    correspondence.about(activity).stop("verification", on, ClockState.LIFTED)
    _wait_for_finding(activity, pack, on)
    audit.record(
        ActivityAct.of(f"activities:{step}"),
        by=by.actor,
        about=correspondence.subject_of(activity),
        body=_committee(activity.organization, on),
        reasons=reasons,
        data={"on": str(on), "before": before, "after": after},
    )
    return activity


def _rules() -> Pack:
    pack = pack_in_force()
    if pack is None:
        raise NotNow(_("No rules are in force here yet, so nothing can be reported."))
    return pack


def _values(what: Report, language: str) -> dict[str, Any]:
    said = asdict(what) | {"obligation": what.obligation, "undertaking": what.undertaking}
    summary = said.pop("summary").strip()
    return said | {
        "summary": Words({language if language in languages() else UNKNOWN: summary}),
        "outcome": what.outcome.strip(),
        "place": " ".join(what.place.split()),
    }


def _said(activity: Activity) -> dict[str, Any]:
    """What the report says now, for the ledger and for a correction."""
    return {
        "kind": activity.kind,
        "held_on": str(activity.held_on),
        "head_count": activity.head_count,
        "summary": str(activity.summary),
        "place": activity.place,
        "outcome": activity.outcome,
        "obligation": activity.obligation_id,
        "undertaking": activity.undertaking_id,
        "evidence": sorted(activity.evidence.values_list("reference", flat=True)),
    }


def _enclose(activity: Activity, files: Sequence[File], by: Viewer) -> None:
    for file in files:
        check_no_persons(file.name, file.content)
        kept = add_document(
            subject=correspondence.subject_of(activity),
            kind=file.kind,
            name=file.name,
            content=file.content,
            by=by.actor,
        )
        is_picture = kept.media_type.startswith("image/")
        look = look_of(place_of(kept.sha256).read_bytes()) if is_picture else ""
        Evidence.objects.create(activity=activity, kind=file.kind, reference=kept.name, document=kept, picture=look)


def _wait_for_finding(activity: Activity, pack: Pack, on: date) -> None:
    placed = placement_of(activity.organization, on)
    if placed is None:
        return  # silence accepts it; the register shows that nobody supervises this organization
    again = activity.corrections.exists()
    deadline = correspondence.term(pack, "verification", on, AGAIN if again else REPORTED)
    correspondence.about(activity).clock("verification", Party.body(placed.body_id), deadline)


def _committee(organization: Organization, on: date) -> Subject | None:
    placed = organization.placements.filter(in_force(on)).select_related("body").first()
    return Subject(SubjectKind.BODY, str(placed.body_id), str(placed.body)) if placed else None
