"""What the portal remembers: requisitions, and every message that it sent or got."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from saleor_punchout.documents import lexical
from saleor_punchout.sandbox.portal.buyers import BUYERS, Buyer
from saleor_punchout.sandbox.portal.lines import Line

FIRST_NUMBER = 10_000
"""Nobody's procurement system begins at one."""


def new_cookie() -> str:
    """A BuyerCookie: how the portal recognises its own visit."""
    return secrets.token_hex(16)


class Requisition(models.Model):
    """A wish to buy, from the first click to the supplier's answer to the purchase order."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUNCHED_OUT = "punched_out"
        RETURNED = "returned"
        APPROVED = "approved"
        ORDERED = "ordered"
        CANCELLED = "cancelled"

    buyer_key = models.CharField(max_length=60)
    buyer_cookie = models.CharField(max_length=64, blank=True)
    """Of the last visit; empty before the first."""
    operation = models.CharField(max_length=10, default="create")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    start_page = models.TextField(blank=True)
    """Where the supplier wants the browser; works once."""

    currency = models.CharField(max_length=3, blank=True)
    stored_lines = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    shipping = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    shipping_description = models.CharField(max_length=200, blank=True)
    ordered_shipping = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    tax = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    total = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    """Of the lines, as the supplier added them up: without shipping and tax."""
    comment = models.CharField(max_length=500, blank=True)
    """The approver's words to the supplier."""

    order_id = models.CharField(max_length=60, blank=True)
    order_payload_id = models.CharField(max_length=255, blank=True)
    """Made once and kept: an order that is sent again is the same document."""
    order_status = models.PositiveSmallIntegerField(null=True)
    order_reason = models.TextField(blank=True)
    """The supplier's answer to the order: status code and words."""
    problem = models.TextField(blank=True)
    """Why the last errand failed, for the requisition's page; empty where it did not."""

    created_at = models.DateTimeField(auto_now_add=True)
    returned_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    ordered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"REQ-{self.number}"

    @property
    def state_name(self) -> str:
        """The state as the portal's users say it."""
        return STATE_NAMES[self.state]

    @property
    def number(self) -> int:
        return FIRST_NUMBER + int(self.pk)

    @property
    def buyer(self) -> Buyer:
        return BUYERS[self.buyer_key]

    @property
    def lines(self) -> list[Line]:
        return [Line.stored(values) for values in self.stored_lines]

    @lines.setter
    def lines(self, lines: Iterable[Line]) -> None:
        self.stored_lines = [asdict(line) for line in lines]

    @property
    def ordered_lines(self) -> list[Line]:
        return [line for line in self.lines if not line.is_removed]

    @property
    def ordered_total(self) -> Decimal:
        """Of the approved lines, without shipping and tax."""
        return lexical.rounded(sum((line.ordered_net for line in self.lines), Decimal(0)), self.currency)

    @property
    def ordered_tax(self) -> Decimal | None:
        """The returned tax at the rate that it was, for lines, quantities and prices that may have changed."""
        before = (self.total or Decimal(0)) + (self.shipping or Decimal(0))
        if not self.tax or not before:
            return self.tax
        now = self.ordered_total + (self.ordered_shipping or Decimal(0))
        return lexical.rounded(self.tax * now / before, self.currency)

    @property
    def is_order_taken(self) -> bool:
        """Whether the supplier's last answer to the order was yes."""
        return self.order_status is not None and 200 <= self.order_status < 300

    @property
    def external_reference(self) -> str:
        """What the order is called in the supplier's Saleor."""
        return f"{self.buyer_key}:{self.order_id}"


STATE_NAMES = {
    Requisition.State.DRAFT: "Draft",
    Requisition.State.PUNCHED_OUT: "Shopping at supplier",
    Requisition.State.RETURNED: "Pending approval",
    Requisition.State.APPROVED: "Approved",
    Requisition.State.ORDERED: "Ordered",
    Requisition.State.CANCELLED: "Back without a cart",
}


class Message(models.Model):
    """A document that went out or came in, without its secrets."""

    class Direction(models.TextChoices):
        OUT = "out"
        IN = "in"

    requisition = models.ForeignKey(Requisition, models.CASCADE, null=True, related_name="messages")
    """None for what concerns no requisition: the question what the supplier can do."""
    buyer_key = models.CharField(max_length=60)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=60, blank=True)
    """Name of the payload; empty where the answer was no cXML."""
    http_status = models.PositiveSmallIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    """Code of the cXML Status."""
    reason = models.TextField(blank=True)
    """Words of the Status, what the document says, or what went wrong on the way."""
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.direction} {self.kind or 'unreadable'}"
