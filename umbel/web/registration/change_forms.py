"""What the form of each kind of change asks for, and how before and after are put beside each other."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from umbel.policy.pack import Pack
from umbel.register import queries as public
from umbel.registration.models import ChangeRequest
from umbel.registration.queries import fitting_committees
from umbel.registration.states import ChangeKind
from umbel.structure.models import Body, Concept, District, Organization
from umbel.structure.queries import in_force, joint_committees
from umbel.web.asking import Written, clean_names, language, titled, typed
from umbel.web.registration.applying_answers import rows
from umbel.web.registration.applying_shown import grouped_concepts, office_options, office_rows
from umbel.web.viewing import UmbelRequest

MOST_FOUND = 8
NAMED = (ChangeKind.NAME, ChangeKind.SPLIT)


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing of an entry, before and after; several lines where there are several."""

    title: str
    before: list[str]
    after: list[str]


def asked_for(request: UmbelRequest, kind: ChangeKind, pack: Pack, found: Written) -> dict[str, Any]:
    """What was written on the form, in the shape that a change request keeps."""
    if kind in NAMED:
        clean_names(request, found, "name")
        found.typed["new_names"] = found.typed.pop("names")
        return {"names": found.typed["new_names"]}
    if kind == ChangeKind.OFFICE_HOLDERS:
        kept = rows(request, found, {office.code for office in pack.offices})
        if "remove" in request.POST:
            _remove(request, found)
        return {"office_holders": kept}
    if kind == ChangeKind.MERGER:
        found.typed |= {"into": typed(request, "into"), "into_id": request.POST.get("into_id", "")}
        chosen = found.typed["into_id"]
        return {"into_id": int(chosen) if chosen[:18].isdecimal() and len(chosen) <= 18 else None}
    if kind == ChangeKind.DISSOLUTION:
        if request.POST.get("sure") != "yes":
            found.refuse("sure", _("Tick the box if the organization is to leave the register."))
        return {}
    name = {ChangeKind.FIELD: "concept", ChangeKind.DISTRICT: "district", ChangeKind.TRANSFER: "body"}[kind]
    found.typed[name] = typed(request, name)
    return {name: found.typed[name]}


def choices(
    kind: ChangeKind, organization: Organization, pack: Pack, answers: dict[str, Any], on: date
) -> dict[str, Any]:
    """What the form lets one choose from."""
    if kind == ChangeKind.FIELD:
        return {"groups": grouped_concepts()}
    if kind == ChangeKind.DISTRICT:
        return {"districts": District.objects.order_by("code")}
    if kind == ChangeKind.OFFICE_HOLDERS:
        rows_of = office_rows(pack, answers["office_holders"], answers.get("more", 0))
        return {"rows": rows_of, "offices": office_options(pack)}
    if kind == ChangeKind.MERGER:
        wanted = answers.get("into", "")
        terms = public.SearchTerms(text=wanted)
        hits = public.search(terms, on)[: MOST_FOUND + 1] if wanted else []
        return {"hits": [entry for entry in hits if entry.id != organization.pk][:MOST_FOUND]}
    if kind == ChangeKind.TRANSFER:
        standing = organization.particulars.filter(in_force(on)).select_related("concept", "district").first()
        committees = list(joint_committees(on))
        fitting = fitting_committees(standing.concept, standing.district, on) if standing else []
        return {
            "fitting": {row.body.code: row.why(language()) for row in fitting},
            "committees": committees,
            "options": [_option(row) for row in committees],
        }
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


def _remove(request: UmbelRequest, found: Written) -> None:
    number = request.POST["remove"]
    shown = found.typed["office_holders"]
    if number.isdecimal() and int(number[:4]) < len(shown):
        shown.pop(int(number))
