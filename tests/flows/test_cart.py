from __future__ import annotations

import base64
import html
from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout import tasks
from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows import cart, visit
from saleor_punchout.flows.line_ids import auxiliary_id, read_auxiliary_id
from saleor_punchout.models import Cart
from saleor_punchout.pages import survival
from saleor_punchout.sandbox.models import Checkout, Product
from saleor_punchout.sandbox.portal.buyers import ARIBA
from saleor_punchout.systems.fitting import CartWarning
from tests.flows.story import BASE_URL, RETURN_URL, read_cart, shop

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def shopping(client, saleor):
    visitor = shop(client, saleor, buyer_cookie="cookie &amp; more")
    visitor.add("FST-1001", 3)
    visitor.add("HND-2001", 1)
    return visitor


def test_the_cart_goes_back_as_it_stands_in_saleor(shopping, saleor):
    # when
    message = shopping.return_cart()

    # then
    checkout = saleor.read_checkout(shopping.session.checkout_id)
    assert message.buyer_cookie == "cookie &amp; more"
    assert message.operation_allowed == "edit"
    assert [(item.item_id.supplier_part_id, item.quantity) for item in message.items] == [
        ("FST-1001", 3),
        ("HND-2001", 1),
    ]
    assert message.total.amount == sum(line.net for line in checkout.lines)
    assert message.total.currency == "EUR"


def test_a_line_says_everything_that_approvers_ask_for(shopping):
    item = shopping.return_cart().items[0]

    assert item.detail.unit_price.amount == Decimal("14.80")
    assert item.detail.unit_of_measure == "BX"
    assert item.detail.classifications[0] == ("UNSPSC", "31161620")
    assert item.detail.manufacturer_name == "Brennhof Verbindungstechnik"
    assert item.detail.manufacturer_part_id == "BHV-933-840-100"
    assert item.detail.lead_time == 2
    assert "Hex bolt" in item.detail.description


def test_the_form_posts_to_the_address_of_the_request(shopping):
    form, _ = cart.transfer(shopping.session, BASE_URL)

    assert (form.action, form.method, form.fields[0].name) == (RETURN_URL, "POST", "cxml-urlencoded")


def test_a_system_that_prefers_base64_gets_base64(client, saleor, world):
    visitor = shop(client, saleor, ARIBA)
    visitor.add("FST-1001", 1)

    form, _ = cart.transfer(visitor.session, BASE_URL)

    assert form.fields[0].name.lower() == "cxml-base64"
    assert len(read_cart(base64.b64decode(form.fields[0].value)).items) == 1


def test_asked_again_the_same_document_goes_back(shopping):
    # given
    first, _ = cart.transfer(shopping.session, BASE_URL)

    # when
    shopping.add("FST-1010", 5)
    second, _ = cart.transfer(visit.find_session(shopping.token), BASE_URL)

    # then
    assert second.fields == first.fields
    assert Cart.objects.count() == 1


def test_after_the_return_the_checkout_holds_nothing_to_pay_for(shopping, saleor):
    shopping.return_cart()

    cart.empty_checkout(visit.find_session(shopping.token))

    assert saleor.read_checkout(shopping.session.checkout_id).lines == ()


def test_going_back_without_a_cart_is_a_204_and_no_empty_cart(shopping):
    form = cart.cancel(shopping.session, BASE_URL)

    message = read_cart(form.fields[0].value.encode())
    assert message.status.code == 204
    assert message.items == ()
    assert message.buyer_cookie == "cookie &amp; more"
    shopping.session.refresh_from_db()
    assert shopping.session.state == shopping.session.State.CANCELLED


def test_a_cart_cannot_follow_a_cancel(shopping):
    cart.cancel(shopping.session, BASE_URL)

    with pytest.raises(CartRefused, match="cancelled"):
        shopping.return_cart()


def test_an_empty_cart_is_refused_with_words(client, saleor):
    with pytest.raises(CartRefused, match="empty") as refused:
        shop(client, saleor).return_cart()
    assert refused.value.code == "EMPTY_CART"


def test_a_checkout_that_is_gone_is_refused_with_words(shopping):
    Checkout.objects.all().delete()

    with pytest.raises(CartRefused) as refused:
        shopping.return_cart()
    assert refused.value.code == "CHECKOUT_NOT_FOUND"


def test_a_price_that_cents_cannot_say_travels_with_four_decimals_and_a_note_on_rounding(client, saleor, partner):
    # given: a channel whose prices hold tax, so that a line's net total is no multiple of cents
    partner.channel = "gross-channel"
    partner.save()
    visitor = shop(client, saleor)
    visitor.add("FST-1001", 7)

    # when
    item = visitor.return_cart().items[0]

    # then
    (line,) = saleor.read_checkout(visitor.session.checkout_id).lines
    assert -4 <= item.detail.unit_price.amount.as_tuple().exponent <= -2
    assert abs(item.detail.unit_price.amount * 7 - line.net) <= Decimal("0.0004")


def test_an_article_without_unspsc_goes_with_its_category_and_a_warning(shopping):
    Product.objects.update(metadata={})

    message = shopping.return_cart()

    assert message.items[0].detail.classifications[0].domain != "UNSPSC"
    assert any("UNSPSC" in warning["message"] for warning in Cart.objects.get().warnings)


