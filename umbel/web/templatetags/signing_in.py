"""What the pages of signing in need to say."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

register = template.Library()
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""What a browser calls itself, and its name; the first that fits, because each also claims to be those below it."""


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON, to stand in a data attribute that a script reads."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def browser(written: str) -> str:
    """A browser and its system as people call them: “Firefox, Windows”; what it wrote itself if neither is known."""
    program = next((name for mark, name in BROWSERS if mark in written), "")
    system = next((name for mark, name in SYSTEMS if mark in written), "")
    if program and system:
        return _("%(program)s on %(system)s") % {"program": program, "system": system}
    return program or system or written[:60] or _("A program that does not say what it is")
