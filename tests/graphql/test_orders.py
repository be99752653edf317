"""The life of an order over the API: policies, what belongs to an order, what staff say and send."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout import tasks
from saleor_punchout.flows import journal, placement
from saleor_punchout.graphql.ids import global_id
from saleor_punchout.models import Alarm, Attachment, PurchaseOrder, TradingPartner, Transmission
from tests.flows import story
from tests.graphql.asking import ERRORS
from tests.graphql.test_staff import COMPANY, PARTIES

State = PurchaseOrder.State
POLICY = """
  orderPolicy priceTolerance priceToleranceAmount quantityTolerance catalogueOrders repeatedCarts repeatedOrders
  quoteValidity allowsBlanketOrders allowsReleaseOrders refusesUnknownOrders orderGrace endpoints { name value }
  shipNoticeNeedsTracking taxCategory taxDescription invoicesTaxByLine
"""
CREATE = f"""
mutation ($input: PunchOutTradingPartnerInput!, $credentials: [PunchOutCredentialInput!]!) {{
  punchOutTradingPartnerCreate(input: $input, credentials: $credentials) {{ partner {{ id {POLICY} }} {ERRORS} }}
}}
"""
UPDATE = f"""
mutation ($id: ID!, $input: PunchOutTradingPartnerInput!) {{
  punchOutTradingPartnerUpdate(id: $id, input: $input) {{ partner {{ {POLICY} }} {ERRORS} }}
}}
"""
ORDER = """
query ($id: ID!) { punchOutPurchaseOrder(id: $id) {
  orderId state decision accepted revision payloadId orderedAt
  versions { id type orderVersion state }
  attachments { filename contentType contentId size url }
  transmissions { id kind state attempts log { outcome httpStatus status message } buyerStatus { code text }
    document { kind } purchaseOrder { orderId } }
  alarms { code message settledAt purchaseOrder { orderId } }
} }
"""
UPLOAD = f"""
mutation ($partner: ID!, $document: String!, $base64: Boolean) {{
  punchOutPurchaseOrderUpload(partner: $partner, document: $document, base64: $base64) {{
    purchaseOrder {{ orderId state partner {{ slug }} }} status {ERRORS}
  }}
}}
"""
CONFIRM = f"""
mutation ($id: ID!, $lines: [PunchOutConfirmationLineInput!]!) {{
  punchOutPurchaseOrderConfirm(id: $id, lines: $lines) {{ purchaseOrder {{ orderId }} {ERRORS} }}
}}
"""
INVOICE = f"""
mutation ($id: ID!) {{
  punchOutInvoiceSend(purchaseOrder: $id, number: "INV-7") {{ purchaseOrder {{ orderId }} {ERRORS} }}
}}
"""
RESEND = f"mutation ($id: ID!) {{ punchOutDocumentResend(id: $id) {{ transmission {{ state }} {ERRORS} }} }}"
SETTLE = f"mutation ($id: ID!) {{ punchOutAlarmSettle(id: $id) {{ alarm {{ settledAt }} {ERRORS} }} }}"
TRANSMISSIONS = """
query ($filter: PunchOutTransmissionFilterInput) { punchOutTransmissions(first: 10, filter: $filter) {
  totalCount edges { node { kind state partner { slug } } }
} }
"""
ALARMS = """
query ($filter: PunchOutAlarmFilterInput, $first: Int, $after: String) {
  punchOutAlarms(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { code settledAt transmission { kind } } }
  }
}
"""
QUANTITY = 3

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """What a worker would have been woken for, instead of waking it."""
    called: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: called.append((task.__name__, pk)))
    return called


def take(client, sku="FST-1001", order_id="PO-4711"):
    document = story.order_request([story.line(sku, QUANTITY, "14.80")], order_id)
    assert story.status(story.post(client, document)) == 200
    made = PurchaseOrder.objects.latest("pk")
    placement.place(made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def order(client, partner, woken):
    """A placed order."""
    made = take(client)
    assert made.state == State.PLACED
    woken.clear()
    return made


def id_of(row):
    return global_id(row, f"PunchOut{type(row).__name__}")


def add_transmission(order, kind="ConfirmationRequest", state="dead", key="k"):
    document = journal.sent(kind, f"{key}@us", "<cXML/>", partner=order.partner, purchase_order=order)
    document.save()
    return Transmission.objects.create(
        partner=order.partner,
        purchase_order=order,
        document=document,
        kind=kind,
        key=key,
        subject="s",
        endpoint="https://buyer.example.com/cxml",
        state=state,
        attempts=1,
        log=[{"at": "2026-03-02", "outcome": "refused", "http_status": 200, "status": 401, "message": "No."}],
        buyer_status=[{"at": "2026-03-02", "code": 423, "text": "Locked", "message": ""}],
    )


def test_every_policy_can_be_set_when_a_partner_is_made_and_later(staff):
    # given
    chosen = {
        "orderPolicy": "CONFIRM",
        "priceTolerance": "2.50",
        "priceToleranceAmount": "0.05",
        "quantityTolerance": "10.00",
        "catalogueOrders": "HOLD",
        "repeatedCarts": "REJECT",
        "repeatedOrders": "UPDATE",
        "quoteValidity": 30,
        "allowsBlanketOrders": True,
        "allowsReleaseOrders": False,
        "refusesUnknownOrders": True,
        "orderGrace": 20,
        "endpoints": [{"name": "ConfirmationRequest", "value": "https://larkspur.example.com/cxml"}],
        "shipNoticeNeedsTracking": True,
        "taxCategory": "sales",
        "taxDescription": "Sales tax",
        "invoicesTaxByLine": True,
    }

    # when
    made = staff.ask(CREATE, input=COMPANY | chosen, credentials=PARTIES)
    again = staff.ask(UPDATE, id=made["partner"]["id"], input={"taxCategory": "gst", "orderPolicy": None})

    # then
    assert made["errors"] == again["errors"] == []
    assert {name: made["partner"][name] for name in chosen} == chosen
    assert again["partner"] == chosen | {"taxCategory": "gst"}


def test_limits_are_taken_away_by_what_their_descriptions_say(staff, partner):
    TradingPartner.objects.update(quantity_tolerance="5", quote_validity=30)
    key = id_of(partner)

    kept = staff.ask(UPDATE, id=key, input={"quantityTolerance": None, "quoteValidity": None})
    taken = staff.ask(UPDATE, id=key, input={"quantityTolerance": "", "quoteValidity": 0})

    assert kept["errors"] == taken["errors"] == []
    assert (kept["partner"]["quantityTolerance"], kept["partner"]["quoteValidity"]) == ("5.00", 30)
    assert (taken["partner"]["quantityTolerance"], taken["partner"]["quoteValidity"]) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("priceTolerance", "a lot"),
        ("priceToleranceAmount", "-1"),
        ("quantityTolerance", "-5"),
        ("endpoints", [{"name": "ConfirmationRequest", "value": "ftp://x"}]),
        ("endpoints", [{"name": "NoSuchDocument", "value": "https://larkspur.example.com/"}]),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_its_field(staff, partner, field, value):
    answer = staff.refusals(UPDATE, id=id_of(partner), input={field: value})

    assert answer == [(field, "INVALID")]


def test_we_name_ourselves_at_the_buyers_endpoints_by_a_secret_that_is_never_shown(staff, partner):
    add = f"""mutation ($partner: ID!, $input: PunchOutCredentialInput!) {{
      punchOutCredentialAdd(partner: $partner, input: $input) {{
        credential {{ party identity }} secret {ERRORS}
      }} }}"""
    given = {"party": "OUTBOUND", "domain": "NetworkID", "identity": "AN-SHOP", "secret": "what-the-buyer-gave-us"}

    answer = staff.ask(add, partner=id_of(partner), input=given)

    assert answer == {"credential": {"party": "OUTBOUND", "identity": "AN-SHOP"}, "secret": None, "errors": []}


def test_an_order_shows_all_that_belongs_to_it(client, staff, order):
    # given
    Attachment.objects.create(
        document=order.document, filename="a.pdf", content_type="application/pdf", content_id="c1", content=b"four"
    )
    later = PurchaseOrder.objects.create(
        partner=order.partner, order_id=order.order_id, type="update", order_version="2", document=order.document
    )
    add_transmission(order)
    told = {"installation": order.partner.installation, "message": "Look.", "purchase_order": order}
    Alarm.objects.create(code="order_stuck", subject="1", **told)

    # when
    shown = staff.ask(ORDER, id=id_of(order))

    # then
    (file,), (sent,), (alarm,) = shown["attachments"], shown["transmissions"], shown["alarms"]
    assert [one["id"] for one in shown["versions"]] == [id_of(later), id_of(order)]
    assert (shown["revision"], shown["accepted"], shown["payloadId"]) == (1, False, order.payload_id)
    assert (file["filename"], file["contentId"], file["size"]) == ("a.pdf", "c1", 4)
    assert client.get(file["url"].removeprefix("http://testserver")).content == b"four"
    assert sent["log"] == [{"outcome": "refused", "httpStatus": 200, "status": 401, "message": "No."}]
    assert sent["buyerStatus"] == [{"code": 423, "text": "Locked"}]
    assert (sent["document"]["kind"], sent["purchaseOrder"]["orderId"]) == ("ConfirmationRequest", "PO-4711")
    assert (alarm["code"], alarm["purchaseOrder"]["orderId"]) == ("order_stuck", "PO-4711")


def test_what_belongs_to_many_orders_costs_no_more_questions_than_to_one(
    client, staff, order, django_assert_max_num_queries
):
    # given
    for number in range(3):
        made = take(client, order_id=f"PO-{number}")
        add_transmission(made, key=str(number))
    query = """{ punchOutPurchaseOrders(first: 10) { edges { node {
      versions { orderId } attachments { filename } alarms { code partner { name } }
      transmissions { kind document { kind } purchaseOrder { orderId } } } } } }"""

    # then
    with django_assert_max_num_queries(12):
        assert len(staff.ask(query)["edges"]) == 4


def test_transmissions_are_filtered(staff, order, partner):
    add_transmission(order)
    add_transmission(order, "ShipNoticeRequest", "waiting", "k2")

    def kinds(**asked):
        found = staff.ask(TRANSMISSIONS, filter=asked)
        assert found["totalCount"] == len(found["edges"])
        return [edge["node"]["kind"] for edge in found["edges"]]

    assert kinds() == ["ShipNoticeRequest", "ConfirmationRequest"]
    assert kinds(state="DEAD") == ["ConfirmationRequest"]
    assert kinds(kind="ShipNoticeRequest") == ["ShipNoticeRequest"]
    assert len(kinds(partner=id_of(partner))) == 2
    assert kinds(partner="nobody") == []


def test_alarms_that_are_open_come_first_and_are_read_page_by_page(staff, order):
    # given
    installation = order.partner.installation
    for number, is_open in enumerate((True, False, True, False, True)):
        settled_at = None if is_open else timezone.now() - timedelta(days=1)
        Alarm.objects.create(
            installation=installation, code=f"code_{number}", subject="s", message="Look.", settled_at=settled_at
        )

    # when
    read, after, has_next = [], None, True
    while has_next:
        page = staff.ask(ALARMS, first=2, after=after)
        read += [edge["node"]["code"] for edge in page["edges"]]
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    # then
    assert read == ["code_4", "code_2", "code_0", "code_3", "code_1"]
    for asked, expected in (
        ({"open": True}, ["code_4", "code_2", "code_0"]),
        ({"open": False}, ["code_3", "code_1"]),
        ({"code": "code_1"}, ["code_1"]),
    ):
        found = staff.ask(ALARMS, first=10, filter=asked)
        assert [edge["node"]["code"] for edge in found["edges"]] == expected


def test_an_alarm_is_settled(staff, order):
    alarm = Alarm.objects.create(
        installation=order.partner.installation, code="order_stuck", subject="1", message="Look."
    )

    answer = staff.ask(SETTLE, id=id_of(alarm))
    again = staff.ask(SETTLE, id=id_of(alarm))

    assert answer["errors"] == again["errors"] == []
    assert answer["alarm"]["settledAt"] == again["alarm"]["settledAt"] is not None


def test_a_dead_document_is_sent_again(staff, order, woken):
    sent = add_transmission(order)

    answer = staff.ask(RESEND, id=id_of(sent))

    assert answer["errors"] == []
    assert answer["transmission"] == {"state": "WAITING"}
    assert woken == [("send_document", sent.pk)]


@pytest.mark.parametrize("in_base64", [True, False])
def test_an_order_is_uploaded(staff, partner, woken, in_base64):
    document = story.order_request([story.line("FST-1001", 1, "14.80")], "PO-77")
    written = base64.b64encode(document).decode() if in_base64 else document.decode()

    answer = staff.ask(UPLOAD, partner=id_of(partner), document=written, base64=in_base64)
    again = staff.ask(UPLOAD, partner=id_of(partner), document=written, base64=in_base64)

    made = PurchaseOrder.objects.get()
    assert answer == {
        "purchaseOrder": {"orderId": "PO-77", "state": "RECEIVED", "partner": {"slug": partner.slug}},
        "status": 200,
        "errors": [],
    }
    assert again == {"purchaseOrder": None, "status": 200, "errors": []}
    assert woken == [("place_order", made.pk)]


@pytest.mark.parametrize(
    ("document", "in_base64"), [("Dear shop", False), ("<cXML/>", False), ("§", True), ("YWJj", True)]
)
def test_an_upload_that_is_no_order_is_an_error_of_its_field(staff, partner, document, in_base64):
    answer = staff.refusals(UPLOAD, partner=id_of(partner), document=document, base64=in_base64)

    assert answer == [("document", "INVALID")]
    assert not PurchaseOrder.objects.exists()


def test_staff_say_what_becomes_of_a_line(staff, order, woken):
    lines = [{"number": 1, "accepted": "1", "backordered": "2", "shipmentDate": "2026-03-02", "comment": "Soon."}]

    answer = staff.ask(CONFIRM, id=id_of(order), lines=lines)

    assert answer == {"purchaseOrder": {"orderId": "PO-4711"}, "errors": []}
    assert woken == [("tell_order", order.pk)]
    order.refresh_from_db()
    (kept,) = order.confirmation
    assert (kept["accepted"], kept["backordered"], kept["shipment_date"]) == ("1", "2", "2026-03-02")


@pytest.mark.parametrize(
    "line",
    [
        {"number": 1, "accepted": "1"},
        {"number": 2, "accepted": "3"},
        {"number": 1, "accepted": "many"},
        {"number": 1, "accepted": "NaN"},
        {"number": 1, "accepted": "4", "rejected": "-1"},
        {"number": 1, "accepted": "3", "deliveryDate": "tomorrow"},
    ],
)
def test_what_does_not_add_up_is_not_said(staff, order, woken, line):
    assert staff.refusals(CONFIRM, id=id_of(order), lines=[line]) == [("lines", "INVALID")]

    order.refresh_from_db()
    assert (order.confirmation, woken) == ([], [])


def test_an_invoice_goes_to_the_buyer_when_staff_ask(staff, order, woken):
    answer = staff.ask(INVOICE, id=id_of(order))

    assert answer == {"purchaseOrder": {"orderId": "PO-4711"}, "errors": []}
    assert woken == [("tell_order", order.pk)]
    order.refresh_from_db()
    assert order.invoices == ["INV-7"]


@pytest.mark.parametrize("mutation", [CONFIRM, INVOICE])
def test_of_an_order_that_is_not_placed_nothing_is_said(staff, order, woken, mutation):
    PurchaseOrder.objects.update(state=State.HELD)
    lines = {"lines": []} if mutation is CONFIRM else {}

    assert staff.refusals(mutation, id=id_of(order), **lines) == [(None, "CONFLICT")]
    assert woken == []


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (TRANSMISSIONS, {}),
        (ALARMS, {"first": 1}),
        (UPLOAD, {"partner": "x", "document": "y"}),
        (CONFIRM, {"id": "x", "lines": []}),
        (INVOICE, {"id": "x"}),
        (RESEND, {"id": "x"}),
        (SETTLE, {"id": "x"}),
    ],
)
def test_nobody_else_may(api, staff, query, variables):
    assert api.denials(query, **variables) == ["PermissionDenied"]
    if query.lstrip().startswith("mutation"):
        assert staff.refusals(query, **variables) == [(None, "NOT_FOUND")]
