"""What a checkout refuses, what only the app may do, and what hostile callers get."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from saleor_punchout.sandbox.models import Checkout, Listing
from saleor_punchout.sandbox.saleor.views import MAX_BODY
from tests.sandbox.asking import ADDRESS, CHECKOUT, CHOOSE, CONVERT, CREATE, OPTIONS, ORDERS, Asker

DELETE = "mutation ($id: ID!, $lines: [ID!]!) { checkoutLinesDelete(id: $id, linesIds: $lines) { errors { code } } }"
EMAIL = "mutation ($id: ID!, $email: String!) { checkoutEmailUpdate(id: $id, email: $email) { errors { code } } }"
SHIP = """
mutation ($id: ID!, $address: AddressInput!, $rules: CheckoutAddressValidationRules) {
  checkoutShippingAddressUpdate(id: $id, shippingAddress: $address, validationRules: $rules) {
    errors { field code }
  }
}
"""
NOTE = """
mutation ($id: ID!, $items: [MetadataInput!]!) { updateMetadata(id: $id, input: $items) { errors { code } } }
"""
SECRET_NOTE = """
mutation ($id: ID!, $items: [MetadataInput!]!) { updatePrivateMetadata(id: $id, input: $items) { errors { code } } }
"""
UNKNOWN = "Q2hlY2tvdXQ6NmFiNWE4YjItMmQ5ZC00YjI1LTlmNDgtMDMyNzE0M2I1ZjI0"
ITEMS = [{"key": "a", "value": "b"}]
DETAILS = "query ($slug: String!) { channel(slug: $slug) { currencyCode } }"
PRIVATE = "query ($id: ID!) { checkout(id: $id) { privateMetadata { key } } }"


@pytest.fixture
def http() -> Any:
    """Posts to the address where the demo mounts the pretend Saleor."""
    with override_settings(ROOT_URLCONF="saleor_punchout.sandbox.saleor.urls"):
        yield lambda body, **headers: Client().post("/graphql/", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"channel": "no-such"}, "NOT_FOUND"),
        ({"channel": None}, "MISSING_CHANNEL_SLUG"),
        ({"channel": "closed-channel"}, "CHANNEL_INACTIVE"),
        ({"email": "no address"}, "INVALID"),
        ({"shippingAddress": {"country": "US", "city": "Troy", "postalCode": "1", "streetAddress1": "A"}}, "REQUIRED"),
        ({"lines": [{"variantId": "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5", "quantity": 1}]}, "NOT_FOUND"),
        ({"lines": [{"variantId": "UHJvZHVjdFZhcmlhbnQ6" + "OTk5" * 9, "quantity": 1}]}, "NOT_FOUND"),
        ({"lines": [{"variantId": "garbage", "quantity": 1}]}, "NOT_FOUND"),
    ],
)
def test_a_checkout_is_refused_with_saleors_code(shopper: Asker, change: dict[str, Any], code: str) -> None:
    # given
    given = {"channel": "default-channel", "lines": [shopper.line()]} | change

    # then
    assert shopper.codes(CREATE, input=given) == [code]
    assert not Checkout.objects.exists()


@pytest.mark.parametrize(("quantity", "code"), [(0, "ZERO_QUANTITY"), (-1, "ZERO_QUANTITY"), (4, "INSUFFICIENT_STOCK")])
def test_a_quantity_must_be_in_stock(shopper: Asker, quantity: int, code: str) -> None:
    # given
    lines = [shopper.line(sku="PWR-3030", quantity=quantity)]

    # then
    assert shopper.codes(CREATE, input={"channel": "default-channel", "lines": lines}) == [code]


def test_what_the_channel_does_not_list_is_absent_and_cannot_be_added(shopper: Asker) -> None:
    # given
    line = shopper.line()
    Listing.objects.filter(variant__sku="FST-1001", channel__slug="default-channel").delete()

    # when
    (error,) = shopper.ask(CREATE, input={"channel": "default-channel", "lines": [line]})["errors"]

    # then
    assert (error["code"], error["variants"]) == ("UNAVAILABLE_VARIANT_IN_CHANNEL", [line["variantId"]])
    with pytest.raises(ValueError, match="not enough values"):
        shopper.variant("FST-1001")


def test_an_unknown_checkout_is_refused_by_every_mutation(app: Asker) -> None:
    assert app.codes(EMAIL, id=UNKNOWN, email="ada@example.com") == ["NOT_FOUND"]
    assert app.codes(DELETE, id=UNKNOWN, lines=[]) == ["NOT_FOUND"]
    assert app.codes(OPTIONS, id=UNKNOWN) == ["NOT_FOUND"]
    assert app.codes(CHOOSE, id=UNKNOWN, method=None) == ["NOT_FOUND"]
    assert app.codes(CONVERT, id=UNKNOWN) == ["CHECKOUT_NOT_FOUND"]
    assert app.codes(NOTE, id=UNKNOWN, items=ITEMS) == ["NOT_FOUND"]


def test_a_line_of_another_checkout_cannot_be_deleted(app: Asker) -> None:
    # given
    mine, other = app.checkout(app.line()), app.checkout(app.line())
    foreign = [line["id"] for line in app.read(other)["lines"]]

    # then
    assert app.codes(DELETE, id=mine, lines=foreign) == ["INVALID"]
    assert app.codes(DELETE, id=other, lines=foreign) == []


def test_rules_let_an_incomplete_address_pass(app: Asker) -> None:
    # given
    checkout = app.checkout(app.line())

    # then
    assert app.codes(SHIP, id=checkout, address={"country": "DE", "skipValidation": True}) == ["REQUIRED"]
    assert app.codes(SHIP, id=checkout, address={}, rules={"checkRequiredFields": False}) == []


def test_a_delivery_method_of_another_channel_is_not_applicable(app: Asker) -> None:
    # given
    gross = Asker(app.token, channel="gross-channel")
    foreign = gross.checkout(gross.line(), shippingAddress=ADDRESS)
    method = gross.ask(OPTIONS, id=foreign)["deliveries"][0]["id"]
    checkout = app.checkout(app.line(), shippingAddress=ADDRESS)

    # then
    assert app.codes(CHOOSE, id=checkout, method=method) == ["DELIVERY_METHOD_NOT_APPLICABLE"]


def test_a_shopper_fills_a_checkout_but_sets_no_prices(shopper: Asker) -> None:
    # given
    checkout = shopper.checkout(shopper.line())
    priced = {"channel": "default-channel", "lines": [shopper.line(price="1.00")]}
    secret = {"channel": "default-channel", "lines": [], "privateMetadata": ITEMS}

    # then
    assert shopper.codes(EMAIL, id=checkout, email="ada@example.com") == []
    assert shopper.codes(NOTE, id=checkout, items=ITEMS) == []
    assert shopper.read(checkout)["metadata"] == ITEMS
    assert shopper.denial(CREATE, input=priced) == ["PermissionDenied"]
    assert shopper.denial(CREATE, input=secret) == ["PermissionDenied"]
    assert Checkout.objects.count() == 1


def test_a_shopper_neither_makes_nor_sees_orders(shopper: Asker, app: Asker) -> None:
    # given
    checkout = app.ready_checkout(app.line())

    # then
    for who in (shopper, Asker("a wrong token")):
        assert who.denial(CONVERT, id=checkout) == ["PermissionDenied"]
        assert who.denial(ORDERS, checkouts=[checkout]) == ["PermissionDenied"]
        assert who.denial(SECRET_NOTE, id=checkout, items=ITEMS) == ["PermissionDenied"]
        assert who.denial(PRIVATE, id=checkout) == ["PermissionDenied"]
        assert who.denial(DETAILS, slug="default-channel") == ["PermissionDenied"]


@override_settings(PUNCHOUT_SANDBOX_TOKEN="")
def test_without_a_token_in_the_settings_nobody_is_the_app(app: Asker) -> None:
    assert Asker("").denial(DETAILS, slug="default-channel") == ["PermissionDenied"]


def test_a_closed_channel_shows_nothing_to_shoppers(shopper: Asker) -> None:
    # given
    query = "query ($slug: String!) { products(first: 1, channel: $slug) { edges { node { name } } } }"

    # then
    assert shopper.ask(query, slug="closed-channel") == {"edges": []}
    assert shopper.ask(query, slug="default-channel")["edges"]


@pytest.mark.parametrize(
    "document",
    [
        "{shop" * 5000,
        "{a" * 30 + "}" * 30,
        "{" + "shop{version} " * 600 + "}",
        "{...A1} " + " ".join(f"fragment A{n} on Query {{shop{{version}} ...A{n + 1} ...A{n + 1}}}" for n in range(40)),
        "{...A} fragment A on Query {...A}",
        "{shop{version}} fragment A on Shop {" + "version " * 2000 + "}",
        "# " + "x" * 60_000,
        "{ shop { version } ",
        "{ shop { secrets } }",
        "type Query { a: Int }",
        "query A { shop { version } } query B { shop { version } }",
        "query ($id: ID!) { checkout(id: $id) { id } }",
        "",
    ],
)
def test_a_hostile_document_is_an_error_and_no_crash(app: Asker, document: str) -> None:
    answer = app.answer(document)
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["exception"]["code"] in ("GraphQLError", "GraphQLSyntaxError")


def test_a_required_argument_is_not_left_to_the_default_of_its_variable(app: Asker) -> None:
    # given
    query = """
    query ($language: LanguageCodeEnum = DE) {
      products(channel: "default-channel", first: 1) {
        edges { node { translation(languageCode: $language) { name } } }
      }
    }
    """

    # then
    assert app.denial(query) == ["GraphQLError"]
    assert app.ask(query, language="DE")["edges"]


@pytest.mark.parametrize(
    "page",
    [{"first": 101}, {"first": -1}, {}, {"first": 1, "after": "garbage"}, {"first": 1, "after": "9" * 40}],
)
def test_a_page_has_its_limits(shopper: Asker, page: dict[str, Any]) -> None:
    # given
    query = """
    query ($first: Int, $after: String) {
      products(channel: "default-channel", first: $first, after: $after) { edges { node { name } } }
    }
    """

    # then
    assert shopper.denial(query, **page) == ["GraphQLError"]


def test_pages_follow_each_other(shopper: Asker) -> None:
    # given
    query = """
    query ($after: String) {
      products(channel: "default-channel", first: 20, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { slug } }
      }
    }
    """

    # when
    first = shopper.ask(query)
    second = shopper.ask(query, after=first["pageInfo"]["endCursor"])

    # then
    slugs = [edge["node"]["slug"] for page in (first, second) for edge in page["edges"]]
    assert len(set(slugs)) == first["totalCount"] == len(slugs)
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"garbage", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b'{"query": 1}', 400),
        (b'{"query": "{ shop { version } }", "variables": []}', 200),
        (b'{"query": "{ shop { version } }", "variables": "x"}', 400),
        (b"[" * 100_000, 400),
        (b'{"query": "{ nothing }"}', 400),
        (b" " * (MAX_BODY + 1), 413),
    ],
)
@pytest.mark.django_db
def test_a_garbled_request_gets_json_with_errors(http: Any, body: bytes, status: int) -> None:
    response = http(body)
    assert response.status_code == status
    assert response.json()["errors"]


def test_the_token_travels_in_either_header(http: Any, app: Asker) -> None:
    # given
    body = json.dumps({"query": "{ shop { version } }"})

    # then
    for name, value in {"Authorization": f"Bearer {app.token}", "Authorization-Bearer": app.token}.items():
        assert http(body, **{name: value}).json() == {"data": {"shop": {"version": "3.23.0"}}}


def test_amounts_travel_as_plain_numbers(http: Any, app: Asker) -> None:
    # given
    checkout = app.checkout(app.line(quantity=3, price="0.1"))

    # when
    response = http(json.dumps({"query": CHECKOUT, "variables": {"id": checkout}}))

    # then
    assert b'"subtotalPrice": {"net": {"amount": 0.3}, "gross": {"amount": 0.36}}' in response.content


def test_a_curious_visitor_gets_one_line(http: Any) -> None:
    assert Client().get("/graphql/").content.count(b"\n") == 1
