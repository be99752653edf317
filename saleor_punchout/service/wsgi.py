"""The WSGI application of the service."""

from django.core.wsgi import get_wsgi_application

from saleor_punchout.service import memory
from saleor_punchout.service.chunked import with_length

application = with_length(get_wsgi_application())

from saleor_punchout.service.in_process import start_workers  # noqa: E402  # needs the settings

memory.settle()
start_workers()
