"""Founding a federation: its row, its vocabulary and its bodies."""

from datetime import date

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from umbel.accounts.permissions import Viewer
from umbel.audit import acts as audit
from umbel.audit.actors import Actor, Subject
from umbel.audit.acts import whole
from umbel.audit.subjects import SubjectKind
from umbel.errors import NotNow
from umbel.policy import find_pack
from umbel.policy.pack import Concept as PackConcept
from umbel.policy.pack import District as PackDistrict
from umbel.policy.pack import Pack
from umbel.structure.models import Body, Classification, Concept, District, Federation, Particulars, RulesInForce
from umbel.structure.names import fitting
from umbel.structure.queries import hold_rules, languages, rules_on
from umbel.structure.states import TierCode
from umbel.structure.table_of_acts import StructureAct
from umbel.words import NO_WORDS, Words

LONGEST_PATH = 500


@whole()
def found_federation(
    *, names: Words, pack: Pack, by: Actor, is_demo: bool = False, stands_on: date | None = None
) -> Federation:
    """Found this installation under `pack`. Raises NotNow when it is founded already."""
    if existing := Federation.objects.first():
        raise NotNow(f"This installation is founded already, as {existing}.")
    federation = Federation.objects.create(
        id=1,
        names=names,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.content_hash,
        is_demo=is_demo,
        stands_on=stands_on,
    )
    audit.record(
        StructureAct.FOUND,
        by=by,
        about=Subject(SubjectKind.FEDERATION, "1", str(federation)),
        data={"pack": pack.id, "version": pack.version, "hash": pack.content_hash},
    )
    return federation


@whole()
def put_in_force(*, pack: Pack, from_on: date, on: date, by: Viewer) -> RulesInForce:
    """Let the federation run under another version of its rules from a later day. Raises NotNow where that would apply
    backwards, or before the pack itself says.
    """
    hold_rules()
    if from_on <= on:
        raise NotNow(f"The rules would apply backwards from {from_on}. Choose a day after {on}.")
    if from_on < pack.effective_from:
        raise NotNow(f"The pack {pack.id} {pack.version} says that it takes effect on {pack.effective_from}.")
    row = RulesInForce.objects.create(
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.content_hash,
        from_on=from_on,
        adopted_on=on,
        adopted_by_id=by.account_id,
    )
    audit.record(
        StructureAct.PUT_IN_FORCE,
        by=by.actor,
        about=Subject(SubjectKind.PACK, f"{pack.id}@{pack.version}", f"{pack.id} {pack.version}"),
        data={"on": str(on), "from": str(from_on), "hash": pack.content_hash},
    )
    return row


@whole()
def take_up_vocabulary(*, on: date, by: Actor) -> bool:
    """Once adopted rules are in force, take over the fields and districts they name; not a day before. Safe to run
    every day; returns whether there was anything new.
    """
    named = rules_on(on)
    if named is None or not RulesInForce.objects.filter(from_on__lte=on).exists():
        return False
    pack = find_pack(*named)
    if _known_words() >= _words_of(pack):
        return False
    adopt_vocabulary(pack=pack, by=by)
    return True


def sort_by_own_language() -> int:
    """Let lists follow the names in the federation's own language once rules that have another one are in force. Safe
    to run every day; returns how many names this concerned.
    """
    own = KeyTextTransform(languages()[0], "names")
    return (
        Particulars.objects.annotate(own=own)
        .filter(own__isnull=False)
        .exclude(own=F("sort_name"))
        .update(sort_name=own)
    )


type Vocabulary = set[tuple[str, str, Words]]
"""Classification (none for a district), code and names."""


def _known_words() -> Vocabulary:
    concepts = Concept.objects.values_list("classification__code", "code", "names")
    return {*concepts, *(("", *row) for row in District.objects.values_list("code", "names"))}


def _words_of(pack: Pack) -> Vocabulary:
    entries: list[tuple[str, PackConcept | PackDistrict]] = [("", district) for district in pack.districts]
    if pack.classification:
        entries += [(pack.classification.code, concept) for concept in pack.classification.concepts]
    return {(where, entry.code, fitting(entry.title)) for where, entry in entries}


@whole()
def adopt_vocabulary(*, pack: Pack, by: Actor) -> Classification | None:
    """Take over the pack's classification and districts. Codes already known keep their rows and
    take the pack's titles; nothing is removed.
    """
    for district in pack.districts:
        District.objects.update_or_create(code=district.code, defaults={"names": fitting(district.title)})
    if pack.classification is None:
        return None
    source = pack.classification
    classification, _ = Classification.objects.update_or_create(
        code=source.code,
        defaults={
            "names": fitting(source.title),
            "source": str(source.reference or source.reason),
        },
    )
    adopt_concepts(classification, source.concepts)
    audit.record(
        StructureAct.ADOPT_CLASSIFICATION,
        by=by,
        about=Subject(SubjectKind.CLASSIFICATION, classification.code, str(classification)),
        data={"concepts": len(source.concepts)},
    )
    return classification


def adopt_concepts(classification: Classification, concepts: tuple[PackConcept, ...]) -> None:
    """Write concepts of a tree, parents before children. For acts only."""
    known = {concept.code: concept for concept in classification.concepts.all()}
    for concept in concepts:
        parent = known[concept.parent] if concept.parent else None
        known[concept.code], _ = Concept.objects.update_or_create(
            classification=classification,
            code=concept.code,
            defaults={
                "parent": parent,
                "path": path_below(parent, concept.code),
                "depth": parent.depth + 1 if parent else 1,
                "names": fitting(concept.title),
            },
        )


def path_below(parent: Concept | None, code: str) -> str:
    """The codes from the top down to `code`. Raises NotNow where they are more than the register can keep."""
    path = f"{parent.path if parent else '/'}{code}/"
    if len(path) > LONGEST_PATH:
        raise NotNow(
            f"The codes from the top of the classification down to {code} have {len(path)} characters together, more "
            f"than {LONGEST_PATH}. Shorten the codes, or leave out a level."
        )
    return path


@whole()
def establish_body(
    *,
    tier: TierCode,
    code: str,
    names: Words,
    on: date,
    by: Actor,
    parent: Body | None = None,
    short_names: Words = NO_WORDS,
) -> Body:
    """Establish a supervising body from a date."""
    body = Body.objects.create(
        tier=tier,
        code=code,
        names=names,
        short_names=short_names,
        parent=parent,
        depth=parent.depth + 1 if parent else 1,
        established_on=on,
    )
    audit.record(
        StructureAct.ESTABLISH, by=by, about=Subject(SubjectKind.BODY, str(body.pk), str(body)), data={"on": str(on)}
    )
    return body
