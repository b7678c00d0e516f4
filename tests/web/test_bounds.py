"""A request that is too large, or that there was no room for, is refused with a sentence, whoever sends it."""

import pytest

from umbel.documents.states import LARGEST_REQUEST, NO_ROOM

pytestmark = pytest.mark.django_db
SENTENCE = (
    "What you sent has 105 MB; at most 104 MB are taken at once, and 10 MB in one file. Send fewer or smaller files."
)


def send(client, address, size):
    return client.post(address, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size))


def test_too_large_is_a_page(client):
    refused = send(client, "/organizations/5/report/", LARGEST_REQUEST + 1)
    assert refused.status_code == 413
    assert SENTENCE in refused.content.decode()


def test_too_large_is_told_to_a_program(client):
    refused = send(client, "/api/v1/activities", LARGEST_REQUEST + 1)
    assert refused.status_code == 413
    assert refused.json() == {"message": SENTENCE, "problems": []}


def test_the_largest_request_goes_on(client):
    assert send(client, "/organizations/5/report/", LARGEST_REQUEST).status_code != 413


def test_no_room_is_a_page_and_says_when_to_come_again(client):
    refused = client.post("/organizations/5/report/", b"", content_type="text/plain", **{NO_ROOM: True})
    assert refused.status_code == 503
    assert refused["Retry-After"] == "120"
    assert "please send them again in a few minutes" in refused.content.decode()


def test_no_room_is_told_to_a_program(client):
    refused = client.post("/api/v1/activities", b"", content_type="text/plain", **{NO_ROOM: True})
    assert (refused.status_code, list(refused.json())) == (503, ["message", "problems"])
