"""What someone with the database's password can do: raw SQL, with the triggers out of the way and put back."""

from contextlib import contextmanager

from django.db import connection, transaction

from umbel.audit import leaves
from umbel.audit.models import Entry, Tail
from umbel.audit.queries import entry_content
from umbel.ledger import Frontier


@contextmanager
def undone():
    """Whatever is done within is rolled back at the end, triggers included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def unguarded():
    """Take the triggers away and put them back as they were."""
    tables = ("audit_entry", "audit_checkpoint")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%%'", [])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def run(sql, *values):
    """One statement, past the guards."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def change(number, column, value):
    run(f"UPDATE audit_entry SET {column} = %s WHERE number = %s", value, number)


def remove(number):
    run("DELETE FROM audit_entry WHERE number = %s", number)


def flip(number, column, at=-1):
    """Change one bit of a stored hash."""
    value = bytearray(bytes(getattr(Entry.objects.get(number=number), column)))
    value[at] ^= 1
    change(number, column, bytes(value))


def renumber(old, new):
    run("UPDATE audit_entry SET number = %s WHERE number = %s", new, old)


def swap(one, other):
    renumber(one, 10**6)
    renumber(other, one)
    renumber(10**6, other)


def shift(start, end, by):
    """Renumber entries `start` to `end`, in the order that keeps numbers apart."""
    numbers = range(start, end + 1)
    for number in reversed(numbers) if by > 0 else numbers:
        renumber(number, number + by)


def copy_of(number, new, **changes):
    """Insert a forged entry like `number` as `new`."""
    with unguarded():
        entry = Entry.objects.get(number=number)
        entry.pk = new
        for name, value in changes.items():
            setattr(entry, name, value)
        entry.save(force_insert=True)


def rehash(number):
    """Make the leaf hash fit the content again."""
    change(number, "leaf_hash", leaves.leaf(entry_content(Entry.objects.get(number=number))))


def rewrite_on(number, until=None):
    """Make every hash from `number` on fit again, to the end and the tail unless stopped before."""
    before = Entry.objects.filter(number__lt=number).last()
    frontier = Frontier.from_bytes(bytes(before.frontier)) if before else Frontier()
    for entry in Entry.objects.filter(number__gte=number, number__lte=until or 10**6):
        leaf = leaves.leaf(entry_content(entry))
        frontier = frontier.append(leaf)
        change(entry.number, "leaf_hash", leaf)
        change(entry.number, "frontier", frontier.to_bytes())
    if until is None:
        Tail.objects.update(frontier=frontier.to_bytes())
