"""All that a purchase order says beside its lines, as metadata of the Saleor order: for people, and for the shop's ERP.

Public is what the buyer's own people know of the order; who they are and how they pay is private. What was masked when
the document was stored stays masked, and of a card there never were more than the last four digits. Extrinsics stay
out: those that shall reach Saleor are mapped, see :mod:`flows.extrinsics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from saleor_punchout.documents import lexical
from saleor_punchout.documents.types import (
    NOTHING,
    AccountingSegment,
    Address,
    Charge,
    Comment,
    Contact,
    Distribution,
    ItemOut,
    Money,
    OrderRequest,
    PaymentCard,
)
from saleor_punchout.flows import extrinsics
from saleor_punchout.models import PurchaseOrder

LONGEST = 5000
"""Characters of one value."""
CUT = " … (cut; the whole text stands in the stored document)"


class Facts(NamedTuple):
    """Metadata of one order."""

    public: Mapping[str, str]
    private: Mapping[str, str]


NO_FACTS = Facts(NOTHING, NOTHING)


def facts_of(order: PurchaseOrder, request: OrderRequest) -> Facts:
    """An Extrinsic that the order leaves out stood in the request to shop, perhaps. What was mapped never replaces what
    we write ourselves."""
    session = order.session
    mapped = extrinsics.metadata(order.partner, request.extrinsics, session.extrinsics if session else {})
    known = {
        "partner": order.partner.slug,
        "order_id": order.order_id,
        "order_version": order.order_version,
        "session": session.key if session else "",
    }
    return Facts(mapped | _public(request) | _keyed(known), _private(request))


def _public(request: OrderRequest) -> dict[str, str]:
    """What whoever sees the order may know."""
    return _keyed(
        {
            "ordered_at": request.order_date.isoformat() if request.order_date else "",
            "order_type": "" if request.order_type == "regular" else request.order_type,
            "requisition_id": request.requisition_id,
            "agreement_id": request.agreement_id,
            "requested_delivery_date": request.requested_delivery_date,
            "terms_of_delivery": request.terms_of_delivery,
            "payment_days": ", ".join(map(str, request.payment_days)),
            "ship_complete": "yes" if request.ship_complete else "",
        }
    )


def _private(request: OrderRequest) -> dict[str, str]:
    """What only the shop's staff and its apps may know."""
    return _keyed(
        {
            "total": _money(request.total),
            "shipping": _charge(request.shipping),
            "tax": _charge(request.tax),
            "payment_card": _card(request.payment_card),
            "contacts": _lines([*map(_contact, request.contacts), *_of_lines(request)]),
            "comments": _comments(request.comments),
            "ship_to": _address(request.ship_to),
            "bill_to": _address(request.bill_to),
        }
    )


def line_metadata(item: ItemOut) -> dict[str, str]:
    """What stands on one line of the order, where Saleor lets a checkout keep public metadata only; so its people
    stand with the order's. Its number and position are the caller's to add."""
    return _keyed(
        {
            "buyer_part_id": item.item_id.buyer_part_id,
            "unit": item.detail.unit_of_measure,
            "requested_delivery_date": item.requested_delivery_date,
            "requisition_id": item.requisition_id,
            "agreement_item": item.agreement_item_number,
            "parent_line": item.parent_line_number,
            "accounting": _lines(map(_distribution, item.distributions)),
            "shipping": _charge(item.shipping),
            "tax": _charge(item.tax),
            "comments": _comments(item.comments),
        }
    )


def _of_lines(request: OrderRequest) -> Iterator[str]:
    """People and places that single lines name."""
    for item in request.items:
        place = [f"ship to {_address(item.ship_to)}"] if item.ship_to else []
        for fact in (*place, *map(_contact, item.contacts)):
            yield f"Line {item.line_number}: {fact}"


def _keyed(facts: Mapping[str, str]) -> dict[str, str]:
    return {f"punchout.{name}": _cut(value) for name, value in facts.items() if value}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, texts))


def _words(*texts: str, between: str = ", ") -> str:
    return between.join(filter(None, texts))


def _money(money: Money | None) -> str:
    return f"{lexical.plain(money.amount)} {money.currency}" if money else ""


def _charge(charge: Charge | None) -> str:
    return _words(_money(charge.money), charge.description, between=" ") if charge else ""


def _card(card: PaymentCard | None) -> str:
    """``1111, until 2027-05``"""
    return _words(card.last_digits, f"until {card.expiration}" if card.expiration else "") if card else ""


def _contact(contact: Contact) -> str:
    """``purchasingAgent: Ada Byron, ada@example.com, 44 113 4960000``"""
    return _words(contact.role, _words(contact.name, contact.email, contact.phone), between=": ")


def _address(address: Address | None) -> str:
    """The buyer's code of the place and whom to ask there; the address itself is the order's own."""
    if address is None:
        return ""
    return _words(address.address_id, address.name, *address.deliver_to, address.email, address.phone)


def _comments(comments: Iterable[Comment]) -> str:
    """The words of each, and the addresses of what was attached."""
    return "\n\n".join(filter(None, (_words(one.text, *one.attachments, between="\n") for one in comments)))


def _distribution(distribution: Distribution) -> str:
    """``Marketing: Cost centre 4711; Account 3000 (Tools); 12.00 EUR``"""
    segments = _words(*map(_segment, distribution.segments), _money(distribution.charge), between="; ")
    return _words(distribution.name, segments, between=": ")


def _segment(segment: AccountingSegment) -> str:
    described = f"({segment.description})" if segment.description else ""
    return _words(segment.name, segment.id, described, between=" ")
