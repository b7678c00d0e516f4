"""The form that makes a commitment: the same with an application and for an organization on the register."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from umbel.commitments.acts import pledge_in_words
from umbel.policy.pack import Commitment as Pledge
from umbel.policy.pack import Pack
from umbel.web.fields import Choice, Name, Yes
from umbel.web.forms import ActForm
from umbel.web.shortcuts import LONGEST_PERSON, language
from umbel.web.viewing import UmbelRequest
from umbel.words import NOTHING


def pledge_rows(
    pack: Pack, pledges: list[Pledge], holders: list[dict[str, str]], sent: ActForm | None = None
) -> list[dict[str, Any]]:
    """Each pledge to be made: its words and their hash, and the form that makes it; `sent` is that of one of them."""
    found = []
    for pledge in pledges:
        wording, read = pledge_in_words(pledge, language())
        able = set(pledge.offices) or {office.code for office in pack.offices}
        holder = next((row for row in holders if row.get("office") in able), NOTHING)
        found.append(
            {
                "pledge": pledge,
                "wording": wording,
                "read": read,
                "form": sent if sent and sent.row == pledge.code else pledge_form(None, pack, pledge, holder),
                "undertakings": [item for item in pack.undertakings if item.commitment == pledge.code],
            }
        )
    return found


class PledgeForm(ActForm):
    """Who makes a commitment, in which office, in words they have read."""

    made_by = Name(
        _("Name of whoever makes it"),
        width=20,
        longest=LONGEST_PERSON,
        missing=_("Name the office-holder who makes the commitment."),
    )
    office = Choice(_("Office"), missing=_("Choose the office of whoever makes the commitment."))
    agreed = Yes(
        _("I, named here and holding this office, make this commitment for the organization, in the words above."),
        missing=_("Tick the box to make the commitment."),
    )


def pledge_form(
    request: UmbelRequest | None, pack: Pack, pledge: Pledge, holder: Mapping[str, str] = NOTHING
) -> PledgeForm:
    """The form that makes one commitment, filled with who may make it."""
    known = {"made_by": holder.get("name", ""), "office": holder.get("office", "")}
    form = PledgeForm(request, initial=known, row=pledge.code)
    offices = [office for office in pack.offices if not pledge.offices or office.code in pledge.offices]
    form.offer("office", [(office.code, office.title.in_language(language())) for office in offices])
    form.word("office", first=_("Choose") if len(offices) > 1 else "")
    return form


def pledged(request: UmbelRequest, code: str, pack: Pack, said: dict[str, Any]) -> dict[str, Any]:
    """What the act takes: who makes which commitment, and the words that were read."""
    chosen = request.POST.get("language", "")
    return {
        "code": code,
        "language": chosen if chosen in pack.languages else pack.languages[0],
        "read": request.POST.get("read", ""),
        "made_by": said["made_by"],
        "office": said["office"],
    }
