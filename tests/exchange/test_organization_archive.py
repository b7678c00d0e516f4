"""An organization's whole file is one archive that describes itself and can be checked offline."""

import csv
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import transaction

from tests.commitments.test_commitments import made
from tests.registration.conftest import TODAY, World, world
from umbel.audit import acts as audit
from umbel.exchange.organization_archive import export_file, tables
from umbel.ledger import verify_receipt
from umbel.structure.models import Organization, Particulars
from umbel.words import Words

__all__ = ["World", "made", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(world, made):
    Particulars.objects.filter(organization=world.organization).update(names=Words({"en": "=SUM(A1)"}))
    with transaction.atomic():
        audit.checkpoint()
    stream = io.BytesIO()
    export_file(organization=world.organization, to=stream, on=TODAY)
    return zipfile.ZipFile(stream)


def test_it_describes_every_table_it_holds(archive, world):
    described = json.loads(archive.read("datapackage.json"))
    assert described["profile"] == "tabular-data-package"
    names = set(archive.namelist())
    for resource in described["resources"]:
        assert resource["path"] in names
        header = next(csv.reader(io.StringIO(archive.read(resource["path"]).decode())))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert len(described["resources"]) == len(tables(world.organization))


def test_it_holds_the_documents_and_the_proofs(archive):
    names = archive.namelist()
    assert any(name.endswith("certificate.pdf") for name in names)
    note = archive.read("ledger/checkpoint.txt").decode()
    receipts = json.loads(archive.read("ledger/receipts.json"))
    acts = json.loads(archive.read("data/acts.json"))
    assert len(receipts) == len(acts) > 5
    for receipt in receipts:
        assert verify_receipt(receipt, against=note).size >= 1


def test_a_spreadsheet_runs_nothing_of_it(archive):
    [row] = csv.DictReader(io.StringIO(archive.read("data/particulars.csv").decode()))
    assert json.loads(row["names"]) == {"en": "=SUM(A1)"}
    assert json.loads(archive.read("data/particulars.json"))[0]["names"] == {"en": "=SUM(A1)"}


def test_it_holds_nothing_of_another(archive, world):
    texts = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".json"))
    assert b"password" not in texts


def test_nothing_that_belongs_to_an_organization_is_left_out():
    held = {table.rows.model for table in tables(Organization(pk=1))}
    belong = {
        model
        for model in apps.get_models()
        if model.__module__.startswith("umbel.")
        and any(field.related_model is Organization for field in model._meta.concrete_fields if field.is_relation)
    }
    elsewhere = {"Body", "Invitation", "Placement", "MergedInto"}
    assert {model.__name__ for model in belong - held} <= elsewhere
