"""Cases and their rounds, the steps on their file, the proof that papers arrived, what organizations carry."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from umbel.accounts.models import User
from umbel.casework.states import Again, CaseState, Effect, Paper, ServiceChannel, ServiceOutcome
from umbel.notices.models import Notice
from umbel.structure.models import Body, Organization
from umbel.workflow import choices_of

LONGEST_INTERIM = timedelta(days=30)
"""An interim measure ends by itself: it bridges the time to a decision and never stands in for one."""


class Case(models.Model):
    """One measure proposed about one organization, on the way from a ground to its end."""

    reference = models.CharField(max_length=30, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    """Whom it is about. When one merges into another before a decision, the case begins again about the other."""
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    """The body that brings it; none: the apex."""
    rung = models.CharField(max_length=60)
    decider = models.CharField(max_length=20)
    """The tier that decides it: `joint` or `apex`."""
    effect = models.CharField(max_length=20, choices=choices_of(Effect))
    adverse = models.BooleanField()
    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    """What gave rise to it: a grade, an obligation, the organization itself."""
    state = models.CharField(max_length=20, choices=choices_of(CaseState), default=CaseState.OPENED)
    language = models.CharField(max_length=10)
    """Of the papers: the one the organization chose, or asked for since."""
    opened_on = models.DateField()
    round = models.ForeignKey("Round", on_delete=models.PROTECT, related_name="+")
    """The one that runs, or ran last: whatever was said and decided about the organization stands in it."""
    effective_on = models.DateField(null=True, blank=True)
    """From when the decision has effect."""
    ends_on = models.DateField(null=True, blank=True)
    """When it ends by itself."""
    published_until = models.DateField(null=True, blank=True)
    """The first day on which nothing is published of it any more, whatever became of it."""
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    """The organization's own words beside a publication."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(adverse=True) | Q(effect=Effect.RECORD), name="only_what_is_adverse_has_an_effect"
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(adverse=False) | Q(published_until__isnull=False),
                name="a_publication_ends",
            ),
            models.UniqueConstraint(
                fields=["organization", "rung", "subject_kind", "subject_id"],
                condition=Q(adverse=True, state__in=["opened", "noticed", "reply", "considered", "decided"]),
                name="one_case_of_a_rung_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "body"], name="case_by_state"),
            models.Index(fields=["organization", "-opened_on"], name="case_by_organization"),
        ]

    def __str__(self) -> str:
        return self.reference


class Round(models.Model):
    """One time through the procedure: the notice with its ground, its service, the reply, the weighing of it, the
    decision and the appeal. A case begins again with another round, and nothing of the one before is written any more;
    nor is what a decision rests on, once it was made. The database keeps both (`migrations/_rounds_are_kept.py`), and
    that nothing adverse stands in a case without a decision in its round.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    """Whom it is about: the case's own, or the one that merged into it since."""
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    """The day on which the case began again."""
    why_closed = models.CharField(max_length=20, choices=choices_of(Again), blank=True)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    """Who opened the case: the ground, the rule and the facts are theirs."""
    ground = models.TextField()
    """What is said to have happened, in words."""
    rule = models.TextField()
    facts = models.TextField()
    noticed_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    reply_until = models.DateField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    nothing_more = models.BooleanField(default=False)
    """Whether the organization said that it has nothing to add, so that nobody waits for the end of its time."""
    asks_for_hearing = models.BooleanField(default=False)
    hearing_on = models.DateField(null=True, blank=True)
    """The day to which the organization was invited."""
    hearing_where = models.TextField(blank=True)
    heard_on = models.DateField(null=True, blank=True)
    considered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    considered_on = models.DateField(null=True, blank=True)
    facts_relied_on = models.TextField(blank=True)
    facts_set_aside = models.TextField(blank=True)
    of_the_reply = models.TextField(blank=True)
    """What is made of the reply, or that none came."""
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    withheld_ground = models.CharField(max_length=60, blank=True)
    """The pack's ground on which the decision is not published; empty: it is."""
    decision_served_on = models.DateField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    appeal_suspends = models.BooleanField(default=True)
    appealed_on = models.DateField(null=True, blank=True)
    appeal_grounds = models.TextField(blank=True)
    heard_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appeal_decided_on = models.DateField(null=True, blank=True)
    appeal_reasons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="rounds_of_a_case_are_numbered"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_on__isnull=True), name="one_round_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, why_closed="") | (Q(closed_on__isnull=False) & ~Q(why_closed="")),
                name="a_case_says_why_it_began_again",
            ),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(rule="") & ~Q(facts=""), name="round_has_a_ground"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decided_by__isnull=True)
                | (
                    # A day that is not known would make the database let the row pass: each is asked for by itself.
                    Q(noticed_on__isnull=False, served_on__isnull=False, considered_on__isnull=False)
                    & Q(decided_on__isnull=False, decided_by__isnull=False, considered_by__isnull=False)
                    & Q(served_on__gte=F("noticed_on"), considered_on__gte=F("served_on"))
                    & Q(decided_on__gte=F("considered_on"))
                    & ~Q(reasons="")
                    & ~Q(facts_relied_on="")
                    & ~Q(facts_set_aside="")
                    & ~Q(of_the_reply="")
                ),
                name="no_decision_skips_a_step",
            ),
            models.CheckConstraint(
                condition=Q(decision_served_on__isnull=True, appealed_on__isnull=True) | Q(decided_on__isnull=False),
                name="a_decision_comes_before_its_service",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("stated_by")) & ~Q(decided_by=F("considered_by"))),
                name="nobody_decides_what_they_prepared",
            ),
            models.CheckConstraint(
                condition=Q(heard_by__isnull=True)
                | (~Q(heard_by=F("decided_by")) & ~Q(heard_by=F("stated_by")) & ~Q(heard_by=F("considered_by"))),
                name="an_appeal_goes_to_others",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decided_on__isnull=True) | (~Q(appeal_reasons="") & Q(heard_by__isnull=False)),
                name="an_appeal_is_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(heard_on__isnull=True) | Q(hearing_on__isnull=False),
                name="nobody_is_heard_uninvited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"


