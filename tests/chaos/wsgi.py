"""The service's application, with the demo's pretend Saleor in its tables."""

from saleor_punchout.service.wsgi import application

__all__ = ["application"]
