from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "umbel.notices"
    label = "notices"
