"""What a test does in the database of a running service: ``python -m tests.app.aside order | age | count``."""

import sys

import django

django.setup()

from saleor_punchout.models import Installation, SaleorEvent
from tests.app.conftest import make_order, make_partner


def order():
    """An order of ours, in the Saleor that joined last."""
    make_order(make_partner(Installation.objects.first()), saleor_order_id="T3JkZXI6MQ==")


def age():
    """The keys were fetched long ago."""
    Installation.objects.update(jwks_fetched_at=None)


def count():
    print(SaleorEvent.objects.count())


{"order": order, "age": age, "count": count}[sys.argv[1]]()
