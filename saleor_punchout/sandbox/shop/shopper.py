"""Who is in the shop, and what they do with their cart."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from saleor_punchout.sandbox.shop import saleor
from saleor_punchout.sandbox.shop.cookies import kept
from saleor_punchout.sandbox.shop.saleor import Node
from saleor_punchout.sandbox.shop.visit import Visit, cart_cookie, visit_of

DEFAULT_CHANNEL = "default-channel"


class VisitOver(Exception):
    """The cart that belongs to this visit is gone; only procurement can open a new one."""


@dataclass(frozen=True, slots=True)
class Shopper:
    """One browser at one moment."""

    channel: str
    visit: Visit | None
    """None: nobody sent them, they look around."""
    cart: Node | None
    """The checkout; None before the first article."""

    def add(self, variant: str, quantity: int) -> Node:
        """Put an article into the cart, a new one where there is none. Raises VisitOver or Refused."""
        if self.cart is not None:
            return saleor.add_line(self.cart, variant, quantity)
        if self.visit is not None:
            raise VisitOver  # a new checkout would be one that procurement never gets back
        return saleor.open_cart(self.channel, variant, quantity)


def shopper_of(request: HttpRequest) -> Shopper:
    """Whoever these cookies belong to."""
    visit = visit_of(request)
    channel = visit.channel if visit else getattr(settings, "PUNCHOUT_SHOP_CHANNEL", DEFAULT_CHANNEL)
    return Shopper(channel, visit, saleor.find_cart(kept(request, cart_cookie(channel))))
