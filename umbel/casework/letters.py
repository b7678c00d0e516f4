"""The papers of a case: notice, decision, and what became of an appeal; in the language of the case."""

from datetime import date
from typing import Any

from umbel.casework.models import Case
from umbel.casework.queries import rules_of, rung_of
from umbel.documents import typesetting
from umbel.policy.pack import Rung
from umbel.structure.models import Organization
from umbel.structure.queries import federation
from umbel.words import Message

WORDS = {
    "ground": Message("What is said to have happened"),
    "rule": Message("The rule"),
    "facts": Message("The facts"),
    "proposed": Message("What is proposed"),
    "relied": Message("Facts relied on"),
    "aside": Message("Facts set aside, and why"),
    "reply": Message("What was made of your reply"),
    "reasons": Message("Reasons"),
    "effect": Message("Effect, and what an appeal does to it"),
    "appeal": Message("What you said"),
}


def notice(case: Case, on: date, by: str) -> bytes:
    """What is proposed and why; how to reply, whose time begins with the day on which this arrives."""
    rung, days = rung_of(case), rung_of(case).reply_days
    english = case.language != "zh-hans"
    hearing = {
        "on-request": Message(" You can ask to be heard in person."),
        "always": Message(" You will be heard in person before anything is decided."),
        "none": ("", ""),
    }[rung.hearing]
    review = (
        f"You have {days} working days to reply, from the day on which this notice reaches you; the "
        f"last day then stands on the page of the case, with its time zone ({rules_of(case).time_zone}). Sign in, open "
        f"the case {case.reference} and choose “Reply”: with files if you like, as often as you like.{hearing[0]} "
        "Nothing is decided before that time is over. If you would rather have this in another language, say so there: "
        "your time then begins again with the paper in that language."
        if english
        else f"自本通知送达之日起{days}个工作日内，可提出陈述意见；具体截止日及时区（{rules_of(case).time_zone}）"
        f"将在案件页面上列明。请登录本网站，打开案件{case.reference}，选择“提出陈述意见”，可附文件，可多次提交。{hearing[1]}"
        "该期限届满前不作任何决定。如需其他语言的文本，请在该页面提出，期限自该语言文本送达之日起重新计算。"
    )
    return _letter(
        case,
        on,
        title="Notice: a measure is proposed" if english else "拟采取措施告知书",
        paragraphs=[
            f"{by} has opened the case {case.reference}. Nothing has been decided."
            if english
            else f"{by}已立案，案号{case.reference}。目前尚未作出任何决定。"
        ],
        facts=["ground", "rule", "facts", "proposed"],
        said={
            "ground": case.ground,
            "rule": case.rule,
            "facts": case.facts,
            "proposed": rung.title.in_language(case.language),
        },
        review=review,
    )


def decision(case: Case) -> bytes:
    """What was decided, on which facts and why, what it does, and how to appeal."""
    rung = rung_of(case)
    english = case.language != "zh-hans"
    assert case.decided_on is not None
    return _letter(
        case,
        case.decided_on,
        title=f"Decision: {rung.title.in_language('en')}"
        if english
        else f"决定书：{rung.title.in_language('zh-hans')}",
        paragraphs=[
            f"In the case {case.reference}, {case.decided_by}, who neither opened nor prepared it, has decided."
            if english
            else f"{case.decided_by}（未参与立案和审议）就案件{case.reference}作出如下决定。"
        ],
        facts=["relied", "aside", "reply", "reasons", "effect"],
        said={
            "relied": case.facts_relied_on,
            "aside": case.facts_set_aside,
            "reply": case.of_the_reply,
            "reasons": case.reasons,
            "effect": effect_words(case)[case.language if not english else "en"],
        },
        review=appeal_words(case)["en" if english else "zh-hans"],
    )


def appeal_words(case: Case) -> dict[str, str]:
    """How to appeal, by when, who decides in what time, and what that does to any other clock."""
    rung, zone = rung_of(case), rules_of(case).time_zone
    return {
        "en": f"You can appeal within {rung.appeal_days} working days from the day on which this decision reaches you, "
        f"free of charge; the last day then stands on the page of the case, with its time zone ({zone}). Sign in, open "
        f"the case {case.reference} and choose “Appeal”. Someone who had no part in it decides within "
        f"{rung.appeal_decision_days} working days. If they do not, the decision has no effect until they do. "
        "Time for any outside appeal does not run meanwhile.",
        "zh-hans": f"自本决定送达之日起{rung.appeal_days}个工作日内可提出申诉，无需费用；具体截止日及时区（{zone}）"
        f"将在案件页面上列明。请登录本网站，打开案件{case.reference}，选择“提出申诉”。由未参与本案的人员在{rung.appeal_decision_days}个工作日内决定；"
        "逾期未决的，在作出申诉决定之前，本决定暂不生效。申诉期间，其他救济途径的期限不计算在内。",
    }


