"""Oracle's native XML: the login, its answer, and the cart on its way back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote_plus, urlsplit
from xml.sax.saxutils import escape

import pytest

from saleor_punchout.documents.oracle.cart import read_cart
from saleor_punchout.documents.oracle.login import open_oracle, read_login_response
from saleor_punchout.documents.reading import Notes
from saleor_punchout.flows import partners, visit
from saleor_punchout.models import DocumentRecord, Installation, PunchOutSession
from tests.flows.oci_story import PASSWORD, USER, Kept, enter, kept, oci_partner, page_of

RETURN_URL = "https://ebs.example.com/oxml/handlePunchOutOrder?org=204"


@pytest.fixture
def ebs(world):
    return oracle_partner(world)


def oracle_partner(world, **fields):
    given = {"system": "oracle-iprocurement", "protocol": "oracle", "return_hosts": ["ebs.example.com"]}
    return oci_partner(world, **given | fields)


def login_request(
    user=USER, password=PASSWORD, action="shopping", return_url=RETURN_URL, search="", email="buyer.one@example.com"
):
    """As Oracle iProcurement writes it."""
    return (
        "<?xml version = '1.0' encoding = 'UTF-8'?>\n"
        f'<request><header version="1.0"><login><username>{escape(user)}</username>'
        f"<password>{escape(password)}</password></login><action>{action}</action><language>EN</language>"
        "<userArea><operatingUnit>204</operatingUnit><shipTo>V1 - New York City</shipTo></userArea></header>"
        "<body><loginInfo><exchangeInfo><exchangeName>Oracle iProcurement</exchangeName></exchangeInfo>"
        f"<userInfo><userName>Buyer, Pat</userName><userContactInfo><userEmail>{email}</userEmail></userContactInfo>"
        f"<appUserName>PBUYER</appUserName></userInfo><returnURL>{escape(return_url)}</returnURL></loginInfo>"
        f"<searchKeywords>{escape(search)}</searchKeywords></body></request>"
    ).encode()


def post(client, body=None, *, slug="kestrel", content_type="text/xml", **headers):
    return client.post(
        f"/oracle/{slug}", login_request() if body is None else body, content_type=content_type, **headers
    )


def read(response):
    return read_login_response(open_oracle(response.content, Notes()).root)


def session_of(response):
    said = read(response)
    assert said.return_code == "S", said
    return visit.find_start(urlsplit(said.login_url).path.rpartition("/")[2])


class Redirecting:
    """An answer of ours as the redirect that the buyer's system makes of it."""

    def __init__(self, response):
        self.status_code, self._location = 303, read(response).login_url

    def __getitem__(self, name):
        return self._location


@pytest.fixture
def shopping(client, ebs, saleor):
    shopping = enter(Redirecting(post(client)), saleor)
    shopping.add("FST-1001", 3)
    return shopping


@pytest.mark.parametrize("path", ["/oracle/kestrel", "/oracle/kestrel/"])
def test_a_login_is_answered_with_a_start_link(client, ebs, path):
    # when
    response = client.post(path, login_request(), content_type="text/xml")

    # then
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=UTF-8")
    session = session_of(response)
    assert (session.partner, session.protocol, session.return_url) == (ebs, "oracle", RETURN_URL)
    assert read(response).login_url.startswith("http://testserver/start/")
    assert client.get(urlsplit(read(response).login_url).path).status_code == 200


def test_the_document_names_the_user(client, ebs):
    session = session_of(post(client))

    assert session.user_email == "buyer.one@example.com"
    assert "Buyer" in session.user_name
    assert session.user_unique_name
    assert session.ship_to["name"] == "V1 - New York City"


def test_keywords_are_searched_for_first(client, ebs):
    assert session_of(post(client, login_request(search="hex bolts"))).search == "hex bolts"


@pytest.mark.parametrize("name", ["loginRequest", "xmldoc", "LOGINREQUEST"])
def test_the_document_may_come_in_a_form(client, ebs, name):
    body = f"{name}={quote_plus(login_request())}"

    assert session_of(post(client, body, content_type="application/x-www-form-urlencoded"))


def test_the_link_may_stand_directly_in_the_body(client, world):
    oracle_partner(world, dialect={"is_login_url_in_body": True})

    response = post(client)

    assert b"<body><loginURL>" in response.content
    assert session_of(response)


