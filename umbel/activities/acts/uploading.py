"""Filing a spreadsheet of reports: checked whole first, then row by row in the background, each a report of its own."""

from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Role, Viewer
from umbel.activities.acts.reporting import Report, report
from umbel.activities.models import Activity, Obligation, Upload, UploadRow
from umbel.activities.permissions import check_may_report
from umbel.activities.states import Source
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotNow, UmbelError
from umbel.structure.models import Organization
from umbel.structure.queries import holdings_of, today

QUIET = timedelta(seconds=60)
"""After so long without a sign the worker is held to have died."""
ROWS_AT_A_TIME = 20


@whole()
def keep_upload(
    *, organization: Organization, name: str, rows: list[tuple[int, Report]], language: str, by: Viewer
) -> Upload:
    """Keep what a spreadsheet says until it is filed. Nothing of it counts yet."""
    check_may_report(by, organization)
    upload = Upload.objects.create(
        organization=organization, name=name[:200], made_by_id=by.account_id, role=by.role, language=language
    )
    UploadRow.objects.bulk_create(UploadRow(upload=upload, number=number, said=_said(row)) for number, row in rows)
    return upload


@whole()
def file_upload(*, upload: Upload, on: date, by: Viewer) -> None:
    """Hand over every row, as of today; they are filed in the background. Doing it twice changes nothing."""
    check_may_report(by, upload.organization)
    upload = locked(upload)
    if upload.made_by_id != by.account_id:
        raise NotNow(_("Whoever uploaded the sheet files it."))
    if upload.filed_on is None:
        upload.filed_on, upload.worked_at = on, timezone.now()
        upload.save(update_fields=["filed_on", "worked_at"])
        transaction.on_commit(partial(file_waiting_rows.enqueue, upload.pk))


def resume_uploads() -> int:
    """Take up again what a worker left behind. Returns how many."""
    quiet = timezone.now() - QUIET
    left = Upload.objects.filter(filed_on__isnull=False, worked_at__lt=quiet).filter(
        Q(rows__activity__isnull=True, rows__why_not="")
    )
    keys = list(left.distinct().values_list("pk", flat=True))
    for key in keys:
        if Upload.objects.filter(pk=key, worked_at__lt=quiet).update(worked_at=timezone.now()):
            file_waiting_rows.enqueue(key)
    return len(keys)


@task()
def file_waiting_rows(upload_id: int) -> int:
    """File what is left of an upload. Each row is a transaction: a worker that dies loses nothing, and the next one
    goes on behind the last row that was filed.
    """
    upload = Upload.objects.select_related("organization", "made_by").get(pk=upload_id)
    by = _viewer(upload)
    waiting = upload.rows.filter(activity__isnull=True, why_not="").order_by("number")
    filed = 0
    with translation.override(upload.language):
        while rows := list(waiting[:ROWS_AT_A_TIME]):
            Upload.objects.filter(pk=upload_id).update(worked_at=timezone.now())
            filed += sum(_file(row, upload, by) for row in rows)
    return filed


def _file(row: UploadRow, upload: Upload, by: Viewer | None) -> bool:
    assert upload.filed_on is not None
    try:
        with transaction.atomic():
            if by is None:
                raise NotNow(_("Whoever uploaded the sheet no longer acts for the organization."))
            what = _read(row.said)
            known = Activity.objects.filter(organization=upload.organization, reference=what.reference)
            row.was_known = known.exists()
            row.activity = report(
                organization=upload.organization,
                what=what,
                language=upload.language,
                source=Source.SPREADSHEET,
                on=upload.filed_on,
                by=by,
            )
            row.save(update_fields=["activity", "was_known"])
    except UmbelError as refused:
        UploadRow.objects.filter(pk=row.pk).update(why_not=str(refused))
        return False
    return True


def _viewer(upload: Upload) -> Viewer | None:
    """Whoever filed it, if they still hold the role."""
    held = holdings_of(upload.made_by_id, today()).filter(role=upload.role, organization=upload.organization)
    if not held.exists():
        return None
    return Viewer(
        role=Role(upload.role),
        organization_id=upload.organization_id,
        user_id=upload.made_by_id,
        label=str(upload.made_by),
    )


def _said(row: Report) -> dict[str, Any]:
    said = asdict(row) | {"held_on": row.held_on.isoformat()}
    return said | {"obligation": row.obligation.pk if row.obligation else None, "undertaking": None}


def _read(said: dict[str, Any]) -> Report:
    obligation = Obligation.objects.filter(pk=said["obligation"] or 0).first()
    return Report(**said | {"held_on": date.fromisoformat(said["held_on"]), "obligation": obligation})
