from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "umbel.audit"
    label = "audit"
