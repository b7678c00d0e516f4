"""The form that makes a commitment: the same with an application and for an organization on the register."""

from typing import Any

from django.utils.translation import gettext as _

from umbel.commitments.acts import pledge_in_words
from umbel.policy.pack import Commitment as Pledge
from umbel.policy.pack import Pack
from umbel.web.asking import LONGEST_PERSON, Written, clean, language, typed
from umbel.web.viewing import UmbelRequest


def pledge_rows(pack: Pack, pledges: list[Pledge], holders: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Each pledge to be made: its words and their hash, who may make it, and who holds that office."""
    found = []
    for pledge in pledges:
        wording, read = pledge_in_words(pledge, language())
        offices = [office for office in pack.offices if not pledge.offices or office.code in pledge.offices]
        able = {office.code for office in offices}
        found.append(
            {
                "pledge": pledge,
                "wording": wording,
                "read": read,
                "offices": offices,
                "options": [(office.code, office.title.in_language(language())) for office in offices],
                "holder": next((row for row in holders if row.get("office") in able), {}),
                "undertakings": [item for item in pack.undertakings if item.commitment == pledge.code],
            }
        )
    return found


def written_pledge(request: UmbelRequest, code: str, pack: Pack) -> Written:
    """Who makes it, in which office, in words they have read; `answers` is what the act takes."""
    name, office = f"made_by-{code}", f"office-{code}"
    found = Written(typed={name: typed(request, "made_by"), office: typed(request, "office")})
    maker = clean(found, name, found.typed[name], LONGEST_PERSON)
    if maker == "":
        found.refuse(name, _("Name the office-holder who makes the commitment."))
    pledge = next((item for item in pack.commitments if item.code == code), None)
    able = pledge.offices if pledge and pledge.offices else tuple(item.code for item in pack.offices)
    if found.typed[office] not in able:
        found.refuse(office, _("Choose the office of whoever makes the commitment."))
    if request.POST.get("agreed") != "yes":
        found.refuse(f"agreed-{code}", _("Tick the box to make the commitment."))
    found.answers = {
        "code": code,
        "language": chosen if (chosen := request.POST.get("language", "")) in pack.languages else pack.languages[0],
        "read": request.POST.get("read", ""),
        "made_by": maker or "",
        "office": found.typed[office],
    }
    return found
