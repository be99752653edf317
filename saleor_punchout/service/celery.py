"""The Celery application of the service. The broker only wakes workers: the work itself stands in the database."""

import os

from celery import Celery

# Before the application: Celery closes Django's connections in the processes that it forks only where this is told by
# then. Else all of them would speak through the one connection that their parent opened.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_punchout.service.settings")

app = Celery("saleor_punchout")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["saleor_punchout"])
app.set_default()
