"""What was said, in both directions."""

from __future__ import annotations

from django.db import models

from saleor_punchout.models.partners import Installation, TradingPartner
from saleor_punchout.models.visits import PunchOutSession


class DocumentRecord(models.Model):
    """A document that came or went, without its secrets; also those that match no trading partner."""

    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"

    partner = models.ForeignKey(TradingPartner, models.SET_NULL, null=True, related_name="documents", db_index=False)
    session = models.ForeignKey(PunchOutSession, models.SET_NULL, null=True, related_name="documents")
    purchase_order = models.ForeignKey("PurchaseOrder", models.SET_NULL, null=True, related_name="documents")
    installation = models.ForeignKey(Installation, models.SET_NULL, null=True, related_name="+")
    """Of a call that names a Saleor and no partner, such as a webhook; elsewhere the partner tells."""
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=60, blank=True)
    """Name of the payload element; empty where nothing could be read."""
    payload_id = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    """Empty where the document could not be parsed: what cannot be parsed cannot be freed of secrets."""
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the bytes as they came."""
    address = models.GenericIPAddressField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    """cXML status of the answer; None for a document that gets none."""
    answer = models.TextField(blank=True)
    """What we answered to a document that came, or the buyer to the last attempt at one of ours, in the same exchange;
    without secrets."""
    reason = models.TextField(blank=True)
    """What the sender was told, and where that hides the cause from a stranger, the cause."""
    remarks = models.JSONField(default=list, blank=True)
    duration_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["partner", "-id"], name="punchout_document_partner"),
            models.Index(fields=["created_at"], name="punchout_document_created"),
            models.Index(fields=["payload_id"], name="punchout_document_payload"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.kind or 'unreadable'} {self.payload_id}"


class Attachment(models.Model):
    """A MIME part that came with a document. Never shown inline: the type is the sender's claim."""

    document = models.ForeignKey(DocumentRecord, models.CASCADE, related_name="attachments")
    content_id = models.CharField(max_length=250, blank=True)
    filename = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.filename
