"""What stands on each screen, after real trade with the embedded shop."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from saleor_punchout.dashboard.documents import indented
from saleor_punchout.dashboard.lists import SIZE
from saleor_punchout.flows import cart, placement, visit
from saleor_punchout.models import DocumentRecord, PunchOutSession, PurchaseOrder, TradingPartner
from saleor_punchout.sandbox.portal.buyers import COUPA
from tests.flows import story

State = PunchOutSession.State
XSS = "<script>alert(1)</script>"


@pytest.fixture
def visitor(client, saleor, installation):
    """Has 3 × FST-1001 in the cart."""
    shopping = story.shop(client, saleor)
    shopping.add("FST-1001", 3)
    return shopping


def order(client, items, price=None, order_id="PO-1", quantity=3):
    """Send an order for the items of a cart and let a worker try to place it."""
    lines = [
        story.line(
            item.item_id.supplier_part_id,
            quantity,
            price or str(item.detail.unit_price.amount),
            number=item.line_number,
            auxiliary_id=item.item_id.supplier_part_auxiliary_id,
            unit_of_measure=item.detail.unit_of_measure,
        )
        for item in items
    ]
    assert story.status(story.post(client, story.order_request(lines, order_id))) == 200
    made = PurchaseOrder.objects.latest("pk")
    placement.place(made.pk)
    made.refresh_from_db()
    return made


def detail(staff, session):
    return html.unescape(staff.see(f"/dashboard/sessions/{session.key}"))


def test_a_shop_without_trade_is_told_what_comes_here(staff):
    assert "Nobody has punched out yet" in staff.see("/dashboard")
    assert "No document has arrived yet" in staff.see("/dashboard/documents")


def test_the_list_tells_how_far_each_session_came(client, staff, visitor, partner):
    # given
    made = order(client, visitor.return_cart().items)

    # when
    text = staff.see("/dashboard/sessions")

    # then
    for told in (visitor.session.key, partner.name, "Generic", "Ordered", "44.40 EUR", "1 line"):
        assert told in text
    assert "TEST" not in text
    assert f"<td>{made.saleor_order_number}</td>" in text


def test_a_test_session_bears_a_tag(client, staff, installation):
    story.punch_out(client)
    PunchOutSession.objects.update(is_test=True)

    assert '<span class="tag">TEST</span>' in staff.see("/dashboard/sessions")


@pytest.mark.parametrize("words", ["key", "user_name", "partner", "order_id", "saleor_order_number", "payload_id"])
def test_sessions_are_found_by_what_a_caller_on_the_telephone_knows(client, staff, visitor, partner, words):
    # given
    PunchOutSession.objects.update(user_name="Ann Carter")
    made = order(client, visitor.return_cart().items, order_id="PO-4711")
    story.punch_out(client, COUPA)
    asked = {"key": visitor.session.key, "user_name": "ann c", "partner": partner.name[:6].upper()}

    # when
    text = staff.see("/dashboard/sessions", search=asked.get(words) or getattr(made, words))

    # then
    assert text.count("<tr>") == 2
    assert visitor.session.key in text


@pytest.mark.parametrize(
    ("query", "found"),
    [({"state": "requested"}, 1), ({"state": "started"}, 0), ({"state": "x"}, 1), ({"test": "1"}, 0)],
)
def test_sessions_are_filtered(client, staff, installation, query, found):
    story.punch_out(client)

    text = staff.see("/dashboard/sessions", **query)

    assert text.count('<a href="/dashboard/sessions/') == found
    assert ("No session fits" in text) is not found or found


def test_a_long_list_is_read_page_by_page_and_back(staff, partner, installation):
    # given
    now = timezone.now()
    PunchOutSession.objects.bulk_create(
        PunchOutSession(
            partner=partner,
            key=f"s{number}",
            operation="create",
            start_token=str(number),
            user_name="A & B",
            requested_at=now,
            start_expires_at=now,
            expires_at=now,
        )
        for number in range(2 * SIZE + 1)
    )

    # when
    pages, query = [], {"search": "A & B"}
    for _ in range(3):
        text = staff.see("/dashboard/sessions", **query)
        pages.append(_keys(text))
        query = _link(text, "Older") or query

    # then
    assert [len(page) for page in pages] == [SIZE, SIZE, 1]
    assert len(set().union(*pages)) == 2 * SIZE + 1
    newer = _link(text, "Newer")
    assert _keys(staff.see("/dashboard/sessions", **newer)) == pages[1]
    assert _link(staff.see("/dashboard/sessions", search="A & B"), "Newer") is None


def _keys(text):
    return {part.partition('"')[0] for part in text.split('<a href="/dashboard/sessions/')[1:]}


def _link(text, name):
    """The query of a link of the pager."""
    before, found, _ = text.partition(f'">{name}</a>')
    return QueryDict(html.unescape(before.rpartition("?")[2])).dict() if found else None


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("number", ["x", "-1", "9" * 18, "9" * 30, "٣"])
def test_a_place_in_a_list_that_is_none_breaks_nothing(staff, place, number):
    staff.see("/dashboard/sessions", **{place: number})
    staff.see("/dashboard/documents", **{place: number})


def test_a_session_tells_its_story(client, staff, visitor, partner):
    # given
    made = order(client, visitor.return_cart().items)

    # when
    text = detail(staff, visitor.session)

    # then
    for told in (
        f"Purchase order PO-1 is order {made.saleor_order_number} in Saleor",
        "Setup request received",
        "Start link opened",
        "Cart returned",
        "FST-1001",
        "14.80 EUR",
        "44.40 EUR",
        'data-open="/orders/',
    ):
        assert told in text
    for kind in ("PunchOutSetupRequest", "PunchOutOrderMessage", "OrderRequest"):
        assert text.count(f"<b>{kind}</b>") == 1


def test_what_approval_changed_stands_beside_why_the_order_is_held(client, staff, visitor):
    # given
    made = order(client, visitor.return_cart().items, price="1.00", quantity=2)
    assert made.state == PurchaseOrder.State.HELD

    # when
    text = detail(staff, visitor.session)

    # then
    assert "Purchase order PO-1 is held" in text
    assert "<b>Your shop:</b>" in text
    assert "The price 1.00 is not that of the returned cart, 14.80." in text
    assert "<td>Unit price</td><td>14.80</td><td>1.00</td>" in text
    assert "<td>Quantity</td><td>3</td><td>2</td>" in text


def test_a_visit_tells_where_it_began_and_what_it_takes_up(client, staff, visitor, partner):
    # given a cart that went back, and the visit that edits it
    visitor.return_cart()
    story.punch_out(client)
    later = PunchOutSession.objects.latest("pk")
    began = {"operation": "edit", "parent": visitor.session, "path": "/cart", "search": "hex nuts"}
    said = {"selected_item": {"sku": "FST-1001", "auxiliary_id": ""}, "extrinsics": {"costcenter": "4100", "note": "n"}}
    PunchOutSession.objects.filter(pk=later.pk).update(**began, **said)
    TradingPartner.objects.update(extrinsic_mapping={"costcenter": "cost_centre"})

    # when
    shown, former = detail(staff, later), detail(staff, visitor.session)

    # then
    for told in ("<dd>/cart</dd>", "<dd>hex nuts</dd>", "<dd>FST-1001</dd>", "<dt>cost_centre</dt><dd>4100</dd>"):
        assert told in shown.replace(' class="long"', "")
    assert f'Edit a cart of <a href="/dashboard/sessions/{visitor.session.key}">' in shown
    assert f'Taken up again in</dt><dd><a href="/dashboard/sessions/{later.key}">' in former
    assert f'<a href="/dashboard/partners/{partner.slug}">{partner.name}</a>' in shown
    assert "<dd>n</dd>" not in shown


@pytest.mark.parametrize(
    ("protocol", "name", "moment"),
    [
        ("cxml", "cXML", "Setup request received"),
        ("oci", "OCI", "Call-up received"),
        ("oracle", "Oracle's XML", "Login request received"),
    ],
)
def test_a_visit_tells_its_protocol(client, staff, installation, protocol, name, moment):
    story.punch_out(client)
    PunchOutSession.objects.update(protocol=protocol)

    text = detail(staff, PunchOutSession.objects.get())

    assert f"<small>{name}</small>" in text
    assert moment in text


def test_what_procurement_does_not_see_stands_in_a_list_with_its_source(client, staff, visitor):
    # given a look at the cart before it goes back
    TradingPartner.objects.update(unit_map={"BX": "CT"})
    cart.preview(visit.find_session(visitor.token))

    # when
    before = detail(staff, visitor.session)
    visitor.return_cart()
    PunchOutSession.objects.update(warnings=[])
    after = detail(staff, visitor.session)

    # then
    (warning,) = PunchOutSession.objects.get().cart.warnings
    for text in (before, after):
        assert ">Mapped</span>" in text
        assert f'{warning["message"]} <small class="source">{warning["source"]}</small>' in text
    assert "as it was last looked at" in before
    assert "as it was last looked at" not in after


@pytest.mark.parametrize(
    ("code", "told"),
    [("cut", "Cut"), ("dropped", "Left out"), ("refused", "Refused"), ("unknown", "Unknown there"), ("new", "New")],
)
def test_every_warning_says_what_becomes_of_the_value(client, staff, installation, code, told):
    story.punch_out(client)
    warning = {"line": None, "field": "long_text", "code": code, "message": XSS, "source": XSS}
    PunchOutSession.objects.update(warnings=[warning])

    text = staff.see(f"/dashboard/sessions/{PunchOutSession.objects.get().key}")

    assert f">{told}</span>" in text
    assert "<td>all</td><td>Long text</td>" in text
    assert XSS not in text


@pytest.mark.parametrize(
    ("changes", "title", "who"),
    [
        ({"state": State.REQUESTED}, "has not opened the start link yet", "The buyer"),
        (
            {"state": State.REQUESTED, "reason": "The checkout could not be made: X."},
            "could not enter the shop",
            "Your shop",
        ),
        ({"state": State.STARTED, "token": "t"}, "The buyer is shopping", "The buyer"),
        ({"state": State.STARTED, "code": "c", "code_expires_at": None}, "The buyer is shopping", "The buyer"),
        ({"state": State.STARTED, "code_expires_at": None}, "The buyer reads what is missing", "The buyer"),
        ({"state": State.STARTED, "token": None}, "The storefront did not take the buyer over", "Your shop"),
        ({"state": State.RETURNED}, "no order has come yet", "The buyer"),
        ({"state": State.CANCELLED}, "The buyer left without a cart", ""),
        ({"state": State.EXPIRED, "reason": "Not opened in time."}, "The session expired", "The buyer"),
        ({"state": State.FAILED, "reason": "X."}, "The session failed", "Your shop"),
    ],
)
def test_every_state_says_who_must_act(client, staff, installation, changes, title, who):
    # given
    story.punch_out(client)
    late = timezone.now() - timedelta(minutes=2)
    PunchOutSession.objects.update(**{"code_expires_at": late, **changes})

    # when
    text = detail(staff, PunchOutSession.objects.get())

    # then
    assert title in text
    assert (f"<b>{who}:</b>" in text) is bool(who)
    assert changes.get("reason", "") in text


def test_only_an_open_session_is_looked_at_again_and_again(client, staff, visitor):
    assert "data-poll" in detail(staff, visitor.session)

    cart.cancel(visit.find_session(visitor.token), story.BASE_URL)

    assert "data-poll" not in detail(staff, visitor.session)


def test_a_document_is_shown_in_lines_and_without_its_secrets(client, staff, partner, installation):
    # given
    token = story.punch_out(client)
    document = DocumentRecord.objects.get()

    # when
    texts = [html.unescape(staff.see(f"/dashboard/documents/{document.pk}{part}")) for part in ("", "/body")]

    # then
    for text in texts:
        assert "\n    <From>\n      <Credential" in text
        assert "<SharedSecret>********</SharedSecret>" in text
        assert token not in text


@pytest.mark.parametrize(
    ("body", "shown"),
    [("", ""), ("no XML at all", "no XML at all"), ("<a>" + "x" * 300_000, "<a>" + "x" * (200_000 - 3))],
)
def test_what_cannot_be_put_in_lines_is_shown_as_it_is(body, shown):
    assert indented(body) == shown


def test_a_document_that_was_refused_says_why(client, staff, installation):
    # given
    client.post("/cxml", b"<cXML>", content_type="text/xml")

    # when
    listed = staff.see("/dashboard/documents", only="refused")
    text = staff.see(f"/dashboard/documents/{DocumentRecord.objects.get().pk}")

    # then
    assert "Unreadable" in listed
    assert "406" in listed
    assert "It was turned away" in text
    assert "None matched" in text
    assert "what cannot be read cannot be freed of secrets" in text


def test_a_webhook_that_was_refused_stands_among_the_documents(client, staff, installation):
    # given
    client.post("/webhooks", b"{}", content_type="application/json", headers={"Saleor-Api-Url": installation.api_url})

    # when
    text = staff.see("/dashboard/documents")
    opened = staff.see(f"/dashboard/documents/{DocumentRecord.objects.get().pk}")

    # then
    assert "Webhook" in text
    assert "Of a call that was turned away only the reason is kept." in opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 3),
        ({"only": "refused"}, 1),
        ({"only": "unmatched"}, 1),
        ({"only": "in"}, 2),
        ({"only": "out"}, 1),
        ({"search": "PunchOutOrderM"}, 1),
        ({"search": "nothing of the kind"}, 0),
        ({"search": "\0"}, 3),
    ],
)
def test_documents_are_searched_and_filtered(client, staff, visitor, query, found):
    visitor.return_cart()
    client.post("/cxml", b"<cXML>", content_type="text/xml")

    assert staff.see("/dashboard/documents", **query).count('<a href="/dashboard/documents/') == found


def test_what_buyers_wrote_is_never_markup(client, staff, installation, partner):
    # given
    story.punch_out(client, buyer_cookie=XSS)
    client.post("/cxml", f"<{XSS}".encode(), content_type="text/xml")
    PunchOutSession.objects.update(user_name=XSS, reason=XSS, return_url=XSS, state=State.FAILED)
    TradingPartner.objects.update(name=XSS)
    DocumentRecord.objects.update(reason=XSS, kind=XSS, payload_id=XSS, remarks=[{"code": "x", "message": XSS}])
    session = PunchOutSession.objects.get()

    # then
    for path in (
        "sessions",
        f"sessions/{session.key}",
        "documents",
        *(f"documents/{pk}" for pk in DocumentRecord.objects.values_list("pk", flat=True)),
    ):
        assert XSS not in staff.see(f"/dashboard/{path}")


def test_the_settings_tell_what_a_buyer_s_administrator_needs(staff, installation, settings):
    settings.PUNCHOUT_PUBLIC_URL = "https://punchout.example.com/b2b"
    installation.saleor_version, installation.trouble = "3.23.28", "The token was revoked."
    installation.save()

    text = staff.see("/dashboard/settings")

    assert 'href="/b2b/dashboard/partners"' in text
    for told in ("https://punchout.example.com/b2b/cxml", installation.api_url, "3.23.28", "The token was revoked."):
        assert told in text
    assert 'hx-get="/b2b/dashboard/settings/check"' in text


def test_the_shop_check_puts_what_must_be_mended_first(staff, partner):
    # given
    partner.channel = "no-such-channel"
    partner.save()

    # when
    text = html.unescape(staff.see("/dashboard/settings/check"))

    # then
    assert 0 < text.index("Mend this") < text.index("in order</summary>")
    assert "no-such-channel" in text


def test_the_order_widget_names_the_purchase_order(client, staff, visitor, partner):
    # given
    made = order(client, visitor.return_cart().items)

    # when
    text = staff.see("/dashboard/widgets/order", orderId=made.saleor_order_id)

    # then
    for told in (partner.name, "PO-1", "Placed", f'data-open-page="/sessions/{visitor.session.key}"'):
        assert told in text


@pytest.mark.parametrize("query", [{}, {"orderId": "T3JkZXI6MQ=="}, {"orderId": ""}, {"orderId": "\0"}])
def test_the_order_widget_says_where_punchout_has_no_part(client, staff, visitor, query):
    visitor.return_cart()
    PurchaseOrder.objects.all().delete()

    assert "This order did not come by PunchOut." in staff.see("/dashboard/widgets/order", **query)


def test_the_customer_popup_lists_that_customer_s_sessions(client, staff, visitor):
    # given
    PunchOutSession.objects.update(customer_id="VXNlcjo3")
    story.punch_out(client, COUPA)

    # then
    text = staff.see("/dashboard/widgets/customer", customerId="VXNlcjo3")
    assert visitor.session.key in text
    assert text.count("<tr>") == 2
    for nobody in ({}, {"customerId": ""}, {"customerId": "VXNlcjo4"}, {"customerId": "\0"}):
        assert "No session of this customer" in staff.see("/dashboard/widgets/customer", **nobody)


def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(
    client, staff, installation, django_assert_max_num_queries
):
    for _ in range(8):
        story.punch_out(client)

    with django_assert_max_num_queries(8):
        staff.see("/dashboard/sessions")
    with django_assert_max_num_queries(6):
        staff.see("/dashboard/documents")