def appeal(case: Case, *, reversed_: bool) -> bytes:
    """What became of the appeal."""
    english = case.language != "zh-hans"
    assert case.appeal_decided_on is not None
    became = (
        Message("upholds the appeal: the decision and everything that followed from it are undone")
        if reversed_
        else Message("does not uphold the appeal: the decision stands")
    )
    return _letter(
        case,
        case.appeal_decided_on,
        title="Decision on the appeal" if english else "申诉决定书",
        paragraphs=[
            f"{case.heard_by}, who had no part in the case {case.reference}, {became[0]}."
            if english
            else f"未参与案件{case.reference}的{case.heard_by}决定：{became[1]}。"
        ],
        facts=["appeal", "reasons"],
        said={"appeal": case.appeal_grounds, "reasons": case.appeal_reasons},
    )


def effect_words(case: Case) -> dict[str, str]:
    """When the decision has effect, when it ends, and what an appeal does: printed in the decision itself."""
    rung = rung_of(case)
    months = rung.lasts_months
    begins = (
        Message("It has no effect while it can be appealed, nor while an appeal is being decided.")
        if case.appeal_suspends
        else Message(
            "It has effect from the day on which it reaches you, also during an appeal. If the appeal is upheld, "
            "it counts as never made, and everyone who was told of it is told so."
        )
    )
    ends = (
        (
            f" It ends by itself {months} months later, and earlier when what is agreed as remedy is done.",
            f"自生效起{months}个月后自动终止；完成整改的，提前终止。",
        )
        if months
        else ("", "")
    )
    shown = published_words(case)
    lowers = lowering_words(rung)
    return {
        "en": lowers[0] + begins[0] + ends[0] + shown["en"],
        "zh-hans": lowers[1] + begins[1] + ends[1] + shown["zh-hans"],
    }


def lowering_words(rung: Rung) -> tuple[str, str]:
    """Of a downgrade: what a published grade counts as while the decision has effect."""
    if not rung.lowers:
        return "", ""
    en = ", ".join(f"{better} as {worse}" for better, worse in rung.lowers.items())
    zh = "、".join(f"{better}按{worse}" for better, worse in rung.lowers.items())
    return (
        f"While it has effect, a published grade counts otherwise: {en}. ",
        f"本决定有效期间，已公布的等次改计：{zh}。",
    )


def published_words(case: Case) -> dict[str, str]:
    """Whether, beside what and for how long the decision is published, or on which ground it is not."""
    rung = rung_of(case)
    if case.withheld_ground:
        grounds = {row.code: row.title for row in rules_of(case).withholding_grounds}
        title = grounds[case.withheld_ground]
        return {
            "en": f" It is not published: {title.in_language('en')}.",
            "zh-hans": f"本决定不予公示：{title.in_language('zh-hans')}。",
        }
    months = rung.published_months or rung.lasts_months
    return {
        "en": f" It is published with these reasons and your own answer beside them, for {months} months at most, and "
        "not before it has effect. You can write your answer on the page of the case at any time.",
        "zh-hans": f"本决定生效后予以公示，附上述理由及贵组织的回应，公示期最长{months}个月。"
        "贵组织可随时在案件页面填写回应。",
    }


def standing_words(case: Case, language: str) -> str:
    """From when to when a final decision has effect."""
    until = case.ends_on
    if language == "zh-hans":
        return f"决定自{case.effective_on}起生效。" + (f"至{until}自动终止。" if until else "")
    return f"It has effect from {case.effective_on} on." + (f" It ends by itself on {until}." if until else "")


def _letter(case: Case, on: date, *, facts: list[str], said: dict[str, str], **more: Any) -> bytes:
    language = "zh-hans" if case.language == "zh-hans" else "en"
    here = federation()
    return typesetting.letter(
        language=language,
        federation=named(here, language),
        sender=named(case.body, language) if case.body else named(here, language),
        reference=case.reference,
        on=on,
        to=name_of(case.organization, on, language),
        facts=[(WORDS[code][language], said[code]) for code in facts],
        **more,
    )


def name_of(organization: Organization, on: date, language: str) -> str:
    """The organization as it was called on a day."""
    rows = organization.particulars.filter(from_on__lte=on).order_by("-from_on")
    standing = rows.first() or organization.particulars.order_by("from_on").first()
    return named(standing, language)


def named(row: Any, language: str) -> str:
    """The name of a body, an organization or the federation in a language, or in the other."""
    if row is None:
        return "—"
    return str(row.name_zh or row.name_en) if language == "zh-hans" else str(row.name_en or row.name_zh)
