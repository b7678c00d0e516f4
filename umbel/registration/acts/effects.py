"""What each kind of change does to the record, on the day it takes effect; and what would keep it from being done."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Role, Viewer
from umbel.errors import NotNow, Problem, UmbelError
from umbel.notices.acts import Party, move_clocks
from umbel.registration.acts.end_of_entry import end_with_entry
from umbel.registration.models import ChangeRequest
from umbel.registration.queries import rules_of
from umbel.registration.queries.numbers import next_number_after
from umbel.registration.states import ChangeKind
from umbel.structure.acts import (
    change_office_holders,
    change_particulars,
    end_organization,
    enter_organization,
    place,
)
from umbel.structure.acts.roles import give_role
from umbel.structure.models import Body, Concept, District, Organization, RoleHolding
from umbel.structure.names import clean_name
from umbel.structure.queries import classification_in_use, in_force, languages, on_the_register, placement_of
from umbel.structure.states import TierCode
from umbel.words import NO_WORDS, UNKNOWN, Message, Words, columns, in_each

MOVED = Message("Transferred at the organization's request: {reasons}")
WAS_PART = Message("It was part of an organization of this committee.")


def problems_of(organization: Organization, kind: ChangeKind, after: dict[str, Any], on: date) -> list[Problem]:
    """Everything that keeps a change from being carried out as it is written; names are cleaned in place."""
    checks = {
        ChangeKind.NAME: _problems_of_names,
        ChangeKind.SPLIT: _problems_of_names,
        ChangeKind.FIELD: _problems_of_field,
        ChangeKind.DISTRICT: _problems_of_district,
        ChangeKind.OFFICE_HOLDERS: _problems_of_offices,
        ChangeKind.TRANSFER: _problems_of_transfer,
        ChangeKind.MERGER: _problems_of_merger,
    }
    check = checks.get(kind)
    return check(organization, after, on) if check else []


def carry_out(change: ChangeRequest, reasons: str, on: date, by: Viewer) -> None:
    """Do to the record what the granted change says, from `on`, for the reasons on which it was granted."""
    organization, after = change.organization, change.after
    if organization.ended_on:
        raise NotNow(
            _("Its entry ends on %(day)s, so nothing of it changes any more.") % {"day": organization.ended_on}
        )
    kind = ChangeKind(change.kind)
    if kind == ChangeKind.NAME:
        names = _unasked(organization, on) | after["names"]
        change_particulars(organization=organization, on=on, by=by.actor, reasons=reasons, names=names)
    elif kind == ChangeKind.FIELD:
        concept = _concept(after["concept"])
        change_particulars(
            organization=organization, on=on, by=by.actor, reasons=reasons, concept_id=concept.pk if concept else None
        )
    elif kind == ChangeKind.DISTRICT:
        district = District.objects.get(code=after["district"])
        change_particulars(organization=organization, on=on, by=by.actor, reasons=reasons, district_id=district.pk)
    elif kind == ChangeKind.OFFICE_HOLDERS:
        holders = [(holder["office"], holder["name"]) for holder in after["office_holders"]]
        change_office_holders(organization=organization, office_holders=holders, on=on, by=by.actor, reasons=reasons)
    elif kind == ChangeKind.TRANSFER:
        body = Body.objects.get(code=after["body"])
        why = in_each(languages(), MOVED.filled(reasons=change.reasons))
        place(organization=organization, body=body, on=on, by=by.actor, why=why)
    elif kind == ChangeKind.SPLIT:
        _split(change, on, by)
    else:
        _end(change, reasons, on, by)


def _end(change: ChangeRequest, reasons: str, on: date, by: Viewer) -> None:
    """Merger or dissolution. Whatever is still open goes to the organization it merges into, or stays to be answered
    by its own approvers, whose role outlives the entry.
    """
    organization = change.organization
    into = Organization.objects.filter(pk=change.after.get("into_id")).first()
    if into:
        if into.ended_on:
            raise NotNow(
                _("The entry of the organization it would merge into ends itself, on %(day)s.") % {"day": into.ended_on}
            )
        move_clocks(from_=Party.organization(organization.pk), to=Party.organization(into.pk))
    end_with_entry(organization=organization, into=into, on=on, by=by.actor)
    end_organization(
        organization=organization,
        on=on,
        by=by.actor,
        reasons=reasons,
        into=str(into.pk) if into else "",
    )


def _split(change: ChangeRequest, on: date, by: Viewer) -> None:
    """A part becomes an organization of its own, under the same committee and with the same approvers; its
    file begins on that day, and everything before stays with the organization it comes from.
    """
    source, after = change.organization, change.after
    standing = source.particulars.get(in_force(on))
    rules = rules_of(change).registration
    scheme = rules.identifier_scheme if rules else "local-umbel"
    part = enter_organization(
        names=Words(after["names"]),
        identifier=(scheme, next_number_after(scheme, source)),
        concept=standing.concept,
        district=standing.district,
        size=None,
        office_holders=[
            (holder.office, holder.name) for holder in source.office_holders.filter(in_force(on)).order_by("office")
        ],
        on=on,
        by=by.actor,
    )
    approvers = RoleHolding.objects.filter(in_force(on), organization=source, role=Role.ORGANIZATION_APPROVER)
    for holding in approvers.select_related("account").order_by("pk"):
        give_role(account=holding.account, role=Role.ORGANIZATION_APPROVER, organization=part, on=on, by=by.actor)
    placement = placement_of(source, on)
    if placement:
        why = in_each(languages(), WAS_PART)
        place(organization=part, body=placement.body, on=on, by=by.actor, why=why)


def _unasked(organization: Organization, on: date) -> Words:
    """What it is called in languages in which nobody is asked for names: a change of name leaves these alone."""
    standing = organization.particulars.filter(in_force(on)).first()
    names = standing.names if standing else NO_WORDS
    return Words({tag: text for tag, text in names.items() if tag not in (*languages(), UNKNOWN)})


def _problems_of_names(organization: Organization, after: dict[str, Any], on: date) -> list[Problem]:
    problems, names, written = [], {}, columns("name", languages())
    for column, tag in written.items():
        try:
            names[tag] = clean_name((after.get("names") or {}).get(tag, ""))
        except UmbelError as refused:
            problems.append(Problem(str(refused), field=column))
    after["names"] = dict(Words(names))
    first = next(iter(written))
    if not after["names"]:
        problems.append(Problem(_("Give a name in at least one language."), field=first))
    standing = organization.particulars.filter(in_force(on)).first()
    asked = written.values()
    if standing and {tag: text for tag, text in standing.names.items() if tag in asked} == after["names"]:
        problems.append(Problem(_("That is its name already."), field=first))
    return problems


def _problems_of_field(_organization: Organization, after: dict[str, Any], _on: date) -> list[Problem]:
    return [] if _concept(after.get("concept", "")) else [Problem(_("Choose its field."), field="concept")]


def _problems_of_district(_organization: Organization, after: dict[str, Any], _on: date) -> list[Problem]:
    known = District.objects.filter(code=after.get("district", "")).exists()
    return [] if known else [Problem(_("Choose its district."), field="district")]


def _problems_of_offices(_organization: Organization, after: dict[str, Any], _on: date) -> list[Problem]:
    holders = after.get("office_holders") or []
    if holders and all(holder.get("office") and holder.get("name", "").strip() for holder in holders):
        return []
    return [Problem(_("Name at least one office-holder, each with an office."), field="office_holders")]


def _problems_of_transfer(organization: Organization, after: dict[str, Any], on: date) -> list[Problem]:
    body = Body.objects.filter(tier=TierCode.JOINT, code=after.get("body", ""), dissolved_on=None).first()
    placement = placement_of(organization, on)
    if body is None:
        return [Problem(_("Choose the joint committee it would move to."), field="body")]
    if placement and placement.body_id == body.pk:
        return [Problem(_("It is under this committee already."), field="body")]
    return []


def _problems_of_merger(organization: Organization, after: dict[str, Any], on: date) -> list[Problem]:
    into = Organization.objects.filter(on_the_register(on), pk=after.get("into_id") or 0).first()
    if into is None or into.pk == organization.pk:
        return [Problem(_("Name the organization on the register that it would merge into."), field="into_id")]
    return []


def _concept(code: str) -> Concept | None:
    return Concept.objects.filter(classification=classification_in_use(), code=code).first()
