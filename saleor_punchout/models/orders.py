"""What procurement ordered, and what Saleor told of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from saleor_punchout.models.documents import DocumentRecord
from saleor_punchout.models.partners import Installation, TradingPartner
from saleor_punchout.models.visits import PunchOutSession


class PurchaseOrder(models.Model):
    """One version of one order of a trading partner, and the Saleor order that it became.

    The row is the work list as well: whoever holds the lease carries the order one step further, and a row whose
    lease ran out is anybody's.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        PLACED = "placed"
        HELD = "held"
        REJECTED = "rejected"
        RECORDED = "recorded"

    partner = models.ForeignKey(TradingPartner, models.PROTECT, related_name="purchase_orders", db_index=False)
    order_id = models.CharField(max_length=200)
    order_version = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=10)
    payload_id = models.CharField(max_length=255, blank=True)
    content_hash = models.CharField(max_length=64)
    """Of what the order says; payloadID and timestamp change when a document is sent again, this does not."""
    document = models.ForeignKey(DocumentRecord, models.PROTECT, related_name="+")
    session = models.ForeignKey(PunchOutSession, models.SET_NULL, null=True, related_name="purchase_orders")
    currency = models.CharField(max_length=3, blank=True)
    total = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_test = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    problems = models.JSONField(default=list, blank=True)
    """Why the order is held or was rejected: ``line code message`` each."""
    differences = models.JSONField(default=list, blank=True)
    """What approval changed against the returned cart: ``line field returned ordered`` each."""
    accepted = models.BooleanField(default=False)
    """A member of staff took the order as it is: differences hold it no longer."""

    checkout_id = models.CharField(max_length=200, blank=True)
    """The checkout that becomes the order; kept from the moment it exists, for it can become an order only once."""
    former_checkout_ids = models.JSONField(default=list, blank=True)
    """Checkouts that were given up. One with which Saleor was slow may still have become the order."""
    saleor_order_id = models.CharField(max_length=200, blank=True)
    saleor_order_number = models.CharField(max_length=40, blank=True)
    saleor_status = models.CharField(max_length=40, blank=True)
    """Of the Saleor order, as its last event told."""
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "order_id", "order_version", "type"], name="punchout_order_business_key"
            ),
            # Versions change an order; they do not make a second one, for Saleor's has one name.
            models.UniqueConstraint(
                fields=["partner", "order_id"], condition=Q(type="new"), name="punchout_order_new_once"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="received"), name="punchout_order_due"),
            models.Index(fields=["saleor_order_id"], name="punchout_order_saleor"),
            models.Index(fields=["checkout_id"], name="punchout_order_checkout"),
            models.Index(fields=["state", "created_at"], name="punchout_order_state"),
            models.Index(fields=["partner", "payload_id"], name="punchout_order_payload"),
        ]

    def __str__(self) -> str:
        return self.external_reference

    @property
    def external_reference(self) -> str:
        """Name of the order in Saleor, unique there."""
        return f"{self.partner.slug}:{self.order_id}"


class SaleorEvent(models.Model):
    """Something that Saleor told about an order, by webhook or hook; the same news twice is one row.

    Events come at least once and in any order, so a row is only the reason to look: the order itself tells the state.
    """

    installation = models.ForeignKey(Installation, models.CASCADE, related_name="events")
    event = models.CharField(max_length=60)
    """Name from Saleor's WebhookEventTypeAsyncEnum, such as ``ORDER_CONFIRMED``."""
    key = models.CharField(max_length=64)
    """Hash of what was told: a delivery that is repeated has the same."""
    saleor_order_id = models.CharField(max_length=200)
    purchase_order = models.ForeignKey(PurchaseOrder, models.CASCADE, null=True, related_name="events")
    told = models.JSONField(default=dict)
    """The payload."""
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["installation", "key"], name="punchout_event_once")]
        indexes = [models.Index(fields=["created_at"], condition=Q(done_at=None), name="punchout_event_due")]

    def __str__(self) -> str:
        return f"{self.event} {self.saleor_order_id}"
