"""The loop without a screen: a buyer of every procurement system punches out, shops, returns, approves, orders, changes
its mind, and takes the shop's confirmation, ship notices and invoice.

Nothing is faked on the way: the simulator's buyers, who share no code with what they try, a browser's requests, HTTP
between all parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from saleor_punchout.service.demo.companies import COMPANIES, Company
from saleor_punchout.service.demo.stories import cxml, oci, oracle
from saleor_punchout.service.demo.stories.run import Run, StepFailed
from saleor_punchout.service.demo.stories.scene import Scene
from saleor_punchout.simulator.aftermath import Office
from saleor_punchout.simulator.buyer import Buyer, Listener
from saleor_punchout.simulator.record import keeper

STORIES = {"cxml": cxml.stories, "oci": oci.stories, "oracle": oracle.stories}


def check(office: Office, documents: Path | None = None) -> Iterator[Run]:
    """Run every operation of every system; a step that fails ends its run and no other."""
    for company in COMPANIES:
        for operation, story in STORIES[company.protocol](company.dialect).items():
            run = Run(company.dialect.key, company.protocol, _label(company, operation))
            account = company.account(settings.PUNCHOUT_DEMO_URL)
            buyer = Buyer(account, _listener(documents, run))
            with suppress(StepFailed):  # it has kept what went wrong
                story(run, buyer, Scene(company, office))
            yield run


def _label(company: Company, operation: str) -> str:
    """Unique among the operations of its system."""
    return operation if company.protocol == company.dialect.protocols[0] else f"{company.protocol}-{operation}"


def _listener(documents: Path | None, run: Run) -> Listener:
    return keeper(documents, f"{run.system}-{run.operation}") if documents else _ignore


def _ignore(kind: str, document: bytes) -> None:
    return
