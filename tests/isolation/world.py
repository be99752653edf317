"""Two shops, five trading partners, and a marker in every text that belongs to one of them.

Both shops run on the one pretend Saleor, under two addresses: each takes its own token only, and remembers who asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models as fields
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.flows.authentication import credential_key
from saleor_punchout.flows.line_ids import auxiliary_id
from saleor_punchout.models import (
    Alarm,
    Attachment,
    Buyer,
    Cart,
    Circuit,
    Credential,
    DocumentRecord,
    Installation,
    PunchOutSession,
    PurchaseOrder,
    SaleorEvent,
    TradingPartner,
    Transmission,
)
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.portal.buyers import Buyer as Company
from saleor_punchout.sandbox.transport import SandboxTransport
from saleor_punchout.viewer import NOBODY, STAFF, Viewer

SHOPS = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"]}
"""The partners of each shop."""
OWNERS = {
    Installation: "pk",
    TradingPartner: "installation",
    Credential: "partner__installation",
    Buyer: "partner__installation",
    PunchOutSession: "partner__installation",
    DocumentRecord: "installation",
    Attachment: "document__installation",
    Cart: "session__partner__installation",
    PurchaseOrder: "partner__installation",
    SaleorEvent: "installation",
    Transmission: "partner__installation",
    Circuit: "partner__installation",
    Alarm: "installation",
}
"""Where each table says whose a row is. A table that is added must be added here, and gets rows and markers by that."""


def marker(owner: str) -> str:
    """What every text of that partner or shop begins with, and nothing else contains."""
    return f"zq{owner}x"


_numbers = itertools.count()


def canary(owner: str) -> str:
    """A text of that owner that stands in one place only."""
    return f"{marker(owner)}{next(_numbers)}"


def make(model: Any, owner: str, **given: Any) -> Any:
    """A row with a text of the owner's own in every column that takes one."""
    filled = {
        one.name: _filled(one, owner)
        for one in model._meta.concrete_fields
        if one.name not in given and not (one.primary_key or one.is_relation or one.choices)
    }
    return model.objects.create(**{name: value for name, value in filled.items() if value is not None}, **given)


def _filled(column: Any, owner: str) -> Any:
    text = canary(owner)
    if isinstance(column, fields.EmailField):
        return f"{text}@example.com"
    if isinstance(column, fields.URLField):
        return f"https://{text}.example.com/"
    if isinstance(column, fields.BinaryField):
        return text.encode()
    if isinstance(column, fields.JSONField):
        return [text] if column.default is list else {text: text}
    if isinstance(column, fields.CharField | fields.TextField):
        return text
    if isinstance(column, fields.DateTimeField) and not (column.null or column.has_default()):
        return timezone.now()
    return None


@dataclass
class Partner:
    """A trading partner, and what only it, or the buyers who come from it, know."""

    row: TradingPartner
    buyer: Company
    tokens: dict[str, str] = field(default_factory=dict)
    """Session tokens, start tokens and codes by the state of their session."""

    @property
    def owner(self) -> str:
        return str(self.row.slug).partition("x")[0].removeprefix("zq")


