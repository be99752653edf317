"""What went wrong is seen where staff look for it: orders that wait for somebody, and buyers who did not get in."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout.dashboard.words import outcome
from saleor_punchout.exceptions import PunchOutError, SaleorUnreachable
from saleor_punchout.flows import decision, journal, placement, visit
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows import story
from tests.graphql.asking import Api

State = PurchaseOrder.State
UNKNOWN = "The shop has no article NO-SUCH-1 in this channel."
XSS = "<script>alert(1)</script>"


class Away(SandboxTransport):
    """A Saleor that does not answer."""

    def execute(self, document, variables):
        raise SaleorUnreachable("Saleor is away.")


def take(client, sku, order_id="PO-4711", price="14.80"):
    """Send an order that belongs to no session, and let a worker try to place it."""
    assert story.status(story.post(client, story.order_request([story.line(sku, 1, price)], order_id))) == 200
    made = PurchaseOrder.objects.latest("pk")
    placement.place(made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def held(client, installation):
    """An order for an article that the shop does not have."""
    made = take(client, "NO-SUCH-1")
    assert (made.state, made.session) == (State.HELD, None)
    return made


def listed(staff, **query):
    """The rows of the documents' list."""
    text = html.unescape(staff.see("/dashboard/documents", **query))
    return text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def opened(staff, document):
    return html.unescape(staff.see(f"/dashboard/documents/{document.pk}"))


def pills(text):
    return re.findall(r'class="pill (\w+)">([^<]+)<', text)


def test_an_order_that_is_held_is_found_among_the_documents_by_its_number(client, staff, held):
    # given
    take(client, "FST-1001", "PO-5000")

    # when
    (row,) = listed(staff, search="o-47")

    # then
    assert "OrderRequest</a> PO-4711 <small>" in row
    assert pills(row) == [("warning", "Held")]
    assert UNKNOWN in row


def test_held_orders_are_a_filter_of_the_documents(client, staff, held):
    take(client, "FST-1001", "PO-5000")

    (row,) = listed(staff, only="held")

    assert "PO-4711" in row


def test_an_order_that_waits_for_saleor_says_for_what(client, staff, installation, settings):
    # given
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Away"
    made = take(client, "FST-1001")

    # when
    (row,) = listed(staff)
    text = opened(staff, made.document)

    # then
    assert pills(row) == [("info", "Being placed")]
    assert "Saleor is away." in row
    assert "Purchase order PO-4711 is on its way into Saleor" in text
    assert re.search(r"Saleor is away\. <small>1 attempt, next <time", text)


def test_an_order_that_is_tried_again_no_longer_tells_what_held_it(staff, held):
    decision.retry(held)

    (row,) = listed(staff)

    assert pills(row) == [("info", "Being placed")]
    assert UNKNOWN not in row


def test_a_rejected_order_stays_marked(staff, held):
    # given
    decision.reject(held, "Ordered by mistake.")

    # when
    (row,) = listed(staff)

    # then
    assert pills(row) == [("error", "Rejected")]
    assert UNKNOWN in row
    assert "Ordered by mistake." in opened(staff, held.document)


def test_a_placed_order_leaves_its_document_as_it_was_answered_and_leads_to_saleor(client, staff, installation):
    # given
    made = take(client, "FST-1001")
    assert made.state == State.PLACED

    # when
    (row,) = listed(staff)
    text = opened(staff, made.document)

    # then
    assert pills(row) == [("success", "200")]
    assert "PO-4711" in row
    assert f"Open order {made.saleor_order_number}</button>" in text
    assert 'data-open="/orders/' in text


def test_a_document_shows_its_order_with_every_problem_by_line(client, staff, held):
    # given
    problems = [*held.problems, {"line": None, "code": "total_mismatch", "message": "The total is another."}]
    differences = [{"line": 2, "field": "quantity", "returned": "3", "ordered": "2"}]
    PurchaseOrder.objects.update(problems=problems, differences=differences)

    # when
    text = opened(staff, held.document)

    # then
    for told in (
        "Purchase order PO-4711 is held",
        f"<li>Line 1: {UNKNOWN}</li>",
        "<li>The total is another.</li>",
        "<td>Quantity</td><td>3</td><td>2</td>",
        "<dt>Answered with</dt><dd>200</dd>",
    ):
        assert told in text


