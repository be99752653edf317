"""The WSGI application of the service."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from saleor_punchout.service.chunked import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_punchout.service.settings")
application = with_length(get_wsgi_application())

from saleor_punchout.service.in_process import start_workers  # noqa: E402  # needs the settings

# What is loaded by now lives as long as the process: the search for reference cycles need not walk it again and again.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 100)
start_workers()
