"""The service as it ships, with one trading partner: the sender of the documents in ``bench.documents``."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_punchout.service.settings")


def make_tables() -> None:
    """Make all tables of a new database."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def prepare() -> None:
    """Make all tables and the one trading partner."""
    make_tables()
    from saleor_punchout.flows.partners import Identity, create_partner
    from saleor_punchout.models import Installation

    parties = [Identity(party, "NetworkID", "AN01000000001-T") for party in ("from", "to")]
    create_partner(
        Installation.objects.create(api_url="https://saleor.example.com/graphql/"),
        [*parties, Identity("sender", "NetworkID", "AN01000000087", secret="bench-secret-1")],
        name="Bench",
        channel="default-channel",
        storefront_url="https://shop.example.com/punchout",
        return_hosts=["buyer.example.com"],
    )
