"""What the supplier sends after an order: it stands at the requisition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Status
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.portal.models import Requisition
from tests.documents.sequels import CONFIRMATION, INVOICE, ORDER, OUTBOUND, SHIP_NOTICE, WRITERS, StatusUpdateRequest

ACCEPTED = StatusUpdateRequest(ORDER.payload_id, Status(200, "OK", "The order was taken over.", "en"))
SAID = [
    (CONFIRMATION, "The supplier will deliver a part of it."),
    (SHIP_NOTICE, "4 of line 10, 2.5 of line 20 on the way: JD01, JD02, 8202 8261."),
    (INVOICE, "Invoice INV-1 over"),
    (ACCEPTED, "200 The order was taken over."),
]


@pytest.fixture
def ordered(db) -> Requisition:
    return Requisition.objects.create(
        buyer_key=GENERIC.key,
        state=Requisition.State.ORDERED,
        order_id=ORDER.order_id,
        order_payload_id=ORDER.payload_id,
        currency="EUR",
    )


def written(document, secret=GENERIC.post_secret) -> bytes:
    sender = tuple(replace(one, shared_secret=secret) for one in OUTBOUND.sender)
    return WRITERS[type(document).__name__]("1@shop", replace(OUTBOUND, sender=sender), document)


def post(client, body: bytes) -> Status:
    response = client.post("/portal/cxml", body, content_type="text/xml")
    assert response.status_code == 200
    status = read_envelope(guard.open_document(response.content, Notes()).root, Notes()).status
    assert status is not None
    return status


@pytest.mark.parametrize(("document", "words"), SAID, ids=[type(document).__name__ for document, _ in SAID])
def test_a_document_is_told_in_words(ordered, client, document, words):
    # when
    status = post(client, written(document))

    # then
    assert status.code == 200
    message = ordered.messages.get()
    assert (message.kind, message.status) == (type(document).__name__, 200)
    assert message.reason.startswith(words)
    page = client.get(f"/portal/requisitions/{ordered.pk}").content.decode()
    assert "What the supplier says of it" in page
    assert words in page
    assert GENERIC.post_secret not in page


def test_a_document_that_comes_twice_stands_there_once(ordered, client):
    # when
    statuses = [post(client, written(SHIP_NOTICE)).code for _ in range(2)]

    # then
    assert statuses == [200, 200]
    assert ordered.messages.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (written(SHIP_NOTICE, "another-secret"), 401),
        (written(SHIP_NOTICE, ""), 401),
        (written(SHIP_NOTICE).replace(b"PO-1001", b"PO-9999"), 401),
        (written(SHIP_NOTICE).replace(b"ShipNoticeRequest", b"CopyRequest"), 450),
        (b"Hello", 406),
    ],
    ids=["secret", "no secret", "order", "kind", "words"],
)
def test_what_is_not_for_us_is_refused(ordered, client, body, code):
    # then
    assert post(client, body).code == code
    assert not ordered.messages.exists()


def test_before_anything_came_nothing_is_said(ordered, client):
    assert "What the supplier says of it" not in client.get(f"/portal/requisitions/{ordered.pk}").content.decode()
