"""Adding, writing and removing: what is recorded, and what a store that was damaged or a double click do to it."""

import pytest

from tests import factories
from tests.documents.files import PLAIN_PDF
from umbel.audit.actors import Actor, Subject
from umbel.audit.models import Entry
from umbel.audit.sentences import sentence_for
from umbel.documents.acts import add_document, remove_document, write_document
from umbel.documents.models import Document
from umbel.documents.queries import documents_of, open_document, place_of
from umbel.errors import NotNow, Problems

pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
ABOUT = Subject("application", "1", "Lantern Choir")


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    factories.a_federation()
    settings.UMBEL_DOCUMENTS = tmp_path / "documents"
    return settings.UMBEL_DOCUMENTS


def added(name="a.txt", content=b"The articles."):
    return add_document(subject=ABOUT, kind="articles", name=name, content=content, by=BY)


def test_a_refused_file_leaves_nothing(store):
    with pytest.raises(Problems, match="macro"):
        added("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert not Document.objects.exists()
    assert not Entry.objects.filter(act="documents:add").exists()
    assert not store.exists()


def test_a_damaged_file_is_mended_by_handing_it_in_again():
    document = added()
    place_of(document.sha256).write_bytes(b"Something else")
    added("again.txt")
    assert open_document(document) == b"The articles."


def test_folders_are_closed_to_others(store):
    document = added()
    assert oct(place_of(document.sha256).parent.stat().st_mode)[-3:] == "700"


def test_what_is_written_has_a_clean_name_and_is_a_pdf():
    made = write_document(subject=ABOUT, kind="letter", name="../A-1 letter", content=PLAIN_PDF, by=BY)
    assert (made.name, made.media_type, made.origin) == ("A-1 letter.pdf", "application/pdf", "written")


def test_a_second_click_removes_nothing_twice():
    document = added()
    remove_document(document=Document.objects.get(pk=document.pk), by=BY)
    removed_at = Document.objects.get(pk=document.pk).removed_at
    with pytest.raises(NotNow, match="removed already"):
        remove_document(document=document, by=BY)
    assert Document.objects.get(pk=document.pk).removed_at == removed_at
    assert Entry.objects.filter(act="documents:remove").count() == 1


def test_the_record_names_what_it_was_taken_from():
    remove_document(document=added(), by=BY)
    entry = Entry.objects.get(act="documents:remove")
    assert sentence_for(entry, "en") == "Removed a document from Lantern Choir: a.txt."
    assert not documents_of("application", "1").exists()


def test_the_record_holds_the_hash_of_what_was_handed_in():
    document = added()
    entry = Entry.objects.get(act="documents:add")
    assert entry.data["sha256"] == document.sha256
    assert document.added_by == BY.label


def test_a_long_label_of_who_added_it_is_shortened():
    by = Actor.account("1", "n" * 200)
    assert len(add_document(subject=ABOUT, kind="articles", name="a", content=b"x", by=by).added_by) == 120
