"""The setup request: is this visit allowed, and where does the buyer's browser start?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.conf import settings
from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.punchout import write_setup_response
from saleor_punchout.documents.oci.call_up import SAPEVENT
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.documents.types import Credential, Header, ItemID, PunchOutSetupRequest
from saleor_punchout.exceptions import BadRequest, NotPermitted, TemporarilyUnavailable
from saleor_punchout.flows.call import Call
from saleor_punchout.flows.edit import Beginning, beginning
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from saleor_punchout.systems import PunchOutProtocol

MAX_EXTRINSICS = 64 * 1024
"""Characters of Extrinsics kept per session."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a session is made of, whatever the protocol."""

    partner: TradingPartner
    request: PunchOutSetupRequest
    notes: Notes
    parties: Mapping[str, Any] = field(default_factory=dict)
    """Who writes the cart and to whom, for its header."""
    language: str = ""
    is_test: bool = False
    search: str = ""
    """What to search for on landing."""
    return_options: Mapping[str, Any] = field(default_factory=dict)
    """What the protocol wants back with the cart."""
    is_look: bool = False
    """The buyer looks around in the shop; nothing can return, and there is no address for it."""


def open_session(call: Call) -> bytes:
    """Answer a setup request: at once, without asking Saleor, in three SQL statements; those that write are one
    transaction. Only a request to edit or inspect looks for its cart first; see :mod:`saleor_punchout.flows.edit`."""
    request = call.payload
    assert isinstance(request, PunchOutSetupRequest)  # noqa: S101  # the dispatcher's table says so
    if call.partner.protocol != PunchOutProtocol.CXML:
        raise NotPermitted(
            f"{call.partner.name} punches out by {call.partner.protocol}, not by cXML. Ask the supplier to change the"
            " protocol of the connection; orders are taken by cXML all the same."
        )
    wish = Wish(
        call.partner,
        request,
        call.exchange.notes,
        parties=_return_parties(call.header),
        language=call.envelope.language,
        is_test=call.envelope.is_test,
    )
    session, token = new_session(wish)
    body = write_setup_response(call.payload_id, f"{call.base_url}/start/{token}")
    keep(session, call.exchange.as_record(200, "OK", body.replace(token.encode(), MASK.encode())))
    return body


def keep(session: PunchOutSession, document: DocumentRecord) -> None:
    """Save the session with the document that asked for it."""
    with transaction.atomic():  # as late as possible: on SQLite it keeps all other writers waiting
        session.save(force_insert=True)
        document.session = session
        document.save(force_insert=True)


def new_session(wish: Wish) -> tuple[PunchOutSession, str]:
    """A session that is not saved yet, and its start token. Raises :class:`PunchOutError` for what must not be."""
    _check(wish)
    begun = beginning(wish.partner, wish.request, wish.notes, is_test=wish.is_test)
    token = vault.new_token()
    return _session(wish, begun, token), token


def _check(wish: Wish) -> None:
    check_connected(wish.partner)
    if not wish.is_look:
        check_return_address(wish.request.browser_form_post, wish.partner, is_test=wish.is_test)
    extrinsics = wish.request.extrinsics
    if sum(map(len, (*extrinsics, *extrinsics.values()))) > MAX_EXTRINSICS:
        raise BadRequest(f"The Extrinsics have more than {MAX_EXTRINSICS:,} characters; send fewer.")


def check_connected(partner: TradingPartner) -> None:
    """Raise :class:`TemporarilyUnavailable` where the partner's Saleor is not there."""
    if not partner.installation.is_active:
        raise TemporarilyUnavailable("The shop is not connected at the moment. Tell the supplier, and try again later.")


def check_return_address(url: str, partner: TradingPartner, *, is_test: bool) -> None:
    """Refuse a return address that is not one of the partner's own: a cart shows prices and an order's makings."""
    if url == SAPEVENT:
        if not getattr(partner.own_dialect, "allows_sapevent", False):
            raise BadRequest(f"{SAPEVENT} is no return address of {partner.name}. Ask the supplier to allow SAP GUI.")
        return
    address = lexical.return_address(url)
    if address.scheme != "https" and not partner.allow_http_return and not is_test:
        raise BadRequest(
            "The return address must be https; the cart would be readable on its way. Where the buyer has no https, ask"
            f" the supplier to set allowHttpReturn of {partner.name}."
        )
    host = lexical.host_of(address)
    if not any(_allows(allowed, host) for allowed in partner.return_hosts):
        raise NotPermitted(
            f"Carts may not be returned to {host}. Ask the supplier to add this host to the return hosts of"
            f" {partner.name}."
        )


def _allows(allowed: str, host: str) -> bool:
    allowed = allowed.strip().lower()
    return host.endswith(allowed) if allowed.startswith(".") else host == allowed


def _session(wish: Wish, begun: Beginning, token: str) -> PunchOutSession:
    now, partner, request = timezone.now(), wish.partner, wish.request
    user = partner.procurement_system.identify(request)
    if not user:
        wish.notes.remark("no_user_identity", "The document names no user; the default user is taken.")
    return PunchOutSession(
        partner=partner,
        key=vault.new_key(),
        protocol=partner.protocol,
        operation="inspect" if wish.is_look else request.operation,
        parent=begun.parent,
        buyer_cookie=request.buyer_cookie,
        return_url=request.browser_form_post,
        parties=dict(wish.parties),
        user_email=user.email[:254],
        user_name=user.name[:200],
        user_unique_name=user.unique_name[:200],
        ship_to=request.ship_to and request.ship_to._asdict(),
        extrinsics=dict(request.extrinsics),
        prefill=list(begun.lines),
        selected_item=_selected(request.selected_item),
        search=wish.search[:200],
        return_options=dict(wish.return_options),
        language=wish.language[:20],
        is_test=wish.is_test,
        start_token=vault.fingerprint(token),
        requested_at=now,
        start_expires_at=now + settings.start_lifetime,
        expires_at=now + settings.session_lifetime,
    )


def _return_parties(header: Header) -> dict[str, list[dict[str, str]]]:
    """Who writes the cart and to whom: the roles of the request turned round, without secrets."""
    return {"from": _plain(header.to), "to": _plain(header.from_)}


def _plain(credentials: tuple[Credential, ...]) -> list[dict[str, str]]:
    return [{"domain": one.domain, "identity": one.identity, "type": one.type} for one in credentials]


def _selected(item: ItemID | None) -> dict[str, str]:
    if item is None or not (item.supplier_part_id or item.supplier_part_auxiliary_id):
        return {}
    return {"sku": item.supplier_part_id, "auxiliary_id": item.supplier_part_auxiliary_id}
