"""Telling everyone concerned that a granted change left an organization outside its committee's remit."""

from datetime import date

from umbel.accounts.permissions import Viewer
from umbel.notices.acts import Party
from umbel.registration.acts import telling
from umbel.registration.models import ChangeRequest
from umbel.registration.queries import fitting_committees, outside_remit
from umbel.registration.states import TOUCHES_REMIT
from umbel.structure.models import Body
from umbel.structure.queries import in_force

TO_OFFICES = {
    "en": "By the change {reference} the field or district of {name} no longer falls within the remit of {body}. It "
    "stays there until it is placed elsewhere: on its own request for a transfer, or with the next design of "
    "committees.",
    "zh-hans": "因变更{reference}，“{name}”的领域或地区已不在{body}的职责范围内。在该组织申请变更归属或联合委员会"
    "重新设计之前，仍归该委员会。",
}
TO_ORGANIZATION = {
    "en": "By the change {reference} the field or district of {name} no longer falls within the remit of {body}. You "
    "stay there for now. You can ask for a transfer to another joint committee under “Changes”.",
    "zh-hans": "因变更{reference}，“{name}”的领域或地区已不在{body}的职责范围内，目前仍归该委员会。"
    "可在“变更”中申请变更归属。",
}
TITLE = {
    "en": "Outside the remit of its committee: {name}",
    "zh-hans": "已不在所属联合委员会职责范围内：{name}",
}
FITS = {"en": " The remit of {fitting} covers it.", "zh-hans": "{fitting}的职责范围涵盖该组织。"}
NONE_FITS = {"en": " No joint committee's remit covers it.", "zh-hans": "没有联合委员会的职责范围涵盖该组织。"}


def tell_if_outside(change: ChangeRequest, on: date, by: Viewer) -> Body | None:
    """Tell those who place, the committee and the organization, if from that day its committee's remit covers it no
    longer; part of the act that carried the change out. Returns that committee.
    """
    body = outside_remit(change.organization, on) if change.kind in TOUCHES_REMIT else None
    if body is None:
        return None
    standing = change.organization.particulars.select_related("concept", "district").get(in_force(on))
    fitting = fitting_committees(standing.concept, standing.district, on)
    values = {"name": standing, "body": body, "fitting": fitting[0].body if fitting else ""}

    def said(texts: dict[str, str]) -> dict[str, tuple[str, str]]:
        more = FITS if fitting else NONE_FITS
        return {language: (TITLE[language], text + more[language]) for language, text in texts.items()}

    about = telling.about_change(change)
    for party in (telling.apex(), Party.body(body.pk)):
        about.tell(party, "outside-remit", said(TO_OFFICES), path=telling.desk_path(change), by=by, values=values)
    telling.tell_requester(change, "outside-remit", said(TO_ORGANIZATION), by=by, values=values)
    return body
