"""What we add to the time that a real Saleor takes, from the setup request to the order, for carts of 1 to 500 lines.

Subject: everything that we do in a loop. Floor: the time inside Saleor's own calls, counted in the same run. Needs a
Saleor that may be filled with orders: SALEOR_API_URL and SALEOR_APP_TOKEN for one beside us, or its own virtual
environment and DJANGO_SETTINGS_MODULE=saleor.settings for the plugin.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median
from typing import Any

from bench import our_service, serving
from bench.figures import Figure

SIZES = {1: 9, 10: 7, 100: 5, 500: 3}
"""Lines, and how many loops."""
GOAL = "<= 0.05"
STEPS = ("setup request", "start page", "cart back", "order taken in", "order placed")


class Clock:
    """Seconds of each step, and how many of them passed inside Saleor."""

    saleor = 0.0

    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began, inside = time.perf_counter(), Clock.saleor
        yield
        inside = Clock.saleor - inside
        self.seconds[name] = time.perf_counter() - began - inside, inside


class ClockedTransport:
    """The host's transport, with the time of its calls counted."""

    make: Callable[[str, str], Any]
    """Set before the first loop."""

    def __init__(self, api_url: str, token: str) -> None:
        self._transport = ClockedTransport.make(api_url, token)

    def execute(self, document: str, variables: Mapping[str, Any]) -> Any:
        began = time.perf_counter()
        try:
            return self._transport.execute(document, variables)
        finally:
            Clock.saleor += time.perf_counter() - began


def figures() -> list[Figure]:
    in_core = os.environ.get("DJANGO_SETTINGS_MODULE") == "saleor.settings"
    with _saleors_own() if in_core else _service():
        return [_figure(*measured) for measured in _measured("core" if in_core else "app")]


@contextmanager
def _saleors_own() -> Iterator[None]:
    """Our tables where they are: in Saleor's database."""
    import django

    django.setup()
    yield


@contextmanager
def _service() -> Iterator[None]:
    """Our tables in a SQLite of their own."""
    with serving.sqlite() as url:
        os.environ.update(serving.settings(url), CELERY_BROKER_URL="", PUNCHOUT_ALLOW_PRIVATE_ADDRESSES="true")
        our_service.make_tables()
        yield


def _measured(host_name: str) -> Iterator[tuple[str, int, list[Clock]]]:
    from django.conf import settings
    from django.utils.module_loading import import_string

    from saleor_punchout.conf import settings as ours
    from tests.saleor import company, hosts

    ClockedTransport.make = import_string(ours.transport)
    host = hosts.MAKERS[host_name]()
    settings.ALLOWED_HOSTS, settings.PUNCHOUT_TRANSPORT = ["*"], f"{__name__}.ClockedTransport"
    for size, loops in SIZES.items():
        skus = list(host.skus(size))
        if len(skus) == size:
            buyer = company.found(host, hosts.installation(host))
            yield host_name, size, [_loop(buyer, skus, number) for number in range(loops + 1)][1:]


def _loop(buyer: Any, skus: list[str], number: int) -> Clock:
    from tests.saleor.company import approved

    clock = Clock()
    with clock.step("setup request"):
        token = buyer.request_setup()
    with clock.step("start page"):
        session, session_token = buyer.enter(token)
    buyer.fill(session, skus)
    with clock.step("cart back"):
        returned = buyer.return_cart(session_token)
    with clock.step("order taken in"):
        order = buyer.order(f"PO-{number}", approved(returned))
    with clock.step("order placed"):
        buyer.settle(order)
    return clock


def _figure(host_name: str, size: int, clocks: list[Clock]) -> Figure:
    """Medians over the loops, added up."""
    ours, saleors = defaultdict(float), defaultdict(float)
    for name in STEPS:
        ours[name] = median(clock.seconds[name][0] for clock in clocks)
        saleors[name] = median(clock.seconds[name][1] for clock in clocks)
    details = ", ".join(f"{name} {1000 * ours[name]:.0f} + {1000 * saleors[name]:.0f} ms" for name in STEPS)
    share = sum(ours.values()) / sum(saleors.values())
    return Figure(f"{host_name}: what we add ÷ Saleor's calls, {size} lines", share, GOAL, details)
