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
        PARKED = "parked"
        """Waits for the version that it changes."""
        PLACED = "placed"
        HELD = "held"
        REJECTED = "rejected"
        RECORDED = "recorded"
        """Kept and nothing more: a test, or a blanket order."""
        SUPERSEDED = "superseded"
        """A later version counts."""
        CANCELLED = "cancelled"
        """The buyer deleted the order, and that was done."""

    partner = models.ForeignKey(TradingPartner, models.PROTECT, related_name="purchase_orders", db_index=False)
    order_id = models.CharField(max_length=200)
    order_version = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=10)
    payload_id = models.CharField(max_length=255, blank=True)
    content_hash = models.CharField(max_length=64)
    """Of what the order says; payloadID and timestamp change when a document is sent again, this does not."""
    ordered_at = models.DateTimeField(null=True)
    """The document's orderDate; tells versions apart that have no number."""
    document = models.ForeignKey(DocumentRecord, models.PROTECT, related_name="+")
    session = models.ForeignKey(PunchOutSession, models.SET_NULL, null=True, related_name="purchase_orders")
    """The visit whose cart was ordered; of several carts in one order, that with most of its lines."""
    sessions_beside = models.ManyToManyField(PunchOutSession, related_name="orders_beside", blank=True)
    """Visits of the other carts."""
    currency = models.CharField(max_length=3, blank=True)
    total = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_test = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    problems = models.JSONField(default=list, blank=True)
    """Why the order is held or was rejected: ``line code message`` each."""
    differences = models.JSONField(default=list, blank=True)
    """What approval changed against the returned cart: ``line field returned ordered`` each."""
    decision = models.CharField(max_length=20, blank=True)
    """What the partner's policy made of the differences: ``accept``, ``confirm``, ``hold`` or ``reject``."""
    accepted = models.BooleanField(default=False)
    """A member of staff took the order as it is: differences hold it no longer."""

    checkout_id = models.CharField(max_length=200, blank=True)
    """The checkout that becomes the order; kept from the moment it exists, for it can become an order only once."""
    former_checkout_ids = models.JSONField(default=list, blank=True)
    """Checkouts that were given up. One with which Saleor was slow may still have become the order."""
    saleor_order_id = models.CharField(max_length=200, blank=True)
    saleor_order_number = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """How many Saleor orders it has had: one that can be changed no more is cancelled and made anew."""
    saleor_status = models.CharField(max_length=40, blank=True)
    """Of the Saleor order, as its last event told."""
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)
    """When to read the Saleor order again, lest its news were lost; None once nothing more can happen to it."""
    confirmation = models.JSONField(default=list, blank=True)
    """What staff said of lines: ``number accepted backordered rejected shipment_date delivery_date comment`` each;
    numbers and dates as text. Empty: what Saleor says of the order is confirmed."""
    invoices = models.JSONField(default=list, blank=True)
    """Numbers of Saleor's invoices that were sent to the buyer, in that order: news told it, or staff asked."""
    credits = models.JSONField(default=list, blank=True)
    """Credit memos for returned goods: ``lines``, quantities by id of the Saleor order's line, each."""

    class Meta:
        ordering = ("-id",)
        constraints = [
            # A test says nothing of the real order of its name.
            models.UniqueConstraint(
                fields=["partner", "order_id", "order_version", "type", "is_test"],
                condition=~Q(order_version="", type="update"),
                name="punchout_order_business_key",
            ),
            # Changes without a number are told apart by what they say.
            models.UniqueConstraint(
                fields=["partner", "order_id", "content_hash", "is_test"],
                condition=Q(order_version="", type="update"),
                name="punchout_order_change_once",
            ),
            # Versions change an order; they do not make a second one, for Saleor's has one name.
            models.UniqueConstraint(
                fields=["partner", "order_id", "is_test"], condition=Q(type="new"), name="punchout_order_new_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=["received", "parked"]), name="punchout_order_due"
            ),
            models.Index(fields=["look_again_at"], condition=~Q(look_again_at=None), name="punchout_order_look"),
            # The constraints above begin alike, but each holds a part of the rows only.
            models.Index(fields=["partner", "order_id"], name="punchout_order_thread"),
            models.Index(fields=["saleor_order_id"], name="punchout_order_saleor"),
            models.Index(fields=["checkout_id"], name="punchout_order_checkout"),
            models.Index(fields=["state", "created_at"], name="punchout_order_state"),
            models.Index(fields=["partner", "payload_id"], name="punchout_order_payload"),
        ]

    def __str__(self) -> str:
        return self.external_reference

    @property
    def external_reference(self) -> str:
        """Name of the order in Saleor, unique there; a cancelled order keeps its own. What tells them apart stands
        before the buyer's number, which may look like anything, and behind the slug, which has no ``#``."""
        revision = f"#{self.revision}" if self.revision > 1 else ""
        return f"{self.partner.slug}{revision}:{self.order_id}"


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
