"""What the states of sessions, orders and documents are called on a screen, and in which tone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone
from graphql_relay import to_global_id

from saleor_punchout.flows import alarm
from saleor_punchout.flows.findings import Severity
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder, TradingPartner, Transmission

REFUSED = 400
"""cXML statuses from here on are refusals."""


class Label(NamedTuple):
    text: str
    tone: str
    """``neutral info success warning attention error``, as Dashboard pills have them."""


SESSIONS = {
    PunchOutSession.State.REQUESTED: Label("Received", "neutral"),
    PunchOutSession.State.STARTED: Label("Started", "info"),
    PunchOutSession.State.RETURNED: Label("Returned", "info"),
    PunchOutSession.State.ORDERED: Label("Ordered", "success"),
    PunchOutSession.State.ABANDONED: Label("Abandoned", "neutral"),
    PunchOutSession.State.CANCELLED: Label("Cancelled", "neutral"),
    PunchOutSession.State.EXPIRED: Label("Expired", "neutral"),
    PunchOutSession.State.FAILED: Label("Failed", "error"),
}
NOT_LET_IN = Label("Not let in", "error")
"""Requested, and the start link was opened in vain."""
SHOPPING = Label("Shopping", "info")
"""Started, and the storefront has taken the buyer over."""
STRANDED = Label("Stranded", "error")
"""Started, and the storefront has not taken the buyer over in time."""
ORDERS = {
    PurchaseOrder.State.RECEIVED: Label("Being placed", "info"),
    PurchaseOrder.State.PLACED: Label("Placed", "success"),
    PurchaseOrder.State.HELD: Label("Held", "warning"),
    PurchaseOrder.State.REJECTED: Label("Rejected", "error"),
    PurchaseOrder.State.RECORDED: Label("Recorded", "neutral"),
    PurchaseOrder.State.PARKED: Label("Waits for its order", "info"),
    PurchaseOrder.State.SUPERSEDED: Label("Superseded", "neutral"),
    PurchaseOrder.State.CANCELLED: Label("Cancelled", "neutral"),
}
TRANSMISSIONS = {
    Transmission.State.WAITING: Label("On its way", "info"),
    Transmission.State.DELIVERED: Label("Delivered", "success"),
    Transmission.State.DEAD: Label("Not delivered", "error"),
}
RETRYING = Label("Tried again", "warning")
"""On its way, and not taken so far."""
ALARMS = {
    alarm.ORDER_HELD: "An order is held",
    alarm.CHANGE_TOO_LATE: "A change came too late",
    alarm.UNKNOWN_ORDER: "A change of an order that never came",
    alarm.ORDER_STUCK: "An order does not get on",
    alarm.DOCUMENT_UNDELIVERED: "A document could not be delivered",
    alarm.BUYER_REFUSED_DOCUMENT: "The buyer refused a document",
}
TYPES = {"new": "New order", "update": "Change", "delete": "Cancellation"}
DECISIONS = {
    "accept": "Taken as the buyer sent it",
    "confirm": "Taken at the agreed prices, and the buyer is told",
    "hold": "Left to staff",
    "reject": "Refused",
}
"""What a partner's policy made of an order."""
UNSETTLED = (PurchaseOrder.State.RECEIVED, PurchaseOrder.State.HELD, PurchaseOrder.State.REJECTED)
"""Of an order that says more than the status with which its document was answered."""
OPERATIONS = {"create": "New cart", "edit": "Edit a cart", "inspect": "Look at a cart"}
FIELDS = {
    "sku": "Article",
    "supplier_part_id": "Part number",
    "supplier_part_auxiliary_id": "Our id of the line",
    "buyer_part_id": "Buyer's part number",
    "classifications": "Commodity code",
    "classification_domain": "Kind of commodity code",
    "unit_of_measure": "Unit",
    "url": "Link",
}
"""Of an order that may differ from its cart, of a cart and of a system; the others are called as they are."""
PROTOCOLS = {"cxml": "cXML", "oci": "OCI", "oracle": "Oracle's XML"}
REQUESTS = {"cxml": "Setup request received", "oci": "Call-up received", "oracle": "Login request received"}
"""What a visit begins with, by protocol."""
FATES = {
    "cut": Label("Cut", "warning"),
    "mapped": Label("Mapped", "info"),
    "replaced": Label("Replaced", "warning"),
    "dropped": Label("Left out", "warning"),
    "rounded": Label("Rounded", "info"),
    "unknown": Label("Unknown there", "attention"),
    "missing": Label("Missing", "attention"),
    "refused": Label("Refused", "error"),
}
"""What becomes of a value on its way to procurement."""
FRAMING = {"frame": "A frame", "window": "A window of its own", "either": "A frame or a window, as the buyer sets it"}
ON_EMPTY = {
    "message_204": "Procurement is told that nothing changed",
    "empty": "A form without lines goes back",
    "no_post": "Nothing is sent; the buyer closes the window",
}
OPERATION_ALLOWED = {
    "edit": "May be edited later",
    "inspect": "May be looked at later",
    "create": "Cannot be opened again",
}
ORDER_TRANSPORT = {"cxml": "Come as cXML", "other": "Come by another way, which is not taken here"}
UNSOURCED = {
    "protocols": "which protocols it speaks",
    "credential_domains": "the domains of its credentials",
    "email_places": "where its documents name the user's e-mail address",
    "unique_name_places": "where its documents name the login",
    "name_places": "where its documents name the user",
    "cost_centre_places": "where its documents name the cost centre",
    "ship_to": "whether a visit brings a delivery address",
    "operation_allowed": "whether a cart can be edited later",
    "units": "its units of measure",
    "limits": "how long its fields may be",
    "on_empty": "what it makes of a visit without a cart",
    "framing": "whether it shows the shop in a frame",
    "order_transport": "how its purchase orders come",
    "return_field": "the form field that takes the cart",
    "is_login_url_in_body": "where it looks for the start page",
}
"""What a buyer must be asked, by the name of the field of a system or of its dialect."""
ACCOUNT_POLICIES = {
    TradingPartner.AccountPolicy.GUEST: "None; buyers are guests",
    TradingPartner.AccountPolicy.SHARED: "One for all buyers",
    TradingPartner.AccountPolicy.INDIVIDUAL: "One for each buyer",
}
SEVERITIES = {
    Severity.OK: Label("In order", "success"),
    Severity.WARNING: Label("Look at this", "warning"),
    Severity.PROBLEM: Label("Mend this", "error"),
    Severity.UNKNOWN: Label("Unknown", "neutral"),
}


