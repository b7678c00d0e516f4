"""Putting a draft to everyone: what it would change, by when organizations comment, and what they say."""

from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotNow, Problem, Problems
from umbel.notices.acts import Party
from umbel.notices.correspondence import Correspondence
from umbel.notices.said import Said
from umbel.rulemaking.models import Comment, RuleDraft, Run
from umbel.rulemaking.permissions import check_may_comment, check_may_open
from umbel.rulemaking.queries import (
    check_newest,
    commentable,
    consulted_revision,
    cycles_with_facts,
    drafted_pack,
    first_end,
    latest_revision,
    subject_of,
    wrong_examples,
)
from umbel.rulemaking.states import WORKFLOW, DraftState
from umbel.rulemaking.table_of_acts import RuleAct
from umbel.structure.models import Organization
from umbel.structure.queries import bodies, on_the_register
from umbel.structure.states import TierCode
from umbel.words import Message

PATH = "/consultations/{}/"
LONGEST_COMMENT = 5000
OPENED = Said(
    Message("Consultation on new rules"),
    Message(
        "The draft of rules {draft} is open for comments until {until}. Read what would change, and for whom, and say "
        "what your organization thinks of it."
    ),
)


@whole()
def open_consultation(*, draft: RuleDraft, until: date, on: date, by: Viewer) -> RuleDraft:
    """Let everyone read the draft, and organizations comment until the end of a day. Its worked examples come out as
    they say, and where facts are frozen it was tried on them, so that everyone sees what it would change.
    """
    check_may_open(by)
    draft = locked(draft)
    draft.state = WORKFLOW.check_step("open-consultation", draft.state)
    check_newest(draft, on)
    revision = latest_revision(draft)
    pack = drafted_pack(revision)
    if problems := wrong_examples(pack):
        sentence = _("The worked examples do not come out as they say. Put rules or examples right.")
        raise Problems(sentence, list(problems))
    if cycles_with_facts().exists() and not Run.objects.filter(revision=revision).exists():
        raise NotNow(
            _("Nobody has tried this state of the draft on frozen facts yet. A pack editor keeps a run of it first.")
        )
    first = first_end(pack, on)
    if until < first:
        raise Problems(
            _("The consultation was not opened."),
            [Problem(_("Leave time to read and to meet: at least until %(day)s.") % {"day": first}, field="until")],
        )
    draft.consulted_from, draft.consulted_until, draft.consulted_revision = on, until, revision.number
    draft.save()
    audit.record(
        RuleAct.OPEN_CONSULTATION,
        by=by.actor,
        about=subject_of(draft),
        reasons=draft.purpose,
        data={"on": str(on), "until": str(until), "hash": revision.content_hash, "revision": revision.number},
    )
    tell_everyone(draft, OPENED.filled(draft=draft, until=until), on=on, by=by)
    return draft


@whole()
def comment(
    *, draft: RuleDraft, organization: Organization, text: str, provision: str, on: date, by: Viewer
) -> Comment:
    """Say what an organization thinks of a draft, or of one rule in it. Everyone reads it."""
    check_may_comment(by, organization.pk)
    draft = locked(draft)
    if draft.state != DraftState.CONSULTATION or draft.consulted_until is None or on > draft.consulted_until:
        raise NotNow(_("Comments on this draft are not taken any more."))
    problems = []
    if not text.strip():
        problems.append(Problem(_("Write what your organization thinks of it."), field="text"))
    if len(text) > LONGEST_COMMENT:
        message = _("Shorten it to %(most)d characters; it has %(many)d.")
        problems.append(Problem(message % {"most": LONGEST_COMMENT, "many": len(text)}, field="text"))
    if provision and provision not in commentable(drafted_pack(consulted_revision(draft))):
        problems.append(Problem(_("Choose a rule of this draft."), field="provision"))
    if problems:
        raise Problems(_("The comment was not kept. Nothing you typed is lost."), problems)
    made = Comment.objects.create(
        draft=draft,
        organization=organization,
        provision=provision,
        text=text.strip(),
        made_on=on,
        made_by_id=by.account_id,
    )
    audit.record(
        RuleAct.COMMENT,
        by=by.actor,
        about=subject_of(draft),
        reasons=made.text,
        data={"on": str(on), "organization": organization.pk, "provision": provision},
    )
    return made


@whole()
def reopen(*, draft: RuleDraft, reasons: str, on: date, by: Viewer) -> RuleDraft:
    """Take a draft back to be changed, such as for what was said of it; everyone is consulted again afterwards."""
    check_may_open(by)
    draft = locked(draft)
    draft.state = WORKFLOW.check_step("reopen", draft.state)
    if not reasons.strip():
        raise Problems("", [Problem(_("Say why, in a sentence."), field="reasons")])
    draft.save()
    audit.record(RuleAct.REOPEN, by=by.actor, about=subject_of(draft), reasons=reasons.strip(), data={"on": str(on)})
    return draft


def tell_everyone(draft: RuleDraft, said: Said, *, on: date, by: Viewer) -> None:
    """The same words to every joint committee and every organization on the register."""
    register = Organization.objects.filter(on_the_register(on)).order_by("pk")
    committees = [Party.body(key) for key in bodies(TierCode.JOINT, on).values_list("pk", flat=True)]
    organizations = [Party.organization(key) for key in register.values_list("pk", flat=True)]
    about = Correspondence(piece="rulemaking", about=subject_of(draft))
    for parties in (committees, organizations):
        about.tell_many(parties, "told", said, path=PATH.format(draft.pk), by=by)
