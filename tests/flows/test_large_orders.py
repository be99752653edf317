"""An order of many lines is taken in as one of few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_punchout.documents.types import OrderRequest
from saleor_punchout.flows import dispatch
from saleor_punchout.flows import order as intake
from saleor_punchout.models import DocumentRecord, PurchaseOrder
from tests.flows.story import line, order_request, post, status

pytestmark = pytest.mark.usefixtures("world")


def lines(count):
    return [line("FST-1001", 1 + number % 9, "14.80", number=number) for number in range(1, count + 1)]


def statements(client, document):
    """How many SQL statements it takes to take a document in."""
    with CaptureQueriesContext(connection) as asked:
        assert status(post(client, document)) == 200
    return len(asked)


@pytest.mark.parametrize("before", [[], ["new"], ["new", "update"]], ids=["new", "update", "delete"])
def test_statements_do_not_grow_with_lines(client, before):
    # given
    kind = ["new", "update", "delete"][len(before)]
    post(client, order_request(lines(1), "PO-0"))  # learns what is learned once
    taken = []

    # when
    for count in (10, 1000):
        for number, type_ in enumerate([*before, kind], 1):
            changes = {"payload_id": f"{count}.{number}@x", "order_version": str(number), "type": type_}
            needed = statements(client, order_request(lines(count), f"PO-{count}", **changes))
        taken.append(needed)

    # then
    assert taken[0] == taken[1]
    assert PurchaseOrder.objects.filter(type=kind).count() >= 2


def test_tree_and_lines_are_given_up_before_the_order_is_stored(client, monkeypatch):
    # given
    seen = {}

    def watch(call):
        seen["call"] = call
        return intake.receive(call)

    def kept(document, *args, **kwargs):
        exchange = seen["call"].exchange
        seen["held"] = (exchange.opened, exchange.envelope.payload, seen["call"].payload.items)
        save(document, *args, **kwargs)

    save = DocumentRecord.save
    monkeypatch.setitem(dispatch.HANDLERS, OrderRequest, watch)
    monkeypatch.setattr(DocumentRecord, "save", kept)

    # when
    post(client, order_request(lines(20)))

    # then
    assert seen["held"] == (None, None, ())
    assert DocumentRecord.objects.get().body.count("<ItemOut") == 20


def test_the_document_that_lost_a_race_is_kept_whole(client, monkeypatch):
    # given: both looked before either was kept
    look, looks = intake._known, iter([True, True])
    monkeypatch.setattr(intake, "_known", lambda order: None if next(looks, False) else look(order))

    # when
    answers = [post(client, order_request(lines(2))) for _ in range(2)]

    # then
    assert [status(answer) for answer in answers] == [200, 200]
    assert PurchaseOrder.objects.count() == 1
    assert [one.body.count("<ItemOut") for one in DocumentRecord.objects.all()] == [2, 2]
