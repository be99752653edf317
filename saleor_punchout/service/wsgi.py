"""The WSGI application of the service."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_punchout.service.settings")
application = get_wsgi_application()

from saleor_punchout.service.in_process import start_workers  # noqa: E402  # needs the settings

start_workers()
