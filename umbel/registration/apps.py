from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "umbel.registration"
    label = "registration"
