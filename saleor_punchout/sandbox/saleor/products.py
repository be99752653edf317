"""The catalogue as a channel sells it. What a channel does not list has no price there, and is not found."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import Any

import graphene
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from saleor_punchout.sandbox import models
from saleor_punchout.sandbox.saleor.callers import Caller
from saleor_punchout.sandbox.saleor.ids import global_id
from saleor_punchout.sandbox.saleor.languages import LanguageCode, translated_into
from saleor_punchout.sandbox.saleor.lists import optional_list_of
from saleor_punchout.sandbox.saleor.metadata import WithMetadata
from saleor_punchout.sandbox.saleor.money import TaxedMoney, TaxedMoneyRange
from saleor_punchout.sandbox.saleor.pricing import Price, price_of


class Category(graphene.ObjectType):
    """Categories are names here, and have no ids."""

    name = graphene.NonNull(graphene.String)
    slug = graphene.NonNull(graphene.String)

    def resolve_name(name: str, info: Any) -> str:
        return name

    def resolve_slug(name: str, info: Any) -> str:
        return slugify(name)


class VariantPricingInfo(graphene.ObjectType):
    price = graphene.Field(TaxedMoney)
    price_undiscounted = graphene.Field(TaxedMoney)


class ProductPricingInfo(graphene.ObjectType):
    price_range = graphene.Field(TaxedMoneyRange)


class ProductType(graphene.ObjectType):
    """Everything here is shipped."""

    is_shipping_required = graphene.Boolean(required=True, default_value=True)


class ProductTranslation(graphene.ObjectType):
    name = graphene.String()
    description = graphene.JSONString()

    def resolve_description(translation: dict[str, str], info: Any) -> dict[str, Any] | None:
        return edited(translation["description"]) if translation.get("description") else None


class ProductVariantTranslation(graphene.ObjectType):
    name = graphene.NonNull(graphene.String)


def edited(text: str) -> dict[str, Any]:
    """A text in the shape of Saleor's editor."""
    return {"blocks": [{"type": "paragraph", "data": {"text": text}}]}


class Product(WithMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    name = graphene.NonNull(graphene.String)
    slug = graphene.NonNull(graphene.String)
    description = graphene.JSONString()
    category = graphene.Field(Category)
    product_type = graphene.Field(ProductType, required=True)
    channel = graphene.String()
    pricing = graphene.Field(ProductPricingInfo)
    is_available = graphene.Boolean()
    is_available_for_purchase = graphene.Boolean()
    default_variant = graphene.Field(lambda: ProductVariant)
    translation = graphene.Field(ProductTranslation, language_code=graphene.NonNull(LanguageCode))
    variants = optional_list_of(lambda: ProductVariant)

    def resolve_id(product: models.Product, info: Any) -> str:
        return global_id("Product", product.pk)

    def resolve_description(product: models.Product, info: Any) -> dict[str, Any]:
        return edited(product.description)

    def resolve_translation(product: models.Product, info: Any, language_code: str) -> dict[str, str] | None:
        return translated_into(product, language_code)

    def resolve_product_type(product: models.Product, info: Any) -> ProductType:
        return ProductType()

    def resolve_channel(product: models.Product, info: Any) -> str | None:
        return product.channel.slug if product.channel else None

    def resolve_pricing(product: models.Product, info: Any) -> dict[str, Any] | None:
        prices = sorted(filter(None, map(list_price, _variants(product))), key=attrgetter("net"))
        return {"price_range": {"start": prices[0], "stop": prices[-1]}} if prices else None

    def resolve_is_available(product: models.Product, info: Any) -> bool:
        return any(variant.available for variant in _variants(product))

    def resolve_is_available_for_purchase(product: models.Product, info: Any) -> bool:
        return bool(_variants(product))

    def resolve_default_variant(product: models.Product, info: Any) -> models.Variant | None:
        return next(iter(_variants(product)), None)

    def resolve_variants(product: models.Product, info: Any) -> list[models.Variant]:
        return _variants(product)


class ProductVariant(WithMetadata, graphene.ObjectType):
    id = graphene.NonNull(graphene.ID)
    sku = graphene.String()
    name = graphene.NonNull(graphene.String)
    channel = graphene.String()
    product = graphene.NonNull(Product)
    pricing = graphene.Field(VariantPricingInfo)
    quantity_available = graphene.Int()
    quantity_limit_per_customer = graphene.Int(default_value=None)
    translation = graphene.Field(ProductVariantTranslation, language_code=graphene.NonNull(LanguageCode))

    def resolve_id(variant: models.Variant, info: Any) -> str:
        return global_id("ProductVariant", variant.pk)

    def resolve_channel(variant: models.Variant, info: Any) -> str | None:
        return variant.channel.slug if variant.channel else None

    def resolve_product(variant: models.Variant, info: Any) -> models.Product:
        return variant.product.seen_in(variant.channel)

    def resolve_pricing(variant: models.Variant, info: Any) -> dict[str, Price] | None:
        listing, full = variant.listing_in(variant.channel), list_price(variant)
        if listing is None or full is None:
            return None
        return {"price": price_of(listing.promoted(listing.price), listing.channel), "price_undiscounted": full}

    def resolve_translation(variant: models.Variant, info: Any, language_code: str) -> dict[str, str] | None:
        return translated_into(variant, language_code)

    def resolve_quantity_available(variant: models.Variant, info: Any) -> int:
        return variant.available


def _variants(product: models.Product) -> list[models.Variant]:
    """Those that the channel sells."""
    variants = (variant.seen_in(product.channel) for variant in product.variants.all())
    return [variant for variant in variants if list_price(variant)]


def list_price(variant: models.Variant) -> Price | None:
    price: Decimal | None = variant.price_in(variant.channel)
    return price_of(price, variant.channel) if price is not None and variant.channel else None


def open_channel(slug: str | None, caller: Caller) -> models.Channel | None:
    """The channel of that slug, for shoppers only where it is active."""
    channel = models.Channel.objects.filter(slug=slug).first()
    return channel if channel and (channel.is_active or caller.is_app) else None


def products_in(channel: models.Channel | None, search: str | None, caller: Caller) -> QuerySet[models.Product]:
    """What the channel sells, for the app with what is hidden; without a channel nothing."""
    listed = models.Listing.objects.filter(channel=channel, variant__product=OuterRef("pk"))
    products = (
        models.Product.objects.filter(Exists(listed)).prefetch_related("variants__listings__channel").order_by("pk")
    )
    if not caller.is_app:
        products = products.filter(is_published=True)
    for word in (search or "").split():
        skus = models.Variant.objects.filter(product=OuterRef("pk"), sku__icontains=word)
        named = Q(name__icontains=word) | Q(category__icontains=word) | Q(description__icontains=word)
        products = products.filter(named | Exists(skus))
    return products


def variants_in(channel: models.Channel | None, skus: list[str] | None, caller: Caller) -> QuerySet[models.Variant]:
    """The same, as variants."""
    listed = models.Listing.objects.filter(channel=channel, variant=OuterRef("pk"))
    variants = models.Variant.objects.filter(Exists(listed)).order_by("pk")
    variants = variants.select_related("product").prefetch_related("listings", "product__variants__listings__channel")
    if not caller.is_app:
        variants = variants.filter(product__is_published=True)
    return variants if skus is None else variants.filter(sku__in=skus)
