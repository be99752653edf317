"""What approval does to a cart: returned carts by the hundred, and one function for each kind of change to an order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from saleor_punchout.documents.types import Address, Charge, ItemOut, Money, OrderRequest
from saleor_punchout.flows.line_ids import auxiliary_id
from saleor_punchout.gateway.mapping import Channel, Checkout, Variant
from saleor_punchout.models import Cart, DocumentRecord, PunchOutSession, PurchaseOrder, TradingPartner
from tests.flows.story import line

CHANNEL = Channel("default-channel", "EUR", True, False, (3, 23))
UNITS = ("EA", "BX", "PK", "MTR")
WORDS = "Hex bolt|Cable gland|Safety glove|Bench vice|Sealing ring|Lamp holder|Claw hammer|Hose clip".split("|")
LEEDS = Address("LDS-1", "Fennwick", (), ("1 Canal Street",), "Leeds", "", "LS1 4AP", "GB")
FREIGHT, TAX = Decimal("8.90"), Decimal("13.17")
CENT = Decimal("0.01")

Change = Callable[[Random, OrderRequest], OrderRequest]


def seeded(*seed: object) -> Random:
    """The same cases in every run."""
    return Random(" ".join(map(str, seed)))  # noqa: S311  # nobody gains by guessing them


def variants(rng: Random) -> dict[str, Variant]:
    """A range of articles at today's prices."""
    prices = (Decimal(rng.randint(100, 50_000)) / 100 for _ in range(12))
    return {
        f"ART-{number}": Variant(
            str(number), f"ART-{number}", f"{rng.choice(WORDS)} {number}", True, net, net, Decimal(1)
        )
        for number, net in enumerate(prices)
    }


def returned(rng: Random, session: PunchOutSession, document: DocumentRecord, shop: dict[str, Variant]) -> Cart:
    """A cart of two to five articles of the shop, not saved."""
    chosen = rng.sample(sorted(shop), rng.randint(2, 5))
    lines = [
        {
            "number": number,
            "variant": shop[sku].id,
            "sku": sku,
            "name": shop[sku].name,
            "quantity": rng.randint(2, 40),
            "unit_price": str(shop[sku].net),
            "unit": rng.choice(UNITS),
            "auxiliary_id": auxiliary_id(session, number),
        }
        for number, sku in enumerate(chosen, 1)
    ]
    total = sum((Decimal(one["unit_price"]) * one["quantity"] for one in lines), Decimal(0))
    return Cart(
        session=session,
        document=document,
        currency="EUR",
        total=total,
        lines=lines,
        delivery_method="Standard delivery",
        created_at=timezone.now() - timedelta(days=3),
    )


def unchanged(cart: Cart) -> OrderRequest:
    """The order of a cart that approval left as it was."""
    items = [
        line(
            row["sku"],
            row["quantity"],
            row["unit_price"],
            row["number"],
            row["auxiliary_id"],
            unit_of_measure=row["unit"],
            description=row["name"],
        )
        for row in cart.lines
    ]
    return OrderRequest(
        order_id="PO-1",
        type="new",
        total=Money(cart.total, "EUR"),
        ship_to=LEEDS,
        bill_to=LEEDS,
        shipping=Charge(Money(FREIGHT, "EUR"), "Standard"),
        tax=Charge(Money(TAX, "EUR"), "VAT"),
        items=tuple(items),
    )


def checkout(shipping: Decimal = FREIGHT) -> Checkout:
    """What Saleor makes of it, as far as freight goes."""
    return Checkout("1", "default-channel", "EUR", True, "Standard delivery", shipping, TAX, ())


def received(partner: TradingPartner, document: DocumentRecord, **fields: object) -> PurchaseOrder:
    """The row of an order."""
    given = {"order_id": "PO-1", "type": "new", "content_hash": "0", "document": document, **fields}
    return PurchaseOrder.objects.create(partner=partner, **given)


def _with_line(rng: Random, request: OrderRequest, change: Callable[[ItemOut], ItemOut]) -> OrderRequest:
    items = list(request.items)
    position = rng.randrange(len(items))
    items[position] = change(items[position])
    return replace(request, items=tuple(items))


def _priced(item: ItemOut, amount: Decimal, currency: str = "EUR") -> ItemOut:
    return item._replace(detail=item.detail._replace(unit_price=Money(amount, currency)))


