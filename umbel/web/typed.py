"""What somebody typed and a page that refuses it no longer shows: it is said back to them, to be copied."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

SHORTEST = 20
"""Letters: what is shorter is typed again as quickly as it is copied."""
MOST = 100_000


def answered(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int, page: HttpResponse | None = None
) -> HttpResponse:
    """The page; `page` is it where it is made already. Where it refuses what was sent and does not hold the words that
    were sent, such as when the form is no longer offered, they stand below, unused.
    """
    page = page or render(request, template, context, status=status)
    if request.method != "POST" or status < 400:
        return page
    unused = left_out(request, page.content.decode())
    return render(request, template, {**context, "unused": unused}, status=status) if unused else page


def left_out(request: HttpRequest, html: str) -> list[str]:
    """The texts that were sent and do not stand in the page, no password among them."""
    texts = [
        text.replace("\0", "").replace("\r\n", "\n").strip()
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name.lower()
        for text in values
    ]
    return [text[:MOST] for text in dict.fromkeys(texts) if len(text) >= SHORTEST and escape(text) not in html]
