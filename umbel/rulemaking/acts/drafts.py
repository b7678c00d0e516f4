"""Drafting rules, and trying them on frozen facts. Nothing here changes what anyone owes or is graded by."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.acts import whole
from umbel.audit.locking import locked
from umbel.errors import NotNow, Problem, Problems
from umbel.evaluation.lab import prepared
from umbel.evaluation.models import Cycle
from umbel.policy import installed_packs, version_key
from umbel.policy.adjusting import HEAD, with_head
from umbel.policy.catalogue import pack_texts
from umbel.policy.pack import Pack
from umbel.policy.storing import pack_of
from umbel.rubric import Trial, compile_rubric
from umbel.rulemaking.models import Revision, RuleDraft, Run
from umbel.rulemaking.permissions import check_may_draft
from umbel.rulemaking.queries import base_pack, drafted_pack, latest_revision, newest_rules, subject_of
from umbel.rulemaking.states import DraftState
from umbel.rulemaking.table_of_acts import RuleAct

VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")


@whole()
def begin_draft(*, version: str, from_on: date, purpose: str, on: date, by: Viewer) -> RuleDraft:
    """Begin a new version of the rules that were adopted last, in force from `from_on` at the earliest. Raises
    Problems.
    """
    check_may_draft(by)
    base = newest_rules(on)
    if base is None:
        raise NotNow(_("No rules are in force here yet."))
    _check_new(base, version, from_on, purpose, on)
    texts = with_head(pack_texts(base.id, base.version), version=version, effective_from=from_on)
    draft = RuleDraft.objects.create(
        pack_id=base.id,
        base_version=base.version,
        base_hash=base.content_hash,
        version=version,
        purpose=purpose,
        begun_on=on,
        begun_by_id=by.account_id,
    )
    audit.record(
        RuleAct.BEGIN_DRAFT,
        by=by.actor,
        about=subject_of(draft),
        reasons=purpose,
        data={"on": str(on), "base": base.content_hash, "from": str(from_on)},
    )
    _keep(draft, texts, purpose, on, by)
    return draft


@whole()
def revise(*, draft: RuleDraft, texts: Mapping[str, str], after: int, why: str, on: date, by: Viewer) -> Revision:
    """Save the draft in another state, made from its revision number `after`. Raises Problems with everything that is
    wrong with the files, and NotNow when someone else saved meanwhile.
    """
    check_may_draft(by)
    draft = locked(draft)
    if draft.state != DraftState.DRAFTING:
        raise NotNow(_("The draft is not being written any more: it stands still while others read it."))
    last = latest_revision(draft)
    if last.number != after:
        raise NotNow(
            _("%(who)s saved this draft meanwhile. Open it in another window, compare, and save yours again.")
            % {"who": last.made_by}
        )
    if not why.strip():
        raise Problems(_("The draft was not saved."), [Problem(_("Say why, in a sentence."), field="why")])
    pack = pack_of(texts)
    _check_still_it(draft, pack, on)
    compile_rubric(pack)
    if pack.content_hash == last.content_hash:
        raise NotNow(_("Nothing differs from what was saved last."))
    return _keep(draft, dict(texts), why.strip(), on, by)


def keep_run(*, revision: Revision, cycle: Cycle, on: date, by: Viewer) -> tuple[Run, bool]:
    """Try a saved revision on the frozen facts of a cycle and keep the result with its inputs. Where the very same was
    run before, that run is returned, and whether it came out the same to the last digit. Nobody else waits while it
    runs: only then is the draft held.
    """
    check_may_draft(by)
    if base_pack(revision.draft).content_hash != revision.draft.base_hash:
        raise NotNow(
            _("The files of version %(base)s are not those that this draft was begun from: put them back first.")
            % {"base": revision.draft.base_version}
        )
    trial = trial_of(revision.draft, drafted_pack(revision), cycle)
    return _keep_run(revision, cycle, trial, on, by)


@whole()
def _keep_run(revision: Revision, cycle: Cycle, trial: Trial, on: date, by: Viewer) -> tuple[Run, bool]:
    draft = locked(revision.draft)
    inputs = {"facts": cycle.snapshot.sha256, "before": draft.base_hash}
    earlier = Run.objects.filter(revision=revision, cycle=cycle, **inputs).first()
    if earlier is not None:
        return earlier, earlier.digest == trial.digest
    run = Run.objects.create(
        revision=revision,
        cycle=cycle,
        after=revision.content_hash,
        result=trial.as_json(),
        digest=trial.digest,
        run_on=on,
        run_by_id=by.account_id,
        **inputs,
    )
    said = {"on": str(on), "cycle": cycle.code, "after": run.after, "digest": run.digest, "moved": trial.moved}
    audit.record(RuleAct.RUN, by=by.actor, about=subject_of(draft), data=said | inputs)
    return run, True


def trial_of(draft: RuleDraft, pack: Pack, cycle: Cycle) -> Trial:
    """What a draft would make of the frozen facts of a cycle, beside the version it was drafted from."""
    return prepared(cycle, base_pack(draft)).trial(pack)


def _keep(draft: RuleDraft, texts: dict[str, str], why: str, on: date, by: Viewer) -> Revision:
    pack = pack_of(texts)
    number = Revision.objects.filter(draft=draft).count() + 1
    revision = Revision.objects.create(
        draft=draft,
        number=number,
        texts=texts,
        content_hash=pack.content_hash,
        why=why,
        made_on=on,
        made_by_id=by.account_id,
    )
    audit.record(
        RuleAct.REVISE,
        by=by.actor,
        about=subject_of(draft),
        reasons=why,
        data={"on": str(on), "revision": number, "hash": pack.content_hash},
    )
    return revision


def _check_new(base: Pack, version: str, from_on: date, purpose: str, on: date) -> None:
    problems = []
    taken = {pack.version for pack in installed_packs() if pack.id == base.id}
    taken |= set(
        RuleDraft.objects.exclude(state=DraftState.WITHDRAWN).filter(pack_id=base.id).values_list("version", flat=True)
    )
    if not VERSION.fullmatch(version):
        problems.append(Problem(_("Write the version as three numbers, such as 1.1.0."), field="version"))
    elif version_key(version) <= version_key(base.version):
        problems.append(
            Problem(_("The new version comes after %(version)s.") % {"version": base.version}, field="version")
        )
    elif version in taken:
        problems.append(Problem(_("There is a version of this number already. Take the next."), field="version"))
    if from_on <= on:
        problems.append(Problem(_("Choose a day to come: nothing applies backwards."), field="from_on"))
    if not purpose.strip():
        problems.append(Problem(_("Say why other rules are wanted, in a sentence."), field="purpose"))
    if problems:
        raise Problems(_("The draft was not begun."), problems)


def _check_still_it(draft: RuleDraft, pack: Pack, on: date) -> None:
    """The head of a draft may be written anew, but it stays the version that was begun."""
    problems = []
    if (pack.id, pack.version) != (draft.pack_id, draft.version):
        message = _("This draft is %(draft)s: leave its id and version.") % {"draft": draft}
        problems.append(Problem(message, HEAD, field="pack", found=f"{pack.id} {pack.version}"))
    if pack.effective_from <= on:
        problems.append(
            Problem(
                _("It would take effect on a day that has passed: nothing applies backwards."),
                HEAD,
                field="pack.effective_from",
                found=str(pack.effective_from),
            )
        )
    if problems:
        raise Problems(_("The draft was not saved."), problems)
