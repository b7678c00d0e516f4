from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "umbel.bulletins"
    label = "bulletins"
