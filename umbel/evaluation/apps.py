from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "umbel.evaluation"
    label = "evaluation"
