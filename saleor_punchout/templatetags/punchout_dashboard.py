"""Amounts, times and states as the pages in the Dashboard show them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString

from saleor_punchout.dashboard import words
from saleor_punchout.documents import lexical

register = template.Library()


@register.filter
def money(amount: Decimal | str | None, currency: str) -> str:
    """``1,234.50 EUR``: with as many decimals as the currency, or the amount beyond it, has."""
    return "–" if amount is None else f"{lexical.priced(Decimal(amount), currency):,f} {currency}"


@register.filter
def moment(at: datetime | None, precision: str = "") -> SafeString | str:
    """A time in UTC, which the bridge writes anew in the viewer's zone; with ``precise`` to the second."""
    if at is None:
        return "–"
    utc = at.astimezone(UTC)
    written = utc.strftime("%Y-%m-%d %H:%M:%S UTC")
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        utc.isoformat(),
        written,
        SafeString(" data-precise") if precision else "",
        written,
    )


@register.filter
def pill(row: Any) -> SafeString:
    """The state of a session, an order, a document or a trading partner, or a label that is ready."""
    label = row if isinstance(row, words.Label) else words.label_of(row)
    return format_html('<span class="pill {}">{}</span>', label.tone, label.text)


@register.filter
def outcome(document: Any) -> words.Label:
    """What became of a document, or of the order that it brought."""
    return words.outcome(document)


@register.filter
def reason(document: Any) -> str:
    return words.reason_of(document)


@register.filter
def global_id(order: Any) -> str:
    """What the mutations of the GraphQL API know a purchase order by."""
    return words.global_id(order)


@register.filter
def why(order: Any) -> str:
    """Why an order is not placed, in one sentence; empty where nothing is wrong."""
    return words.why(order)


@register.filter
def order_type(order: Any) -> str:
    return words.TYPES.get(order.type, order.type)


@register.filter
def decision(order: Any) -> str:
    """What the trading partner's policy made of an order."""
    return words.DECISIONS.get(order.decision, order.decision)


@register.filter
def alarm_title(alarm: Any) -> str:
    return words.ALARMS.get(alarm.code, alarm.code.replace("_", " ").capitalize())


@register.filter
def written_moment(text: str) -> SafeString | str:
    """A moment that is kept as text."""
    at = parse_datetime(text)
    return moment(at, "precise") if at else text


@register.filter
def severity(finding: Any) -> words.Label:
    """How bad a finding of the shop check is."""
    return words.SEVERITIES[finding.severity]


@register.filter
def field_name(field: str) -> str:
    """What differs between a cart and its order, or is lost on the way to procurement."""
    return words.FIELDS.get(field, field.replace("_", " ").capitalize())


@register.filter
def fate(warning: dict[str, Any]) -> words.Label:
    """What becomes of the value that a warning is about."""
    return words.FATES.get(warning["code"], words.Label(warning["code"].capitalize(), "neutral"))


@register.filter
def protocol(row: Any) -> str:
    """Of a session or a trading partner."""
    return words.PROTOCOLS[row.protocol]


@register.filter
def framing(system: Any) -> str:
    return words.FRAMING[system.framing]


@register.filter
def on_empty(system: Any) -> str:
    return words.ON_EMPTY[system.on_empty]


@register.filter
def operation_allowed(system: Any) -> str:
    return words.OPERATION_ALLOWED[system.operation_allowed]


@register.filter
def order_transport(system: Any) -> str:
    return words.ORDER_TRANSPORT[system.order_transport]


@register.filter
def account_policy(partner: Any) -> str:
    return words.ACCOUNT_POLICIES[partner.account_policy]


@register.filter
def operation(session: Any) -> str:
    return words.OPERATIONS.get(session.operation, session.operation)
