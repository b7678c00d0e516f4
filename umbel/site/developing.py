"""The settings of `manage.py`: what only developing needs, from the development dependencies."""

from umbel.site.settings import *  # noqa: F403
from umbel.site.settings import INSTALLED_APPS

FIRST_PARTY_APPS = [app for app in INSTALLED_APPS if app.startswith("umbel.")]
INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]  # keeps each max_migration.txt