def test_the_partners_default_unspsc_helps_out(shopping, partner):
    Product.objects.update(metadata={})
    partner.default_unspsc = "31160000"
    partner.save()

    message = shopping.return_cart()

    assert message.items[0].detail.classifications[0] == ("UNSPSC", "31160000")


def test_our_line_ids_are_recognised_as_ours(shopping):
    item = shopping.return_cart().items[1]

    assert read_auxiliary_id(item.item_id.supplier_part_auxiliary_id) == (shopping.session.key, 2)


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda made: f"  {made}\n", lambda made: made[:12] + " " + made[12:]],
    ids=["upper case", "blanks around", "blank inside"],
)
def test_line_ids_survive_what_systems_do_to_them(shopping, change):
    changed = change(auxiliary_id(shopping.session, 7))

    assert read_auxiliary_id(changed) == (shopping.session.key, 7)


def test_a_line_id_that_somebody_changed_is_not_ours(shopping):
    made = auxiliary_id(shopping.session, 1)

    assert read_auxiliary_id(made.replace("/1-", "/2-")) is None
    assert read_auxiliary_id(made[:-1] + ("a" if made[-1] != "a" else "b")) is None
    assert read_auxiliary_id("") is None
    assert read_auxiliary_id("٣/٣-x") is None


def test_the_pages_lead_back_to_procurement(client, shopping):
    # when
    summary = client.get(f"/return/{shopping.token}")
    page = client.post(f"/return/{shopping.token}")

    # then
    assert "Hex bolt" in summary.content.decode()
    assert f'action="{RETURN_URL}"' in page.content.decode()
    assert "form-action 'self' https: http:" in page["Content-Security-Policy"]
    assert "form-action 'self';" in summary["Content-Security-Policy"]
    assert client.get(f"/return/{shopping.token}").content.count(b"cxml-urlencoded") == 1


def test_hostile_words_of_the_catalogue_stay_words(client, shopping):
    Product.objects.update(name='"><script>alert(1)</script>]]>')

    summary = client.get(f"/return/{shopping.token}").content.decode()
    page = client.post(f"/return/{shopping.token}").content.decode()

    assert "<script>alert" not in summary + page


def test_the_cancel_page_asks_first(client, shopping):
    page = client.get(f"/cancel/{shopping.token}")
    shopping.session.refresh_from_db()

    assert page.status_code == 200
    assert shopping.session.state == shopping.session.State.STARTED
    assert b"cxml-urlencoded" in client.post(f"/cancel/{shopping.token}").content


def test_a_strange_token_is_told_nothing(client):
    for page in ("return", "cancel"):
        answer = client.get(f"/{page}/unknown")
        assert answer.status_code == 410
        assert b"belongs to no PunchOut session" in answer.content


def test_a_double_click_on_going_back_sends_the_same_document_twice(client, shopping):
    first, second = (client.post(f"/cancel/{shopping.token}") for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert cart.cancel(visit.find_session(shopping.token), BASE_URL).fields[0].value in html.unescape(
        second.content.decode()
    )


def test_of_two_windows_that_go_back_at_once_both_have_the_same_document(shopping):
    here, there = (visit.find_session(shopping.token) for _ in range(2))

    assert cart.cancel(here, BASE_URL) == cart.cancel(there, BASE_URL)


@pytest.mark.parametrize("end", ["return", "cancel"])
def test_the_sweep_empties_the_checkout_that_no_task_emptied(client, shopping, saleor, later, end):
    # given: nobody was woken
    if end == "return":
        shopping.return_cart()
    else:
        cart.cancel(visit.find_session(shopping.token), BASE_URL)

    # when
    later(timedelta(minutes=1))
    tasks.sweep()

    # then
    assert saleor.read_checkout(shopping.session.checkout_id).lines == ()
    shopping.session.refresh_from_db()
    assert shopping.session.emptied_at


def test_where_saleor_is_away_the_checkout_is_emptied_later(shopping, saleor, settings, later):
    # given
    shopping.return_cart()
    transport, settings.PUNCHOUT_TRANSPORT = settings.PUNCHOUT_TRANSPORT, "tests.flows.test_visit.Unreachable"

    # when
    later(timedelta(minutes=1))
    tasks.sweep()

    # then
    settings.PUNCHOUT_TRANSPORT = transport
    assert saleor.read_checkout(shopping.session.checkout_id).lines
    tasks.sweep()
    assert not saleor.read_checkout(shopping.session.checkout_id).lines


def test_a_buyer_reads_each_kind_of_loss_once_however_long_the_cart_is():
    # given
    warnings = [
        CartWarning(1, "unit_of_measure", "mapped", "FST-1: …"),
        CartWarning(2, "unit_of_measure", "mapped", "FST-2: …"),
        CartWarning(None, "tax", "dropped", "The tax …"),
        CartWarning(2, "supplier_part_id", "refused", "FST-2: the part number is too long."),
    ]

    # when
    found = survival(warnings)

    # then
    assert [(loss["what"], str(loss["outcome"]), loss["articles"]) for loss in found["losses"]] == [
        ("Unit of measure", "goes by another name there", 2),
        ("Tax", "is not sent along", 0),
    ]
    assert found["refusals"] == ["FST-2: the part number is too long."]
