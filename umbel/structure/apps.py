from django.apps import AppConfig
from django.utils.translation import get_language

from umbel.words import words_are_read_in


class StructureConfig(AppConfig):
    name = "umbel.structure"
    label = "structure"

    def ready(self) -> None:
        """Words that people wrote stand on a page in the language of whoever asked for it."""
        words_are_read_in(get_language)
