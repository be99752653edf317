"""The WSGI application of the service."""

import os

from django.core.wsgi import get_wsgi_application

from saleor_punchout.service import memory
from saleor_punchout.service.chunked import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_punchout.service.settings")
application = with_length(get_wsgi_application())

from saleor_punchout.service.in_process import start_workers  # noqa: E402  # needs the settings

memory.settle()
start_workers()
