from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_punchout import vault
from saleor_punchout.documents.types import Address
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import partners
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from saleor_punchout.sandbox.portal.buyers import BUYERS, COUPA, GENERIC
from tests.flows.story import line, post, punch_out, setup_request, status, told

pytestmark = pytest.mark.usefixtures("world")


class NoSaleor:
    """A transport that may not be used."""

    def __init__(self, api_url, token):
        pass

    def execute(self, document, variables):
        raise SaleorUnreachable("Nobody asked for Saleor.")


@pytest.mark.parametrize("buyer", BUYERS.values(), ids=lambda buyer: buyer.system)
def test_every_system_gets_a_start_page_and_its_buyer_is_known(client, buyer):
    # when
    token = punch_out(client, buyer)

    # then
    session = PunchOutSession.objects.get(start_token=vault.fingerprint(token))
    assert session.partner.slug == buyer.key
    assert session.user_email == buyer.user_email
    assert session.buyer_cookie == "cookie-4711"
    assert Address(**session.ship_to).city == buyer.ship_to.city
    assert session.state == session.State.REQUESTED


def test_saleor_is_not_asked(client, settings):
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.NoSaleor"

    assert punch_out(client)


@pytest.mark.django_db(transaction=True)
def test_four_statements_are_enough(client):
    # given
    document = setup_request()
    post(client, document)

    # when
    with CaptureQueriesContext(connection) as queries:
        post(client, document)

    # then
    statements = [query["sql"] for query in queries if query["sql"] not in ("BEGIN", "BEGIN IMMEDIATE", "COMMIT")]
    assert len(statements) <= 4, statements
    assert sum(query["sql"].startswith("BEGIN") for query in queries) <= 1


def test_the_start_token_is_stored_nowhere(client):
    token = punch_out(client)

    assert not any(token in record.body + record.answer for record in DocumentRecord.objects.all())


def test_request_and_answer_are_in_the_journal(client):
    punch_out(client)

    document = DocumentRecord.objects.get()
    assert (document.kind, document.direction, document.status) == ("PunchOutSetupRequest", "in", 200)
    assert "<PunchOutSetupResponse>" in document.answer
    assert document.session == PunchOutSession.objects.get()
    assert GENERIC.secret not in document.body


def test_sourcing_is_answered_450(client):
    answer = post(client, setup_request(operation="source"))

    assert status(answer) == 450
    assert "send create" in told(answer)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://buyer.example.com/return", 200),
        ("https://BUYER.example.com:8443/return?a=1&b=2", 200),
        ("http://buyer.example.com/return", 400),
        ("https://evil.example.com/return", 403),
        ("https://buyer.example.com.evil.example/", 403),
        ("https://evil.example/?buyer.example.com", 403),
        ("https://buyer.example.com@evil.example/", 400),
        ("javascript:alert(1)", 400),
        ("//buyer.example.com/return", 400),
    ],
)
def test_carts_return_to_the_partners_own_hosts_only(client, address, expected):
    assert status(post(client, setup_request(browser_form_post=address))) == expected


def test_a_whole_domain_may_be_allowed(client, partner):
    partner.return_hosts = [".example.com"]
    partner.save()

    assert status(post(client, setup_request(browser_form_post="https://a.b.example.com/"))) == 200
    assert status(post(client, setup_request(browser_form_post="https://example.com.evil.example/"))) == 403
    assert status(post(client, setup_request(browser_form_post="https://notexample.com/"))) == 403


def test_a_host_that_is_not_allowed_is_told_apart_in_words(client):
    answer = post(client, setup_request(browser_form_post="https://elsewhere.example/"))

    assert "elsewhere.example" in told(answer)
    assert "return hosts" in told(answer)


def test_extrinsics_have_a_limit(client):
    much = {"UserEmail": "a@example.com", "One": "x" * 40_000, "Two": "x" * 40_000}

    assert status(post(client, setup_request(extrinsics=much))) == 400


def test_an_item_in_the_request_waits_in_the_cart(client):
    token = punch_out(client, items=(line("FST-1010", 3, "8.90"),))

    session = PunchOutSession.objects.get(start_token=vault.fingerprint(token))
    assert session.prefill == [{"sku": "FST-1010", "quantity": 3, "variant": "", "auxiliary_id": ""}]


def test_the_buyer_cookie_is_kept_verbatim(client):
    token = punch_out(client, buyer_cookie="  &lt;a&gt; <x>1</x> ü ")

    session = PunchOutSession.objects.get(start_token=vault.fingerprint(token))
    assert "<x>1</x>" in session.buyer_cookie
    assert session.buyer_cookie.startswith("  ")


def test_an_unknown_user_is_no_reason_to_refuse(client):
    token = punch_out(client, COUPA, extrinsics={}, ship_to=None)

    session = PunchOutSession.objects.get(start_token=vault.fingerprint(token))
    assert session.user_email == ""


@pytest.mark.parametrize(
    "origin", ["https://a.example.com *", "https://a.example.com;", "https://*", "https://me@a.example.com"]
)
def test_what_may_frame_us_is_an_origin_and_nothing_beside_it(partner, origin):
    with pytest.raises(ValidationError, match="is no origin"):
        partners.update_partner(partner, frame_ancestors=[origin])


@pytest.mark.parametrize(
    "origin", ["https://a.example.com", "https://*.example.com", "http://localhost:8000", "HTTPS://A.example.com/"]
)
def test_origins_are_kept_in_lower_case(partner, origin):
    partners.update_partner(partner, frame_ancestors=[origin])

    assert partner.frame_ancestors == [origin.lower().rstrip("/")]


def test_a_partner_of_another_protocol_is_told_how_it_punches_out(client, world):
    # given
    partner = TradingPartner.objects.get(slug="fennwick-foods")
    partner.protocol = "oci"
    partner.save()

    # when
    answer = post(client, setup_request())

    # then
    assert status(answer) == 403
    assert "punches out by oci" in told(answer)


def test_more_pieces_than_saleor_can_count_are_refused(client):
    answer = post(client, setup_request(items=(line("FST-1010", 3_000_000_000, "8.90"),)))

    assert status(answer) == 400
    assert "Line 1" in told(answer)
