"""What may be configured of a trading partner's orders, and of the documents that follow them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from saleor_punchout.flows.endpoints import MAX_ADDRESS
from saleor_punchout.models import TradingPartner

DOCUMENTS = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest", "StatusUpdateRequest")
"""Payload elements that a buyer may have an address for."""
PERCENTAGES = ("price_tolerance", "quantity_tolerance")
TEXTS = ("tax_category", "tax_description")
LONGEST_QUOTE = 3650
"""Days."""
LONGEST_GRACE = 30 * 24 * 60
"""Minutes."""


def check_policy(partner: TradingPartner) -> None:
    """Bring the settings into the form in which they are kept; types and choices were checked before. Raises
    ValidationError, per field."""
    for field in PERCENTAGES:
        percentage = getattr(partner, field)
        if percentage is not None and not 0 <= percentage <= 100:
            raise ValidationError({field: "Give a percentage between 0 and 100."})
    if partner.price_tolerance_amount < 0:
        raise ValidationError({"price_tolerance_amount": "Give an amount of 0 or more."})
    if partner.quote_validity is not None and not 1 <= partner.quote_validity <= LONGEST_QUOTE:
        message = f"Give 1 to {LONGEST_QUOTE} days, or nothing where prices hold for good."
        raise ValidationError({"quote_validity": message})
    if not 0 <= partner.order_grace <= LONGEST_GRACE:
        raise ValidationError({"order_grace": f"Give 0 to {LONGEST_GRACE} minutes."})
    for field in TEXTS:
        setattr(partner, field, _text(field, getattr(partner, field)))
    partner.endpoints = _endpoints(partner)


def _text(field: str, given: str) -> str:
    text = given.strip()
    if not text or not text.isprintable():
        raise ValidationError({field: "It stands on every invoice: write a word such as vat."})
    return text


def _endpoints(partner: TradingPartner) -> dict[str, str]:
    given: object = partner.endpoints
    if not isinstance(given, dict) or not all(isinstance(url, str) for url in given.values()):
        raise ValidationError({"endpoints": "Name an address for each document."})
    unknown = [name for name in given if name not in DOCUMENTS]
    if unknown:
        message = f"{str(unknown[0])[:40]!r} is no document that we send; choose of: {', '.join(DOCUMENTS)}."
        raise ValidationError({"endpoints": message})
    return {name: _address(name, url.strip(), partner.allow_http_return) for name, url in given.items()}


def _address(name: str, address: str, allows_http: bool) -> str:
    """Our secret goes there, so nobody on the way may read it, and nothing in the address may hide the host."""
    try:
        url = urlsplit(address)
        is_url = bool(url.hostname) and url.port != 0
    except ValueError:
        is_url = False
    if len(address) > MAX_ADDRESS:
        raise ValidationError({"endpoints": f"{name}: the address has more than {MAX_ADDRESS} characters."})
    if not is_url or not address.isprintable() or " " in address or "\\" in address:
        raise ValidationError({"endpoints": f"{name}: write an address such as https://buyer.example.com/cxml."})
    if url.username is not None or url.password is not None:
        message = f"{name}: leave user and password out of the address; an OUTBOUND credential holds the secret."
        raise ValidationError({"endpoints": message})
    if url.scheme != "https" and not (url.scheme == "http" and allows_http):
        raise ValidationError({"endpoints": f"{name}: the address must begin with https://."})
    if url.fragment:
        raise ValidationError({"endpoints": f"{name}: leave out what follows the #; it is never sent."})
    return address
