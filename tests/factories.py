"""Rows for tests, made with no surprises: each maker says what it makes, and takes the rest by name."""

from datetime import date, timedelta
from itertools import count

from umbel.activities.models import Activity, Evidence, Obligation, Verification
from umbel.activities.queries import verification_term
from umbel.activities.states import STATE_AFTER, ActivityState, Finding
from umbel.policy import find_pack
from umbel.structure.models import (
    Body,
    Classification,
    Concept,
    District,
    Federation,
    Identifier,
    Organization,
    Particulars,
    Placement,
    Remit,
)
from umbel.structure.states import TierCode
from umbel.words import Words

DAY = date(2025, 1, 1)
STANDS_ON = date(2026, 6, 30)
_next = count(1)


def a_federation(**more):
    """The federation of the tests: a demo whose calendar stands on 2026-06-30."""
    values = {
        "id": 1,
        "names": {"en": "Test Federation", "zh-hans": "测试联合会"},
        "pack_id": "beijing-2016",
        "pack_version": "1.0.0",
        "pack_hash": "0" * 64,
        "is_demo": True,
        "stands_on": STANDS_ON,
    }
    return Federation.objects.create(**values | more)


def a_classification(fields=("A", "B", "C")):
    """A classification of top concepts, each with one concept below it: A and A1, B and B1, …"""
    classification = Classification.objects.create(code="test", names=Words({"en": "Test fields"}))
    for code in fields:
        top = Concept.objects.create(
            classification=classification, code=code, path=f"/{code}/", depth=1, names=Words({"en": f"Field {code}"})
        )
        Concept.objects.create(
            classification=classification,
            code=f"{code}1",
            parent=top,
            path=f"/{code}/{code}1/",
            depth=2,
            names=Words({"en": f"Field {code} one", "zh-hans": f"领域{code}一"}),
        )
    return classification


def a_district(code="11", **more):
    return District.objects.create(code=code, **{"names": {"en": f"District {code}", "zh-hans": f"第{code}区"}} | more)


def an_apex(**more):
    return Body.objects.create(
        **{
            "tier": TierCode.APEX,
            "code": "apex",
            "names": {"en": "The Apex", "zh-hans": "综合委员会"},
            "established_on": DAY,
        }
        | more
    )


def a_committee(apex, code=None, remit=(), **more):
    """A joint committee; `remit` is concepts, or pairs of concept and district."""
    code = code or f"J{next(_next):03}"
    body = Body.objects.create(
        tier=TierCode.JOINT,
        code=code,
        parent=apex,
        depth=2,
        **{"names": {"en": f"Committee {code}", "zh-hans": f"联合委员会{code}"}, "established_on": DAY} | more,
    )
    for line in remit:
        concept, district = line if isinstance(line, tuple) else (line, None)
        Remit.objects.create(body=body, concept=concept, district=district, from_on=body.established_on)
    return body


def an_organization(body=None, concept=None, district=None, name=None, **more):
    """An organization with particulars, an identifier and, if there is a body, a placement since DAY."""
    number = next(_next)
    name = name or f"Organization {number:04}"
    organization = Organization.objects.create(**{"registered_on": DAY} | more)
    Particulars.objects.create(
        organization=organization,
        from_on=DAY,
        names=Words({"en": name, "zh-hans": f"第{number}号组织"}),
        sort_name=name,
        concept=concept,
        district=district,
        size=40,
    )
    Identifier.objects.create(organization=organization, scheme="test", value=f"T{number:06}")
    if body:
        Placement.objects.create(organization=organization, body=body, from_on=DAY)
    return organization


def an_obligation(organization, period="2025-Q1", due_on=date(2025, 4, 22), **more):
    return Obligation.objects.create(
        organization=organization,
        period=period,
        due_on=due_on,
        **{
            "requirement": "regular-activity",
            "kind": "activity",
            "from_on": DAY,
            "until_on": date(2025, 4, 1),
            "pack_id": "beijing-2016",
            "pack_version": "1.0.0",
        }
        | more,
    )


def an_activity(organization, obligation=None, held_on=date(2025, 2, 1), finding=None, body=None, reasons="", days=5):
    """An activity, reported the day after, with evidence and, if wanted, a finding `days` later."""
    activity = Activity.objects.create(
        organization=organization,
        obligation=obligation,
        kind="training",
        summary=Words({"en": "A training day", "zh-hans": "培训日"}),
        held_on=held_on,
        reported_on=held_on + timedelta(days=1),
        head_count=25,
        state=STATE_AFTER[finding] if finding else ActivityState.REPORTED,
        verify_by=verification_term(find_pack("beijing-2016"))(held_on + timedelta(days=1)),
    )
    Evidence.objects.create(activity=activity, kind="minutes", reference="minutes-1.pdf")
    if finding:
        Verification.objects.create(
            activity=activity,
            body=body,
            finding=finding,
            found_on=activity.reported_on + timedelta(days=days),
            reasons=reasons or ("" if finding == Finding.ACCEPTED else "The minutes name no date."),
        )
    return activity
