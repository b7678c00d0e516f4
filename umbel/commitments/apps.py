from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "umbel.commitments"
    label = "commitments"
