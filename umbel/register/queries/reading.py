"""From rows of the record to what may be shown of them."""

from umbel.register.rows import Committee, Standing, Term
from umbel.structure.models import Body, Concept, District, Named, Particulars
from umbel.words import Words


def name_of(row: Named) -> Words:
    return row.names


def term(row: Concept | District | None) -> Term | None:
    return Term(row.code, name_of(row)) if row else None


def committee_of(body: Body, **more: object) -> Committee:
    return Committee(
        id=body.pk,
        code=body.code,
        name=name_of(body),
        established_on=body.established_on,
        dissolved_on=body.dissolved_on,
        **more,  # type: ignore[arg-type]
    )


def standing(row: Particulars) -> Standing:
    return Standing(
        name=name_of(row),
        concept=term(row.concept),
        district=term(row.district),
        from_on=row.from_on,
        until_on=row.until_on,
    )
