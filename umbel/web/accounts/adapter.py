"""Where allauth meets this site: its links, and who may sign in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from umbel.structure.queries import federation


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to applicants; sample accounts of a demo sign in nowhere else."""

    def pre_login(self, request: HttpRequest, user: object, **more: object) -> HttpResponse | None:
        here = federation()
        if getattr(user, "is_sample", False) and not (here and here.is_demo):
            return HttpResponseRedirect(reverse("account_inactive"))
        return super().pre_login(request, user, **more)  # type: ignore[no-any-return]

    def format_email_subject(self, subject: str) -> str:
        return f"{federation() or 'Umbel'}: {subject}"
