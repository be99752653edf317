"""What things cost, as Saleor's flat tax rates work it out.

A price is multiplied by the quantity first, with all its decimals, and rounded once to the cent: 4 × 12.345 make
49.38. The unit price that is shown is the rounded total divided again, so it need not multiply back.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from saleor_punchout.documents.lexical import rounded
from saleor_punchout.sandbox.models import Channel, Checkout, CheckoutLine

THREE_DECIMALS = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Price:
    """An amount without and with tax."""

    net: Decimal
    gross: Decimal
    currency: str

    @property
    def tax(self) -> Decimal:
        return self.gross - self.net

    def __add__(self, other: Price) -> Price:
        return Price(self.net + other.net, self.gross + other.gross, self.currency)

    def divided_by(self, quantity: int) -> Price:
        net, gross = (rounded(amount / quantity, self.currency) for amount in (self.net, self.gross))
        return Price(net, gross, self.currency)


def stored_price(given: Decimal) -> Decimal:
    """A price override as Saleor keeps it: cut to three decimals without a word."""
    return given.quantize(THREE_DECIMALS, ROUND_HALF_UP)


def kept_price(line: CheckoutLine) -> Decimal:
    """Of one unit, as the order's line keeps it: in whole cents, whatever it was. The line's total is taken over as it
    is, until one of the order's lines changes: then all of them are multiplied anew."""
    currency = line.checkout.channel.currency
    return rounded(rounded(line.unit_price * line.quantity, currency) / line.quantity, currency)


def net_of(amount: Decimal, channel: Channel) -> Decimal:
    """An amount as the channel enters prices, without its tax; not rounded."""
    return amount / _factor(channel) if channel.prices_include_tax else amount


def price_of(amount: Decimal, channel: Channel) -> Price:
    """An amount as the channel enters prices, without and with tax, each rounded to the cent."""
    net = net_of(amount, channel)
    gross = amount if channel.prices_include_tax else amount * _factor(channel)
    return Price(rounded(net, channel.currency), rounded(gross, channel.currency), channel.currency)


def _factor(channel: Channel) -> Decimal:
    return 1 + channel.tax_rate / 100


def line_total(line: CheckoutLine) -> Price:
    return price_of(line.unit_price * line.quantity, line.checkout.channel)


def subtotal(checkout: Checkout) -> Price:
    nothing = price_of(Decimal(0), checkout.channel)
    return sum((line_total(line) for line in checkout.lines.all()), nothing)


def shipping_price(checkout: Checkout) -> Price:
    method = checkout.delivery_method
    return price_of(method.price if method else Decimal(0), checkout.channel)


def total(checkout: Checkout) -> Price:
    return subtotal(checkout) + shipping_price(checkout)
