"""The piece as Django knows it."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases, their papers and what comes of them."""

    name = "umbel.casework"
    label = "casework"
