"""What is remembered: who trades with us, who shops, what was said, and what became of it.

No model mirrors a cXML element: documents are kept as they came, without their secrets, and read again when needed.
Lines of carts live in JSON, for they are written once and read whole.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.systems import GENERIC, SYSTEMS, ProcurementSystem


class Installation(models.Model):
    """A Saleor that we may ask. In core there is exactly one: the Saleor that we run in."""

    api_url = models.URLField(max_length=500, unique=True)
    """As Saleor's tokens name their issuer; in core empty until the Dashboard installs our pages."""
    sealed_token = models.TextField(default="", blank=True)
    app_id = models.CharField(max_length=200, blank=True)
    """Our app in that Saleor, as its tokens for the Dashboard name it."""
    saleor_version = models.CharField(max_length=20, blank=True)
    jwks = models.JSONField(default=dict, blank=True)
    """Public keys of that Saleor, as fetched at ``jwks_fetched_at``."""
    jwks_fetched_at = models.DateTimeField(null=True, blank=True)
    dashboard_origins = models.JSONField(default=list, blank=True)
    """Origins that may show our pages in a frame, beside that of ``api_url``."""
    is_active = models.BooleanField(default=True)
    """False once the app was uninstalled. Partners and documents stay, for it may come back."""
    trouble = models.TextField(blank=True)
    """Why that Saleor does not let us in; empty while it does."""
    connected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-connected_at",)

    def __str__(self) -> str:
        return self.api_url

    @property
    def token(self) -> str:
        """The app token that Saleor gave us."""
        return vault.unseal(self.sealed_token) if self.sealed_token else ""


class TradingPartner(models.Model):
    """A buying company and its procurement system."""

    class Mode(models.TextChoices):
        PRODUCTION = "production"
        TEST = "test"

    class AccountPolicy(models.TextChoices):
        GUEST = "guest"
        """Checkouts belong to nobody."""
        SHARED = "shared"
        """All buyers shop as one customer, whose address is ``default_email``."""
        INDIVIDUAL = "individual"
        """Each buyer is a customer, known by the e-mail address that the procurement system names."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="partners")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    system = models.CharField(max_length=40, default=GENERIC.key)
    channel = models.CharField(max_length=250)
    storefront_url = models.URLField(max_length=500)
    default_email = models.EmailField(blank=True)
    """E-mail address of orders and carts whose documents name no user."""
    account_policy = models.CharField(max_length=10, choices=AccountPolicy.choices, default=AccountPolicy.GUEST)
    return_hosts = models.JSONField(default=list, blank=True)
    """Hosts that carts may be posted to; ``.example.com`` allows every host below example.com."""
    allow_http_return = models.BooleanField(default=False)
    frame_ancestors = models.JSONField(default=list, blank=True)
    """Origins that may show our pages in a frame, such as ``https://procurement.example.com``."""
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PRODUCTION)
    """In production an order that is marked as a test is recorded and nothing more; in test it is carried out."""
    price_tolerance = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    """Percent by which the price of an ordered line may differ from the returned cart before the order is held."""
    delivery_method = models.CharField(max_length=200, blank=True)
    """Name of the delivery method of orders; empty: that of the returned cart, else the cheapest."""
    default_unspsc = models.CharField(max_length=20, blank=True)
    default_unit = models.CharField(max_length=10, default="EA")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    """Partners are kept in memory until this changes: change them by ``save``, not by ``update``."""

    def __str__(self) -> str:
        return self.name

    @property
    def procurement_system(self) -> ProcurementSystem:
        return SYSTEMS[self.system]


class Credential(models.Model):
    """How a trading partner names itself, and us, in one of the three parties of a header."""

    class Party(models.TextChoices):
        FROM = "from"
        TO = "to"
        SENDER = "sender"

    partner = models.ForeignKey(TradingPartner, models.CASCADE, related_name="credentials")
    party = models.CharField(max_length=10, choices=Party.choices)
    domain = models.CharField(max_length=100)
    identity = models.CharField(max_length=200)
    key = models.CharField(max_length=320, db_index=True)
    """Party, domain and identity as they are compared; see :func:`flows.authentication.credential_key`."""
    sealed_secret = models.TextField(default="", blank=True)
    """Only a sender has one. Two rows of one identity whose times overlap are a rotation in progress."""
    mac_allowed = models.BooleanField(default=False)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("party", "id")

    def __str__(self) -> str:
        return f"{self.party} {self.domain} {self.identity}"


class PunchOutSession(models.Model):
    """One visit of one buyer, from the setup request to the order."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        STARTED = "started"
        RETURNED = "returned"
        ORDERED = "ordered"
        CANCELLED = "cancelled"
        EXPIRED = "expired"
        FAILED = "failed"

    OPEN = (State.REQUESTED, State.STARTED)

    # Its own index is not needed: one below begins with it. So with the partner of the next two models.
    partner = models.ForeignKey(TradingPartner, models.PROTECT, related_name="sessions", db_index=False)
    key = models.CharField(max_length=20, unique=True)
    """Our own short name of the session, also in the line ids that travel to procurement and back."""
    operation = models.CharField(max_length=10)
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
    """Lines of a create request that carries items."""
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

    def __str__(self) -> str:
        return self.key


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
    """What we answered to a document that came, in the same exchange; without secrets."""
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


class Cart(models.Model):
    """What went back to procurement, line by line: never changed, compared with the order that comes."""

    session = models.OneToOneField(PunchOutSession, models.CASCADE, related_name="cart")
    document = models.ForeignKey(DocumentRecord, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=20, decimal_places=4)
    """Sum of the lines, net, without shipping."""
    lines = models.JSONField()
    """Per line ``number variant sku name quantity unit_price unit auxiliary_id``; amounts are text."""
    delivery_method = models.CharField(max_length=200, blank=True)
    """Name of the delivery method that the buyer chose."""
    warnings = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.total} {self.currency}"


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
