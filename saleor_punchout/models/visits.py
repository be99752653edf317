"""A buyer's visit and what went back from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saleor_punchout.models.partners import PROTOCOLS, TradingPartner
from saleor_punchout.systems import PunchOutProtocol


class PunchOutSession(models.Model):
    """One visit of one buyer, from the setup request to the order."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        STARTED = "started"
        RETURNED = "returned"
        ORDERED = "ordered"
        ABANDONED = "abandoned"
        """The cart went back, and no order came of it for as long as the settings wait."""
        CANCELLED = "cancelled"
        EXPIRED = "expired"
        FAILED = "failed"

    OPEN = (State.REQUESTED, State.STARTED)

    # Its own index is not needed: one below begins with it. So with the partner of the next two models.
    partner = models.ForeignKey(TradingPartner, models.PROTECT, related_name="sessions", db_index=False)
    key = models.CharField(max_length=20, unique=True)
    """Our own short name of the session, also in the line ids that travel to procurement and back."""
    protocol = models.CharField(max_length=10, choices=PROTOCOLS, default=PunchOutProtocol.CXML.value)
    operation = models.CharField(max_length=10)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    """The visit whose returned cart this one edits or inspects."""
    buyer_cookie = models.TextField(blank=True)
    """Inner XML, verbatim. Opaque: nothing is ever found by it."""
    return_url = models.TextField()
    parties = models.JSONField(default=dict)
    """Header of the cart on its way back: who we are to the buyer and who the buyer is, without secrets."""
    user_email = models.CharField(max_length=254, blank=True)
    user_name = models.CharField(max_length=200, blank=True)
    user_unique_name = models.CharField(max_length=200, blank=True)
    ship_to = models.JSONField(null=True, blank=True)
    extrinsics = models.JSONField(default=dict, blank=True)
    """As sent and inert: nothing acts on them without a mapping."""
    prefill = models.JSONField(default=list, blank=True)
    """Lines that the request brought: ``sku quantity variant auxiliary_id`` each, the last one only where the line
    keeps it; and, once the visit was started, ``problem`` where a line could not be put into the cart."""
    selected_item = models.JSONField(default=dict, blank=True)
    """The article to land on: ``sku auxiliary_id``; empty: the home page."""
    search = models.CharField(max_length=200, blank=True)
    """What to search for on landing."""
    path = models.CharField(max_length=500, blank=True)
    """Where in the storefront the buyer begins, once the visit was started."""
    return_options = models.JSONField(default=dict, blank=True)
    """What OCI wants back with the cart: ``action echo target charset cancel_url``, settled when the call came."""
    warnings = models.JSONField(default=list, blank=True)
    """What procurement would not see of the cart as the shop does, when it was last looked at: fields of
    :class:`systems.fitting.CartWarning`."""
    language = models.CharField(max_length=20, blank=True)
    is_test = models.BooleanField(default=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    reason = models.TextField(blank=True)
    """Why the session is in its state, in words for the shop's staff."""
    start_token = models.CharField(max_length=64, unique=True)
    """Fingerprint, like the other three."""
    code = models.CharField(max_length=64, unique=True, null=True)
    token = models.CharField(max_length=64, unique=True, null=True)
    login_code = models.CharField(max_length=64, unique=True, null=True)
    customer_id = models.CharField(max_length=200, blank=True)
    """Saleor's customer whom the checkout belongs to; empty for a guest."""
    checkout_id = models.CharField(max_length=200, blank=True)
    emptied_at = models.DateTimeField(null=True)
    """When the checkout of a visit that is over lost its lines, so that nobody pays for them."""

    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    start_expires_at = models.DateTimeField()
    code_expires_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "expires_at"], name="punchout_session_due"),
            models.Index(fields=["partner", "-id"], name="punchout_session_partner"),
            models.Index(fields=["closed_at"], condition=Q(emptied_at=None), name="punchout_session_full"),
            models.Index(fields=["checkout_id"], name="punchout_session_checkout"),
        ]

    @property
    def is_stranded(self) -> bool:
        """Whether the storefront let the code run out that the browser brought."""
        waits = self.state == self.State.STARTED and not self.token
        return bool(waits and self.code_expires_at and self.code_expires_at < timezone.now())

    def __str__(self) -> str:
        return self.key

    @property
    def left_out(self) -> list[str]:
        """What the request brought and the cart could not take, in words."""
        return [line["problem"] for line in self.prefill if "problem" in line]


class Cart(models.Model):
    """What went back to procurement, line by line: never changed, compared with the order that comes."""

    session = models.OneToOneField(PunchOutSession, models.CASCADE, related_name="cart")
    document = models.ForeignKey("DocumentRecord", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=20, decimal_places=4)
    """Sum of the lines, net, without shipping."""
    lines = models.JSONField()
    """Per line ``number variant sku name quantity unit_price unit auxiliary_id``; amounts are text."""
    delivery_method = models.CharField(max_length=200, blank=True)
    """Name of the delivery method that the buyer chose."""
    warnings = models.JSONField(default=list, blank=True)
    """As those of the session, of what was sent."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.total} {self.currency}"
