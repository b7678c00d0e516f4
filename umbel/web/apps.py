from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "umbel.web"
    label = "web"
