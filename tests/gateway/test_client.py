"""What the client makes of answers, and of none."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_punchout.exceptions import AddressForbidden, SaleorForbids, SaleorRefused, SaleorUnreachable
from saleor_punchout.gateway import client as gateway
from saleor_punchout.gateway.client import SaleorClient, price_override
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.gateway.wire import Scripted

NO_ANSWER = SaleorUnreachable("Saleor answered with HTTP 503.")
QUERIES = {
    "read_channel": lambda saleor: saleor.read_channel("web"),
    "find_variants": lambda saleor: saleor.find_variants("web", ["A"]),
    "read_checkout": lambda saleor: saleor.read_checkout("c"),
    "read_cart": lambda saleor: saleor.read_cart("c", "de-AT"),
    "delivery_methods before 3.23": lambda saleor: saleor.delivery_methods("c", (3, 22)),
    "find_order": lambda saleor: saleor.find_order(reference="r"),
}
REPEATABLE = {"delivery_methods since 3.23", "choose_delivery_method", "set_note", "name_order"}
"""Mutations that only set a value."""
MUTATIONS = {
    "create_checkout": lambda saleor: saleor.create_checkout("web", []),
    "add_lines": lambda saleor: saleor.add_lines("c", [{"variantId": "v", "quantity": 1}]),
    "delete_checkout_lines": lambda saleor: saleor.delete_checkout_lines("c", ["l"]),
    "delivery_methods since 3.23": lambda saleor: saleor.delivery_methods("c", (3, 23)),
    "choose_delivery_method": lambda saleor: saleor.choose_delivery_method("c", "m"),
    "set_note": lambda saleor: saleor.set_note("c", "Gate 4"),
    "create_order": lambda saleor: saleor.create_order("c", {}),
    "name_order": lambda saleor: saleor.name_order("o", "r"),
}
PAYLOADS = {
    "create_checkout": "checkoutCreate",
    "add_lines": "checkoutLinesAdd",
    "delete_checkout_lines": "checkoutLinesDelete",
    "delivery_methods since 3.23": "deliveryOptionsCalculate",
    "choose_delivery_method": "checkoutDeliveryMethodUpdate",
    "set_note": "checkoutCustomerNoteUpdate",
    "create_order": "orderCreateFromCheckout",
    "name_order": "orderUpdate",
}


@pytest.fixture
def pauses(monkeypatch):
    """Seconds that were waited, without waiting them."""
    waited = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


PATIENT = QUERIES | {name: call for name, call in MUTATIONS.items() if name in REPEATABLE}
HASTY = {name: call for name, call in MUTATIONS.items() if name not in REPEATABLE}


@pytest.mark.parametrize("ask", PATIENT.values(), ids=PATIENT)
def test_a_query_and_what_only_sets_a_value_are_asked_three_times(pauses, ask):
    transport = Scripted(NO_ANSWER)

    with pytest.raises(SaleorUnreachable):
        ask(SaleorClient(transport))

    assert len(transport.asked) == 3
    assert pauses == list(gateway.QUERY_PAUSES)


def test_a_query_is_not_repeated_once_it_was_answered(pauses):
    transport = Scripted(NO_ANSWER, {"data": {"checkout": None}})

    assert SaleorClient(transport).read_checkout("c") is None
    assert len(transport.asked) == 2


def test_a_saleor_that_wants_to_be_left_alone_is_not_asked_again(pauses):
    transport = Scripted(SaleorUnreachable("Too many requests.", wait=timedelta(seconds=7)))

    with pytest.raises(SaleorUnreachable) as caught:
        SaleorClient(transport).read_channel("web")

    assert caught.value.wait == timedelta(seconds=7)
    assert len(transport.asked) == 1


@pytest.mark.parametrize("do", HASTY.values(), ids=HASTY)
def test_a_mutation_that_makes_or_deletes_something_is_never_repeated(pauses, do):
    transport = Scripted(NO_ANSWER)

    with pytest.raises(SaleorUnreachable):
        do(SaleorClient(transport))

    assert len(transport.asked) == 1
    assert pauses == []


@pytest.mark.parametrize("error", [AddressForbidden("no"), SaleorRefused("q", [])])
def test_what_will_not_change_is_not_asked_again(pauses, error):
    transport = Scripted(error)

    with pytest.raises(type(error)):
        SaleorClient(transport).read_channel("web")

    assert len(transport.asked) == 1


def told(code, message="Something."):
    return {"message": message, "extensions": {"exception": {"code": code}}}


@pytest.mark.parametrize("code", sorted(gateway.OUR_MISTAKES))
def test_an_error_that_names_our_question_is_a_refusal(code):
    transport = Scripted({"data": {"checkout": None}, "errors": [told(code, "Bad."), told(code, "And worse.")]})

    with pytest.raises(SaleorRefused) as caught:
        SaleorClient(transport).read_checkout("c")

    assert (caught.value.operation, caught.value.code) == ("checkout_read", code)
    assert caught.value.message == "Saleor refused checkout_read: Bad.; And worse."


def test_a_permission_that_is_missing_is_told_so_whatever_else_went_wrong():
    answer = {"data": {"order": None}, "errors": [told("KeyError"), told("PermissionDenied")]}

    with pytest.raises(SaleorForbids, match="the app's token was revoked, or it lacks a permission"):
        SaleorClient(Scripted(answer)).find_order(reference="r")


@pytest.mark.parametrize("code", ["KeyError", "GraphQLError", ""])
def test_after_an_error_beside_what_a_mutation_made_nobody_knows(code):
    made = {"orderCreateFromCheckout": {"order": {"id": "o", "number": "1"}, "errors": []}}
    transport = Scripted({"data": made, "errors": [told(code)]})

    with pytest.raises(SaleorUnreachable, match=r"Saleor failed at order_create_from_checkout: Something\."):
        SaleorClient(transport).create_order("c", {})

    assert len(transport.asked) == 1


@pytest.mark.parametrize("do", MUTATIONS.items(), ids=MUTATIONS)
def test_errors_of_a_mutation_are_a_refusal(do):
    name, call = do
    errors = [{"field": "lines", "message": "Too few.", "code": "INSUFFICIENT_STOCK"}]
    transport = Scripted({"data": {PAYLOADS[name]: {"errors": errors, "checkout": None, "order": None}}})

    with pytest.raises(SaleorRefused, match="Too few") as caught:
        call(SaleorClient(transport))

    assert caught.value.code == "INSUFFICIENT_STOCK"
    assert caught.value.errors == errors


def test_after_a_mutation_without_a_payload_nobody_knows():
    with pytest.raises(SaleorUnreachable, match="nobody knows whether it acted"):
        SaleorClient(Scripted({"data": {"orderUpdate": None}})).name_order("o", "r")


@pytest.mark.parametrize(
    "error",
    [
        "Not found",
        {"message": None, "extensions": None},
        {"extensions": {"exception": None}},
        {"extensions": ["a"]},
        {"extensions": {"exception": "KeyError"}},
        None,
        7,
    ],
)
def test_after_errors_in_a_strange_shape_nobody_knows(pauses, error):
    for errors in (error or "trouble", [error]):
        with pytest.raises(SaleorUnreachable):
            SaleorClient(Scripted({"errors": errors})).read_channel("web")


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"detail": "Not found."}, {"data": []}, {"errors": []}])
def test_an_answer_without_data_and_errors_is_none(pauses, answer):
    with pytest.raises(SaleorUnreachable, match="neither data nor errors"):
        SaleorClient(Scripted(answer)).read_channel("web")


@pytest.mark.parametrize(
    ("price", "factor", "told"),
    [
        ("12.345", "1", "12.345"),
        ("12", "1", "12.000"),
        ("0.0004", "1", "0.000"),
        ("0.0125", "1", "0.013"),
        ("0.0135", "1", "0.014"),
        ("8.40", "1.19", "9.996"),
        ("1E+3", "1", "1000.000"),
        ("99999999999.9999", "1", "100000000000.000"),
    ],
)
def test_a_price_is_told_with_the_three_decimals_that_saleor_keeps(price, factor, told):
    assert price_override(Decimal(price), Decimal(factor)) == told


def test_many_articles_are_asked_for_in_pages_of_a_hundred():
    # given
    transport = Scripted({"data": {"productVariants": {"edges": []}}})
    skus = [f"SKU-{number}" for number in range(205)]

    # when
    SaleorClient(transport).find_variants("web", [*skus, *skus])

    # then
    assert [len(asked["skus"]) for asked in transport.asked] == [100, 100, 5]
    assert [sku for asked in transport.asked for sku in asked["skus"]] == skus


def test_no_articles_are_not_asked_for():
    transport = Scripted({})

    assert SaleorClient(transport).find_variants("web", []) == {}
    assert transport.asked == []


def test_what_is_not_given_is_not_sent_with_a_new_checkout():
    # given
    transport = Scripted({"data": {"checkoutCreate": {"checkout": {"id": "c"}, "errors": []}}})

    # when
    SaleorClient(transport).create_checkout("web", [])

    # then
    (asked,) = transport.asked
    assert set(asked["input"]) == {"channel", "lines", "validationRules", "metadata"}


def test_articles_of_the_shop_are_found_by_their_sku(saleor):
    found = saleor.find_variants("default-channel", ["FST-1001", "fst-1001", "NO-SUCH"])

    assert set(found) == {"FST-1001"}
    assert found["FST-1001"].net == Decimal("14.8")
    assert found["FST-1001"].gross_over_net.quantize(Decimal("0.001")) == Decimal("1.190")
    assert found["FST-1001"].is_available


def test_a_channel_that_enters_prices_with_tax_says_so(saleor):
    channel = saleor.read_channel("gross-channel")

    assert channel.prices_include_tax
    assert saleor.read_channel("closed-channel").is_active is False
    assert saleor.read_channel("no-such") is None


def test_a_checkout_becomes_an_order_only_once(saleor):
    variant = saleor.find_variants("default-channel", ["FST-1001"])["FST-1001"]
    checkout = saleor.create_checkout("default-channel", [{"variantId": variant.id, "quantity": 1}])

    with pytest.raises(SaleorRefused) as unready:
        saleor.create_order(checkout, {})
    with pytest.raises(SaleorRefused) as unknown:
        saleor.create_order("Q2hlY2tvdXQ6bm9uZQ==", {})

    assert unready.value.code
    assert unknown.value.code == "CHECKOUT_NOT_FOUND"


def test_a_name_that_another_order_has_is_refused(saleor):
    # given
    orders = [_order(saleor) for _ in range(2)]
    saleor.name_order(orders[0].id, "buyer:PO-1")

    # then
    with pytest.raises(SaleorRefused) as caught:
        saleor.name_order(orders[1].id, "buyer:PO-1")
    assert caught.value.code == "UNIQUE"


def _order(saleor):
    variant = saleor.find_variants("default-channel", ["FST-1001"])["FST-1001"]
    address = {"country": "DE", "city": "Hamburg"}
    checkout = saleor.create_checkout(
        "default-channel",
        [{"variantId": variant.id, "quantity": 1}],
        email="buyer.one@example.com",
        shipping=address,
        billing=address,
    )
    saleor.choose_delivery_method(checkout, saleor.delivery_methods(checkout, (3, 23))[0].id)
    return saleor.create_order(checkout, {})


def test_a_wrong_token_may_not_do_what_an_app_may(db):
    with pytest.raises(SaleorForbids, match="does not permit order_by_reference"):
        SaleorClient(SandboxTransport("", "wrong")).find_order(reference="r", checkouts=["c"])