def of_session(session: PunchOutSession) -> Label:
    if session.state == PunchOutSession.State.STARTED and session.token:
        return SHOPPING
    if session.is_stranded:
        return STRANDED
    if is_not_let_in(session):
        return NOT_LET_IN
    return SESSIONS[PunchOutSession.State(session.state)]


def is_not_let_in(session: PunchOutSession) -> bool:
    """Whether the checkout could not be made when the start link was opened."""
    return session.state == PunchOutSession.State.REQUESTED and session.reason != ""


def troubles() -> dict[str, tuple[Label, Q]]:
    """Labels of sessions that stand still in a state of others, and how the database finds them at this moment."""
    state = PunchOutSession.State
    return {
        "not_let_in": (NOT_LET_IN, Q(state=state.REQUESTED) & ~Q(reason="")),
        "stranded": (STRANDED, Q(state=state.STARTED, token=None, code_expires_at__lt=timezone.now())),
    }


def of_order(order: PurchaseOrder) -> Label:
    return ORDERS[PurchaseOrder.State(order.state)]


def of_transmission(row: Transmission) -> Label:
    is_retried = row.state == Transmission.State.WAITING and row.attempts > 0
    return RETRYING if is_retried else TRANSMISSIONS[Transmission.State(row.state)]


def of_partner(partner: TradingPartner) -> Label:
    if not partner.is_active:
        return Label("Switched off", "neutral")
    is_test = partner.mode == TradingPartner.Mode.TEST
    return Label("Test", "attention") if is_test else Label("Production", "success")


def of_document(document: DocumentRecord) -> Label:
    if document.status is None:
        return Label("Sent" if document.direction == DocumentRecord.Direction.OUT else "No answer", "neutral")
    return Label(str(document.status), "error" if document.status >= REFUSED else "success")


def outcome(document: DocumentRecord) -> Label:
    """What became of a document: where its order is not settled, the order's state."""
    order = _unsettled(document)
    return of_order(order) if order else of_document(document)


def reason_of(document: DocumentRecord) -> str:
    """Why, in one sentence; empty where all is well."""
    order = _unsettled(document)
    if order is None:
        return "" if document.reason == "OK" else document.reason
    return why(order)


def why(order: PurchaseOrder) -> str:
    """Why an order is not placed, in one sentence; empty where nothing is wrong."""
    if order.state not in UNSETTLED:
        return ""
    if order.state == PurchaseOrder.State.RECEIVED or not order.problems:
        return str(order.last_error)
    return str(order.problems[0]["message"])


def _unsettled(document: DocumentRecord) -> PurchaseOrder | None:
    order: PurchaseOrder | None = document.purchase_order
    return order if order and order.state in UNSETTLED else None


def global_id(order: PurchaseOrder) -> str:
    """The order's name in the GraphQL API, which may not be imported here."""
    return str(to_global_id("PunchOutPurchaseOrder", order.pk))


LABELS: dict[type, Callable[[Any], Label]] = {
    PunchOutSession: of_session,
    PurchaseOrder: of_order,
    DocumentRecord: of_document,
    TradingPartner: of_partner,
    Transmission: of_transmission,
}


def label_of(row: PunchOutSession | PurchaseOrder | DocumentRecord | TradingPartner | Transmission) -> Label:
    """What the row's state is called."""
    return LABELS[type(row)](row)
