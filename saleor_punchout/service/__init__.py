"""Host 2: PunchOut as a service of its own beside any Saleor."""

from saleor_punchout.service.celery import app as celery_app

__all__ = ["celery_app"]
