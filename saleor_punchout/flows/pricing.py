"""The price that Saleor must be told so that a line comes out at the price that was ordered.

Saleor takes the promotions of its catalogue off a price that an app sets as well, so an article that is on sale would
be cheaper than ordered. A promotion takes off a share or an amount: of both, what comes out grows evenly with what is
told, so two answers of Saleor are enough to find the price for the third.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.flows.differences import Line
from saleor_punchout.gateway.client import price_override
from saleor_punchout.gateway.mapping import Channel

CORRECTIONS = 3
"""Times that prices are told anew before the order is left to staff: two find every price that can be found, and one
more goes to an attempt that died between."""
THREE_DECIMALS = Decimal("0.001")


@dataclass(slots=True)
class LinePrice:
    """One line, what Saleor was told of its price, and what it made of that."""

    line: Line
    channel: Channel
    told: list[Decimal] = field(default_factory=list)
    """Net, of one unit."""
    made: list[Decimal] = field(default_factory=list)
    """Net totals of the line, for each price that was told."""

    def first(self) -> str:
        """The price to begin with: as ordered or, where today's price is a promotion's, what that is taken off."""
        variant, price = self.line.variant, self.line.unit_price
        if variant.net and variant.full_net and variant.full_net != variant.net:
            price = price * variant.full_net / variant.net
        return self._tell(price)

    def next(self, net: Decimal) -> str | None:
        """The price to tell now that a line of that net total came out; None where none can be found."""
        if not self.told:  # an attempt that died told something that nobody knows
            return self.first()
        if len(self.made) == len(self.told):  # given up before
            return None
        self.made.append(net)
        try:
            price = self._corrected()
        except ArithmeticError:
            return None
        return self._tell(price) if price > 0 else None

    def is_met(self, net: Decimal) -> bool:
        """Whether a line of that net total is the ordered one. Where prices are entered with tax, one cent is within
        what tax takes off and puts on."""
        allowed = Decimal("0.01") if self.channel.prices_include_tax else Decimal(0)
        return abs(self._rounded(net) - self._rounded(self.line.net)) <= allowed

    def _tell(self, price: Decimal) -> str:
        """Discounts are whole cents, so a price in whole cents is reached from one in whole cents only."""
        ordered = self.line.unit_price
        fine = self._rounded(price) if ordered == self._rounded(ordered) else price.quantize(THREE_DECIMALS)
        self.told.append(fine)
        factor = self.line.variant.gross_over_net if self.channel.prices_include_tax else Decimal(1)
        return price_override(fine, factor)

    def _corrected(self) -> Decimal:
        price, net = self.told[-1], self.made[-1]
        if len(self.made) == 1:
            return price * self.line.net / net if net else price + self.line.unit_price
        growth = (price - self.told[0]) / (net - self.made[0])
        return price + (self.line.net - net) * growth

    def _rounded(self, amount: Decimal) -> Decimal:
        return lexical.rounded(amount, self.channel.currency)
