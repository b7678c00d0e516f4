"""Sixty applications in every state, made through the same acts as everyone's, around the day the demo stands on."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from umbel import outcomes
from umbel.accounts.permissions import Role, Viewer
from umbel.cli.demo.origin import STANDS_ON
from umbel.cli.demo.population import DemoOrganization, population
from umbel.cli.demo.staff import Staff
from umbel.cli.demo.words import said
from umbel.cli.screen import Steps
from umbel.commitments.acts import make_commitment, pledge_in_words
from umbel.documents.acts import add_document
from umbel.policy.pack import Pack
from umbel.registration import acts
from umbel.registration.acts import Ruled
from umbel.registration.models import Application
from umbel.registration.queries import rules_of, subject_of
from umbel.registration.states import Position
from umbel.structure.models import Body, Concept, District
from umbel.structure.names import skeleton
from umbel.structure.queries import classification_in_use

WANTED = {
    "draft": 5,
    "submitted": 11,
    "more-asked": 4,
    "more-sent": 2,
    "examination": 8,
    "opinion-overdue": 3,
    "ready": 7,
    "ready-late-opinion": 1,
    "registered": 6,
    "registered-with-conditions": 2,
    "placed": 4,
    "refused": 3,
    "review": 2,
    "upheld": 1,
    "withdrawn": 1,
}
"""Sixty in all. The name says how far each one goes."""

CANDIDATES = 240
"""Of whom the first sixty with a name of their own apply."""


@dataclass(slots=True, kw_only=True)
class Applying:
    """What the building of one application needs."""

    pack: Pack
    staff: Staff
    chance: random.Random
    concepts: dict[str, Concept]
    districts: dict[str, District]
    made: dict[str, list[Application]] = field(default_factory=dict)


def newcomers(people: list[DemoOrganization], seed: int) -> list[DemoOrganization]:
    """Organizations that are not on the register and whose names look like none of it."""
    taken = {skeleton(name) for one in people for name in (one.name_en, one.name_zh)}
    others = population(CANDIDATES, seed + 1)
    return [one for one in others if not {skeleton(one.name_en), skeleton(one.name_zh)} & taken]


def apply_all(
    pack: Pack, people: list[DemoOrganization], staff: Staff, chance: random.Random, bars: Steps
) -> dict[str, list[Application]]:
    """Make the applications of `people`; one organization for each. Returns them by how far they went."""
    run = Applying(
        pack=pack,
        staff=staff,
        chance=chance,
        concepts={concept.code: concept for concept in Concept.objects.filter(classification=classification_in_use())},
        districts={district.code: district for district in District.objects.all()},
    )
    stages = [stage for stage, number in WANTED.items() for _ in range(number)]
    with bars.step("Taking applications", len(stages)) as step:
        for number, (stage, one) in enumerate(zip(stages, people, strict=False)):
            application = _draft(run, one, number)
            _carry(run, application, stage)
            run.made.setdefault(stage, []).append(application)
            step(1)
    return run.made


def _draft(run: Applying, one: DemoOrganization, number: int) -> Application:
    by = run.staff.applicant(number)
    language = "zh-hans" if number % 3 else "en"
    application = acts.start_application(language=language, on=STANDS_ON, by=by)
    kinds = {"51": "social-association", "52": "social-service", "53": "foundation"}
    known = {item.code for item in run.pack.organization_classes}
    wanted = kinds.get(one.code[:2], "")
    acts.save_answers(
        application=application,
        by=by,
        names=one.names,
        organization_class=wanted if wanted in known else run.pack.organization_classes[0].code,
        concept=run.concepts[one.concept],
        district=run.districts[one.district],
        size=one.size,
        purposes=_purposes(run.concepts[one.concept], language),
        office_holders=[
            {"office": office.code, "name": _person(run.chance, language)}
            for office in run.pack.offices
            if office.required
        ],
    )
    application.refresh_from_db()
    return application


def _purposes(concept: Concept, language: str) -> str:
    field = concept.in_language(language)
    field = field.lower() if language == "en" else field
    words: str = said("application")["purposes"][_column(language)]
    return words.format(field=field)


def _person(chance: random.Random, language: str) -> str:
    """An invented name: of nobody."""
    words: dict[str, Any] = said("person")[_column(language)]
    name: str = words["name"]
    return name.format(first=chance.choice(words["first"]), last=chance.choice(words["last"]))


def _column(language: str) -> str:
    return "en" if language == "en" else "zh"


def _complete(run: Applying, application: Application, on: date) -> None:
    by = _applicant(run, application)
    about = subject_of(application)
    for kind in run.pack.document_kinds:
        if kind.required and (not kind.classes or application.organization_class in kind.classes):
            title = kind.title.in_language(application.language)
            text = f"{title}\n\n{application.name}\n\n{said('sample')['document']}\n"
            add_document(subject=about, kind=kind.code, name=f"{kind.code}.txt", content=text.encode(), by=by.actor)
    holder = application.office_holders[0]
    for pledge in rules_of(application).commitments:
        _words, read = pledge_in_words(pledge, application.language)
        make_commitment(
            about=about,
            organization=None,
            pack=run.pack,
            code=pledge.code,
            language=application.language,
            read=read,
            made_by=holder["name"],
            office=pledge.offices[0],
            on=on,
            by=by,
        )


def _carry(run: Applying, application: Application, stage: str) -> None:
    """Take an application as far as its stage says, each step on a day of its own."""
    if stage == "draft":
        return
    old = stage in {"registered", "registered-with-conditions", "placed", "refused", "review", "upheld"}
    days = run.chance.randrange(60, 110) if old else run.chance.randrange(2, 7)
    days = {"more-sent": 12, "more-asked": 8, "examination": 10, "opinion-overdue": 45, "ready": 25}.get(stage, days)
    on = STANDS_ON - timedelta(days=days + (35 if stage == "ready-late-opinion" else 0))
    _complete(run, application, on)
    acts.submit(application=application, on=on, by=_applicant(run, application))
    if stage == "withdrawn":
        acts.withdraw(
            application=application, on=on + timedelta(days=2), by=_applicant(run, application), reasons="Not yet."
        )
        return
    if stage != "submitted":
        _check(run, application, stage, on + timedelta(days=run.chance.randrange(1, 5)))


def _check(run: Applying, application: Application, stage: str, on: date) -> None:
    officer = run.staff.of(Role.REGISTRAR_OFFICER)
    if stage in {"more-asked", "more-sent"}:
        items = [_said("missing", application)]
        acts.ask_for_more(application=application, items=items, on=on, by=officer)
        if stage == "more-sent":
            acts.send_more(application=application, on=on + timedelta(days=3), by=_applicant(run, application))
        return
    acts.accept_as_complete(application=application, on=on, by=officer)
    application.refresh_from_db()
    if stage == "examination" and run.chance.random() < 0.5:
        return
    found = _said("found", application)
    adverse = stage in {"refused", "review", "upheld"}
    if stage != "examination":
        acts.examine(
            application=application,
            recommends=not adverse,
            findings=found,
            on=on + timedelta(days=run.chance.randrange(2, 6)),
            by=officer,
        )
    if stage not in {"examination", "opinion-overdue"}:
        _opine(run, application, stage, on)


def _opine(run: Applying, application: Application, stage: str, on: date) -> None:
    opinion = application.opinions.first()
    if opinion is None:
        _finish(run, application, stage, on + timedelta(days=7))
        return
    joint = run.staff.joint(opinion.body)
    if stage == "ready-late-opinion":
        late = opinion.due_on + timedelta(days=1)
        acts.record_silence(opinion=opinion, on=late)
        opinion.refresh_from_db()
        on = late + timedelta(days=2)
    else:
        on = min(on + timedelta(days=run.chance.randrange(2, 9)), opinion.due_on)
    objects = stage in {"refused", "review", "upheld"}
    acts.give_opinion(
        opinion=opinion,
        position=Position.OBJECTION if objects else Position.NO_OBJECTION,
        reasons=_said("objection", application) if objects else "",
        on=on,
        by=joint,
    )
    _finish(run, application, stage, on + timedelta(days=run.chance.randrange(2, 8)))


def _finish(run: Applying, application: Application, stage: str, on: date) -> None:
    application.refresh_from_db()
    decider = run.staff.of(Role.REGISTRAR_DECIDER)
    if stage in {"ready", "ready-late-opinion"}:
        return
    if stage in {"refused", "review", "upheld"}:
        _refuse(run, application, stage, on, decider)
        return
    conditions: tuple[tuple[str, date], ...] = ()
    if stage == "registered-with-conditions":
        conditions = ((_said("condition", application), on + timedelta(days=60)),)
    ruled = Ruled(reasons=_said("granted", application), conditions=conditions)
    outcomes.register(application=application, ruled=ruled, on=on, by=decider)
    if stage == "placed":
        application.refresh_from_db()
        body = application.asked_body or Body.objects.filter(tier="joint", dissolved_on=None).order_by("code")[0]
        acts.confirm_placement(
            application=application,
            body=body,
            reasons="" if application.asked_body else "No remit covers its field; this one is nearest.",
            on=on + timedelta(days=3),
            by=run.staff.of(Role.APEX_OFFICER),
        )


def _refuse(run: Applying, application: Application, stage: str, on: date, decider: Viewer) -> None:
    ruled = Ruled(
        ground=run.pack.refusal_grounds[-1].code,
        reasons=_said("refused", application),
        facts_relied_on=_said("relied", application),
        facts_set_aside=_said("aside", application),
    )
    # Late enough that the time for a review still runs on the day the demo stands on.
    on = max(on, STANDS_ON - timedelta(days=9)) if stage == "refused" else on
    acts.refuse(application=application, ruled=ruled, on=on, by=decider)
    if stage == "refused":
        return
    application.refresh_from_db()
    grounds = _said("grounds", application)
    acts.ask_for_review(
        application=application, grounds=grounds, on=on + timedelta(days=4), by=_applicant(run, application)
    )
    if stage == "upheld":
        acts.uphold(
            application=application,
            reasons=_said("upheld", application),
            on=on + timedelta(days=15),
            by=run.staff.of(Role.REVIEWER),
        )


def _said(what: str, application: Application) -> str:
    words: str = said("application")[what][_column(application.language)]
    return words


def _applicant(run: Applying, application: Application) -> Viewer:
    return run.staff.viewer(application.applicant)
