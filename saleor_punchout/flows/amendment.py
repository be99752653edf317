"""A Saleor order that nobody confirmed yet is brought to what a later version of the purchase order says.

Every step may be repeated: what is there already is left, so an attempt that died is taken up where it ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from saleor_punchout.exceptions import SaleorRefused, SaleorUnreachable
from saleor_punchout.flows.assembly import POSITION, Assembly
from saleor_punchout.flows.pricing import LinePrice
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.orders import FullOrder, OrderLine

NO_STOCK = "INSUFFICIENT_STOCK"


@dataclass(slots=True)
class Amendment:
    """The lines of one order, in place."""

    client: OrderClient
    assembly: Assembly
    """The version that the order shall be brought to."""
    renew: Callable[[], None]
    """Called before each change: so many lines may take longer than a lease."""

    def is_met_by(self, made: FullOrder) -> bool:
        """Whether its lines are those of this version, whatever else is said of them."""
        fitting, surplus = self._fit(made)
        prices = self.assembly.prices
        return (
            not surplus
            and len(fitting) == len(prices)
            and all(line.quantity == prices[position].line.quantity for position, line in fitting.items())
            and all(prices[position].is_met(line.net) for position, line in fitting.items())
        )

    def describe(self, made: FullOrder) -> None:
        """Write what is said of the lines; Saleor allows that of any order."""
        fitting, _ = self._fit(made)
        for position, line in fitting.items():
            if words := self._missing_words(position, line):
                self.renew()
                self.client.set_metadata(line.id, words)

    def edit(self, made: FullOrder) -> bool:
        """Change the lines. False where Saleor makes something else of them than was ordered, a price of a promotion
        perhaps; then the order has to be made anew. Raises :class:`SaleorRefused`, for too little stock before any line
        is changed, else with some changed."""
        self.check_stock(made)
        try:
            self._edit(made)
        except SaleorRefused as error:
            if error.code != "NOT_EDITABLE":
                raise
            raise SaleorUnreachable("The order was confirmed in the shop while it was being changed.") from error
        changed = self.client.read_order(made.id)
        return changed is not None and self.is_met_by(changed)

    def check_stock(self, made: FullOrder) -> None:
        """Raises :class:`SaleorRefused` where the shop has too few of what is to be added to the order, which keeps
        what it has. Saleor tells by refusing a checkout: its own figures of stock end at a limit."""
        wanted: Counter[str] = Counter()
        for price in self.assembly.prices.values():
            wanted[price.line.variant.id] += price.line.quantity
        for line in made.lines:
            wanted[line.variant_id] -= line.quantity
        lines = [{"variantId": variant, "quantity": count} for variant, count in wanted.items() if count > 0]
        if not lines:
            return
        try:
            checkout = self.assembly.create_trial(lines)
        except SaleorRefused as error:
            if error.code == NO_STOCK:
                raise
            return  # a checkout has limits that an order has not
        self.client.delete_checkout_lines(checkout.id, [line.id for line in checkout.lines])

    def _edit(self, made: FullOrder) -> None:
        """Fewer first, for that may free the stock that others need; and what goes goes last but for what grows, for an
        order without any line loses its delivery method in Saleor."""
        fitting, surplus = self._fit(made)
        self._set_quantities(fitting, grows=False)
        self._add([position for position in self.assembly.prices if position not in fitting], made)
        for line in surplus:
            if line.number is None:
                self.assembly.comparison.differs(None, "line", f"{line.quantity} × {line.sku}, not ours", "taken out")
            self.renew()
            self.client.delete_order_line(line.id)
        self._set_quantities(fitting, grows=True)

    def _fit(self, made: FullOrder) -> tuple[dict[str, OrderLine], list[OrderLine]]:
        """Lines of the order by the position that each stands for, and those that stand for none. A line without a
        number was added by an attempt that died, if it fits."""
        left = sorted(made.lines, key=lambda line: line.number is None)
        fitting: dict[str, OrderLine] = {}
        for position, price in self.assembly.prices.items():
            line = next((line for line in left if _stands_for(line, price)), None)
            if line is not None:
                left.remove(line)
                fitting[position] = line
        return fitting, left

    def _set_quantities(self, fitting: Mapping[str, OrderLine], *, grows: bool) -> None:
        for position, line in fitting.items():
            wanted = self.assembly.prices[position].line.quantity
            if wanted != line.quantity and (wanted > line.quantity) is grows:
                self.renew()
                self.client.set_line_quantity(line.id, wanted)

    def _add(self, positions: list[str], made: FullOrder) -> None:
        if not positions:
            return
        prices = [self.assembly.prices[position] for position in positions]
        lines = [
            {"variantId": price.line.variant.id, "quantity": price.line.quantity, "price": price.first()}
            for price in prices
        ]
        self.renew()
        for position, key in zip(positions, self.client.add_order_lines(made.id, lines), strict=True):
            self.renew()
            self.client.set_metadata(key, self.assembly.words_of(position))

    def _missing_words(self, position: str, line: OrderLine) -> dict[str, str]:
        """What to write to the line; what an older version said, and this one does not, is emptied."""
        words = dict.fromkeys(filter(_is_ours, line.metadata), "") | self.assembly.words_of(position)
        return {key: value for key, value in words.items() if key != POSITION and line.metadata.get(key) != value}


def _is_ours(key: str) -> bool:
    return key.startswith("punchout.")


def _stands_for(line: OrderLine, price: LinePrice) -> bool:
    """Whether it is the line of that number, article and price, whatever its quantity."""
    wanted = price.line
    if line.variant_id != wanted.variant.id or line.number not in (wanted.number, None):
        return False
    return LinePrice(replace(wanted, quantity=line.quantity), price.channel).is_met(line.net)


def cancel(client: OrderClient, made: FullOrder) -> bool:
    """Cancel the order; False where goods left it. Raises :class:`SaleorRefused` for any other reason."""
    if made.is_cancelled or made.has_left:
        return made.is_cancelled
    try:
        client.cancel_order(made.id)
    except SaleorRefused:
        now = client.read_order(made.id)
        if now is None or not (now.is_cancelled or now.has_left):
            raise
        return now.is_cancelled
    return True
