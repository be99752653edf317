"""A purchase order against the cart that went back, line by line, by our own signed line id.

Approval changes carts: that is what it is for. Every change becomes a *difference*, shown to staff; what it means the
partner's policy decides (:mod:`flows.policy`). What Saleor could not make an order of is a *problem* at once.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import ItemOut, OrderRequest
from saleor_punchout.flows import terms
from saleor_punchout.flows.differences import Comparison, Line
from saleor_punchout.flows.line_ids import LineName, best_of, families_of, family_of, name_of, named_lines
from saleor_punchout.flows.order_facts import line_metadata
from saleor_punchout.gateway.mapping import Channel, Variant
from saleor_punchout.models import Cart, PurchaseOrder

__all__ = ["Comparison", "Line", "compare", "find_carts"]


def find_carts(order: PurchaseOrder, request: OrderRequest) -> list[Cart]:
    """The returned carts that the order's lines name, for a requisition may combine several; the one with most of them
    first. Of a cart that was edited, the state that holds them. Ids that are not ours, or another partner's, find
    nothing."""
    names = set(filter(None, map(name_of, request.items)))
    if not names:
        return []
    carts = family_of(names, Cart.objects.filter(session__partner_id=order.partner_id))
    found = filter(None, (best_of(family, names) for family in families_of(carts)))
    return sorted(found, key=lambda cart: (len(names & named_lines(cart).keys()), cart.pk), reverse=True)


def compare(
    order: PurchaseOrder,
    request: OrderRequest,
    carts: Sequence[Cart],
    channel: Channel,
    variants: Mapping[str, Variant],
) -> Comparison:
    """Lines, differences and what cannot be placed at all. Freight is compared where Saleor's is known, see
    :func:`flows.terms.compare_shipping`."""
    result = Comparison()
    comparer = _Comparer(order, request, carts, channel, variants, result)
    terms.compare(order, request, carts, channel, result)
    comparer.compare_lines()
    terms.compare_total(request, channel, result)
    return result


@dataclass(slots=True)
class _Comparer:
    order: PurchaseOrder
    request: OrderRequest
    carts: Sequence[Cart]
    channel: Channel
    variants: Mapping[str, Variant]
    result: Comparison
    returned: dict[LineName, Mapping[str, Any]] = field(init=False)
    ordered: Counter[LineName | None] = field(init=False)
    """How much of each line of a cart is ordered: approval may split one."""
    units: Mapping[str, str] = field(init=False)
    quoted: set[LineName] = field(init=False)
    """Lines of carts whose prices hold."""

    def __post_init__(self) -> None:
        partner = self.order.partner
        self.returned, self.quoted = {}, set()
        for cart in self.carts:
            lines = named_lines(cart)
            self.returned |= lines
            if cart.currency == self.channel.currency and not terms.is_expired(self.order, cart):
                self.quoted |= lines.keys()
        self.ordered = Counter()
        for item in self.request.priced_items:
            self.ordered[name_of(item)] += int(item.quantity or 0)
        self.units = partner.procurement_system.units_with(partner.unit_map)

    def compare_lines(self) -> None:
        seen: set[LineName | None] = set()
        for item in self.request.priced_items:
            name = name_of(item)
            before = self.returned.get(name) if name else None
            self._compare_words(item, before, is_split=name in seen)
            seen.add(name)
            self._compare_price(item, before)
        for name, line in self.returned.items():
            if name not in seen:
                self.result.differs(line["number"], "line", f"{line['quantity']} × {line['sku']}", "not ordered")

    def _compare_words(self, item: ItemOut, before: Mapping[str, Any] | None, *, is_split: bool) -> None:
        """All of a line but its price."""
        number, sku = item.line_number, item.item_id.supplier_part_id
        if before is None:
            self._note_added(number, "not in the cart", item, "catalogue" if self.carts else "")
            return
        if before["sku"] != sku:
            message = f"{sku} is ordered in place of {before['sku']}."
            self.result.differs(number, "sku", before["sku"], sku, "catalogue", message)
        elif _is_other_text(before["name"], item.detail.description):
            self.result.differs(number, "description", before["name"], item.detail.description)
        if is_split:
            self._note_added(number, f"line {before['number']}, once", item, "")
        else:
            self._compare_quantity(item, before)
        self._compare_unit(item, before)

    def _note_added(self, number: int, returned: str, item: ItemOut, code: str) -> None:
        sku = item.item_id.supplier_part_id
        self.result.differs(
            number, "line", returned, f"{item.quantity} × {sku}", code, f"{sku} was in no returned cart."
        )

    def _compare_quantity(self, item: ItemOut, before: Mapping[str, Any]) -> None:
        returned, ordered = before["quantity"], self.ordered[name_of(item)]
        if returned != ordered:
            message = f"{ordered} of {before['sku']} are ordered; {returned} were in the returned cart."
            numbers = {"agreed": Decimal(returned), "asked": Decimal(ordered)}
            self.result.differs(item.line_number, "quantity", returned, ordered, "quantity", message, **numbers)

    def _compare_unit(self, item: ItemOut, before: Mapping[str, Any]) -> None:
        """A unit and the buyer's own word for it are one."""
        returned, ordered = before["unit"], item.detail.unit_of_measure
        if ordered and self.units.get(returned, returned) != self.units.get(ordered, ordered):
            message = f"{before['sku']} is ordered in {ordered}; the returned cart had {returned}."
            self.result.differs(item.line_number, "unit", returned, ordered, "unit", message)

    def _compare_price(self, item: ItemOut, before: Mapping[str, Any] | None) -> None:
        """Make a line of it, where Saleor can."""
        variant = self.variants.get(item.item_id.supplier_part_id)
        if not self._is_in_currency(item) or not self._is_sellable(item, variant) or variant is None:
            return
        is_quoted = before is not None and before["sku"] == variant.sku and name_of(item) in self.quoted
        agreed = Decimal(before["unit_price"]) if before and is_quoted else variant.net
        price = self._price(item, agreed if before else None, variant)
        if price is None:
            return
        facts = line_metadata(item)
        self.result.lines.append(Line(item.line_number, variant, int(item.quantity or 0), price, agreed, facts))
        if agreed is not None and agreed != price:
            told, shown = self._shown(agreed), self._shown(price)
            where = "that of the returned cart" if is_quoted else "today's"
            message, numbers = f"The price {shown} is not {where}, {told}.", {"agreed": agreed, "asked": price}
            self.result.differs(item.line_number, "unit_price", told, shown, "price", message, **numbers)

    def _is_in_currency(self, item: ItemOut) -> bool:
        money, channel = item.detail.unit_price, self.channel
        if money is None or money.currency == channel.currency:
            return True
        self.result.differs(item.line_number, "currency", channel.currency, money.currency)
        message = f"The price is in {money.currency}; the channel {channel.slug} sells in {channel.currency}."
        self.result.problem(item.line_number, "currency", message)
        return False

    def _is_sellable(self, item: ItemOut, variant: Variant | None) -> bool:
        number, sku = item.line_number, item.item_id.supplier_part_id
        if variant is None:
            self.result.problem(number, "unknown_sku", f"The shop has no article {sku} in this channel.")
        elif not variant.is_available:
            self.result.problem(number, "unavailable", f"{sku} is not for sale in this channel.")
        return variant is not None and variant.is_available

    def _price(self, item: ItemOut, agreed: Decimal | None, variant: Variant) -> Decimal | None:
        """The ordered price; where the order names none, that of the cart; None where it cannot be used."""
        price = item.detail.price_of_one
        if price is None:
            price = agreed
        if price is None:
            message = f"{variant.sku} has no price, and no cart that would tell it."
            self.result.problem(item.line_number, "no_price", message)
        elif not self.result.check_decimals(item.line_number, price, self._shown(price)):
            return None
        return price

    def _shown(self, price: Decimal) -> str:
        return lexical.plain(lexical.priced(price, self.channel.currency))


def _is_other_text(returned: str, ordered: str) -> bool:
    """Whether the buyer's text is another one, and not ours in other case, with other blanks, or cut short."""
    return bool(returned and ordered) and not _folded(returned).startswith(_folded(ordered))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