@dataclass
class Shop:
    name: str
    row: Installation
    partners: list[Partner] = field(default_factory=list)

    def rows(self, model: Any) -> Any:
        """Its rows of a table, also those of documents that only a partner or only the shop is named in."""
        return model.objects.filter(**{OWNERS[model]: self.row.pk})

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that it has in the database."""
        return {model.__name__: list(self.rows(model).order_by("pk").values()) for model in OWNERS}


def build() -> dict[str, Shop]:
    """Both shops."""
    tables = set(apps.get_app_config("saleor_punchout").get_models())
    assert tables == set(OWNERS), "A new table needs rows here: say whose they are."
    TwoSaleors.tokens.clear()
    return {name: _shop(name, owners) for name, owners in SHOPS.items()}


def _shop(name: str, owners: list[str]) -> Shop:
    token = f"token-of-{name}"
    address = f"https://{marker(name + '0')}.example.com/graphql/"
    row = make(
        Installation, f"{name}0", api_url=address, sealed_token=vault.seal(token), saleor_version="3.23", jwks={}
    )
    TwoSaleors.tokens[row.api_url] = token
    shop = Shop(name, row)
    make(DocumentRecord, f"{name}0", installation=row, direction="in", remarks=[], status=401)
    shop.partners = [add_partner(shop, owner) for owner in owners]
    return shop


def add_partner(shop: Shop, owner: str) -> Partner:
    row = make(
        TradingPartner,
        owner,
        installation=shop.row,
        slug=canary(owner),
        system="generic",
        channel="default-channel",
        return_hosts=[f"{marker(owner)}.example.com"],
        frame_ancestors=[f"https://{marker(owner)}.example.com"],
        mode=TradingPartner.Mode.TEST,
        default_unit="EA",
        endpoints={"ConfirmationRequest": f"https://{marker(owner)}.example.com/cxml"},
    )
    credentials = tuple((party, "NetworkID", canary(owner)) for party in ("from", "to", "sender"))
    buyer = replace(GENERIC, key=row.slug, name=row.name, credentials=credentials, secret=f"secret-of-{owner}")
    for party, domain, identity in credentials:
        secret = vault.seal(buyer.secret) if party == "sender" else ""
        key = credential_key(party, domain, identity)
        make(
            Credential, owner, partner=row, party=party, domain=domain, identity=identity, key=key, sealed_secret=secret
        )
    make(Buyer, owner, partner=row, is_linked=True, last_seen_at=timezone.now())
    make(Buyer, owner, partner=row, first_seen_at=timezone.now())
    make(Circuit, owner, partner=row)
    partner = Partner(row, buyer)
    for state in PunchOutSession.State.values:
        _add_session(shop, partner, owner, state)
    for state in PurchaseOrder.State.values:
        _add_order(shop, partner, owner, state)
    return partner


def _add_session(shop: Shop, partner: Partner, owner: str, state: str) -> None:
    now = timezone.now()
    known = {kind: vault.new_token() for kind in ("start_token", "code", "token", "login_code")}
    partner.tokens |= {f"{state} {kind}": token for kind, token in known.items()}
    session = make(
        PunchOutSession,
        owner,
        partner=partner.row,
        state=state,
        parent=PunchOutSession.objects.filter(partner=partner.row).first(),
        operation="create",
        return_url=f"https://{marker(owner)}.example.com/return",
        parties={party: [{"domain": "D", "identity": canary(owner), "type": ""}] for party in ("from", "to")},
        ship_to=None,
        prefill=[],
        selected_item={"sku": canary(owner), "auxiliary_id": canary(owner)},
        warnings=[_warning(owner)],
        language="en",
        start_expires_at=now + timedelta(hours=1),
        code_expires_at=now + timedelta(hours=1),
        expires_at=now + timedelta(hours=1),
        closed_at=None if state in PunchOutSession.OPEN else now,
        **{kind: vault.fingerprint(token) for kind, token in known.items()},
    )
    for direction in ("in", "out"):
        document = add_document(shop, partner, owner, session=session, direction=direction)
    if state in ("returned", "ordered"):
        _add_cart(session, document, owner)


def add_document(shop: Shop, partner: Partner, owner: str, **links: Any) -> DocumentRecord:
    remarks = [{"code": canary(owner), "message": canary(owner)}]
    document = make(
        DocumentRecord, owner, partner=partner.row, installation=shop.row, remarks=remarks, status=200, **links
    )
    make(Attachment, owner, document=document)
    return document


def _add_cart(session: PunchOutSession, document: DocumentRecord, owner: str) -> None:
    line = {
        "number": 1,
        "variant": canary(owner),
        "sku": "FST-1001",
        "name": canary(owner),
        "quantity": 1,
        "unit_price": "14.8",
        "total": "14.8",
        "unit": "EA",
        "auxiliary_id": auxiliary_id(session, 1),
    }
    warnings = [_warning(owner)]
    make(
        Cart, owner, session=session, document=document, currency="EUR", total="14.80", lines=[line], warnings=warnings
    )


def _warning(owner: str) -> dict[str, Any]:
    return {"line": 1, **{name: canary(owner) for name in ("field", "code", "message", "source")}}


def _add_order(shop: Shop, partner: Partner, owner: str, state: str) -> None:
    session = PunchOutSession.objects.get(partner=partner.row, state="ordered")
    order = make(
        PurchaseOrder,
        owner,
        partner=partner.row,
        state=state,
        type="new",
        currency="EUR",
        total="14.80",
        document=add_document(shop, partner, owner, direction="in"),
        session=session,
        problems=[{"line": 1, "code": canary(owner), "message": canary(owner)}],
        differences=[{"line": 1, "field": canary(owner), "returned": canary(owner), "ordered": canary(owner)}],
        former_checkout_ids=[],
        confirmation=[],
        invoices=[],
        credits=[],
    )
    DocumentRecord.objects.filter(pk=order.document_id).update(purchase_order=order)
    make(SaleorEvent, owner, installation=shop.row, purchase_order=order, done_at=timezone.now())
    _add_outbox(shop, partner, owner, order)


def _add_outbox(shop: Shop, partner: Partner, owner: str, order: PurchaseOrder) -> None:
    """A document of ours that follows an order, and an alarm about it."""
    entry = {"at": canary(owner), "outcome": canary(owner), "message": canary(owner), "text": canary(owner)}
    sent = make(
        Transmission,
        owner,
        partner=partner.row,
        purchase_order=order,
        document=add_document(shop, partner, owner, direction="out"),
        state="dead",
        log=[entry | {"http_status": 503, "status": None}],
        buyer_status=[entry | {"code": 423}],
    )
    make(
        Alarm,
        owner,
        installation=shop.row,
        partner=partner.row,
        purchase_order=order,
        transmission=sent,
        settled_at=None,
    )


class TwoSaleors(SandboxTransport):
    """The pretend Saleor under two addresses."""

    tokens: ClassVar[dict[str, str]] = {}
    asked: ClassVar[list[str]] = []
    """Addresses, as they were asked."""

    def __init__(self, api_url: str, token: str) -> None:
        assert self.tokens.get(api_url) == token, "A token went to a Saleor that it does not belong to."
        self.asked.append(api_url)
        super().__init__(api_url, settings.PUNCHOUT_SANDBOX_TOKEN)


def viewer_of(request: Any) -> Viewer:
    """For the setting PUNCHOUT_VIEWER: who the header ``Viewer`` names."""
    return VIEWERS[request.headers.get("Viewer", "nobody")]


VIEWERS: dict[str, Viewer] = {}


def name_viewers(shops: dict[str, Shop]) -> None:
    VIEWERS.clear()
    VIEWERS.update({"nobody": NOBODY, "operator": Viewer(STAFF, is_operator=True)})
    VIEWERS.update({name: Viewer(STAFF, installation=shop.row) for name, shop in shops.items()})


def texts_of(shop: Shop) -> Iterator[str]:
    """Markers of the shop and of its partners."""
    yield marker(f"{shop.name}0")
    for partner in shop.partners:
        yield marker(partner.owner)