def _price_of(item: ItemOut) -> Decimal:
    assert item.detail.unit_price
    return item.detail.unit_price.amount


def quantity_up(rng: Random, request: OrderRequest) -> OrderRequest:
    return _with_line(rng, request, lambda item: item._replace(quantity=(item.quantity or 0) + rng.randint(1, 99)))


def quantity_down(rng: Random, request: OrderRequest) -> OrderRequest:
    return _with_line(
        rng, request, lambda item: item._replace(quantity=Decimal(rng.randint(1, int(item.quantity or 2) - 1)))
    )


def price_up(rng: Random, request: OrderRequest) -> OrderRequest:
    return _with_line(rng, request, lambda item: _priced(item, _price_of(item) + rng.randint(1, 9999) * CENT))


def price_down(rng: Random, request: OrderRequest) -> OrderRequest:
    return _with_line(rng, request, lambda item: _priced(item, rng.randint(1, int(_price_of(item) * 100) - 1) * CENT))


def currency(rng: Random, request: OrderRequest) -> OrderRequest:
    return _with_line(rng, request, lambda item: _priced(item, _price_of(item), rng.choice(("USD", "GBP", "CHF"))))


def unit(rng: Random, request: OrderRequest) -> OrderRequest:
    def change(item: ItemOut) -> ItemOut:
        others = [one for one in UNITS if one != item.detail.unit_of_measure]
        return item._replace(detail=item.detail._replace(unit_of_measure=rng.choice(others)))

    return _with_line(rng, request, change)


def description(rng: Random, request: OrderRequest) -> OrderRequest:
    words = rng.choice(("{}, stainless", "Spare {}", "M8 {} as agreed"))
    return _with_line(
        rng,
        request,
        lambda item: item._replace(detail=item.detail._replace(description=words.format(item.detail.description))),
    )


def ship_to(rng: Random, request: OrderRequest) -> OrderRequest:
    changes = ({"address_id": "LDS-2"}, {"street": ("2 Canal Street",)}, {"city": "York"}, {"postal_code": "YO1 7HH"})
    return replace(request, ship_to=LEEDS._replace(**rng.choice(changes)))


def shipping(rng: Random, request: OrderRequest) -> OrderRequest:
    amount = rng.choice((FREIGHT - rng.randint(1, 800) * CENT, FREIGHT + rng.randint(1, 9999) * CENT))
    return replace(request, shipping=Charge(Money(amount, "EUR"), "Standard"))


def tax(rng: Random, request: OrderRequest) -> OrderRequest:
    return replace(request, tax=Charge(Money(TAX + rng.randint(1, 9999) * CENT, "EUR"), "VAT"))


def missing_line(rng: Random, request: OrderRequest) -> OrderRequest:
    items = list(request.items)
    del items[rng.randrange(len(items))]
    return replace(request, items=tuple(items))


def _another(rng: Random, request: OrderRequest) -> str:
    there = {item.item_id.supplier_part_id for item in request.items}
    return rng.choice([sku for sku in (f"ART-{number}" for number in range(12)) if sku not in there])


def added_line(rng: Random, request: OrderRequest) -> OrderRequest:
    added = line(_another(rng, request), rng.randint(1, 9), f"{rng.randint(100, 9999)}.50", 90)
    return replace(request, items=(*request.items, added))


def swapped_sku(rng: Random, request: OrderRequest) -> OrderRequest:
    sku = _another(rng, request)
    return _with_line(rng, request, lambda item: item._replace(item_id=item.item_id._replace(supplier_part_id=sku)))


def same(rng: Random, request: OrderRequest) -> OrderRequest:
    """Nothing but who ordered it, or when, tells it from the first."""
    return request


KINDS: dict[str, tuple[str, Change]] = {
    "quantity up": ("quantity", quantity_up),
    "quantity down": ("quantity", quantity_down),
    "price up": ("unit_price", price_up),
    "price down": ("unit_price", price_down),
    "currency": ("currency", currency),
    "unit": ("unit", unit),
    "description": ("description", description),
    "ship-to": ("ship_to", ship_to),
    "shipping": ("shipping", shipping),
    "tax": ("tax", tax),
    "missing line": ("line", missing_line),
    "added line": ("line", added_line),
    "swapped SKU": ("sku", swapped_sku),
    "copied cart": ("cart", same),
    "expired quote": ("quote", same),
}
"""The field in which a change must be seen, and the change, by kind."""