def test_a_document_that_came_again_names_its_order_where_they_are_tied(client, staff, held):
    # given
    take(client, "NO-SUCH-1")
    repeated = DocumentRecord.objects.latest("pk")
    assert repeated != held.document

    # when
    journal.link(repeated, held)

    # then
    assert "Purchase order PO-4711 is held" in opened(staff, repeated)


def test_a_document_without_an_order_is_as_it_was_answered(client, staff, installation):
    client.post("/cxml", b"<cXML>", content_type="text/xml")

    document = DocumentRecord.objects.get()

    assert outcome(document).text == "406"
    assert "GraphQL id" not in opened(staff, document)


def test_with_the_id_that_the_page_shows_a_held_order_is_decided(client, staff, held, settings):
    # given
    text = opened(staff, held.document)
    (shown,) = re.findall(r'<dt>GraphQL id</dt><dd><code class="copy">([^<]+)</code>', text)
    assert f'href="/dashboard/orders/{held.pk}">Details</a>' in text

    # when
    api = Api(client, settings.PUNCHOUT_STAFF_TOKEN)
    mutation = 'mutation ($id: ID!) { punchOutPurchaseOrderReject(id: $id, reason: "No.") { errors { message } } }'
    answer = api.ask(mutation, id=shown)

    # then
    held.refresh_from_db()
    assert (answer["errors"], held.state) == ([], State.REJECTED)


def test_many_orders_cost_the_list_no_more_questions_than_one(
    client, staff, installation, django_assert_max_num_queries
):
    for number in range(4):
        take(client, "NO-SUCH-1", f"PO-{number}")

    with django_assert_max_num_queries(6):
        assert len(listed(staff)) == 4


def test_what_an_order_says_is_never_markup(client, staff, installation):
    # given
    made = take(client, XSS, XSS)
    PurchaseOrder.objects.update(problems=[{"line": XSS, "code": "x", "message": XSS}], last_error=XSS)

    # then
    for path in ("documents", f"documents/{made.document.pk}"):
        assert XSS not in staff.see(f"/dashboard/{path}")


@pytest.fixture
def sessions(client, partner, installation):
    """One session for each way of being requested or started, by what it is called."""
    refused = story.punch_out(client)
    partner.channel = "no-such"
    partner.save()
    with pytest.raises(PunchOutError):
        visit.start(refused)
    found = {"Not let in": PunchOutSession.objects.latest("pk")}
    now = timezone.now()
    for name, changes in {
        "Received": {},
        "Started": {"state": "started", "code_expires_at": now + timedelta(minutes=1)},
        "Shopping": {"state": "started", "token": "t", "code_expires_at": now - timedelta(minutes=1)},
        "Stranded": {"state": "started", "code_expires_at": now - timedelta(minutes=1)},
    }.items():
        story.punch_out(client, buyer_cookie=name)
        found[name] = PunchOutSession.objects.latest("pk")
        PunchOutSession.objects.filter(pk=found[name].pk).update(**changes)
    return found


def test_a_buyer_who_was_not_let_in_is_seen_in_the_list_and_told_of(staff, sessions):
    # given
    key = sessions["Not let in"].key

    # when
    listed = staff.see("/dashboard/sessions", search=key)
    text = html.unescape(staff.see(f"/dashboard/sessions/{key}"))

    # then
    assert pills(listed) == [("error", "Not let in")]
    assert ("error", "Not let in") in pills(text)
    assert "The checkout could not be made" in text
    assert "no-such" in text


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("requested", ["Received"]),
        ("not_let_in", ["Not let in"]),
        ("started", ["Shopping", "Started"]),
        ("stranded", ["Stranded"]),
        ("returned", []),
    ],
)
def test_the_filter_finds_what_the_list_calls_so(staff, sessions, state, names):
    # when
    text = staff.see("/dashboard/sessions", state=state)

    # then
    assert sorted(name for _, name in pills(text)) == names
    assert all(sessions[name].key in text for name in names)
    assert f'<option value="{state}" selected>' in text
