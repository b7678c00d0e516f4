"""The settings of `manage.py`: what only developing needs, where the development dependencies are installed."""

from importlib.util import find_spec

from umbel.site.settings import *  # noqa: F403
from umbel.site.settings import INSTALLED_APPS

FIRST_PARTY_APPS = [app for app in INSTALLED_APPS if app.startswith("umbel.")]
if find_spec("django_linear_migrations"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]  # keeps each max_migration.txt
