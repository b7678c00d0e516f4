"""What the federation is made of. Rows with a span of dates are ended, never overwritten."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from umbel.accounts.models import User
from umbel.accounts.permissions import ROLES, Role, Seat
from umbel.structure.fields import WordsField, said_somehow
from umbel.structure.names import LONGEST_NAME, LONGEST_SHORT_NAME
from umbel.structure.states import TierCode
from umbel.workflow import choices_of


class Named(models.Model):
    """A thing with a name, in one language or several."""

    names = WordsField(max_length=LONGEST_NAME)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or in the one there is."""
        return str(self.names)

    def in_language(self, language: str) -> str:
        """The name in that language, or in the one there is; so it stands within a sentence for that reader."""
        return self.names.in_language(language)


def has_a_name(model: str) -> models.CheckConstraint:
    return said_somehow("names", f"{model}_has_a_name", "Give a name in at least one language.")


def ends_after_it_begins(model: str, begins: str = "from_on", ends: str = "until_on") -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": F(begins)}),
        name=f"{model}_ends_after_it_begins",
        violation_error_message="The end must come after the beginning.",
    )


class Federation(Named):
    """This installation: one row. `stands_on` is the day on which a demo's calendar stands still."""

    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64)
    is_demo = models.BooleanField(default=False)
    stands_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_federation"),
            has_a_name("federation"),
            models.CheckConstraint(
                condition=Q(stands_on__isnull=True) | Q(is_demo=True), name="only_a_demo_stands_still"
            ),
        ]


class RulesInForce(models.Model):
    """From a day on the federation runs under another version of its rules. Rows are added and never changed; of two
    for the same day the later counts.
    """

    pack_id = models.CharField(max_length=80)
    pack_version = models.CharField(max_length=40)
    pack_hash = models.CharField(max_length=64)
    from_on = models.DateField()
    adopted_on = models.DateField()
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_on__gt=F("adopted_on")), name="rules_never_apply_backwards"),
        ]


class Classification(Named):
    code = models.CharField(max_length=80, unique=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [has_a_name("classification")]


class Concept(Named):
    """A node of a classification. `path` is the codes from the top, `/A/A10/A11/`; `depth` is 1 at the top."""

    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="concepts")
    code = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=500)
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["classification", "code"], name="concept_code_is_unique"),
            models.UniqueConstraint(fields=["classification", "path"], name="concept_path_is_unique"),
            models.CheckConstraint(
                condition=Q(depth=1, parent__isnull=True) | Q(depth__gt=1, parent__isnull=False),
                name="only_top_concepts_have_no_parent",
            ),
            has_a_name("concept"),
        ]


class District(Named):
    code = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [has_a_name("district")]


class Organization(models.Model):
    """A registered association. What may change over time stands in its particulars."""

    registered_on = models.DateField(null=True, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(registered_on__isnull=True)
                | Q(ended_on__gte=F("registered_on")),
                name="organization_ends_after_it_is_registered",
                violation_error_message="An organization cannot end before it is registered.",
            )
        ]


class Identifier(models.Model):
    """A number that names one organization within a scheme, such as `cn-uscc` or `gb-chc`."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_organization"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Particulars(Named):
    """What an organization is called and does, from one date to another."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="particulars")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    concept = models.ForeignKey(Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField(null=True, blank=True)
    """In the unit the pack names: members, or a year's income."""
    sort_name = models.CharField(max_length=LONGEST_NAME, default="", editable=False)
    """The name by which everyone finds it in an ordered list: in the federation's own language, or in one there is."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(until_on__isnull=True), name="particulars_in_force_are_one"
            ),
            models.UniqueConstraint(fields=["organization", "from_on"], name="particulars_begin_once_a_day"),
            ends_after_it_begins("particulars"),
            has_a_name("particulars"),
        ]
        indexes = [
            models.Index(fields=["sort_name"], name="particulars_by_name"),
            models.Index(fields=["concept"], name="particulars_by_concept"),
            models.Index(fields=["district"], name="particulars_by_district"),
        ]


class Body(Named):
    """A supervising body. An organization's own committee names its organization; its parent is
    the joint committee of the organization's placement, so it is not written a second time here.
    """

    tier = models.CharField(max_length=20, choices=choices_of(TierCode))
    code = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    depth = models.PositiveSmallIntegerField(default=1)
    """1 at the top. The database holds it to the parent's depth plus one, so that no cycle can be."""
    organization = models.OneToOneField(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="committee"
    )
    short_names = WordsField(max_length=LONGEST_SHORT_NAME)
    """What stands in tables and charts, beside the full name; the full name where it is empty."""
    established_on = models.DateField()
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tier=TierCode.APEX, parent__isnull=True, organization__isnull=True)
                | Q(tier=TierCode.JOINT, parent__isnull=False, organization__isnull=True)
                | Q(tier=TierCode.ORGANIZATION, parent__isnull=True, organization__isnull=False),
                name="body_stands_where_its_tier_says",
            ),
            models.CheckConstraint(
                condition=Q(depth=1, parent__isnull=True) | Q(depth__gt=1, parent__isnull=False),
                name="only_top_bodies_have_no_parent",
            ),
            ends_after_it_begins("body", "established_on", "dissolved_on"),
            has_a_name("body"),
        ]

    @property
    def short_name(self) -> str:
        """The short name in the reader's language, or in the one there is; the full name where there is none."""
        return str(self.short_names) or self.name


