"""No secret that passes through ends up where somebody may read it: database, logs, answers, error pages."""

from __future__ import annotations

import io
import logging

import pytest
from django.core.management import call_command

from saleor_punchout.documents.types import Comment
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import cart, placement
from saleor_punchout.models import DocumentRecord, Installation, PurchaseOrder
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from tests.flows.story import BASE_URL, line, order_request, post, setup_request, shop

CARD = "4111111111111111"
PASSWORD = "canary-password-77"
APP_TOKEN = "the-sandbox-has-no-secrets"


class Broken:
    """A transport that fails in a way that nobody foresaw."""

    def __init__(self, api_url, token):
        self.token = token

    def execute(self, document, variables):
        raise RuntimeError("broken inside") from SaleorUnreachable("away")


@pytest.fixture
def log():
    """Everything that is logged, at every level, by everybody."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def everything(client, saleor, settings):
    """The whole loop with secrets in every place where a sender may put one; gives all that was answered."""
    told = []
    for buyer in BUYERS.values():
        visitor = shop(client, saleor, buyer)
        visitor.add("FST-1001", 1)
        told.append(client.get(f"/return/{visitor.token}").content)
        form, _ = cart.transfer(visitor.session, BASE_URL)
        told.append(form.fields[0].value.encode())
        order = order_request(
            [line("FST-1001", 1, "14.80")],
            buyer=buyer,
            extrinsics={"Password": PASSWORD, "Note": f"secret {buyer.secret}"},
        )
        card = f'<Payment><PCard number="{CARD}" expiration="2030-01-31" name="x"/></Payment></OrderRequestHeader>'
        order = order.replace(b"</OrderRequestHeader>", card.encode())
        told.append(client.post("/cxml", order, content_type="text/xml").content)
        placement.place(PurchaseOrder.objects.latest("pk").pk)
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Broken"
    order = order_request([line("FST-1001", 1, "14.80")], order_id="PO-2", comments=(Comment(GENERIC.secret),))
    post(client, order)
    placement.place(PurchaseOrder.objects.latest("pk").pk)
    for document in (setup_request().replace(b"</cXML>", b"<"), order[: len(order) // 2]):
        told.append(client.post("/cxml", document, content_type="text/xml").content)
    return b"".join(told).decode()


@pytest.mark.django_db(transaction=True)
def test_no_canary_sings(client, world, saleor, settings, log, tmp_path):
    # when
    told = everything(client, saleor, settings)

    # then
    dump = tmp_path / "dump.json"
    call_command("dumpdata", output=str(dump))
    for secret in (*(buyer.secret for buyer in BUYERS.values()), CARD, PASSWORD, APP_TOKEN):
        for place, text in (("database", dump.read_text()), ("log", log.getvalue()), ("answers", told)):
            assert secret not in text, (place, secret)
    assert "broken inside" in log.getvalue()
    assert DocumentRecord.objects.filter(body__contains="********").exists()
    assert Installation.objects.get().token == APP_TOKEN