class CaseStep(models.Model):
    """One line of the case file. Lines are added and never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """None: the program, recording that a time passed."""
    side = models.CharField(max_length=20)
    """Whose step it is: `organization` or `supervisor`."""
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    documents = models.JSONField(default=list)
    """Numbers of the documents that came with it."""
    entry = models.PositiveBigIntegerField()
    """Its entry in the ledger."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="lines_of_a_case_are_numbered")]


class Service(models.Model):
    """One attempt to bring a paper to the organization, and what became of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services")
    paper = models.CharField(max_length=20, choices=choices_of(Paper))
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="services")
    sending = models.PositiveSmallIntegerField()
    """How often the paper was sent by then: once it is sent anew, what proved that the one before arrived is void."""
    channel = models.CharField(max_length=20, choices=choices_of(ServiceChannel))
    tried_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=choices_of(ServiceOutcome), default=ServiceOutcome.WAITING)
    detail = models.TextField(blank=True)
    served_on = models.DateField(null=True, blank=True)
    """When it counts as served; for a publication, the end of its time."""
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=ServiceOutcome.DELIVERED)
                | Q(served_on__isnull=False, served_on__gte=F("tried_on")),
                name="what_was_delivered_has_a_day",
            )
        ]


class Label(models.Model):
    """What an organization carries from a decided case, from one day to another."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="label")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    from_on = models.DateField()
    until_on = models.DateField()
    """The first day on which it is gone, by itself or by what ended it."""
    reversed_on = models.DateField(null=True, blank=True)
    """An upheld appeal: it counts as never given, and is shown nowhere."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="label_ends")]
        indexes = [models.Index(fields=["organization", "from_on"], name="label_by_organization")]


class RemedyStep(models.Model):
    """One dated step by which an organization ends a measure early."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedy")
    what = models.TextField()
    due_on = models.DateField()
    shown_on = models.DateField(null=True, blank=True)
    shown = models.TextField(blank=True)
    ruled_on = models.DateField(null=True, blank=True)
    ruled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_met = models.BooleanField(default=False)
    ruling = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_met=False) | (Q(ruled_on__isnull=False) & ~Q(ruling="")), name="a_remedy_is_ruled_on"
            ),
        ]


class Interim(models.Model):
    """A measure for the time until a decision: rare, dated, reasoned, and over by itself."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="interim")
    """One a case: it is not renewed."""
    what = models.TextField()
    reasons = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    """The first day on which it binds nobody any more."""
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    objected_on = models.DateField(null=True, blank=True)
    objection = models.TextField(blank=True)
    ruled_on = models.DateField(null=True, blank=True)
    ruled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ruling = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    """By itself, with the decision, or because an objection was upheld."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(what=""), name="an_interim_measure_has_reasons"),
            models.CheckConstraint(
                condition=Q(ruled_on__isnull=True)
                | (Q(objected_on__isnull=False) & ~Q(ruling="") & ~Q(ruled_by=F("ordered_by"))),
                name="an_objection_is_ruled_on_by_others",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="an_interim_measure_ends"),
        ]
