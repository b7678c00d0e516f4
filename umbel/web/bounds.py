"""A request that was not taken, for its size or for want of room, is answered with a sentence and never read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from umbel.documents.states import LARGEST, LARGEST_REQUEST, NO_ROOM

FOR_PROGRAMS = "/api/"
SECONDS_UNTIL_ROOM = "120"


class LargestRequestMiddleware:
    """Refuses what declares to be too large, and what there was no room for, whoever sends it. `umbel serve` has kept
    nothing of it then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get(NO_ROOM):
            answer = _refused(request, _no_room(), status=503)
            answer["Retry-After"] = SECONDS_UNTIL_ROOM
            return answer
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared) > LARGEST_REQUEST:
            return _refused(request, _too_large(int(declared)), status=413)
        return self.get_response(request)


def _no_room() -> str:
    return _(
        "So many files are being sent to this site at the moment that it has no room for yours. Nothing was kept: "
        "please send them again in a few minutes."
    )


def _too_large(size: int) -> str:
    return _(
        "What you sent has %(size)d MB; at most %(most)d MB are taken at once, and %(file)d MB in one file. "
        "Send fewer or smaller files."
    ) % {"size": -(-size >> 20), "most": LARGEST_REQUEST >> 20, "file": LARGEST >> 20}


def _refused(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    if request.path_info.startswith(FOR_PROGRAMS):
        return JsonResponse({"message": sentence, "problems": []}, status=status)
    return render(request, "409.html", {"sentence": sentence}, status=status)
