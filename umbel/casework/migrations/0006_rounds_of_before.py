"""Every case gets its rounds: the one that runs from its own row, those before it from the lines of its file, where each
step stands with its words. There is no way back: the row of a case has no place for what was said in an earlier round.
"""

from datetime import date, datetime
from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

OWN = {"id", "case", "number", "organization", "opened_on", "closed_on", "why_closed", "stated_by"}
GROUND = ("stated_by_id", "ground", "rule", "facts")
SAID = ("replied_at", "asks_for_hearing", "hearing_on", "hearing_where", "heard_on")
AGAIN = ("begin-again", "ask-for-language")
CHUNK = 500


def carry_over(apps, _schema_editor):
    case_model, round_model, service_model = (apps.get_model("casework", name) for name in ("Case", "Round", "Service"))
    moved = [field.attname for field in round_model._meta.concrete_fields if field.name not in OWN]  # noqa: SLF001
    steps = apps.get_model("casework", "CaseStep").objects.order_by("number")
    begun_again = set(steps.filter(code__in=AGAIN).order_by().values_list("case_id", flat=True))
    sent: dict[int, list[int]] = {}
    made = []
    for case in case_model.objects.order_by("pk").iterator(chunk_size=CHUNK):
        file = File(case)
        for step in steps.filter(case=case.pk) if case.pk in begun_again else ():
            file.read(step)
        sent[case.pk] = file.sent
        last = file.now | {name: getattr(case, name) for name in moved} | {"organization_id": case.organization_id}
        rounds = [*file.closed, last]
        made += [round_model(case_id=case.pk, number=number, **said) for number, said in enumerate(rounds, 1)]
        if len(made) >= CHUNK:
            round_model.objects.bulk_create(made)
            made = []
    round_model.objects.bulk_create(made)
    last_one = round_model.objects.filter(closed_on=None)
    case_model.objects.update(round=Subquery(last_one.filter(case=OuterRef("pk")).values("pk")[:1]))
    service_model.objects.update(round=Subquery(last_one.filter(case=OuterRef("case")).values("pk")[:1]))
    for key in begun_again:
        for sending, number in enumerate(sent[key], 1):
            rows = service_model.objects.filter(case=key, paper="notice", sending=sending)
            rows.update(round=round_model.objects.get(case=key, number=number))


class File:
    """The rounds of a case, as its file tells them line by line."""

    def __init__(self, case: Any) -> None:
        self.closed: list[dict[str, Any]] = []
        self.sent: list[int] = []
        """For each notice that was sent, in which round."""
        self.merged = 0
        """How many rounds ended by the last merger: whom they were about is known with it."""
        ground = {"stated_by_id": case.opened_by_id, "ground": case.ground, "rule": case.rule, "facts": case.facts}
        self.now = ground | {"organization_id": case.organization_id, "opened_on": case.opened_on}

    def read(self, step: Any) -> None:
        """Take one line in."""
        self.now |= self._said(step)
        if step.code == "send-notice":
            self.sent.append(len(self.closed) + 1)
        elif step.code == "begin-again":
            self._begin(step, "merger", GROUND)
            for former in self.closed[self.merged :]:
                former["organization_id"] = step.data["from"]
            self.merged, self.now["organization_id"] = len(self.closed), step.data["to"]
        elif step.code == "ask-for-language" and step.data.get("state") == "reply":
            self._begin(step, "language", (*GROUND, *SAID))

    def _begin(self, step: Any, why: str, carried: tuple[str, ...]) -> None:
        self.closed.append(self.now | {"closed_on": step.on, "why_closed": why})
        kept = {name: self.now[name] for name in (*carried, "organization_id") if name in self.now}
        self.now = kept | {"opened_on": step.on}

    def _said(self, step: Any) -> dict[str, Any]:
        data = step.data
        match step.code:
            case "send-notice":
                return {"noticed_on": step.on}
            case "prove-service" if data.get("paper") == "notice":
                return {"served_on": _day(data["served"]), "reply_until": _day(data["until"])}
            case "reply":
                return self._reply(data)
            case "set-hearing":
                return {"hearing_on": _day(data["held"]), "hearing_where": step.words}
            case "hear":
                return {"hearing_on": _day(data["held"]), "heard_on": _day(data["held"])}
            case "consider":
                weighed = {"facts_relied_on": step.words, "facts_set_aside": data["set_aside"]}
                weighed["of_the_reply"] = data["of_the_reply"]
                return weighed | {"considered_by_id": step.account_id, "considered_on": step.on}
        return {}

    def _reply(self, data: dict[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {"replied_at": self.now.get("replied_at") or datetime.fromisoformat(data["at"])}
        if not data.get("late"):
            said["nothing_more"] = bool(data.get("nothing_more"))
            said["asks_for_hearing"] = self.now.get("asks_for_hearing", False) or bool(data.get("hearing"))
        return said


def _day(text: str) -> date:
    return date.fromisoformat(text)


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_rounds")]
    operations = [migrations.RunPython(carry_over)]
