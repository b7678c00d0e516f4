"""The number an organization gets as it enters the register."""

from umbel.errors import NotNow
from umbel.registration.models import Application
from umbel.structure.identifiers import CREDIT_CODE, make_credit_code
from umbel.structure.models import Identifier, Organization

CREDIT_CLASSES = {"social-association": "51", "social-service": "52", "foundation": "53"}
"""GB 32100-2015: 5 is civil affairs, then the kind of body; any other class of organization is 59."""
REGION = "110000"
FIRST_BODY = "MJ01"
TRIES = 1000


def next_number(scheme: str, application: Application) -> str:
    """The next free number of the scheme. Raises NotNow when it cannot be made here, so that the decider gives it."""
    taken = set(Identifier.objects.filter(scheme=scheme).values_list("value", flat=True))
    first = Application.objects.filter(organization__isnull=False).count() + 1
    for number in range(first, first + TRIES):
        if scheme == CREDIT_CODE:
            kind = CREDIT_CLASSES.get(application.organization_class, "59")
            made = make_credit_code(kind=kind, region=_region(application), body=f"{FIRST_BODY}{number:04}"[:8])
        elif scheme.startswith("local-"):
            made = f"{number:06}"
        else:
            break
        if made not in taken:
            return made
    raise NotNow(f"No number of the scheme {scheme} can be given here by itself. Write the number it gets.")


def _region(application: Application) -> str:
    code = application.district.code if application.district else ""
    return code if len(code) == 6 and code.isdecimal() else REGION


def next_number_after(scheme: str, organization: Organization) -> str:
    """The next free number of the scheme for a part that becomes an organization of its own."""
    taken = set(Identifier.objects.filter(scheme=scheme).values_list("value", flat=True))
    own = organization.identifiers.filter(scheme=scheme).values_list("value", flat=True).first() or ""
    for number in range(1, TRIES):
        if scheme == CREDIT_CODE:
            made = make_credit_code(
                kind=own[:2] or CREDIT_CLASSES["social-association"], region=REGION, body=f"MJ9{number:05}"
            )
        else:
            made = f"{own or organization.pk}-{number}" if scheme.startswith("local-") else ""
        if made and made not in taken:
            return made
    raise NotNow(f"No number of the scheme {scheme} can be given here by itself. Register the part by an application.")
