"""The checkout that becomes an order: the lines at the ordered prices, people and places, delivery, the buyer's words.

What cannot be put together, or comes out at a price that nobody agreed to, becomes a problem of the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import policy, terms
from saleor_punchout.flows.differences import Comparison
from saleor_punchout.flows.pricing import CORRECTIONS, LinePrice
from saleor_punchout.gateway.client import SaleorClient, items
from saleor_punchout.gateway.mapping import Channel, Checkout, DeliveryMethod, address_input
from saleor_punchout.models import Cart, PurchaseOrder

NUMBER = "punchout.line"
"""Metadata of a line of a checkout or an order: its number in the purchase order."""
POSITION = "punchout.position"
"""Metadata of a checkout line: where the order has it. Line numbers may occur twice, positions cannot."""
MAX_NOTE = 2000


@dataclass(slots=True)
class Assembly:
    """One order on its way into a checkout."""

    order: PurchaseOrder
    request: OrderRequest
    cart: Cart | None
    channel: Channel
    comparison: Comparison
    client: SaleorClient
    prices: dict[str, LinePrice] = field(init=False)
    """By position."""

    def __post_init__(self) -> None:
        numbered = enumerate(self.comparison.lines, 1)
        self.prices = {str(position): LinePrice(line, self.channel) for position, line in numbered}

    def create(self) -> str:
        """Id of a new checkout with everything but delivery; empty where something is missing."""
        given = self._people_and_places()
        if self.comparison.problems:
            return ""
        return self.client.create_checkout(self.channel.slug, self._lines(), **given)

    def create_trial(self, lines: Sequence[Mapping[str, Any]]) -> Checkout:
        """A checkout that only shows whether Saleor has these goods for the order's address; never to be completed."""
        place = terms.shipping_address(self.request)
        return self._read(
            self.client.create_checkout(self.channel.slug, lines, shipping=address_input(place) if place else None)
        )

    def complete(self, checkout: str) -> None:
        """Prices, delivery and words, then a look at the whole. May be repeated."""
        self._choose_delivery(self._settle_prices(checkout))
        note = "\n\n".join(comment.text for comment in self.request.comments if comment.text)
        if note:
            self.client.set_note(checkout, note[:MAX_NOTE])
        made = self._read(checkout)
        self._verify_lines(made)
        self._verify_shipping(made)

    def _people_and_places(self) -> dict[str, Any]:
        partner, session, request = self.order.partner, self.order.session, self.request
        named = partner.procurement_system.identify(request).email or (session.user_email if session else "")
        shipping = terms.shipping_address(request)
        billing = request.bill_to or shipping
        addresses = {
            "shipping": address_input(shipping) if shipping else None,
            "billing": address_input(billing) if billing else None,
        }
        email = named or partner.default_email
        if not email:
            message = "The order names no e-mail address, and the partner has no default one."
            self.comparison.problem(None, "no_email", message)
        if None in addresses.values():
            self.comparison.problem(None, "no_address", "The order names no address with a country.")
        return {"email": email, **addresses}

    def _lines(self) -> list[Mapping[str, Any]]:
        return [
            {
                "variantId": price.line.variant.id,
                "quantity": price.line.quantity,
                "price": price.first(),
                # Saleor would merge two lines of one SKU, and the last price would win.
                "forceNewLine": True,
                "metadata": items(self.words_of(position)),
            }
            for position, price in self.prices.items()
        ]

    def words_of(self, position: str) -> dict[str, str]:
        """Metadata of the line at that position, in Saleor."""
        line = self.prices[position].line
        return {**line.facts, NUMBER: str(line.number), POSITION: position}

    def _settle_prices(self, checkout: str) -> Checkout:
        """The checkout, with prices told anew where promotions made something else of them."""
        made = self._read(checkout)
        for _ in range(CORRECTIONS):
            prices = self._corrected_prices(made)
            if not prices:
                break
            self.client.set_prices(checkout, prices)
            made = self._read(checkout)
        return made

    def _corrected_prices(self, checkout: Checkout) -> dict[str, str]:
        """By id of the line, for lines that came out otherwise than ordered."""
        found: dict[str, str] = {}
        for line in checkout.lines:
            price = self.prices.get(line.metadata.get(POSITION, ""))
            if price and not price.is_met(line.net):
                corrected = price.next(line.net)
                if corrected:
                    found[line.id] = corrected
        return found

    def _choose_delivery(self, checkout: Checkout) -> None:
        if not checkout.needs_shipping:
            return
        methods = self.client.delivery_methods(checkout.id, self.channel.saleor_version)
        if methods:
            self.client.choose_delivery_method(checkout.id, self._best(methods).id)
        else:
            message = "Saleor offers no delivery method for this address."
            self.comparison.problem(None, "no_delivery", message)

    def _best(self, methods: list[DeliveryMethod]) -> DeliveryMethod:
        """The partner's method, else the cart's, else one at the ordered price, else the cheapest."""
        by_name = {method.name: method for method in reversed(methods)}
        by_price = {method.price: method for method in reversed(methods)}
        names = (self.order.partner.delivery_method, self.cart.delivery_method if self.cart else "")
        named = next((by_name[name] for name in names if name in by_name), None)
        return named or by_price.get(terms.ordered_shipping(self.request) or Decimal(0)) or methods[0]

    def _verify_lines(self, checkout: Checkout) -> None:
        """What Saleor made of the lines must be what was ordered."""
        made = {line.metadata.get(POSITION): line.net for line in checkout.lines}
        for position, price in self.prices.items():
            net = made.get(position)
            if net is None or not price.is_met(net):
                ordered = lexical.rounded(price.line.net, self.channel.currency)
                message = f"Saleor makes {net} of this line, {ordered} was ordered. Check promotions and taxes."
                self.comparison.problem(price.line.number, "total", message)

    def _verify_shipping(self, checkout: Checkout) -> None:
        difference = terms.compare_shipping(self.request, self.cart, checkout, self.channel, self.comparison)
        if difference:
            policy.judge(self.order, self.comparison, difference)

    def _read(self, checkout: str) -> Checkout:
        found = self.client.read_checkout(checkout)
        if found is None:
            raise SaleorUnreachable("The checkout is gone while the order is being made.")
        return found
