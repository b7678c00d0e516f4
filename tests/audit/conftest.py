"""Entries to test with."""

import pytest
from django.db import transaction

from umbel.accounts.permissions import Permission
from umbel.audit import acts as audit
from umbel.audit.acts import Actor, Subject
from umbel.structure.table_of_acts import StructureAct

CLERK = Actor.account("7", "Li Hua, clerk", frozenset({Permission.CONFIRM_PLACEMENTS}))


def note(number, **more):
    """One act of a test, told apart by its number."""
    about = Subject("organization", str(number % 3), f"Chess Club {number % 3}")
    with transaction.atomic():
        return audit.record(StructureAct.PLACE, by=CLERK, about=about, data={"turn": number, **more})


@pytest.fixture
def entries(db):
    return [note(number) for number in range(10)]
