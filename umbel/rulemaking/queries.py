"""Questions about drafts of rules."""

from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from umbel.audit.actors import Subject
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotFound, NotNow, Problem
from umbel.evaluation.models import Cycle
from umbel.evaluation.states import CycleState
from umbel.policy import find_pack
from umbel.policy.obligations import calendar_of
from umbel.policy.pack import Entry, Pack
from umbel.policy.storing import pack_of
from umbel.rubric import compile_rubric, run_example
from umbel.rulemaking.models import Comment, Revision, RuleDraft
from umbel.structure.queries import Annotated, federation, rules_to_come


def drafts() -> Annotated:
    """Every draft, the latest first, each with `revisions_made` and `comments_made`."""
    counted: dict[str, QuerySet[Any]] = {
        "revisions_made": Revision.objects.all(),
        "comments_made": Comment.objects.all(),
    }
    many = {
        name: Subquery(rows.filter(draft=OuterRef("pk")).order_by().values("draft").annotate(n=Count("pk")).values("n"))
        for name, rows in counted.items()
    }
    return RuleDraft.objects.annotate(**many).select_related("begun_by").order_by("-pk")


def consultations() -> Annotated:
    """Drafts that everyone reads: those that were ever put to consultation."""
    return drafts().filter(consulted_from__isnull=False)


def find_draft(number: int) -> RuleDraft:
    """The draft of that number, with what `drafts` counts of it. Raises NotFound."""
    found = drafts().filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such draft of rules."))
    draft: RuleDraft = found
    return draft


def revision_named(draft: RuleDraft, said: str) -> Revision:
    """The revision whose number an address or a form says; the latest where it says none that there is."""
    known = Revision.objects.filter(draft=draft).select_related("draft", "made_by")
    named = known.filter(number=int(said)).first() if said.isdecimal() and len(said) < LONGEST_NUMBER else None
    return named or latest_revision(draft)


def latest_revision(draft: RuleDraft) -> Revision:
    """The draft as it was saved last."""
    return Revision.objects.filter(draft=draft).select_related("made_by").latest("number")


def consulted_revision(draft: RuleDraft) -> Revision:
    """The draft as everyone was asked about it: what was changed since it was taken back is not for everyone yet."""
    made = Revision.objects.filter(draft=draft, number=draft.consulted_revision or 0).select_related("made_by")
    return made.first() or latest_revision(draft)


def drafted_pack(revision: Revision) -> Pack:
    """The pack that a revision makes up."""
    return pack_of(revision.texts)


def wrong_examples(pack: Pack) -> tuple[Problem, ...]:
    """What of the pack's worked examples does not come out as it says; run once for the same files."""
    if pack.content_hash not in _EXAMPLES:
        while len(_EXAMPLES) >= MOST_KEPT:
            _EXAMPLES.pop(next(iter(_EXAMPLES)), None)
        rubric = compile_rubric(pack)
        _EXAMPLES[pack.content_hash] = tuple(
            problem for example in pack.examples for problem in run_example(rubric, example)
        )
    return _EXAMPLES[pack.content_hash]


_EXAMPLES: dict[str, tuple[Problem, ...]] = {}
MOST_KEPT = 64
LONGEST_NUMBER = 9


def base_pack(draft: RuleDraft) -> Pack:
    """The version it was drafted from."""
    return find_pack(draft.pack_id, draft.base_version)


def newest_rules(on: date) -> Pack | None:
    """The rules that were adopted last, whether they are in force yet: what a draft is begun from."""
    to_come, here = rules_to_come(on), federation()
    if to_come:
        return find_pack(to_come[-1].pack_id, to_come[-1].pack_version)
    return find_pack(here.pack_id, here.pack_version) if here else None


def check_newest(draft: RuleDraft, on: date) -> None:
    """Nobody is asked about, or gets, rules that undo unsaid what was adopted since they were begun."""
    newest = newest_rules(on)
    if newest is not None and (newest.id, newest.version) != (draft.pack_id, draft.base_version):
        raise NotNow(
            _("It was begun from version %(base)s, and %(newest)s was adopted since: withdraw it, and begin from that.")
            % {"base": draft.base_version, "newest": newest.version}
        )


def cycles_with_facts() -> QuerySet[Cycle]:
    """Cycles whose facts are frozen, the latest first: what a draft can be tried on."""
    return Cycle.objects.exclude(state=CycleState.PLANNED).select_related("snapshot").order_by("-from_on", "-pk")


def comments_on(draft: RuleDraft) -> QuerySet[Comment]:
    """What organizations said, in order."""
    return Comment.objects.filter(draft=draft).order_by("pk")


def least_days(pack: Pack) -> int:
    """Working days a consultation lasts at least."""
    return pack.due_time("consultation").working_days


def first_end(pack: Pack, on: date) -> date:
    """The first day on which a consultation that opens today may end."""
    return calendar_of(pack).add_working_days(on, least_days(pack))


def subject_of(draft: RuleDraft) -> Subject:
    return Subject(SubjectKind.DRAFT, str(draft.pk), str(draft))


def commentable(pack: Pack) -> dict[str, Entry]:
    """The rules that a comment can speak of: kind and code, such as `grade A` -> the entry."""
    kinds: dict[str, tuple[Entry, ...]] = {
        "indicator": pack.indicators,
        "grade": pack.grades,
        "cap": pack.caps,
        "veto": pack.vetoes,
        "label": pack.labels,
        "requirement": pack.requirements,
        "commitment": pack.commitments,
        "rung": pack.rungs,
        "due_time": pack.times_that_hold,
        "matter": pack.matters,
    }
    return {f"{kind} {entry.code}": entry for kind, entries in kinds.items() for entry in entries}
