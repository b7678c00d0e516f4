from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "umbel.structure"
    label = "structure"
