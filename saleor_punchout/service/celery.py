"""The Celery application of the service. The broker only wakes workers: the work itself stands in the database."""

from celery import Celery

app = Celery("saleor_punchout")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["saleor_punchout"])
app.set_default()
