"""A worker whose clock runs faster: what waits minutes for a buyer or for Saleor waits seconds here."""

from tests.chaos import hurry

hurry.up()

from saleor_punchout.service import command  # noqa: E402  # what it imports reads the schedules

command.work()