class Remit(models.Model):
    """One line of what a joint committee covers: a concept and those below it, perhaps only in one district.
    Where lines of two committees fit, the one whose concept lies deeper decides.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="remits")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [ends_after_it_begins("remit")]


class Placement(models.Model):
    """An organization under a joint committee from one date to another. The database refuses
    overlaps, overwriting and deletion.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="placements")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="placements")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    why = WordsField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(until_on__isnull=True), name="placement_in_force_is_one"
            ),
            models.UniqueConstraint(fields=["organization", "from_on"], name="placement_begins_once_a_day"),
            ends_after_it_begins("placement"),
        ]
        indexes = [models.Index(fields=["body", "until_on"], name="placement_by_body")]


def held_at(seat: Seat) -> list[str]:
    """The roles that are held there."""
    return sorted(role.value for role, row in ROLES.items() if row.held_at is seat)


class OfficeHolder(models.Model):
    """Who holds an office of an organization, by function and name only, from one date to another."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="office_holders")
    office = models.CharField(max_length=80)
    """As the pack names it: `legal-representative`."""
    name = models.CharField(max_length=120)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_it_begins("office_holder"),
            models.CheckConstraint(condition=~Q(name=""), name="office_holder_has_a_name"),
        ]


class RoleHolding(models.Model):
    """A role that an account holds at a body, at an organization or for the federation, from one date to another."""

    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=choices_of(Role))
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="role_holdings")
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="role_holdings"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=120)
    """Whoever gave it, as the record names them."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="role_ends_after_it_begins",
                violation_error_message="The end must come after the beginning.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=held_at(Seat.ORGANIZATION), organization__isnull=False, body__isnull=True)
                | Q(role__in=held_at(Seat.JOINT), organization__isnull=True, body__isnull=False)
                | Q(role__in=held_at(Seat.FEDERATION), organization__isnull=True, body__isnull=True),
                name="role_is_held_where_it_belongs",
            ),
            models.CheckConstraint(condition=~Q(given_by=""), name="role_is_given_by_someone"),
            models.UniqueConstraint(
                "account",
                "role",
                Coalesce("body", models.Value(0)),
                Coalesce("organization", models.Value(0)),
                condition=Q(until_on__isnull=True),
                name="role_is_held_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["account", "until_on"], name="role_by_account")]


class AccessKey(models.Model):
    """A key by which a program of an organization reports in its name: it acts in one role of one account, and ends
    with it. Only the hash of the key is kept.
    """

    holding = models.ForeignKey(RoleHolding, on_delete=models.PROTECT, related_name="access_keys")
    name = models.CharField(max_length=80)
    """What it is for: 'our membership program'."""
    key_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    ends_on = models.DateField()
    """From this day on it opens nothing."""
    withdrawn_on = models.DateField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="an_access_key_has_a_name"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("made_on")), name="an_access_key_ends_after_it_begins"),
        ]


class Invitation(models.Model):
    """An invitation to hold a role, sent to an address. Only the hash of its token is kept."""

    email = models.EmailField()
    role = models.CharField(max_length=40, choices=choices_of(Role))
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=120)
    inviter = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The account that sent it, which cannot take it up itself; none when a command sent it."""
    invited_on = models.DateField()
    expires_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=F("invited_on")), name="invitation_expires_later"),
        ]
