from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.documents.types import Address
from saleor_punchout.exceptions import LinkSpent, SaleorUnreachable
from saleor_punchout.flows import visit
from saleor_punchout.models import Installation, PunchOutSession
from saleor_punchout.sandbox.models import Checkout
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.story import BASE_URL, line, punch_out, shop

pytestmark = pytest.mark.usefixtures("world")


def session_of(token):
    return PunchOutSession.objects.get(start_token=vault.fingerprint(token))


def code_of(location):
    return parse_qs(urlsplit(location).query)["code"][0]


def test_the_start_page_leads_to_the_storefront_with_a_code(client, saleor):
    token = punch_out(client)

    # when
    page = client.get(f"/start/{token}")
    answer = client.post(f"/start/{token}")

    # then
    assert page.status_code == 200
    assert answer.status_code == 303
    assert answer["Location"].startswith("http://shop.example.com/shop/api/punchout?code=")
    session = session_of(token)
    assert session.state == session.State.STARTED
    assert saleor.read_checkout(session.checkout_id).lines == ()


def test_looking_at_the_start_page_spends_nothing(client):
    token = punch_out(client)
    for _ in range(3):
        assert client.get(f"/start/{token}").status_code == 200
        assert client.head(f"/start/{token}").status_code == 200

    assert client.post(f"/start/{token}").status_code == 303


def test_the_start_page_is_for_no_cache_no_referrer_and_no_strange_frame(client, partner):
    partner.frame_ancestors = ["https://procurement.example.com"]
    partner.save()

    page = client.get(f"/start/{punch_out(client)}")

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors https://procurement.example.com" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "A" * 5000, "%00", "'; drop table --"])
def test_other_tokens_lead_nowhere_and_say_so(client, token):
    assert client.get(f"/start/{token}").status_code in (404, 410)


def test_a_start_link_works_once(client):
    token = punch_out(client)
    visit.start(token)

    with pytest.raises(LinkSpent):
        visit.start(token)
    assert client.get(f"/start/{token}").status_code == 410


def test_a_start_link_grows_old(client, later):
    token = punch_out(client)
    later(timedelta(minutes=6))

    with pytest.raises(LinkSpent):
        visit.start(token)


def test_of_a_double_click_the_newer_link_works(client):
    older, newer = punch_out(client), punch_out(client)

    with pytest.raises(LinkSpent):
        visit.start(older)
    assert visit.start(newer)


def test_two_visits_of_one_buyer_live_side_by_side(client):
    one, other = punch_out(client, buyer_cookie="a"), punch_out(client, buyer_cookie="b")

    assert visit.start(one)
    assert visit.start(other)


class Unreachable:
    def __init__(self, api_url, token):
        pass

    def execute(self, document, variables):
        raise SaleorUnreachable("Saleor is away.")


def test_where_saleor_is_away_the_link_works_again_later(client, settings):
    # given
    token, transport = punch_out(client), settings.PUNCHOUT_TRANSPORT
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Unreachable"

    # when
    answer = client.post(f"/start/{token}")

    # then
    assert answer.status_code == 503
    assert "checkout could not be made" in session_of(token).reason
    settings.PUNCHOUT_TRANSPORT = transport
    assert client.post(f"/start/{token}").status_code == 303


def test_a_token_that_was_revoked_is_found_out_before_the_buyer_shops(client, partner):
    # given: anybody may make a checkout, also with a token that Saleor knows no more
    token = punch_out(client)
    Installation.objects.update(sealed_token=vault.seal("revoked"))

    # when
    answer = client.post(f"/start/{token}")

    # then
    assert answer.status_code == 503
    assert "token was revoked" in session_of(token).reason
    assert "token was revoked" in Installation.objects.get().trouble


def test_a_code_is_redeemed_once(client):
    code = code_of(visit.start(punch_out(client)))

    assert visit.redeem(code, BASE_URL).return_url.startswith(f"{BASE_URL}/return/")
    with pytest.raises(LinkSpent):
        visit.redeem(code, BASE_URL)


def test_a_code_lives_a_minute(client, later):
    code = code_of(visit.start(punch_out(client)))
    later(timedelta(seconds=61))

    with pytest.raises(LinkSpent):
        visit.redeem(code, BASE_URL)


def test_the_storefront_learns_what_it_needs_and_no_more(client):
    code = code_of(visit.start(punch_out(client)))

    # when
    answer = client.post("/storefront/sessions", {"code": code}, content_type="application/json")

    # then
    assert set(answer.json()) == {
        "partnerName", "operation", "checkoutId", "channel", "returnUrl", "cancelUrl", "sessionToken", "loginCode",
        "path", "maxAge",
    }  # fmt: skip
    assert answer["Cache-Control"] == "no-store"
    assert client.post("/storefront/sessions", {"code": code}, content_type="application/json").status_code == 410


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '{"code": ["x"]}', '{"cod": 1}', "{" * 3000, "\x00", '"code"', "[" * 4096]
)
def test_the_storefront_endpoint_refuses_nonsense(client, body):
    answer = client.post("/storefront/sessions", body, content_type="application/json")

    assert answer.status_code in (400, 410)
    assert "error" in answer.json()


