"""Who trades with us, and in which shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.models.policy import OrderPolicy
from saleor_punchout.systems import GENERIC, SYSTEMS, ProcurementSystem, PunchOutProtocol
from saleor_punchout.systems.base import CxmlDialect, OciDialect, OracleDialect

PROTOCOLS = [(protocol.value, protocol.value) for protocol in PunchOutProtocol]


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


class TradingPartner(OrderPolicy):
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
        """Each :class:`Buyer` is a customer."""

    installation = models.ForeignKey(Installation, models.PROTECT, related_name="partners")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    system = models.CharField(max_length=40, default=GENERIC.key)
    protocol = models.CharField(max_length=10, choices=PROTOCOLS, default=PunchOutProtocol.CXML.value)
    """One of those that the system speaks."""
    dialect = models.JSONField(default=dict, blank=True)
    """What this partner does otherwise than its system, by the names of the protocol's dialect in :mod:`systems.base`:
    ``{"vendor": "0000527123"}``."""
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
    delivery_method = models.CharField(max_length=200, blank=True)
    """Name of the delivery method of orders; empty: that of the returned cart, else the cheapest."""
    default_unspsc = models.CharField(max_length=20, blank=True)
    default_unit = models.CharField(max_length=10, default="EA")
    unit_map = models.JSONField(default=dict, blank=True)
    """The partner's own unit of measure for one of ours: ``{"EA": "PCE"}``."""
    extrinsic_mapping = models.JSONField(default=dict, blank=True)
    """Extrinsics that reach Saleor, by name in lower case, and the metadata key they get there: nothing else of what a
    buyer's system says about a visit does."""
    product_path = models.CharField(max_length=200, default="/products/{slug}?variant={variant}")
    """Where the storefront shows an article; ``{slug}``, ``{variant}``, ``{sku}`` and ``{channel}`` are filled in."""
    search_path = models.CharField(max_length=200, default="/search?q={query}")
    """Where the storefront searches."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    """Partners are kept in memory until this changes: change them by ``save``, not by ``update``."""

    def __str__(self) -> str:
        return self.name

    @property
    def procurement_system(self) -> ProcurementSystem:
        return SYSTEMS[self.system]

    @property
    def own_dialect(self) -> CxmlDialect | OciDialect | OracleDialect:
        """The system's dialect of the partner's protocol, with what this partner does otherwise."""
        return self.dialect_of(self.protocol)

    def dialect_of(self, protocol: str) -> CxmlDialect | OciDialect | OracleDialect:
        """That of a visit, which keeps its protocol when the partner's changes; the settings are for the new one."""
        settings = self.dialect if protocol == self.protocol else {}
        return self.procurement_system.dialect(PunchOutProtocol(protocol), settings)


class Buyer(models.Model):
    """Somebody who shops for a trading partner, as its procurement system names him, and his customer in Saleor."""

    partner = models.ForeignKey(TradingPartner, models.CASCADE, related_name="buyers", db_index=False)
    key = models.CharField(max_length=254)
    """His login, or where the system tells none his e-mail address, as they are compared; see
    :func:`flows.buyers.buyer_key`."""
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    """As it came: nobody has proved it."""
    customer_id = models.CharField(max_length=200, blank=True)
    """Saleor's customer, whom the buyer's checkouts are given to; empty until there is one."""
    is_linked = models.BooleanField(default=False)
    """Staff chose the customer; else we made him for this buyer."""
    first_seen_at = models.DateTimeField(null=True)
    """None for one whom staff linked before he came."""
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="punchout_buyer_once"),
            # Whom we make is one buyer's alone; staff may link several to one.
            models.UniqueConstraint(
                fields=["partner", "customer_id"],
                condition=Q(is_linked=False) & ~Q(customer_id=""),
                name="punchout_buyer_own_customer",
            ),
        ]
        indexes = [models.Index(fields=["customer_id"], name="punchout_buyer_customer")]

    def __str__(self) -> str:
        return self.key


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid(self) -> CredentialQuerySet:
        """Those whose time it is."""
        now = timezone.now()
        begun = Q(valid_from=None) | Q(valid_from__lte=now)
        lasting = Q(valid_until=None) | Q(valid_until__gt=now)
        return self.filter(begun, lasting)


class Credential(models.Model):
    """How a trading partner names itself, and us, in one of the three parties of a header; or how it logs in."""

    class Party(models.TextChoices):
        FROM = "from"
        TO = "to"
        SENDER = "sender"
        LOGIN = "login"
        """User name and password of OCI and of Oracle's native XML; stands beside no other."""
        OUTBOUND = "outbound"
        """How we name ourselves to the buyer's endpoints, with the secret that it gave us for them."""

    HEADER = (Party.FROM, Party.TO, Party.SENDER)
    """The parties of a cXML header; together they name one partner."""

    partner = models.ForeignKey(TradingPartner, models.CASCADE, related_name="credentials")
    party = models.CharField(max_length=10, choices=Party.choices)
    domain = models.CharField(max_length=100)
    identity = models.CharField(max_length=200)
    key = models.CharField(max_length=320, db_index=True)
    """Party, domain and identity as they are compared; see :func:`flows.authentication.credential_key`."""
    sealed_secret = models.TextField(default="", blank=True)
    """Only a sender, a login and we ourselves have one. Two rows of one identity whose times overlap are a rotation in
    progress."""
    mac_allowed = models.BooleanField(default=False)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ("party", "id")

    def __str__(self) -> str:
        return f"{self.party} {self.domain} {self.identity}"
