"""How a draft ends: adopted from a day to come, with an answer to what was said of it, or withdrawn."""

import shutil
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.activities.acts import replace_obligations
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.said import Said
from umbel.policy.pack import Pack
from umbel.policy.storing import write_pack
from umbel.rulemaking.acts.consultation import tell_everyone
from umbel.rulemaking.models import Revision, RuleDraft
from umbel.rulemaking.permissions import check_may_adopt, check_may_withdraw
from umbel.rulemaking.queries import check_newest, drafted_pack, latest_revision, subject_of
from umbel.rulemaking.states import WORKFLOW, DraftState
from umbel.rulemaking.table_of_acts import RuleAct
from umbel.structure.acts import put_in_force
from umbel.structure.queries import rules_to_come
from umbel.words import Message

ADOPTED = Said(
    Message("New rules"),
    Message(
        "The rules {draft} are adopted and take effect on {from_on}; nothing applies backwards. The page says what was "
        "made of the comments."
    ),
)


@whole()
def adopt(*, draft: RuleDraft, from_on: date, answer: str, on: date, by: Viewer) -> RuleDraft:
    """Adopt the rules from a day to come, after the consultation, by someone who drafted none of them, with a written
    answer to what organizations said. What is due in periods that begin on that day or later is generated anew;
    whatever has begun, and every cycle that is planned, keeps the rules it began under.
    """
    draft = locked(draft)
    check_may_adopt(by, draft)
    draft.state = WORKFLOW.check_step("adopt", draft.state)
    revision = latest_revision(draft)
    pack = drafted_pack(revision)
    _check_adoption(draft, revision, pack, from_on=from_on, answer=answer, on=on)
    draft.ended_on, draft.ended_by_id = on, by.account_id
    draft.answer, draft.from_on = answer.strip(), from_on
    draft.save()
    put_in_force(pack=pack, from_on=from_on, on=on, by=by)
    replace_obligations(pack=pack, from_on=from_on, by=by.actor)
    audit.record(
        RuleAct.ADOPT,
        by=by.actor,
        about=subject_of(draft),
        reasons=draft.answer,
        data={"on": str(on), "from": str(from_on), "hash": revision.content_hash},
    )
    tell_everyone(draft, ADOPTED.filled(draft=draft, from_on=from_on), on=on, by=by)
    _lay_down(draft, revision)
    return draft


def _lay_down(draft: RuleDraft, revision: Revision) -> None:
    """Put the files where packs are looked for, last of all and while the draft is held. What lies there can only be
    left over from an adoption that was cut off, perhaps of another revision.
    """
    if _folder(draft).exists():
        shutil.rmtree(_folder(draft))
    write_pack(revision.texts, _folder(draft))


def _check_adoption(draft: RuleDraft, revision: Revision, pack: Pack, *, from_on: date, answer: str, on: date) -> None:
    assert draft.consulted_until is not None
    if on <= draft.consulted_until:
        raise NotNow(_("Organizations have until %(day)s to comment.") % {"day": draft.consulted_until})
    check_newest(draft, on)
    if pack.content_hash != revision.content_hash:
        raise NotNow(
            _("This version of the program reads the draft otherwise than when it was consulted on: reopen it.")
        )
    problems = []
    if from_on <= on:
        problems.append(Problem(_("Choose a day to come: nothing applies backwards."), field="from_on"))
    elif from_on < pack.effective_from:
        message = _("The draft says that it takes effect on %(day)s at the earliest.") % {"day": pack.effective_from}
        problems.append(Problem(message, field="from_on"))
    elif earlier := [row.from_on for row in rules_to_come(on) if row.from_on > from_on]:
        message = _("The rules that it changes take effect on %(day)s: choose that day or a later one.")
        problems.append(Problem(message % {"day": earlier[-1]}, field="from_on"))
    if not answer.strip():
        problems.append(Problem(_("Answer what was said of the draft, or that nothing was."), field="answer"))
    if problems:
        raise Problems(_("The rules were not adopted. Nothing you typed is lost."), problems)


@whole()
def withdraw(*, draft: RuleDraft, reasons: str, on: date, by: Viewer) -> RuleDraft:
    """Give a draft up, with reasons; what was consulted on stays readable with what was said of it."""
    check_may_withdraw(by, draft)
    draft = locked(draft)
    draft.state = WORKFLOW.check_step("withdraw", draft.state)
    if not reasons.strip():
        raise Problems("", [Problem(_("Say why, in a sentence."), field="reasons")])
    draft.ended_on, draft.ended_by_id, draft.answer = on, by.account_id, reasons.strip()
    draft.save()
    audit.record(RuleAct.WITHDRAW, by=by.actor, about=subject_of(draft), reasons=draft.answer, data={"on": str(on)})
    return draft


def restore_packs() -> int:
    """Put the files of adopted rules where they are looked for, such as after the database was restored elsewhere.
    Returns how many versions were missing.
    """
    missing = [draft for draft in RuleDraft.objects.filter(state=DraftState.ADOPTED) if not _folder(draft).exists()]
    for draft in missing:
        write_pack(latest_revision(draft).texts, _folder(draft))
    return len(missing)


def _folder(draft: RuleDraft) -> Path:
    return Path(settings.UMBEL_PACKS) / f"{draft.pack_id}-{draft.version}"
