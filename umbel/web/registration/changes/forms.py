"""What the form of each kind of change asks for, and how before and after are put beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from umbel.policy.pack import Pack
from umbel.register import queries as public
from umbel.registration.models import ChangeRequest
from umbel.registration.queries import fitting_committees
from umbel.registration.states import ChangeKind
from umbel.structure.models import Body, Concept, District, Organization
from umbel.structure.queries import in_force, joint_committees
from umbel.web.fields import Choice, Day, InEachLanguage, Line, Text, Yes, is_key, plain
from umbel.web.forms import ActForm
from umbel.web.registration.applying.beside import grouped_concepts
from umbel.web.registration.office_holders import OfficeHolders
from umbel.web.shortcuts import language, titled
from umbel.web.viewing import UmbelRequest
from umbel.words import NOTHING

MOST_FOUND = 8
NAMED = (ChangeKind.NAME, ChangeKind.SPLIT)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing of an entry, before and after; several lines where there are several."""

    title: str
    before: list[str]
    after: list[str]


class ChangeForm(ActForm):
    """What is asked for, from when and why."""

    asked_as: ClassVar = {"names": "name"}
    more = False
    """Whether an empty row is asked for."""
    before: Mapping[str, Any] = NOTHING
    """What stands in the register now."""

    def after(self, kind: ChangeKind) -> dict[str, Any]:
        """What was said, in the shape that a change request keeps."""
        said = self.cleaned_data
        if kind in NAMED:
            return {"names": dict(said["name"])}
        if kind == ChangeKind.OFFICE_HOLDERS:
            return {"office_holders": said["office_holders"]}
        if kind == ChangeKind.MERGER:
            return {"into_id": int(said["into_id"]) if is_key(said["into_id"]) else None}
        return {name: said[name] for name in WHERE.values() if name in said}


def change_form(
    request: UmbelRequest | None, asked: Mapping[str, forms.Field], initial: Mapping[str, Any]
) -> ChangeForm:
    """The form of one kind of change: what that kind asks, and what every kind does."""
    from_when = Day(
        gettext_lazy("Takes effect on"),
        gettext_lazy("From today on. If it is decided later, it takes effect on that day."),
        required=False,
    )
    why = Text(gettext_lazy("Why"), gettext_lazy("A sentence or two. They stay with the change on the record."), rows=4)
    return ChangeForm(request, fields={**asked, "effective_on": from_when, "reasons": why}, initial=initial)


def asked_for(kind: ChangeKind, organization: Organization, pack: Pack, on: date) -> dict[str, forms.Field]:
    """What the form of a kind of change asks for."""
    if kind in NAMED:
        return {"name": InEachLanguage(_("New name") if kind == ChangeKind.NAME else _("Name of the part"))}
    if kind == ChangeKind.MERGER:
        return {"into": Line(_("The other organization: its identifier or name")), "into_id": Line(_("It merges into"))}
    if kind == ChangeKind.OFFICE_HOLDERS:
        return {"office_holders": OfficeHolders(pack)}
    if kind == ChangeKind.DISSOLUTION:
        name = titled(organization.pk, on).name
        label = _("Yes, %(name)s is to leave the register.") % {"name": name}
        return {"sure": Yes(label, missing=_("Tick the box if the organization is to leave the register."))}
    return {WHERE[kind]: _where_to(kind, on)}


WHERE = {ChangeKind.FIELD: "concept", ChangeKind.DISTRICT: "district", ChangeKind.TRANSFER: "body"}
"""The kinds of change that move an organization elsewhere, and what they change."""


def _where_to(kind: ChangeKind, on: date) -> Choice:
    if kind == ChangeKind.FIELD:
        hint = _(
            "If its joint committee no longer fits, the apex body looks at the placement afterwards; "
            "nothing moves by itself."
        )
        return Choice(_("New field"), hint, first=_("Choose"), optgroups=grouped_concepts(), wide=True)
    if kind == ChangeKind.DISTRICT:
        districts = District.objects.order_by("code")
        return Choice(_("New district"), first=_("Choose"), options=[(row.code, str(row.name)) for row in districts])
    options = [_option(row) for row in joint_committees(on)]
    return Choice(_("Joint committee it would move to"), first=_("Choose"), options=options, wide=True)


def beside(kind: ChangeKind, organization: Organization, form: ChangeForm, on: date) -> dict[str, Any]:
    """What the page shows beside the form: organizations that were found, committees whose remit fits."""
    if kind == ChangeKind.MERGER:
        wanted = plain(form["into"].value())
        hits = public.search(public.SearchTerms(text=wanted), on)[: MOST_FOUND + 1] if wanted else []
        return {"hits": [entry for entry in hits if entry.id != organization.pk][:MOST_FOUND]}
    if kind == ChangeKind.TRANSFER:
        standing = organization.particulars.filter(in_force(on)).select_related("concept", "district").first()
        fitting = fitting_committees(standing.concept, standing.district, on) if standing else []
        return {"fitting": [(row.body.name, row.why(language())) for row in fitting]}
    return {}


def _option(committee: Any) -> tuple[str, str]:
    """A committee to move to, with how many it has."""
    many = committee.organization_count
    counted = ngettext("%(many)s organization", "%(many)s organizations", many) % {"many": many}
    return committee.code, f"{committee.name} ({counted})"


def compared(change: ChangeRequest, pack: Pack, on: date) -> list[Compared]:
    """Before and after, in words, as the record of the request has them."""
    words = _words(change, pack, on)
    titles = {
        "names": _("Name"),
        "concept": _("Field"),
        "district": _("District"),
        "office_holders": _("Office-holders"),
        "body": _("Joint committee"),
        "into_id": _("Merges into"),
    }
    if change.kind == ChangeKind.SPLIT:
        titles |= {"names": _("Name of the part")}
    found = []
    for key, title in titles.items():
        before, after = words(key, change.before.get(key)), words(key, change.after.get(key))
        if change.kind == ChangeKind.SPLIT:
            before = []
        if before or after:
            found.append(Compared(title, before, after))
    return found


def _words(change: ChangeRequest, pack: Pack, on: date) -> Any:
    """How the codes of a request are said: looked up once for both sides."""
    both = (change.before, change.after)

    def codes(key: str) -> list[Any]:
        return [side[key] for side in both if side.get(key)]

    def names(key: str, found: Any) -> dict[Any, str]:
        return {row.code: row.name for row in found} if codes(key) else {}

    concepts = Concept.objects.filter(code__in=codes("concept")).order_by("-classification_id")
    said: dict[str, dict[Any, str]] = {
        "concept": names("concept", concepts),
        "district": names("district", District.objects.filter(code__in=codes("district"))),
        "body": names("body", Body.objects.filter(code__in=codes("body"))),
    }
    if codes("into_id"):
        said["into_id"] = {number: titled(number, on).name for number in codes("into_id")}
    offices = {office.code: office.title.in_language(language()) for office in pack.offices}

    def words(key: str, value: Any) -> list[str]:
        if not value:
            return []
        if key == "names":
            return list(value.values())
        if key == "office_holders":
            return [f"{offices.get(row['office'], row['office'])}: {row['name']}" for row in value]
        return [said.get(key, {}).get(value, str(value))]

    return words
