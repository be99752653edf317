"""Everything that can be asked: the same names as in real Saleor, and nothing that Saleor does not have."""

from __future__ import annotations

from typing import Any

import graphene

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor import (
    changes,
    configuration,
    customers,
    deliveries,
    fulfilling,
    invoices,
    metadata,
    order_changes,
    order_lines,
    placing,
    returns,
)
from saleor_punchout.sandbox.saleor.apps import App
from saleor_punchout.sandbox.saleor.callers import Caller, needs
from saleor_punchout.sandbox.saleor.channels import Channel
from saleor_punchout.sandbox.saleor.checkouts import Checkout, find_checkout
from saleor_punchout.sandbox.saleor.customers import User, find_customer
from saleor_punchout.sandbox.saleor.ids import keys_of, read_id
from saleor_punchout.sandbox.saleor.lists import Page, connection_field, optional_list_of
from saleor_punchout.sandbox.saleor.orders import Order, OrderFilterInput, find_order, orders_in
from saleor_punchout.sandbox.saleor.products import Product, ProductVariant, open_channel, products_in, variants_in
from saleor_punchout.sandbox.saleor.shop import Shop, ShopSettingsUpdate


class ProductFilterInput(graphene.InputObjectType):
    ids = optional_list_of(graphene.ID)
    search = graphene.String()
    slugs = optional_list_of(graphene.String)
    is_published = graphene.Boolean()


class ProductVariantFilterInput(graphene.InputObjectType):
    sku = optional_list_of(graphene.String)


class Query(graphene.ObjectType):
    app = graphene.Field(App)
    shop = graphene.NonNull(Shop)
    channel = graphene.Field(Channel, id=graphene.ID(), slug=graphene.String())
    product = graphene.Field(Product, id=graphene.ID(), slug=graphene.String(), channel=graphene.String())
    products = connection_field(
        Product, channel=graphene.String(), search=graphene.String(), filter=ProductFilterInput()
    )
    product_variant = graphene.Field(ProductVariant, id=graphene.ID(), sku=graphene.String(), channel=graphene.String())
    product_variants = connection_field(
        ProductVariant, channel=graphene.String(), ids=optional_list_of(graphene.ID), filter=ProductVariantFilterInput()
    )
    checkout = graphene.Field(Checkout, id=graphene.ID())
    user = graphene.Field(User, id=graphene.ID(), email=graphene.String())
    order = graphene.Field(Order, id=graphene.ID(), external_reference=graphene.String())
    orders = connection_field(Order, channel=graphene.String(), filter=OrderFilterInput())

    def resolve_app(root: None, info: Any) -> Caller | None:
        """Whoever asks, if it is an app."""
        return info.context if info.context.is_app else None

    def resolve_shop(root: None, info: Any) -> models.ShopSettings:
        return models.ShopSettings.current()

    def resolve_channel(root: None, info: Any, id: str | None = None, slug: str | None = None) -> Any:
        channels = models.Channel.objects
        return (channels.filter(pk=read_id(id, "Channel")) if id else channels.filter(slug=slug)).first()

    def resolve_product(
        root: None, info: Any, id: str | None = None, slug: str | None = None, channel: str | None = None
    ) -> models.Product | None:
        where = open_channel(channel, info.context)
        products = products_in(where, None, info.context)
        found = (products.filter(pk=read_id(id, "Product")) if id else products.filter(slug=slug)).first()
        return found.seen_in(where) if found else None

    def resolve_products(
        root: None, info: Any, channel: str | None = None, search: str | None = None, filter: Any = None, **page: Any
    ) -> Page:
        where, wanted = open_channel(channel, info.context), filter or {}
        products = products_in(where, search or wanted.get("search"), info.context)
        if wanted.get("ids") is not None:
            products = products.filter(pk__in=keys_of(wanted["ids"], "Product"))
        if wanted.get("slugs") is not None:
            products = products.filter(slug__in=wanted["slugs"])
        if wanted.get("is_published") is not None:
            products = products.filter(is_published=wanted["is_published"])
        return Page(products, look=lambda product: product.seen_in(where), **page)

    def resolve_product_variant(
        root: None, info: Any, id: str | None = None, sku: str | None = None, channel: str | None = None
    ) -> models.Variant | None:
        where = open_channel(channel, info.context)
        variants = variants_in(where, None if id else [sku or ""], info.context)
        found = (variants.filter(pk=read_id(id, "ProductVariant")) if id else variants).first()
        return found.seen_in(where) if found else None

    def resolve_product_variants(
        root: None,
        info: Any,
        channel: str | None = None,
        ids: list[str] | None = None,
        filter: Any = None,
        **page: Any,
    ) -> Page:
        where = open_channel(channel, info.context)
        variants = variants_in(where, (filter or {}).get("sku"), info.context)
        if ids is not None:
            variants = variants.filter(pk__in=keys_of(ids, "ProductVariant"))
        return Page(variants, look=lambda variant: variant.seen_in(where), **page)

    def resolve_checkout(root: None, info: Any, id: str | None = None) -> models.Checkout | None:
        return find_checkout(id, info.context)

    def resolve_user(root: None, info: Any, id: str | None = None, email: str | None = None) -> models.Customer | None:
        return find_customer(info.context, id, email)

    @needs("MANAGE_ORDERS")
    def resolve_order(
        root: None, info: Any, id: str | None = None, external_reference: str | None = None
    ) -> models.Order | None:
        return find_order(id, external_reference)

    @needs("MANAGE_ORDERS")
    def resolve_orders(root: None, info: Any, channel: str | None = None, filter: Any = None, **page: Any) -> Page:
        return Page(orders_in(channel, filter or {}), **page)


