"""``manage.py punchout_check``: the health check inside Saleor's own process."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from saleor_punchout import checkup
from saleor_punchout.flows.health import examine
from saleor_punchout.flows.local import local_installation
from saleor_punchout.host import writer


class Command(BaseCommand):
    help = "Tell which settings of this Saleor stand in the way of business orders. Exits with 1 where one does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    @writer()
    def handle(self, *args: Any, **options: Any) -> None:
        installation = local_installation()
        findings = examine(installation)
        if options["json"]:
            self.stdout.write("\n".join(checkup.as_json(installation.api_url, finding) for finding in findings))
        else:
            self.stdout.write(checkup.told(installation.api_url, findings) + "\n")
        if checkup.has_problem(findings):
            sys.exit(1)