REFUSED = {
    "password": login_request(password="wrong"),
    "user": login_request(user="somebody"),
    "no user": login_request(user=""),
    "no password": login_request(password=""),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_wrong_login_reads_the_same_whatever_is_wrong(client, ebs, body):
    # when
    response = post(client, body)

    # then
    assert response.status_code == 200
    assert response.content == post(client, slug="no-such-partner").content
    assert (read(response).return_code, read(response).login_url) == ("E", "")
    assert PunchOutSession.objects.count() == 0


def test_a_partner_of_another_protocol_is_not_called_here(client, world):
    oci_partner(world)

    assert read(post(client)).return_code == "E"
    assert (
        client.get(f"/oci/kestrel?USERNAME={USER}&PASSWORD={PASSWORD}&HOOK_URL=https://srm.example.com/").status_code
        == 303
    )


def test_a_partner_that_is_switched_off_reads_like_a_wrong_login(client, ebs):
    # given
    ebs.is_active = False
    ebs.save()

    # then
    assert post(client).content == post(client, REFUSED["password"]).content


def test_whoever_guesses_has_to_wait(client, ebs, settings, time_machine):
    # given
    time_machine.move_to(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), tick=False)
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 2
    for _ in range(2):
        post(client, REFUSED["password"])

    # then
    assert "Too many" in read(post(client)).message
    assert read(post(client, REMOTE_ADDR="192.0.2.7")).return_code == "S"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (login_request(action="inquiry"), "inquiry"),
        (login_request(return_url=""), "returnURL"),
        (login_request(return_url="javascript:alert(1)"), "returnURL"),
        (login_request(return_url="https://evil.example/"), "evil.example"),
        (login_request(return_url="http://ebs.example.com/"), "https"),
    ],
)
def test_a_faulty_request_is_told_in_words_inside_xml(client, ebs, body, words):
    # when
    response = post(client, body)

    # then
    assert response.status_code == 200
    assert (read(response).return_code, read(response).login_url) == ("E", "")
    assert words in read(response).message


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", 400),
        (b"hello", 400),
        (b"<request>", 400),
        (b"<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><request>&e;</request>", 400),
        (b"<html/>", 400),
        (b"<request/>", 200),
        (b"<request>" + b"x" * 300_000 + b"</request>", 413),
    ],
    ids=["nothing", "words", "torn", "entity", "another", "empty", "endless"],
)
def test_what_is_no_request_is_refused_in_oracles_xml(client, ebs, body, expected):
    # when
    response = post(client, body)

    # then
    assert response.status_code == expected
    assert read(response).return_code == "E"
    assert "passwd" not in response.content.decode()


def test_while_the_shop_is_not_connected_the_caller_is_told_so(client, ebs):
    Installation.objects.update(is_active=False)

    assert "not connected" in read(post(client)).message


def test_the_journal_keeps_request_and_answer_without_secrets(client, ebs):
    # when
    response = post(client)

    # then
    row = kept().row
    assert (row.kind, row.status, row.partner) == ("OracleLoginRequest", 200, ebs)
    assert row.session == PunchOutSession.objects.get()
    assert f"<username>{USER}</username>" in row.body
    assert "<loginURL>http://testserver/start/********</loginURL>" in row.answer
    assert not kept().holds(PASSWORD)
    assert not kept().holds(read(response).login_url.rpartition("/")[2])


def test_staff_learn_the_cause_and_the_stranger_does_not(client, ebs):
    # when
    response = post(client, login_request(password="seven-oaks-9999"))

    # then
    row = kept().row
    assert (row.status, row.partner, row.installation) == (403, None, ebs.installation)
    assert USER in row.reason
    assert USER not in response.content.decode()
    assert not kept().holds("seven-oaks-9999")


def test_an_accident_on_our_side_is_told_without_its_cause(client, ebs, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the cause")

    monkeypatch.setattr("saleor_punchout.vault.new_token", fail)

    response = post(client)

    assert response.status_code == 200
    assert read(response).return_code == "E"
    assert b"the cause" not in response.content


def test_the_cart_goes_back_in_one_field(client, shopping):
    # when
    page = page_of(client.post(f"/return/{shopping.token}"))

    # then
    ((name, document),) = page.fields
    assert (page.form["action"], page.form["method"], name) == (RETURN_URL, "post", "oracleCart")
    cart = read_cart(open_oracle(document.encode(), Notes()).root, Notes())
    assert [(item.item_id.supplier_part_id, item.quantity) for item in cart.items] == [("FST-1001", Decimal(3))]
    assert cart.items[0].detail.unit_price.amount == Decimal("14.80")
    assert cart.items[0].item_id.supplier_part_auxiliary_id.startswith(shopping.session.key)


def test_the_cart_names_us_as_the_buyer_does(client, shopping):
    # given
    partner = shopping.session.partner
    partner.dialect = {
        "return_field": "cart",
        "supplier_name": "Sample Supply",
        "supplier_duns": "004821175",
        "supplier_trading_partner_code": "SS1",
        "category_identifier": "SPSC",
    }
    partner.save()

    # when
    ((name, document),) = page_of(client.post(f"/return/{shopping.token}")).fields

    # then
    assert name == "cart"
    assert "<supplierDUNS>004821175</supplierDUNS>" in document
    assert "<supplierTradingPartnerCode>SS1</supplierTradingPartnerCode>" in document
    assert 'categoryCodeIdentifier="SPSC"' in document


def test_asked_again_the_same_cart_goes_back(client, shopping):
    first = page_of(client.post(f"/return/{shopping.token}")).fields
    shopping.add("FST-1002", 1)

    assert page_of(client.post(f"/return/{shopping.token}")).fields == first


def test_without_a_cart_nothing_is_posted(client, shopping):
    # when
    response = client.post(f"/cancel/{shopping.token}")

    # then
    assert "form" not in page_of(response).tags
    assert b"You may close this window" in response.content
    row = DocumentRecord.objects.get(direction="out")
    assert (row.kind, row.body, Kept(row).holds(RETURN_URL)) == ("OracleNoCart", "", False)


def test_an_empty_cart_is_never_returned(client, ebs, saleor):
    shopping = enter(Redirecting(post(client)), saleor)

    assert client.post(f"/return/{shopping.token}").status_code == 409


def test_the_address_tells_curious_people_what_it_is(client, ebs):
    assert client.get("/oracle/kestrel").status_code == 200
    assert b"POST" in client.get("/oracle/kestrel").content


def test_the_password_of_one_partner_opens_no_other(client, world, ebs):
    # given
    other = oracle_partner(world, name="Heron Mills", slug="heron")
    partners.end_credential(other.credentials.get())
    partners.add_credential(other, partners.Identity("login", "", USER, secret="another-secret-1"))

    # then
    assert read(post(client, slug="heron")).return_code == "E"
    assert session_of(post(client, login_request(password="another-secret-1"), slug="heron")).partner == other
