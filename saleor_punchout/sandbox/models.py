"""What the pretend Saleor remembers: channels, articles, checkouts, orders and what was sent and billed of them.

Amounts are in the currency of their channel. A price is net or gross as its channel says (``prices_include_tax``);
whatever is called net or gross is so. Metadata are objects of text by text.
"""

from __future__ import annotations

import uuid
from decimal import ROUND_DOWN, Decimal

from django.db import models


class Channel(models.Model):
    """A place to sell, with one currency and one tax rate for everything."""

    slug = models.SlugField(max_length=250, unique=True)
    name = models.CharField(max_length=250)
    currency = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True)
    prices_include_tax = models.BooleanField(default=False)
    """Prices are entered, and price overrides understood, with tax."""
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    """Percent."""

    # Settings that are kept and shown; nothing here acts on them.
    tax_strategy = models.CharField(max_length=20, blank=True, default="FLAT_RATES")
    has_warehouse = models.BooleanField(default=True)
    confirms_orders = models.BooleanField(default=True)
    allows_unpaid_orders = models.BooleanField(default=False)
    completes_paid_checkouts = models.BooleanField(default=False)
    payment_plugins = models.JSONField(default=list, blank=True)
    """Names."""
    payment_apps = models.JSONField(default=dict, blank=True)
    """Why each app takes no payment here, by its identifier; empty text where it does."""

    def __str__(self) -> str:
        return self.slug


class ShopSettings(models.Model):
    """One row. Kept and shown; acted on is only what concerns fulfilments."""

    quantity_limit = models.PositiveIntegerField(null=True)
    ships_unpaid = models.BooleanField(default=True)
    """As nobody pays here: whether anything is sent at all."""
    approves_fulfillments = models.BooleanField(default=True)
    """What is sent needs nobody's approval before it leaves."""
    password_login = models.CharField(max_length=20, default="ENABLED")
    storefront_traffic = models.BooleanField(default=True)
    stock_by_shipping_zone = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "settings"

    @classmethod
    def current(cls) -> ShopSettings:
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Product(models.Model):
    """What a shopper sees as one article, sold in one or more variants."""

    name = models.CharField(max_length=250)
    slug = models.SlugField(max_length=255, unique=True)
    category = models.CharField(max_length=250)
    """Name of the category."""
    description = models.TextField(blank=True)
    is_shipping_required = models.BooleanField(default=True)
    is_published = models.BooleanField(default=True)
    """Shown to shoppers; the app sees what is hidden, too, and nobody can put it into a checkout."""
    metadata = models.JSONField(default=dict)
    translations = models.JSONField(default=dict, blank=True)
    """``name`` and ``description`` by Saleor's code of a language."""

    channel: Channel | None = None
    """The channel that a query looks at the product in; not stored."""

    def __str__(self) -> str:
        return self.name

    def seen_in(self, channel: Channel | None) -> Product:
        self.channel = channel
        return self


class Variant(models.Model):
    """What can be put into a checkout."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=255, unique=True, null=True)
    name = models.CharField(max_length=255)
    metadata = models.JSONField(default=dict)
    translations = models.JSONField(default=dict, blank=True)
    """``name`` by Saleor's code of a language."""
    stock = models.PositiveIntegerField(default=0)
    """Pieces in the one warehouse."""
    allocated = models.PositiveIntegerField(default=0)
    """Pieces of them that orders have reserved."""

    channel: Channel | None = None
    """The channel that a query looks at the variant in; not stored."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sku or self.name

    def seen_in(self, channel: Channel | None) -> Variant:
        self.channel = channel
        return self

    @property
    def available(self) -> int:
        return max(self.stock - self.allocated, 0)

    def listing_in(self, channel: Channel | None) -> Listing | None:
        listings = (listing for listing in self.listings.all() if channel and listing.channel_id == channel.pk)
        return next(listings, None)

    def price_in(self, channel: Channel | None) -> Decimal | None:
        """List price of one piece, None where the channel does not sell it."""
        listing = self.listing_in(channel)
        return listing.price if listing else None


class Listing(models.Model):
    """A variant on sale in a channel."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="listings")
    price = models.DecimalField(max_digits=12, decimal_places=2)
    promotion = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    """Percent off, from the list price as from a price that an app sets."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variant", "channel"], name="sandbox_listed_once")]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.channel_id} at {self.price}"

    def promoted(self, price: Decimal) -> Decimal:
        """What is left of a price; what comes off is rounded down to the cent."""
        return price - (price * self.promotion / 100).quantize(Decimal("0.01"), ROUND_DOWN)


class DeliveryMethod(models.Model):
    """A way to bring the goods, to anywhere."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="delivery_methods")
    name = models.CharField(max_length=100)
    price = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "name"], name="sandbox_delivery_named_once")]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """Somebody with an account. Members of staff are among them, and found by nobody here."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=256, blank=True)
    last_name = models.CharField(max_length=256, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=False)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.email


class CheckoutQuerySet(models.QuerySet["Checkout"]):
    def whole(self) -> CheckoutQuerySet:
        """With everything that its amounts are made of."""
        lines = CheckoutLine.objects.select_related("variant__product").prefetch_related("variant__listings")
        return self.select_related("channel", "delivery_method").prefetch_related(models.Prefetch("lines", lines))


class Checkout(models.Model):
    """A cart. Whoever knows its token may change it."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4)
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="checkouts")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="checkouts")
    email = models.EmailField(blank=True)
    note = models.TextField(blank=True)
    language = models.CharField(max_length=20, default="EN")
    """As Saleor calls it."""
    shipping_address = models.JSONField(null=True)
    billing_address = models.JSONField(null=True)
    delivery_method = models.ForeignKey(DeliveryMethod, models.SET_NULL, null=True)
    metadata = models.JSONField(default=dict)
    private_metadata = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    objects = CheckoutQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.token)

    @property
    def is_shipping_required(self) -> bool:
        return any(line.variant.product.is_shipping_required for line in self.lines.all())


