"""How a year is judged, and what may follow, as chapters of a pack."""

from django.utils.translation import gettext as _

from umbel.policy.pack import Pack, Rung
from umbel.policy.registration import REGISTRATION_TIMES
from umbel.policy.validity import DateFunction
from umbel.web.policy.rules import Chapter, Rule, due_time, months, working_days, years
from umbel.web.templatetags.umbel import words


def consequences(pack: Pack) -> list[Chapter]:
    never = _("A label is never set by computation: what stands here is only a ground for opening a case.")
    jointly = _("What an organization and its committee decide together.")
    silence = _("Past these, its silence counts as assent, never against the organization.")
    labels = [
        Rule(row.code, words(row.title), row, [words(row.because)], [(_("ground"), row.ground)]) for row in pack.labels
    ]
    ladder = _("Each rung may follow only those it names. An adverse one takes a notice, time to reply, and an appeal.")
    look = _("Reasons to look, and to consider a case. None of them lowers a grade or opens anything.")
    withheld = _("Adverse decisions are published with the organization’s answer, except on these grounds.")
    secret = [Rule(row.code, words(row.title), row) for row in pack.withholding_grounds]
    matters = [Rule(row.code, words(row.title), row) for row in pack.matters]
    registering = REGISTRATION_TIMES if pack.registration else ()
    times = [due_time(row) for row in pack.times_that_hold if row.code not in registering]
    return [
        Chapter("labels", _("Labels"), never, labels),
        Chapter("ladder", _("The ladder"), ladder, [rung(row, pack) for row in pack.rungs]),
        Chapter("conditions", _("Standing conditions"), look, conditions(pack)),
        Chapter("withholding", _("What is not published"), withheld, secret),
        Chapter("matters", _("Matters decided jointly"), jointly, matters),
        Chapter("times", _("The supervisor’s own deadlines"), silence, times),
    ]


def rung(item: Rung, pack: Pack) -> Rule:
    names = {row.code: words(row.title) for row in pack.rungs}
    by = {"joint": _("Decided by the joint committee."), "apex": _("Decided by the apex body.")}
    said = [by[item.decided_by]]
    if item.after:
        said.append(_("Only after: %(rungs)s.") % {"rungs": ", ".join(names.get(code, code) for code in item.after)})
    if item.adverse:
        said.append(
            _("%(reply)s working days to reply, %(appeal)s to appeal, which is decided within %(decide)s.")
            % {"reply": item.reply_days, "appeal": item.appeal_days, "decide": item.appeal_decision_days}
        )
        said.append(_("No effect during an appeal.") if item.appeal_suspends else _("It has effect during an appeal."))
    if item.lowers:
        listed = ", ".join(f"{better} → {worse}" for better, worse in item.lowers.items())
        said.append(_("While it has effect, a published grade counts as another: %(grades)s.") % {"grades": listed})
    if item.lasts_months:
        said.append(_("It ends by itself after %(time)s.") % {"time": months(item.lasts_months)})
    if item.published_months:
        said.append(_("It is published for %(time)s.") % {"time": months(item.published_months)})
    return Rule(item.code, words(item.title), item, [" ".join(said)], [], _("adverse") if item.adverse else "")


def conditions(pack: Pack) -> list[Rule]:
    """Each standing condition, with the rung that a case could be about."""
    names = {row.code: words(row.title) for row in pack.rungs}
    return [
        Rule(
            row.code,
            words(row.title),
            row,
            [words(row.because), _("A case could be about: %(rung)s.") % {"rung": names.get(row.rung, row.rung)}],
            [(_("when"), row.when)],
        )
        for row in pack.standing_conditions
    ]


def road(pack: Pack) -> list[Rule]:
    """The times of a cycle, and how long its grades count; nothing, when it ends with proposed grades."""
    item = pack.evaluation
    if item is None:
        return []
    said = [
        _("The organization’s own view: %(time)s.") % {"time": working_days(item.self_assessment_days)},
        _("The committees’ review: %(time)s.") % {"time": working_days(item.review_days)},
        _("Objections: %(time)s, each decided within %(decided)s.")
        % {"time": working_days(item.objection_days), "decided": working_days(item.objection_decision_days)},
    ]
    if item.second_reading_share:
        said.append(
            _("%(share)s of a hundred files are read by a second committee.") % {"share": item.second_reading_share}
        )
    return [Rule(item.code, words(item.title), item, [" ".join(said), validity(item.valid_until)])]


def validity(rule: DateFunction) -> str:
    """How long a published grade counts, in a sentence."""
    time = years(rule.years)
    match rule.function, rule.years:
        case "months-after-publication", _years:
            until = _("for %(time)s") % {"time": months(rule.months)}
        case "end-of-supervision-year-after", 0:
            until = _("to the end of the supervision year it is published in")
        case "end-of-supervision-year-after", _years:
            until = _("to the end of the supervision year %(time)s after the one it is published in") % {"time": time}
        case _day, 0:
            until = _("until the next %(day)s") % {"day": rule.day}
        case _:
            until = _("until the first %(day)s after %(time)s") % {"day": rule.day, "time": time}
    return _("A published grade counts %(until)s, unless another takes its place.") % {"until": until}
