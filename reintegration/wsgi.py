"""WSGI entry point: `gunicorn reintegration.wsgi`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")
os.environ.setdefault("APP_ROLE", "web")

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings read APP_ROLE, so it is set first

application = get_wsgi_application()
