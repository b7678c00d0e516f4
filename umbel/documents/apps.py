from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "umbel.documents"
    label = "documents"
