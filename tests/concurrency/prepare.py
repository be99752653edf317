"""Make the tables, the range and the partners."""

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from saleor_punchout.models import TradingPartner
from saleor_punchout.sandbox import catalogue
from saleor_punchout.service.demo import partners

call_command("migrate", verbosity=0)
catalogue.fill()
partners.set_up(settings.PUNCHOUT_DEMO_URL, settings.PUNCHOUT_SANDBOX_TOKEN)
TradingPartner.objects.update(return_hosts=["buyer.example.com"], endpoints={})  # nobody takes our documents here
