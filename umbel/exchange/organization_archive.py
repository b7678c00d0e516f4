"""An organization's whole file as one archive: everything its supervisor sees of it, in JSON and CSV with a
Frictionless data package descriptor (https://specs.frictionlessdata.io/tabular-data-package/), the documents
themselves, and a receipt for every act in the ledger that can be checked offline.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Cast

from umbel.activities.models import (
    Activity,
    Correction,
    Evidence,
    Extension,
    Filing,
    Look,
    Obligation,
    Sign,
    Upload,
    UploadRow,
    Verification,
    Visit,
)
from umbel.audit import queries as audit
from umbel.audit.models import Entry
from umbel.audit.subjects import SubjectKind
from umbel.bulletins.models import Copy, Return
from umbel.casework.models import Case, CaseStep, Interim, Label, RemedyStep, Round, Service
from umbel.commitments.models import Commitment, Proposal, Undertaking
from umbel.documents.models import Document
from umbel.documents.queries import open_document
from umbel.errors import UmbelError
from umbel.evaluation.models import (
    FactCorrection,
    Grade,
    Judgement,
    Objection,
    ProposedGrade,
    SecondReading,
    SelfScore,
)
from umbel.exchange.export import cell_text
from umbel.notices.models import Attempt, Clock, Notice
from umbel.registration.models import Application, ChangeRequest, Decision, Examination, Opinion, Request, Review
from umbel.rulemaking.models import Comment
from umbel.structure.models import (
    Identifier,
    OfficeHolder,
    Organization,
    Particulars,
    Placement,
    RoleHolding,
)
from umbel.words import Message, Words, spoken

TYPES: dict[type, str] = {
    models.BooleanField: "boolean",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.JSONField: "object",
    models.DecimalField: "number",
    models.IntegerField: "integer",
    models.AutoField: "integer",
}
OWN_SUBJECTS: dict[str, Any] = {
    "activity": Activity,
    "obligation": Obligation,
    "visit": Visit,
    "return": Return,
    "case": Case,
}
"""Kinds of subject in the ledger that belong to one organization."""
LEFT_OUT = {"secret", "token"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file: its rows, and what they say."""

    name: str
    title: str
    rows: models.QuerySet[Any]

    @property
    def fields(self) -> list[Any]:
        return [field for field in self.rows.model._meta.concrete_fields if field.name not in LEFT_OUT]  # noqa: SLF001

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from self.rows.order_by("pk").values(*(field.attname for field in self.fields))


