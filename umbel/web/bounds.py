"""A request that is larger than anything this site takes is refused by its size, before any of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from umbel.documents.states import LARGEST, LARGEST_REQUEST

FOR_PROGRAMS = "/api/"


class LargestRequestMiddleware:
    """Refuses what declares to be too large, whoever sends it. `umbel serve` has kept nothing of it then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdecimal() or int(declared) <= LARGEST_REQUEST:
            return self.get_response(request)
        sentence = _(
            "What you sent has %(size)d MB; at most %(most)d MB are taken at once, and %(file)d MB in one file. "
            "Send fewer or smaller files."
        ) % {"size": -(-int(declared) >> 20), "most": LARGEST_REQUEST >> 20, "file": LARGEST >> 20}
        if request.path.startswith(FOR_PROGRAMS):
            return JsonResponse({"message": sentence, "problems": []}, status=413)
        return render(request, "409.html", {"sentence": sentence}, status=413)