class Mutation(graphene.ObjectType):
    customer_create = customers.CustomerCreate.Field()
    checkout_customer_attach = customers.CheckoutCustomerAttach.Field()
    checkout_create = changes.CheckoutCreate.Field()
    checkout_lines_add = changes.CheckoutLinesAdd.Field()
    checkout_lines_update = changes.CheckoutLinesUpdate.Field()
    checkout_lines_delete = changes.CheckoutLinesDelete.Field()
    checkout_email_update = changes.CheckoutEmailUpdate.Field()
    checkout_customer_note_update = changes.CheckoutCustomerNoteUpdate.Field()
    checkout_shipping_address_update = changes.CheckoutShippingAddressUpdate.Field()
    checkout_billing_address_update = changes.CheckoutBillingAddressUpdate.Field()
    delivery_options_calculate = deliveries.DeliveryOptionsCalculate.Field()
    checkout_delivery_method_update = deliveries.CheckoutDeliveryMethodUpdate.Field()
    order_create_from_checkout = placing.OrderCreateFromCheckout.Field()
    order_update = order_changes.OrderUpdate.Field()
    order_confirm = order_changes.OrderConfirm.Field()
    order_cancel = order_changes.OrderCancel.Field()
    order_lines_create = order_lines.OrderLinesCreate.Field()
    order_line_update = order_lines.OrderLineUpdate.Field()
    order_line_delete = order_lines.OrderLineDelete.Field()
    order_fulfill = fulfilling.OrderFulfill.Field()
    order_fulfillment_approve = fulfilling.FulfillmentApprove.Field()
    order_fulfillment_update_tracking = fulfilling.FulfillmentUpdateTracking.Field()
    order_fulfillment_cancel = fulfilling.FulfillmentCancel.Field()
    order_fulfillment_return_products = returns.FulfillmentReturnProducts.Field()
    invoice_create = invoices.InvoiceCreate.Field()
    invoice_send_notification = invoices.InvoiceSendNotification.Field()
    payment_gateway_initialize = configuration.PaymentGatewayInitialize.Field()
    shop_settings_update = ShopSettingsUpdate.Field()
    channel_update = configuration.ChannelUpdate.Field()
    update_metadata = metadata.UpdateMetadata.Field()
    update_private_metadata = metadata.UpdatePrivateMetadata.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