def export_file(*, organization: Organization, to: IO[bytes], on: date) -> dict[str, int]:
    """Write the whole file of `organization` as a zip archive into the stream. Returns table -> rows."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        described, counts = [], {}
        for table in tables(organization):
            rows = list(table)
            counts[table.name] = len(rows)
            archive.writestr(f"data/{table.name}.csv", _csv(table, rows))
            archive.writestr(f"data/{table.name}.json", _json(rows))
            described.append(_resource(table))
        counts["documents"] = _documents(archive, organization)
        counts["receipts"] = _receipts(archive, organization)
        archive.writestr("datapackage.json", _json(_descriptor(organization, described, on)))
        archive.writestr("README.txt", "\n".join(map(README.in_language, spoken())))
    return counts


def tables(organization: Organization) -> list[Table]:
    """Everything the record holds of the organization: what it said, what was said of it, and to it."""
    own = {"organization": organization.pk}
    notices = Notice.objects.filter(_about(organization))
    return [
        Table("organization", "The entry", Organization.objects.filter(pk=organization.pk)),
        Table("identifiers", "Its numbers", Identifier.objects.filter(**own)),
        Table("particulars", "Its name, field, district and size through time", Particulars.objects.filter(**own)),
        Table("placements", "Its joint committees through time", Placement.objects.filter(**own)),
        Table("office_holders", "Who held its offices", OfficeHolder.objects.filter(**own)),
        Table("roles", "Which accounts acted for it", RoleHolding.objects.filter(**own)),
        *_registration_tables(organization),
        Table("commitments", "Its commitments, in their words", Commitment.objects.filter(**own)),
        Table(
            "undertakings",
            "What they promise, and when",
            Undertaking.objects.filter(commitment__organization=organization),
        ),
        Table(
            "proposals", "Proposals to vary or end them", Proposal.objects.filter(commitment__organization=organization)
        ),
        *_activity_tables(organization),
        Table("bulletins", "Bulletins that reached it", Copy.objects.filter(reached_on__isnull=False, **own)),
        Table("returns", "Returns it was asked for", Return.objects.filter(**own)),
        *_grade_tables(organization),
        *_case_tables(organization),
        Table("notices", "What was said to it", notices),
        Table("attempts", "How that was delivered", Attempt.objects.filter(notice__in=notices)),
        Table("deadlines", "Deadlines that run or ran for it", Clock.objects.filter(_about(organization))),
        Table("documents", "Documents", Document.objects.filter(_subjects(organization))),
        Table("acts", "Acts in the ledger", _entries(organization)),
    ]


def _registration_tables(organization: Organization) -> list[Table]:
    own = {"organization": organization.pk}
    applications = Application.objects.filter(**own)
    changes = ChangeRequest.objects.filter(**own)
    decided = Decision.objects.filter(models.Q(application__in=applications) | models.Q(change__in=changes))
    return [
        Table("applications", "Its application", applications),
        Table("application_requests", "What was asked for more", Request.objects.filter(application__in=applications)),
        Table("examinations", "What the registrar found", Examination.objects.filter(application__in=applications)),
        Table("opinions", "What the supervising tier said", Opinion.objects.filter(application__in=applications)),
        Table("decisions", "Decisions on its application and its changes", decided),
        Table("reviews", "Reviews of them", Review.objects.filter(decision__in=decided)),
        Table("changes", "Changes it asked for", changes),
    ]


def _activity_tables(organization: Organization) -> list[Table]:
    key = organization.pk
    own = {"organization": key}
    return [
        Table("obligations", "What is asked of it", Obligation.objects.filter(**own)),
        Table("activities", "What it reported", Activity.objects.filter(**own)),
        Table("evidence", "What supports it", Evidence.objects.filter(activity__organization=key)),
        Table("verifications", "The findings on it", Verification.objects.filter(activity__organization=key)),
        Table(
            "corrections", "What was corrected, before and after", Correction.objects.filter(activity__organization=key)
        ),
        Table("signs", "What was pointed out, and the rulings", Sign.objects.filter(activity__organization=key)),
        Table("looks", "Other looks at a finding", Look.objects.filter(activity__organization=key)),
        Table("extensions", "More time it was given", Extension.objects.filter(obligation__organization=key)),
        Table("visits", "Visits, with its answers", Visit.objects.filter(**own)),
        Table("uploads", "Spreadsheets it sent", Upload.objects.filter(**own)),
        Table("upload_rows", "What they said, row by row", UploadRow.objects.filter(upload__organization=key)),
        Table("filings", "What it handed in", Filing.objects.filter(obligation__organization=key)),
    ]


def _grade_tables(organization: Organization) -> list[Table]:
    own = {"organization": organization.pk}
    return [
        Table("grades", "Grades that rules propose", ProposedGrade.objects.filter(**own)),
        Table("self_scores", "What it said of itself", SelfScore.objects.filter(**own)),
        Table("judgements", "What its committee found", Judgement.objects.filter(**own)),
        Table("corrections_of_facts", "Frozen facts put right", FactCorrection.objects.filter(**own)),
        Table("second_readings", "Whether a second committee read it", SecondReading.objects.filter(**own)),
        Table("objections", "What it objected to, and the decisions", Objection.objects.filter(**own)),
        Table("published_grades", "Its published grades", Grade.objects.filter(**own)),
        Table("comments_on_rules", "What it said of drafts of rules", Comment.objects.filter(**own)),
    ]


def _case_tables(organization: Organization) -> list[Table]:
    own, theirs = {"organization": organization.pk}, {"case__organization": organization.pk}
    # A round stays with whom it was about, also when the case went on about the organization it merged into.
    rounds = Round.objects.filter(models.Q(**own) | models.Q(**theirs))
    return [
        Table("cases", "Cases about it", Case.objects.filter(**own)),
        Table("case_rounds", "What was said and decided in each of their rounds", rounds),
        Table("case_steps", "Their files, line by line", CaseStep.objects.filter(**theirs)),
        Table("services", "How papers were brought", Service.objects.filter(round__in=rounds)),
        Table("labels", "What it carried, from when to when", Label.objects.filter(**own)),
        Table("remedies", "Steps of remedy", RemedyStep.objects.filter(**theirs)),
        Table("interim_measures", "Interim measures", Interim.objects.filter(**theirs)),
    ]


def _subjects(organization: Organization) -> models.Q:
    """Whatever is about the organization, its application or its change requests."""
    found = models.Q(subject_kind=SubjectKind.ORGANIZATION, subject_id=str(organization.pk))
    for application in Application.objects.filter(organization=organization).values_list("pk", flat=True):
        found |= models.Q(subject_kind=SubjectKind.APPLICATION, subject_id=str(application))
    changes = ChangeRequest.objects.filter(organization=organization).values_list("pk", flat=True)
    found |= models.Q(subject_kind=SubjectKind.CHANGE_REQUEST, subject_id__in=[str(key) for key in changes])
    for kind, model in OWN_SUBJECTS.items():
        keys = model.objects.filter(organization=organization).annotate(key=Cast("pk", models.CharField()))
        found |= models.Q(subject_kind=kind, subject_id__in=keys.values("key"))
    return found


def _about(organization: Organization) -> models.Q:
    return _subjects(organization) | models.Q(party_kind="organization", party_id=str(organization.pk))


def _entries(organization: Organization) -> models.QuerySet[Entry]:
    return Entry.objects.filter(_subjects(organization)).defer("frontier")


def _csv(table: Table, rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    names = [field.attname for field in table.fields if not isinstance(field, models.BinaryField)]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in names])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, dict | list | Words):
        return cell_text(json.dumps(value, ensure_ascii=False, cls=_Encoder))
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return cell_text(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, cls=_Encoder)


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, Words):
            return dict(o)
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def _resource(table: Table) -> dict[str, Any]:
    fields = [
        {"name": field.attname, "type": _type(field)}
        for field in table.fields
        if not isinstance(field, models.BinaryField)
    ]
    return {
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "path": f"data/{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(field: Any) -> str:
    if field.is_relation:
        return _type(field.target_field)
    return next((name for kind, name in TYPES.items() if isinstance(field, kind)), "string")


def _descriptor(organization: Organization, resources: list[dict[str, Any]], on: date) -> dict[str, Any]:
    standing = organization.particulars.order_by("-from_on").first()
    return {
        "profile": "tabular-data-package",
        "name": f"organization-{organization.pk}",
        "title": str(standing or organization.pk),
        "created": on.isoformat(),
        "resources": resources,
    }


def _documents(archive: zipfile.ZipFile, organization: Organization) -> int:
    written = 0
    for document in Document.objects.filter(_subjects(organization)).order_by("pk"):
        try:
            content = open_document(document)
        except UmbelError as damaged:
            archive.writestr(f"documents/{document.pk}-missing.txt", str(damaged))
            continue
        archive.writestr(f"documents/{document.pk}-{document.name}", content)
        written += 1
    return written


def _receipts(archive: zipfile.ZipFile, organization: Organization) -> int:
    seal = audit.latest_checkpoint()
    if seal is None:
        return 0
    entries = Entry.objects.filter(_subjects(organization), number__lte=seal.size).order_by("number")
    receipts = [audit.inclusion_receipt(entry, seal) for entry in entries]
    archive.writestr("ledger/receipts.json", _json(receipts))
    archive.writestr("ledger/checkpoint.txt", seal.text)
    return len(receipts)


README = Message(
    """This archive holds the whole file of one organization, as its supervisor sees it.

datapackage.json       describes every table (Frictionless tabular data package)
data/*.csv, *.json     the tables; texts that a spreadsheet would run stand behind an apostrophe in CSV
documents/             what was handed in and what was issued, by number
ledger/receipts.json   a proof for every act on the record; ledger/checkpoint.txt is the state they are proven against
"""
)
