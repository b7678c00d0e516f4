"""Which pack and which federation a command works under."""

from django.utils.text import capfirst

from umbel.audit.actors import Actor
from umbel.errors import NotFound
from umbel.policy import find_pack
from umbel.policy.pack import Pack
from umbel.structure.acts import establish_body, found_federation
from umbel.structure.models import Body
from umbel.structure.queries import apex, federation, today
from umbel.structure.states import TierCode
from umbel.words import Words


def pack_in_force(pack_id: str | None) -> Pack:
    """The pack asked for, as `id` or `id@version`; or the federation's own, in the version that is in force."""
    here = federation()
    code, _at, version = (pack_id or "").partition("@")
    if code and (version or here is None or here.pack_id != code):
        return find_pack(code, version or None)
    if here is None:
        raise NotFound("No pack is in force here yet. Name one with --pack; `umbel pack list` shows them.")
    return find_pack(here.pack_id, here.pack_version)


def founded_apex(pack: Pack, name: str) -> Body:
    """The apex body; where there is none, the federation is founded under `pack` and its apex established."""
    actor = Actor.command_line()
    if federation() is None:
        found_federation(names=Words({pack.languages[0]: name}), pack=pack, by=actor)
    tier = pack.tiers[TierCode.APEX]
    return apex(today()) or establish_body(
        tier=TierCode.APEX,
        code="APEX",
        names=tier.name.mapped(capfirst),
        on=today(),
        by=actor,
    )
