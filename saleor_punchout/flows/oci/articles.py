"""Questions about articles that the buyer's server asks without a shopper: VALIDATE, BACKGROUND_SEARCH, QUANTITYCHECK.

No cart is filled for any of them.
"""

from __future__ import annotations

import json
from decimal import Decimal

from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.form import FormField
from saleor_punchout.documents.oci.catalogue import Availability, write_availability
from saleor_punchout.documents.types import Money, PunchOutOrderMessage
from saleor_punchout.exceptions import BadRequest
from saleor_punchout.flows import setup
from saleor_punchout.flows.attempts import count_call
from saleor_punchout.flows.message import days, item_in
from saleor_punchout.flows.oci.call import Answer, Call
from saleor_punchout.flows.returning import ReturnForm
from saleor_punchout.flows.returning.oci import fields_of, return_options
from saleor_punchout.flows.saleor import hasty_catalogue_for
from saleor_punchout.gateway.catalogue import Article
from saleor_punchout.gateway.mapping import CheckoutLine
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import PunchOutProtocol

MOST_HITS = 100
"""Of a search in the background."""


def validate(call: Call) -> Answer:
    """The form for exactly this article, at today's price; one without lines where the article is not for sale."""
    _check_hook(call)
    quantity, article = _quantity(call), find(call)
    own_id = call.call_up.product_id
    return _form(call, [(_line(article, quantity), own_id)] if article else [], article.currency if article else "XXX")


def background_search(call: Call) -> Answer:
    """The form with every article that the search finds."""
    words = call.call_up.search_string
    if not words:
        raise BadRequest("FUNCTION BACKGROUND_SEARCH needs a SEARCHSTRING.")
    _check_hook(call)
    count_call(call.partner.pk)
    found = hasty_catalogue_for(call.partner).search(call.partner.channel, words, MOST_HITS)
    lines = [(_line(article, 1), article.sku) for article in found]
    return _form(call, lines, found[0].currency if found else "XXX")


def _check_hook(call: Call) -> None:
    """A form for a server may do without; where there is one, it must be the partner's own."""
    if call.call_up.hook_url:
        setup.check_return_address(call.call_up.hook_url, call.partner, is_test=False)


def check_quantity(call: Call) -> Answer:
    """Whether that many can be had now."""
    quantity, article = Decimal(_quantity(call)), find(call)
    body = write_availability(_availability(call, quantity, article))
    call.exchange.as_record(200, "OK", body).save(force_insert=True)
    return Answer(json=body)


def _availability(call: Call, quantity: Decimal, article: Article | None) -> Availability:
    if article is None:
        return Availability(call.call_up.product_id, quantity, is_available=False, in_stock=Decimal(0))
    return Availability(
        call.call_up.product_id,
        quantity,
        is_available=article.available is None or quantity <= article.available,
        in_stock=None if article.available is None else Decimal(article.available),
        unit=unit_of(call.partner, article),
        lead_time=days(article.metadata.get("lead_time", "")),
    )


def find(call: Call) -> Article | None:
    """The article that the call asks for, if it is for sale."""
    count_call(call.partner.pk)
    return hasty_catalogue_for(call.partner).find_article(call.partner.channel, call.part) if call.part else None


def unit_of(partner: TradingPartner, article: Article) -> str:
    """The partner's own unit of measure."""
    ours = article.metadata.get("unit") or partner.default_unit
    return partner.procurement_system.units_with(partner.unit_map).get(ours, ours)


def _quantity(call: Call) -> int:
    """As asked for, one where the call does not say."""
    quantity = call.call_up.quantity or Decimal(1)
    if quantity != quantity.to_integral_value():
        raise BadRequest(f"QUANTITY is {quantity}; only whole units are sold.")
    return int(quantity)


def _line(article: Article, quantity: int) -> CheckoutLine:
    """The article as a line of a cart, which nobody filled."""
    net = article.net or Decimal(0)
    return CheckoutLine(
        id="",
        quantity=quantity,
        net=net * quantity,
        unit_net=net,
        variant_id=article.variant_id,
        sku=article.sku,
        name=article.name,
        slug=article.slug,
        category=article.category,
        article=article.metadata,
        long_text=article.description,
    )


def _form(call: Call, lines: list[tuple[CheckoutLine, str]], currency: str) -> Answer:
    options = return_options(call.call_up, call.dialect)
    message = _message(call, lines, currency, options["charset"])
    fields = fields_of(call.partner, options, message, call.call_up.fields)
    call.exchange.as_record(200, "OK", json.dumps(fields).encode()).save(force_insert=True)
    hidden = tuple([FormField(name, value) for name, value in fields])
    return Answer(form=ReturnForm(options["action"], hidden, target=options["target"], charset=options["charset"]))


def _message(call: Call, lines: list[tuple[CheckoutLine, str]], currency: str, charset: str) -> PunchOutOrderMessage:
    """The lines as the partner's system takes them; what it cannot take at all stays out, with a remark."""
    system = call.partner.procurement_system
    items = tuple(
        [item_in(call.partner, number, line, currency, own, []) for number, (line, own) in enumerate(lines, 1)]
    )
    total = Money(lexical.rounded(sum((line.net for line, _ in lines), Decimal(0)), currency), currency)
    message = PunchOutOrderMessage("", system.operation_allowed, total, items)
    fitted = system.fit(message, PunchOutProtocol.OCI, call.partner.unit_map, charset)
    for warning in fitted.warnings:
        call.exchange.notes.remark(warning.code, warning.message)
    refused = {warning.line for warning in fitted.refusals}
    kept = tuple([item for item in fitted.message.items if item.line_number not in refused])
    return PunchOutOrderMessage("", system.operation_allowed, fitted.message.total, kept)
