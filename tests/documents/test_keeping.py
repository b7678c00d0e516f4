"""A document is its hash: kept whole, read only as it was, and taken out without being lost."""

import pytest

from tests.registration.conftest import TODAY, World, a_draft, world
from umbel.accounts.models import User
from umbel.audit.actors import Actor, Subject
from umbel.documents.acts import add_document, remove_document
from umbel.documents.queries import documents_of, open_document, place_of
from umbel.documents.typesetting import certificate, letter
from umbel.errors import NotFound
from umbel.words import Words

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
BY = Actor.program("tests")
ABOUT = Subject("application", "1", "Choir")
NAMES = ['#eval("1") *bold* $x$ "quoted" \\ @ref <b>', "长" * 120, "W " * 200, "组织/Organization #1"]


@pytest.fixture
def kept(world):
    return add_document(subject=ABOUT, kind="articles", name="a.txt", content=b"The articles.", by=BY)


def test_it_is_kept_once_by_its_hash_and_readable_by_its_owner_alone(kept):
    again = add_document(subject=ABOUT, kind="articles", name="b.txt", content=b"The articles.", by=BY)
    assert again.sha256 == kept.sha256
    place = place_of(kept.sha256)
    assert oct(place.stat().st_mode)[-3:] == "600"
    assert [path.name for path in place.parent.iterdir()] == [kept.sha256], "no draft stays behind"
    assert open_document(kept) == b"The articles."


def test_a_file_that_was_changed_or_lost_is_not_passed_off_as_it(kept):
    place_of(kept.sha256).write_bytes(b"Other articles.")
    with pytest.raises(NotFound, match="damaged"):
        open_document(kept)
    place_of(kept.sha256).unlink()
    with pytest.raises(NotFound, match="missing"):
        open_document(kept)


def test_taken_out_its_row_and_file_stay(kept):
    remove_document(document=kept, by=BY)
    assert not documents_of("application", "1").exists()
    assert documents_of("application", "1", include_removed=True).get() == kept
    assert open_document(kept)


def test_a_download_is_an_attachment_and_nothing_more(client, world):
    application = a_draft(world)
    document = documents_of("application", str(application.pk)).first()
    client.force_login(User.objects.get(pk=world.applicant.user_id), backend="umbel.web.accounts.backend.Backend")
    response = client.get(f"/documents/{document.pk}/")
    assert b"".join(response.streaming_content)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get("/documents/999999/").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_no_name_becomes_markup_and_the_certificate_stays_one_page(name):
    both = Words({"en": name[:60], "zh-hans": name[:60]})
    made = certificate(
        names=Words({"en": name, "zh-hans": "合唱团"}),
        number="51110000MJ0100011X",
        organization_class=both,
        field=both,
        district=Words({"en": "Shunyi", "zh-hans": "顺义区"}),
        registered_on=TODAY,
        registrar=Words({"en": "Registrar", "zh-hans": "登记机关"}),
        address="http://localhost/organizations/1/",
        entry=7,
        federation=Words({"en": "Federation", "zh-hans": "联合会"}),
        languages=("zh-hans", "en"),
    )
    assert made.startswith(b"%PDF")
    assert b"/Count 1/" in made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("said", NAMES)
def test_a_letter_is_set_whatever_it_says(language, said):
    made = letter(
        language=language,
        federation=said,
        sender="Registrar",
        reference="A-2026-0001",
        on=TODAY,
        to=said,
        title="Registration refused",
        paragraphs=[said],
        facts=[("Reasons", said)],
        review=said,
    )
    assert made.startswith(b"%PDF")
    assert made == letter(
        language=language,
        federation=said,
        sender="Registrar",
        reference="A-2026-0001",
        on=TODAY,
        to=said,
        title="Registration refused",
        paragraphs=[said],
        facts=[("Reasons", said)],
        review=said,
    ), "the same words on the same day give the same letter"
