"""How an order stands in the supplier's Saleor, read as anybody with a token could read it.

A real portal cannot look there. This one does, so that whoever watches the demo sees both ends of the loop.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import requests
from django.conf import settings
from django.utils import timezone

from saleor_punchout.sandbox.portal.models import Requisition
from saleor_punchout.sandbox.portal.post import http_post

PATIENCE = timedelta(seconds=10)
"""The supplier's worker needs a second or two; whatever takes longer waits for a person."""
TIMEOUT = 5

QUERY = """
query PortalOrder($reference: String!) {
  order(externalReference: $reference) {
    number
    status
    total { net { amount currency } gross { amount } }
    lines {
      productName
      productSku
      quantity
      unitPrice { net { amount } }
      totalPrice { net { amount } }
    }
  }
}
"""


@dataclass(frozen=True, slots=True)
class OrderedLine:
    name: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """The order as Saleor has it."""

    number: str
    status: str
    currency: str
    net: Decimal
    gross: Decimal
    lines: tuple[OrderedLine, ...]


def find_order(requisition: Requisition) -> Standing | None:
    """The Saleor order that the purchase order became, or None while there is none."""
    try:
        found = _ask(requisition.external_reference).json(parse_float=Decimal)["data"]["order"]
    except (requests.RequestException, KeyError, TypeError):
        return None
    return _standing(found) if found else None


def _ask(reference: str) -> requests.Response:
    body = json.dumps({"query": QUERY, "variables": {"reference": reference}}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.PUNCHOUT_SANDBOX_TOKEN}"}
    return http_post("/saleor/graphql/", body, headers, TIMEOUT)


def _standing(found: dict[str, Any]) -> Standing:
    total = found["total"]
    return Standing(
        number=found["number"],
        status=found["status"].replace("_", " ").capitalize(),
        currency=total["net"]["currency"],
        net=Decimal(total["net"]["amount"]),
        gross=Decimal(total["gross"]["amount"]),
        lines=tuple(map(_line, found["lines"])),
    )


def _line(found: dict[str, Any]) -> OrderedLine:
    return OrderedLine(
        name=found["productName"],
        sku=found["productSku"] or "",
        quantity=found["quantity"],
        unit_price=Decimal(found["unitPrice"]["net"]["amount"]),
        total=Decimal(found["totalPrice"]["net"]["amount"]),
    )


def is_awaited(requisition: Requisition) -> bool:
    """Whether the order was sent so lately that it may still be on its way into Saleor."""
    return requisition.ordered_at is not None and timezone.now() - requisition.ordered_at < PATIENCE
