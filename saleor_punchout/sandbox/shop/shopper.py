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

    @property
    def may_buy(self) -> bool:
        """Whether the cart is the shopper's to change."""
        return self.visit is None or self.visit.operation != "inspect"

    @property
    def may_return(self) -> bool:
        """Whether the cart can go back: an empty one only where that deletes lines of an earlier one."""
        if self.visit is None or not self.may_buy:
            return False
        return self.visit.operation == "edit" or bool(self.cart and self.cart["quantity"])

    def add(self, variant: str, quantity: int) -> Node:
        """Put an article into the cart, a new one where there is none. Raises VisitOver or Refused."""
        self.check_may_buy()
        if self.cart is not None:
            return saleor.add_line(self.cart, variant, quantity)
        if self.visit is not None:
            raise VisitOver  # a new checkout would be one that procurement never gets back
        return saleor.open_cart(self.channel, variant, quantity)

    def check_may_buy(self) -> None:
        """Raise Refused where the cart is only to be looked at."""
        if not self.may_buy:
            raise saleor.Refused("This cart is only to be looked at. Punch out with edit to change it.")


def shopper_of(request: HttpRequest) -> Shopper:
    """Whoever these cookies belong to."""
    visit = visit_of(request)
    channel = visit.channel if visit else getattr(settings, "PUNCHOUT_SHOP_CHANNEL", DEFAULT_CHANNEL)
    return Shopper(channel, visit, saleor.find_cart(kept(request, cart_cookie(channel))))
