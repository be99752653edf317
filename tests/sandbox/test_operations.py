"""Every operation document of the gateway runs here unchanged, in the order of a purchase."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings

from saleor_punchout.gateway.client import OPERATIONS
from tests.sandbox.asking import ADDRESS, Asker


class Journey:
    """Executes documents by name, and remembers which."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.done: set[str] = set()

    def run(self, name: str, **variables: Any) -> dict[str, Any]:
        self.done.add(name)
        answer = self.asker.answer((OPERATIONS / f"{name}.graphql").read_text("utf-8"), **variables)
        assert "errors" not in answer, answer
        for payload in answer["data"].values():
            assert not (payload and payload.get("errors")), payload
        return answer["data"]


def run_catalogue(journey: Journey) -> None:
    """What a buyer's system asks of the catalogue."""
    first = journey.run("catalogue_read", channel="default-channel", first=1)["productVariants"]
    assert (
        first["pageInfo"]
        == journey.run("catalogue_skip", channel="default-channel", first=1)["productVariants"]["pageInfo"]
    )
    product = first["edges"][0]["node"]["product"]
    name, ids = product["name"], [product["id"]]
    published = journey.run("catalogue_published", channel="default-channel", ids=ids)["products"]["edges"]
    assert [edge["node"]["id"] for edge in published] == ids
    found = journey.run("catalogue_search", channel="default-channel", words=name, first=5)["products"]["edges"]
    assert name in [edge["node"]["name"] for edge in found]


def test_all_documents_carry_a_purchase_from_the_catalogue_to_the_named_order(app: Asker) -> None:
    # given
    journey = Journey(app)
    assert journey.run("app_read")["app"]["identifier"] == "saleor-punchout"
    channel = journey.run("channel_read", slug="default-channel")
    assert channel["channel"]["taxConfiguration"] == {"chargeTaxes": True, "pricesEnteredWithTax": False}
    (edge,) = journey.run("variants_read", channel="default-channel", skus=["FST-1001", "NO-SUCH"])["productVariants"][
        "edges"
    ]
    variant = edge["node"]
    assert variant["pricing"]["price"]["net"]["amount"] == Decimal("14.8")

    # when
    line = {"variantId": variant["id"], "quantity": 4, "price": "12.345", "forceNewLine": True}
    made = {
        "channel": "default-channel",
        "email": "ada@example.com",
        "lines": [line | {"metadata": [{"key": "punchout.line", "value": "1"}]}, line],
        "shippingAddress": ADDRESS | {"metadata": [{"key": "punchout.address_id", "value": "7"}]},
        "billingAddress": {"country": "US"},
        "validationRules": {"billingAddress": {"checkRequiredFields": False}},
        "metadata": [{"key": "punchout", "value": "yes"}],
    }
    checkout = journey.run("checkout_create", input=made)["checkoutCreate"]["checkout"]["id"]
    more = {"variantId": made["lines"][0]["variantId"], "quantity": 1}
    journey.run("checkout_lines_add", id=checkout, lines=[more])
    told = {"isDescribed": True, "isTranslated": True, "language": "DE_AT", "wider": "DE"}
    read = journey.run("checkout_read", id=checkout, **told)["checkout"]
    journey.run("checkout_lines_update", id=checkout, lines=[{"lineId": read["lines"][0]["id"], "price": "12.35"}])
    journey.run("checkout_lines_delete", id=checkout, lines=[read["lines"][1]["id"]])
    mark = {"key": "punchout.partner", "value": "generic"}
    given = {"email": "Ada@example.com", "isActive": True, "firstName": "Ada", "privateMetadata": [mark]}
    customer = journey.run("customer_create", input=given)["customerCreate"]["user"]
    assert journey.run("customer_read", email="ada@example.com")["user"] == customer
    journey.run("checkout_customer_attach", id=checkout, customer=customer["id"])
    methods = journey.run("checkout_shipping_methods", id=checkout)["checkout"]["shippingMethods"]
    options = journey.run("delivery_options_calculate_323", id=checkout)["deliveryOptionsCalculate"]["deliveries"]
    journey.run("checkout_delivery_method_update", id=checkout, method=methods[0]["id"])
    journey.run("checkout_delivery_method_update", id=checkout, method=options[1]["id"])
    journey.run("checkout_customer_note_update", id=checkout, note="Gate 4")
    journey.run("payment_gateway_initialize", checkout=checkout)
    order = journey.run("order_create_from_checkout", id=checkout, metadata=[{"key": "po", "value": "1"}])
    placed = order["orderCreateFromCheckout"]["order"]
    journey.run("order_update", id=placed["id"], input={"externalReference": "ORG:PO-1"})

    # then
    by_checkout = journey.run("orders_by_checkout", checkouts=[checkout])["orders"]["edges"]
    assert [edge["node"] for edge in by_checkout] == [placed]
    assert journey.run("order_by_reference", reference="ORG:PO-1")["order"] == placed
    assert journey.run("checkout_read", id=checkout, **told)["checkout"] is None
    run_settings(journey)
    run_catalogue(journey)
    run_changes(journey, placed["id"], variant["id"])
    assert journey.done == {path.stem for path in OPERATIONS.glob("*.graphql")}


def run_changes(journey: Journey, order: str, variant: str) -> None:
    """What becomes of an order: lines changed, confirmed, cancelled."""
    old = journey.run("order_read", id=order)["order"]["lines"][0]["id"]
    line = {"variantId": variant, "quantity": 1, "price": "0.125", "forceNewLine": True}
    (new,) = journey.run("order_lines_create", id=order, lines=[line])["orderLinesCreate"]["orderLines"]
    journey.run("order_line_update", id=new["id"], quantity=10)
    note = [{"key": "punchout.line", "value": "2"}]
    journey.run("metadata_update", id=new["id"], items=note)
    journey.run("metadata_update_private", id=order, items=note)
    journey.run("order_line_delete", id=old)
    journey.run("order_confirm", id=order)
    journey.run("order_cancel", id=order)
    read = journey.run("order_read", id=order)["order"]
    lines = {line["id"]: line for line in read["lines"]}
    assert (read["status"], old in lines, lines[new["id"]]["metadata"]) == ("CANCELED", False, note)
    assert lines[new["id"]]["totalPrice"]["net"]["amount"] == Decimal("1.25")


def run_settings(journey: Journey) -> None:
    """The documents that read settings, and as staff those that write them."""
    for name in ("shop_fulfillment", "shop_settings_323"):
        journey.run(name)
    for name in ("channel_order_settings", "channel_checkout_settings"):
        journey.run(name, slug="default-channel")
    journey.run("payment_gateways", channel="default-channel")
    channel = journey.run("channel_supply", slug="default-channel")["channel"]["id"]
    journey.asker = Asker(settings.PUNCHOUT_SANDBOX_STAFF_TOKEN)
    journey.run("channel_update", id=channel, input={"orderSettings": {"allowUnpaidOrders": True}})
    journey.run("shop_settings_update", input={"limitQuantityPerCheckout": 7})
    assert journey.run("shop_quantity_limit")["shop"] == {"limitQuantityPerCheckout": 7}


def test_what_is_unknown_is_null(app: Asker) -> None:
    # given
    journey = Journey(app)

    # then
    assert journey.run("channel_read", slug="no-such")["channel"] is None
    assert journey.run("checkout_read", id="Q2hlY2tvdXQ6bm9uZQ==", language="EN", wider="EN")["checkout"] is None
    assert journey.run("order_by_reference", reference="no-such")["order"] is None
    assert journey.run("orders_by_checkout", checkouts=["garbage", "UHJvZHVjdDox"])["orders"]["edges"] == []
