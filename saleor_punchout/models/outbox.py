"""What waits to be sent, whom we stopped calling for a while, and what a person must look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saleor_punchout.models.documents import DocumentRecord
from saleor_punchout.models.orders import PurchaseOrder
from saleor_punchout.models.partners import Installation, TradingPartner

PATIENCE = timedelta(hours=72)
"""For how long a document is offered."""


def end_of_patience() -> datetime:
    return timezone.now() + PATIENCE


class Transmission(models.Model):
    """One document of ours on its way to a procurement system. The row is the work list: whoever holds the lease sends.

    The payloadID is made once, with the document, and kept through every attempt, so that a receiver that got it twice
    can tell. The document's body holds no secret; the sender's is put in at the moment of sending.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"
        """Refused for good, or not taken for three days; staff may send it again."""

    partner = models.ForeignKey(TradingPartner, models.PROTECT, related_name="transmissions", db_index=False)
    purchase_order = models.ForeignKey(PurchaseOrder, models.SET_NULL, null=True, related_name="transmissions")
    document = models.OneToOneField(DocumentRecord, models.PROTECT, related_name="transmission")
    kind = models.CharField(max_length=60)
    """Name of the payload element."""
    key = models.CharField(max_length=300)
    """What the document says, so that nothing is said twice: ``ConfirmationRequest:<order>:<digest>``."""
    subject = models.CharField(max_length=300)
    """What the document is about: documents of one subject replace each other, as a changed confirmation does."""
    endpoint = models.URLField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    log = models.JSONField(default=list, blank=True)
    """One entry an attempt: ``at outcome http_status status message``."""
    status = models.PositiveSmallIntegerField(null=True)
    """cXML status of the last answer."""
    last_error = models.TextField(blank=True)
    buyer_status = models.JSONField(default=list, blank=True)
    """What the buyer said of the document later, by StatusUpdateRequest: ``at code text message`` each."""
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    give_up_at = models.DateTimeField(default=end_of_patience)
    """An attempt that fails after this was the last one."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [models.UniqueConstraint(fields=["partner", "key"], name="punchout_transmission_once")]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="punchout_transmission_due"),
            models.Index(fields=["partner", "subject"], name="punchout_transmission_subject"),
            models.Index(fields=["state", "created_at"], name="punchout_transmission_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Circuit(models.Model):
    """Whether a partner's endpoints answer: after several failures in a row nothing is sent there for a while."""

    partner = models.OneToOneField(TradingPartner, models.CASCADE, related_name="circuit")
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    open_until = models.DateTimeField(null=True)


class Alarm(models.Model):
    """Something that a person must look at. Open until somebody, or what happens next, settles it."""

    installation = models.ForeignKey(Installation, models.CASCADE, related_name="alarms")
    partner = models.ForeignKey(TradingPartner, models.CASCADE, null=True, related_name="alarms")
    purchase_order = models.ForeignKey(PurchaseOrder, models.CASCADE, null=True, related_name="alarms")
    transmission = models.ForeignKey(Transmission, models.CASCADE, null=True, related_name="alarms")
    code = models.CharField(max_length=40)
    """Stable name such as ``order_held`` or ``document_undelivered``."""
    subject = models.CharField(max_length=100)
    """What it is about; while one alarm of a code and a subject is open, there is no second."""
    message = models.TextField()
    """What happened and what to do, in whole sentences."""
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "code", "subject"],
                condition=Q(settled_at=None),
                name="punchout_alarm_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"
