"""A notice as an e-mail, and the e-mails that lie in the folder where no mail server is set."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage

from umbel.notices.models import Attempt
from umbel.words import SOURCE, path_in

NOTICE_HEADER = "X-Umbel-Notice"
"""Tells our notices from what the sign-in library sends, whose codes would let a reader into an account."""
RULE = "-" * 79
BETWEEN = re.compile(rf"\r?\n{RULE}\r?\n".encode())
MOST_READ = 1000
"""Older e-mails than so many are left to whoever runs the server."""


def one_line(text: str, most: int) -> str:
    """Text without line breaks and control characters, cut to a length: safe as a header, fit for its column."""
    clean = "".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in text)
    clean = " ".join(clean.split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def composed(attempt: Attempt) -> EmailMessage:
    """The e-mail of an attempt: the notice's words, its deadline and the way to it, and nothing about anyone else."""
    notice = attempt.notice
    language = notice.language or (attempt.account.language if attempt.account else SOURCE)
    link = settings.UMBEL_ADDRESS + path_in(f"/inbox/{notice.pk}/", language)
    said = (words.in_language(language) for words in (notice.text, notice.deadline_sentence))
    words = "\n\n".join(filter(None, (*said, link))) + "\n"
    return EmailMessage(
        subject=one_line(notice.title.in_language(language), 300),
        body="\n".join(f" {line}" if line == RULE else line for line in words.splitlines()) + "\n",
        to=[one_line(attempt.address, 254)],
        headers={NOTICE_HEADER: str(notice.pk), "Auto-Submitted": "auto-generated"},
    )


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail in the folder: which file, and the how-manieth in it."""

    file: str
    number: int
    title: str
    to: str
    sent_at: datetime | None
    text: str
    is_notice: bool


def mails(folder: Path, *, notices_only: bool) -> list[Mail]:
    """The e-mails in the folder, the newest first."""
    found: list[Mail] = []
    for path in _files(folder):
        found.extend(mail for mail in reversed(list(_read(path))) if mail.is_notice or not notices_only)
        if len(found) >= MOST_READ:
            break
    return found[:MOST_READ]


def mail_at(folder: Path, file: str, number: int, *, notices_only: bool) -> Mail | None:
    """One of them. A name that is not among the folder's own files finds nothing, whatever it says."""
    path = next((path for path in _files(folder) if path.name == file), None)
    read = _read(path) if path else iter(())
    return next((mail for mail in read if mail.number == number and (mail.is_notice or not notices_only)), None)


def _files(folder: Path) -> list[Path]:
    files = [path for path in folder.glob("*.log") if path.is_file() and not path.is_symlink()]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _read(path: Path) -> Iterator[Mail]:
    for number, content in enumerate(filter(bytes.strip, BETWEEN.split(path.read_bytes())), start=1):
        message = message_from_bytes(content.lstrip(), policy=policy.default)
        assert isinstance(message, ParsedMessage)
        body = message.get_body(("plain",))
        yield Mail(
            file=path.name,
            number=number,
            title=str(message["Subject"] or ""),
            to=str(message["To"] or ""),
            sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
            text=body.get_content() if body else "",
            is_notice=NOTICE_HEADER in message,
        )
