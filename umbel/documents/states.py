"""Where a document comes from, what is taken, and the sentences of the acts of this piece."""

from enum import StrEnum


class Origin(StrEnum):
    """Whether it was handed in or written here."""

    HANDED_IN = "handed-in"
    WRITTEN = "written"


LARGEST = 10 * 1024 * 1024
"""Bytes of a file that is handed in."""
LARGEST_REQUEST = 10 * LARGEST + 4 * 1024 * 1024
"""Bytes of ten such files, the most that one form takes, and of what is typed beside them."""
NO_ROOM = "umbel.no_room"
"""Whether `umbel serve` had no room for what a request sent, in the environment of that request."""
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
}
"""What is taken, by its ending."""