def test_items_of_the_request_are_in_the_new_checkout_as_far_as_the_shop_knows_them(client, saleor):
    token = punch_out(client, items=(line("FST-1010", 3, "8.90"), line("NOT-OURS", 1, "1.00", number=2)))
    visit.start(token)

    (kept,) = saleor.read_checkout(session_of(token).checkout_id).lines
    assert (kept.sku, kept.quantity) == ("FST-1010", 3)


def test_sessions_that_nobody_came_back_to_expire_with_a_reason(client, saleor, later):
    # given
    waiting, shopping = session_of(punch_out(client)), shop(client, saleor, buyer_cookie="other").session

    # when
    later(timedelta(hours=13))
    assert visit.expire_sessions() == 2

    # then
    for session, word in ((waiting, "start link"), (shopping, "return a cart")):
        session.refresh_from_db()
        assert session.state == session.State.EXPIRED
        assert word in session.reason
        assert session.closed_at <= timezone.now()


def test_why_a_buyer_was_not_let_in_outlives_the_link(client, settings, later):
    # given
    token = punch_out(client)
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Unreachable"
    client.post(f"/start/{token}")
    later(timedelta(hours=1))

    # when
    visit.expire_sessions()

    # then
    session = session_of(token)
    assert session.state == PunchOutSession.State.FAILED
    assert "Saleor is away" in session.reason


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"ship_to": GENERIC.ship_to._replace(country="XX")}, "address"),
        ({"extrinsics": {"UserEmail": "jdoe"}}, "e-mail"),
        ({"items": (line("FST-1001", 999_999_999, "14.80"),)}, "999999999 × FST-1001: Could not add"),
    ],
)
def test_what_saleor_does_not_take_of_a_request_keeps_nobody_from_shopping(client, saleor, wish, words):
    token = punch_out(client, **wish)

    visit.start(token)

    session = session_of(token)
    assert saleor.read_checkout(session.checkout_id).lines == ()
    assert words in session.reason


@pytest.mark.parametrize(
    ("ship_to", "address"),
    [
        (Address("0100"), None),
        (Address(name="Goods in, hall 3"), None),
        (Address("0100", "Fennwick Foods", city="Leeds", country_name="United Kingdom"), None),
        (Address("0100", "Fennwick Foods", city="Leeds", country="Germany"), None),
        (Address("0100", "Fennwick Foods", city="Leeds", country="XX"), None),
        (Address("0100", country="UK"), ("", "", "GB")),
        (Address("0100", "Fennwick Foods", city="Leeds", country="GB"), ("Fennwick Foods", "", "GB")),
        (Address(country="DE", street=("Street 1", "Building C", "Gate 4")), ("", "Building C, Gate 4", "DE")),
        (Address(country="DE", deliver_to=("Pat Buyer", "Hall 3"), street=("Street 1",)), ("", "Hall 3", "DE")),
        (Address(name="x" * 5000, country="DE"), ("x" * 256, "", "DE")),
    ],
    ids="id|text|name of a country|name for a code|no country|UK|no street|three streets|two lines|long".split("|"),
)
def test_a_place_to_ship_to_is_taken_as_far_as_it_goes_and_stops_nobody(client, ship_to, address):
    # given
    token = punch_out(client)
    PunchOutSession.objects.filter(start_token=vault.fingerprint(token)).update(ship_to=ship_to._asdict())

    # when
    visit.start(token)

    # then
    kept = Checkout.objects.get().shipping_address
    assert (kept and (kept["company_name"], kept["street_address_2"], kept["country"])) == address
    assert Checkout.objects.get().email == GENERIC.user_email


def test_articles_that_the_shop_has_not_are_named_to_staff(client):
    token = punch_out(client, items=(line("NOT-OURS", 1, "1.00"),))
    visit.start(token)

    assert session_of(token).reason == "1 × NOT-OURS: the shop has no such article."


class Broken(Unreachable):
    def execute(self, document, variables):
        raise RuntimeError("A fault of our own.")


def test_after_a_fault_of_ours_the_link_works_again(client, settings):
    # given
    token, transport = punch_out(client), settings.PUNCHOUT_TRANSPORT
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Broken"

    # when
    answer = client.post(f"/start/{token}")

    # then
    assert answer.status_code == 503
    assert b"fault of our own" not in answer.content
    settings.PUNCHOUT_TRANSPORT = transport
    assert client.post(f"/start/{token}").status_code == 303


def test_no_token_stands_in_the_log(client, saleor, settings, caplog):
    # given
    shopping, token = shop(client, saleor), punch_out(client, buyer_cookie="other")
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Unreachable"

    # when
    answers = [client.post(f"/start/{token}"), client.get(f"/return/{shopping.token}"), client.get("/cancel/unknown")]

    # then
    assert [answer.status_code for answer in answers] == [503, 503, 410]
    assert "Saleor is away." in caplog.text
    assert not [word for word in (token, shopping.token, "unknown") if word in caplog.text]
