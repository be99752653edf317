"""A cart as ``NEW_ITEM-*`` fields (OCI 4.0, *inbound section*).

What the call wants back, wherever the cart ends up, is settled when it comes: :func:`return_options`. The document that
is kept is the list of the form's fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from saleor_punchout.documents.cxml.form import FormField
from saleor_punchout.documents.oci.call_up import CallUp, split_hook
from saleor_punchout.documents.oci.cart import WIDTHS, Field, is_cart_field, write_cart
from saleor_punchout.documents.types import ItemIn, PunchOutOrderMessage
from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows import journal
from saleor_punchout.flows.returning.form import ReturnForm
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from saleor_punchout.systems.base import OciDialect, PunchOutProtocol
from saleor_punchout.systems.characters import readable

KIND = "OCIReturnForm"

_PLACEHOLDER = re.compile(r"\{(\w+)(?::([^{}]*))?\}")


def return_options(call_up: CallUp, dialect: OciDialect, cancel_url: str = "") -> dict[str, Any]:
    """What goes back with the cart of a call, for its session. ``cancel_url`` is one that was found good."""
    action, named = split_hook(call_up.hook_url) if dialect.splits_hook else (call_up.hook_url, [])
    own = [(name, value) for name, value in named if not is_cart_field(name)]  # the cart is ours to write
    return {
        "action": action,
        "echo": [list(field) for field in (*own, *call_up.echo)],
        "target": call_up.target,
        "charset": call_up.charset or dialect.charset,
        "cancel_url": cancel_url,
    }


def write(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    """The fields of the form, or without a cart those that end the visit. Raises :class:`CartRefused`."""
    body = json.dumps(_fields(session, message), ensure_ascii=False)
    return journal.sent(KIND, "", body, partner=session.partner, session=session)


def _fields(session: PunchOutSession, message: PunchOutOrderMessage) -> list[Field]:
    options = session.return_options
    if not message.items and options["cancel_url"]:
        return split_hook(options["cancel_url"])[1]
    return fields_of(session.partner, options, message, session.extrinsics)


def fields_of(
    partner: TradingPartner, options: Mapping[str, Any], message: PunchOutOrderMessage, extrinsics: Mapping[str, str]
) -> list[Field]:
    """All fields of a form: what the call wants echoed, and the lines with what the partner wants in them.

    Raises :class:`CartRefused` for a value that its field has no room for.
    """
    dialect = partner.dialect_of(PunchOutProtocol.OCI)
    assert isinstance(dialect, OciDialect)  # noqa: S101  # of a partner that speaks it
    further = [
        {
            name.upper(): _filled(name.upper(), template, item, extrinsics, options["charset"])
            for name, template in dialect.fields.items()
        }
        for item in message.items
    ]
    fields = [*((name, value) for name, value in options["echo"]), *write_cart(message, further)]
    if dialect.most_fields and len(fields) > dialect.most_fields:
        raise CartRefused(
            f"The cart has {len(fields):,} fields, and {partner.procurement_system.name} reads {dialect.most_fields:,}."
            " Return it in parts.",
            "NOT_CARRIED",
        )
    return fields


def _filled(name: str, template: str, item: ItemIn, extrinsics: Mapping[str, str], charset: str) -> str:
    """A further field of a line; what a placeholder stands for may be nothing."""
    values = {
        "sku": item.item_id.supplier_part_id,
        "auxiliary_id": item.item_id.supplier_part_auxiliary_id,
        "unspsc": next((one.code for one in item.detail.classifications if one.domain.upper() == "UNSPSC"), ""),
    }

    def value(found: re.Match[str]) -> str:
        if found[1] == "extrinsic":
            return extrinsics.get((found[2] or "").lower(), "")
        return values.get(found[1], "")

    text = readable(_PLACEHOLDER.sub(value, template), charset, is_single_line=True).strip()
    width = WIDTHS.get(name, len(text))
    if len(text) > width:
        raise CartRefused(
            f"{item.item_id.supplier_part_id}: {name} would have {len(text)} characters, and has room for {width}."
            " Ask the supplier to shorten it in the settings of the connection.",
            "NOT_CARRIED",
        )
    return text


def form(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    """The form of a kept document: with lines to the hook, without to where a visit without cart ends."""
    options = session.return_options
    fields = tuple([FormField(name, value) for name, value in json.loads(document.body)])
    how = {"target": options["target"], "charset": options["charset"]}
    if any(is_cart_field(field.name) for field in fields):
        return ReturnForm(options["action"], fields, **how)
    if options["cancel_url"]:
        return ReturnForm(split_hook(options["cancel_url"])[0], fields, method="GET", **how)
    if not options["action"] or session.partner.procurement_system.on_empty == "no_post":
        return ReturnForm(action="")
    return ReturnForm(options["action"], fields, **how)
