from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "umbel.activities"
    label = "activities"
