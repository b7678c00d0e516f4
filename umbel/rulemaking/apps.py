from django.apps import AppConfig


class RulemakingConfig(AppConfig):
    name = "umbel.rulemaking"
    label = "rulemaking"
