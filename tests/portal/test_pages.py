"""The portal's pages, as a browser gets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from saleor_punchout.sandbox.portal import procurement
from saleor_punchout.sandbox.portal.buyers import BUYERS, GENERIC
from saleor_punchout.sandbox.portal.models import Requisition
from tests.portal.conftest import cart, fields, item

State = Requisition.State


def page_of(requisition: Requisition, client: Client) -> str:
    return client.get(f"/portal/requisitions/{requisition.pk}").content.decode()


def test_the_front_page_offers_every_company(db, client):
    # when
    page = client.get("/").content.decode()

    # then
    for buyer in BUYERS.values():
        assert buyer.name in page
        assert buyer.secret not in page
    assert 'href="/shop/"' in page
    assert 'href="/graphql/"' in page


def test_a_requisition_is_made_for_a_company(db, client):
    # when
    response = client.post("/portal/new", {"buyer": GENERIC.key})

    # then
    requisition = Requisition.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/portal/requisitions/{requisition.pk}")
    assert f"REQ-{requisition.number}" in client.get("/portal/").content.decode()


def test_an_unknown_company_makes_nothing(db, client):
    # when
    response = client.post("/portal/new", {"buyer": "nobody"})

    # then
    assert response.status_code == 404
    assert not Requisition.objects.exists()


def test_punching_out_sends_the_browser_to_the_start_page(supplier, client):
    # given
    requisition = procurement.new_requisition(GENERIC)

    # when
    response = client.post(f"/portal/requisitions/{requisition.pk}/punch-out")

    # then
    assert response.status_code == 303
    assert response["Location"].startswith(f"{supplier}/start/")


def test_a_wrong_secret_is_told_as_the_user_would_see_it(supplier, client):
    # given
    requisition = procurement.new_requisition(GENERIC)

    # when
    client.post(f"/portal/requisitions/{requisition.pk}/wrong-secret")

    # then
    page = page_of(requisition, client)
    assert "That did not work" in page
    assert "The supplier answered 401 Unauthorized" in page


def test_a_problem_is_gone_after_the_next_errand(supplier, client):
    # given
    requisition = procurement.new_requisition(GENERIC)
    client.post(f"/portal/requisitions/{requisition.pk}/wrong-secret")

    # when
    client.post(f"/portal/requisitions/{requisition.pk}/punch-out")

    # then
    assert "That did not work" not in page_of(requisition, client)


def test_the_cart_form_comes_from_another_site_and_is_taken(shopping):
    # given
    stranger = Client(enforce_csrf_checks=True, headers={"Origin": "https://shop.example.com"})

    # when
    response = stranger.post(f"/portal/return/{shopping.pk}", fields(cart()))

    # then
    assert (response.status_code, response["Location"]) == (303, f"/portal/requisitions/{shopping.pk}")
    page = page_of(shopping, stranger)
    assert "SKU-1" in page
    assert "3 days" in page
    assert 'name="quantity-1" value="2"' in page


@pytest.mark.parametrize("errand", ["punch-out", "wrong-secret", "approve", "order"])
def test_no_other_form_may_come_from_another_site(shopping, errand):
    # given
    stranger = Client(enforce_csrf_checks=True)

    # when
    response = stranger.post(f"/portal/requisitions/{shopping.pk}/{errand}")

    # then
    assert response.status_code == 403


def test_a_form_of_the_portal_itself_is_taken(db):
    # given
    browser = Client(enforce_csrf_checks=True)
    browser.get("/")
    token = browser.cookies["csrftoken"].value

    # when
    response = browser.post("/portal/new", {"buyer": GENERIC.key, "csrfmiddlewaretoken": token})

    # then
    assert response.status_code == 303


def test_a_foreign_cart_is_told_on_the_requisition(shopping, client):
    # when
    client.post(f"/portal/return/{shopping.pk}", fields(cart("cookie-2")))

    # then
    assert "belongs to another visit" in page_of(shopping, client)


def test_script_in_a_cart_stays_text(shopping, client):
    # given
    hostile = cart("cookie-1", item(1, description="<script>alert(1)</script>"))

    # when
    client.post(f"/portal/return/{shopping.pk}", fields(hostile))

    # then
    page = page_of(shopping, client)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_pages_run_no_script_at_all(db, client):
    # when
    policy = client.get("/")["Content-Security-Policy"]

    # then
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_what_approval_changed_is_shown_beside_what_came(supplier, shopping, client):
    # given
    procurement.receive(shopping, fields(cart()))

    # when
    client.post(f"/portal/requisitions/{shopping.pk}/approve", {"quantity-1": "7", "remove-2": "on"})

    # then
    page = page_of(shopping, client)
    assert "<del>2</del> <ins>7</ins>" in page
    assert "removed in approval" in page
    assert "<strong>200</strong> OK" in page


def test_a_number_that_is_none_leaves_the_requisition_as_it_was(shopping, client):
    # given
    procurement.receive(shopping, fields(cart()))

    # when
    client.post(f"/portal/requisitions/{shopping.pk}/approve", {"quantity-1": "lots"})

    # then
    assert "The quantity of line 1 is not a plain number" in page_of(shopping, client)
    assert Requisition.objects.get().state == State.RETURNED


@pytest.fixture
def ordered(shopping) -> Requisition:
    procurement.receive(shopping, fields(cart()))
    procurement.approve(shopping)
    shopping.state, shopping.order_id, shopping.ordered_at = State.ORDERED, "PO-1", timezone.now()
    shopping.save()
    return shopping


SALEOR_ORDER = b"""{"data": {"order": {"number": "41", "status": "UNFULFILLED",
  "total": {"net": {"amount": 105.00, "currency": "EUR"}, "gross": {"amount": 124.95}},
  "lines": [{"productName": "Hex bolt", "productSku": "SKU-1", "quantity": 2,
             "unitPrice": {"net": {"amount": 10.0}}, "totalPrice": {"net": {"amount": 20.0}}}]}}}"""


def test_the_order_stands_in_saleor(ordered, wire, client):
    # given
    wire.says(SALEOR_ORDER)

    # when
    page = page_of(ordered, client)

    # then
    assert "#41" in page
    assert "Unfulfilled" in page
    assert "124.95" in page
    assert b"fennwick-foods:PO-1" in wire.sent[0].body


@pytest.mark.parametrize("answer", [b'{"data": {"order": null}}', b'{"errors": [{}]}', b"<html>", b"[]"])
def test_an_order_that_is_on_its_way_is_looked_for_again(ordered, wire, client, answer):
    # given
    wire.says(answer)

    # when
    page = page_of(ordered, client)

    # then
    assert 'http-equiv="refresh"' in page
    assert "being placed" in page


def test_an_order_that_does_not_arrive_is_held(ordered, wire, client):
    # given
    wire.says(b'{"data": {"order": null}}')
    Requisition.objects.update(ordered_at=timezone.now() - timedelta(seconds=11))

    # when
    page = page_of(ordered, client)

    # then
    assert 'http-equiv="refresh"' not in page
    assert "<strong>Held.</strong>" in page