class CheckoutLine(models.Model):
    checkout = models.ForeignKey(Checkout, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE)
    quantity = models.PositiveIntegerField()
    price_override = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    """Unit price that an app set, in place of the list price."""
    metadata = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"

    @property
    def unit_price(self) -> Decimal:
        """As the channel enters prices: net or gross. A promotion comes off the price that an app set, too."""
        listing = self.variant.listing_in(self.checkout.channel)
        if listing is None:
            return self.price_override or Decimal(0)
        return listing.promoted(listing.price if self.price_override is None else self.price_override)


class Order(models.Model):
    """What a checkout became. Nobody pays it here."""

    number = models.BigAutoField(primary_key=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="orders")
    checkout_token = models.UUIDField(db_index=True)
    """The checkout that it was made from, which is gone."""
    email = models.CharField(max_length=254)
    shipping_address = models.JSONField(null=True)
    billing_address = models.JSONField(null=True)
    status = models.CharField(max_length=20, default="UNCONFIRMED")
    customer_note = models.TextField(blank=True)
    external_reference = models.CharField(max_length=250, unique=True, null=True)
    delivery_method_name = models.CharField(max_length=100, blank=True)
    shipping_net = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_gross = models.DecimalField(max_digits=12, decimal_places=2)
    total_net = models.DecimalField(max_digits=14, decimal_places=2)
    total_gross = models.DecimalField(max_digits=14, decimal_places=2)
    metadata = models.JSONField(default=dict)
    private_metadata = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"#{self.number}"


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True)
    sku = models.CharField(max_length=255)
    product_name = models.CharField(max_length=250)
    variant_name = models.CharField(max_length=255)
    quantity = models.PositiveIntegerField()
    quantity_fulfilled = models.PositiveIntegerField(default=0)
    """Pieces that were sent, or came back."""
    unit_price = models.DecimalField(max_digits=15, decimal_places=3)
    """As the channel enters prices: net or gross."""
    total_net = models.DecimalField(max_digits=14, decimal_places=2)
    total_gross = models.DecimalField(max_digits=14, decimal_places=2)
    metadata = models.JSONField(default=dict)
    private_metadata = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.sku}"

    @property
    def quantity_open(self) -> int:
        """Pieces that are still to be sent."""
        return self.quantity - self.quantity_fulfilled


class Fulfillment(models.Model):
    """What was sent of an order at once, or what came back at once."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="fulfillments")
    number = models.PositiveIntegerField()
    """Within the order, from 1."""
    status = models.CharField(max_length=32, default="FULFILLED")
    tracking_number = models.CharField(max_length=255, blank=True)
    metadata = models.JSONField(default=dict)
    private_metadata = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="sandbox_fulfillment_numbered_once")]

    def __str__(self) -> str:
        return f"{self.order_id}-{self.number}"


class FulfillmentLine(models.Model):
    fulfillment = models.ForeignKey(Fulfillment, models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.CASCADE, related_name="fulfillment_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line_id}"


class Invoice(models.Model):
    """A number, and where the document lies."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=255)
    url = models.CharField(max_length=2048)
    status = models.CharField(max_length=50, default="SUCCESS")
    metadata = models.JSONField(default=dict)
    private_metadata = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    """When the customer was told of it."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number
