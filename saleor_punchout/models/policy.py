"""What a trading partner's orders may do, and which documents follow them: the settings of one partner."""

from __future__ import annotations

from django.db import models


class OrderPolicy(models.Model):
    """The part of a trading partner that decides about purchase orders."""

    class OnDifference(models.TextChoices):
        ACCEPT = "accept"
        """Take the order as the buyer sent it."""
        CONFIRM = "confirm"
        """Take it at the agreed prices, and tell the buyer so in the confirmation."""
        HOLD = "hold"
        """Leave it to staff."""
        REJECT = "reject"
        """Refuse it with a confirmation of type ``reject``."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept"
        HOLD = "hold"
        REJECT = "reject"

    class RepeatedOrder(models.TextChoices):
        REFUSE = "refuse"
        UPDATE = "update"

    order_policy = models.CharField(max_length=10, choices=OnDifference.choices, default=OnDifference.HOLD)
    """What becomes of an order that differs from the returned cart by more than the tolerances."""
    price_tolerance = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    """Percent by which the price of an ordered line may differ from the returned cart."""
    price_tolerance_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    """The same as an amount of the channel's currency, for one unit; a price within either tolerance is agreed to."""
    quantity_tolerance = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    """Percent by which the quantity of a line may differ; None: approval may change it as it likes."""
    catalogue_orders = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.ACCEPT)
    """Orders, and lines of orders, that no returned cart stands behind; accepted ones are held to today's prices."""
    repeated_carts = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.ACCEPT)
    """A cart that another order ordered already: a requisition that was copied, or one that is ordered in parts."""
    repeated_orders = models.CharField(max_length=10, choices=RepeatedOrder.choices, default=RepeatedOrder.REFUSE)
    """An order of type ``new`` whose orderID came before with other content."""
    quote_validity = models.PositiveIntegerField(null=True, blank=True)
    """Days for which the prices of a returned cart hold; None: for good."""
    allows_blanket_orders = models.BooleanField(default=False)
    """Blanket orders are recorded: they name a limit and no goods."""
    allows_release_orders = models.BooleanField(default=True)
    refuses_unknown_orders = models.BooleanField(default=False)
    """An update or delete of an order that never came is refused (417) at once instead of waiting for it."""
    order_grace = models.PositiveIntegerField(default=15)
    """Minutes that an update or delete waits for the order that it changes."""

    endpoints = models.JSONField(default=dict, blank=True)
    """Where the buyer takes our documents, by the name of the payload element: ``{"ConfirmationRequest": "https://…"}``.
    What has no address is not sent; a StatusUpdateRequest goes to the order's own Followup URL where that is on a host
    of one of these."""
    ship_notice_needs_tracking = models.BooleanField(default=False)
    """A ship notice waits until the fulfilment has a tracking number."""
    tax_category = models.CharField(max_length=40, default="vat")
    """``TaxDetail/@category`` of invoices: ``vat``, ``sales``, ``gst`` …"""
    tax_description = models.CharField(max_length=100, default="VAT")
    invoices_tax_by_line = models.BooleanField(default=False)
    """Tax stands on each line of an invoice, not only in its summary."""

    class Meta:
        abstract = True
