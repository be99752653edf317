"""Every document that we send is valid in every Saleor that we support, and runs on the pretend one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from graphql import parse
from graphql.language.ast import OperationDefinition

from saleor_punchout.documents.types import Address
from saleor_punchout.flows.installation import IDENTIFIER, PERMISSIONS
from saleor_punchout.gateway.catalogue import CatalogueClient
from saleor_punchout.gateway.client import OPERATIONS, SaleorClient, operation
from saleor_punchout.gateway.mapping import address_input
from saleor_punchout.gateway.order_client import OrderClient
from saleor_punchout.gateway.shop import ShopClient
from saleor_punchout.sandbox import catalogue
from saleor_punchout.sandbox.models import Order
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.side import side_directory

REPOSITORY = Path(__file__).parents[2]
SCHEMA_DIR = Path(os.environ.get("PUNCHOUT_SALEOR_SCHEMA_DIR") or REPOSITORY / "../shared/saleor/schema")
VERSIONS = ("3.21", "3.22", "3.23", "3.24a")
DOCUMENTS = sorted(OPERATIONS.glob("*.graphql"))
SUBSCRIPTION = REPOSITORY / "saleor_punchout" / "app" / "subscription.graphql"
NAMES = [path.stem for path in DOCUMENTS]


@pytest.fixture(scope="session")
def mistakes():
    """By version and document, what graphql-core 3 finds wrong."""
    schemas = [path for version in VERSIONS if (path := SCHEMA_DIR / f"{version}.graphql").is_file()]
    if not schemas:
        pytest.skip(f"no Saleor schema in {SCHEMA_DIR}; set PUNCHOUT_SALEOR_SCHEMA_DIR")
    judge = Path(__file__).with_name("validate_operations.py")
    done = subprocess.run(
        [sys.executable, judge, *schemas, "--", *DOCUMENTS, SUBSCRIPTION],
        env={**os.environ, "PYTHONPATH": str(side_directory("graphql-core>=3.2,<3.3", "graphql-core-3"))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_valid_in_a_version_of_saleor(mistakes, version, name):
    # given
    if version not in mistakes:
        pytest.skip(f"no schema of Saleor {version} in {SCHEMA_DIR}")
    exists = not name.endswith("_323") or version >= "3.23"

    # then
    if exists:
        assert mistakes[version][name] == []
    else:
        assert mistakes[version][name], "The name claims that this needs 3.23, but it does not."


@pytest.mark.parametrize("version", VERSIONS)
def test_the_subscription_of_our_webhook_is_valid_in_a_version_of_saleor(mistakes, version):
    if version not in mistakes:
        pytest.skip(f"no schema of Saleor {version} in {SCHEMA_DIR}")

    assert mistakes[version][SUBSCRIPTION.stem] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_document_holds_one_operation_named_after_its_file(name):
    (named,) = [part for part in parse(operation(name)).definitions if isinstance(part, OperationDefinition)]

    words = name.removesuffix("_323").split("_")
    assert named.name.value == "PunchOut" + "".join(word.title() for word in words)


class Noting(SandboxTransport):
    """Remembers which documents it carried."""

    def __init__(self, token):
        super().__init__("", token)
        self.carried = set()

    def execute(self, document, variables):
        self.carried.update(name for name in NAMES if operation(name) == document)
        return super().execute(document, variables)


def ask_for_all_settings(app, staff):
    """What the health check asks as the app, and what staff may besides."""
    reader, writer = ShopClient(app), ShopClient(staff)
    assert reader.read_access().storefront_traffic
    assert reader.read_order_settings("default-channel").confirms_orders
    assert reader.payment_plugins("default-channel") == reader.payment_apps("default-channel") == []
    writer.update_shop({"limitQuantityPerCheckout": 50, "fulfillmentAllowUnpaid": False})
    assert (writer.read_quantity_limit(), reader.ships_unpaid()) == (50, False)
    channel = reader.read_supply("default-channel").id
    writer.update_channel(channel, {"checkoutSettings": {"automaticallyCompleteFullyPaidCheckouts": True}})
    assert reader.completes_paid_checkouts("default-channel")


def look_around(transport):
    """What a buyer's system asks of the catalogue."""
    catalogue_client = CatalogueClient(transport)
    assert catalogue_client.find_article("default-channel", "FST-1001").currency == "EUR"
    assert "FST-1001" in [one.sku for one in catalogue_client.search("default-channel", "FST-1001", 10)]
    assert (
        len(catalogue_client.read_page("default-channel", 2, catalogue_client.skip("default-channel", 1)).articles) == 2
    )


def change_an_order(transport, order, variant):
    """What a changed purchase order makes of an order, until it is deleted."""
    orders = OrderClient(transport)
    (old,) = orders.read_order(order).lines
    (new,) = orders.add_order_lines(order, [{"variantId": variant, "quantity": 1, "price": "0.125"}])
    orders.set_metadata(new, {"punchout.line": "2"})
    orders.set_private_metadata(order, {"punchout.card": "0002"})
    orders.set_line_quantity(new, 10)
    orders.delete_order_line(old.id)
    orders.confirm_order(order)
    (left,) = orders.read_order(order).lines
    assert (left.id, left.number, left.quantity, left.net) == (new, 2, 10, Decimal("1.25"))
    orders.cancel_order(order)
    assert orders.read_order(order).is_cancelled


def test_every_document_runs_in_the_order_of_a_purchase(db, settings):
    # given
    catalogue.fill()
    transport = Noting(settings.PUNCHOUT_SANDBOX_TOKEN)
    saleor = SaleorClient(transport)
    address = address_input(
        Address("0100", "Orrin Turbines", ("Goods In",), ("Street 1",), "Hamburg", "", "22525", "DE")
    )
    variant = saleor.find_variants("default-channel", ["FST-1001"])["FST-1001"]
    line = {"variantId": variant.id, "price": "12.345", "forceNewLine": True}

    # when
    app = saleor.read_app()
    channel = saleor.read_channel("default-channel")
    checkout = saleor.create_checkout(
        channel.slug,
        [
            line | {"quantity": 4, "metadata": [{"key": "punchout.line", "value": "1"}]},
            line | {"quantity": 1},
        ],
        email="buyer.one@example.com",
        shipping=address,
        billing=address,
        metadata={"punchout.session": "abc"},
        language="de-AT",
    )
    saleor.add_lines(checkout, [line | {"quantity": 2}])
    read = saleor.read_cart(checkout, "de-AT")
    spare, more = [line.id for line in read.lines if not line.metadata]
    saleor.delete_checkout_lines(checkout, [spare, more])
    saleor.set_prices(checkout, {line.id: "12.345" for line in read.lines if line.metadata})
    customer = saleor.create_customer("Buyer.One@example.com", ("Ada", "Example"), {"punchout.partner": "orrin"})
    saleor.attach_customer(checkout, customer.id)
    older = saleor.delivery_methods(checkout, (3, 22))
    methods = saleor.delivery_methods(checkout, (3, 23))
    saleor.choose_delivery_method(checkout, methods[0].id)
    saleor.set_note(checkout, "Gate 4")
    ready = saleor.read_checkout(checkout)
    placed = saleor.create_order(checkout, {"punchout.partner": "orrin"}, {"punchout.terms": "30"})
    saleor.name_order(placed.id, "orrin:PO-1")
    staff = Noting(settings.PUNCHOUT_SANDBOX_STAFF_TOKEN)
    ask_for_all_settings(transport, staff)
    look_around(transport)

    # then
    assert (app.identifier, set(PERMISSIONS) - app.permissions) == (IDENTIFIER, set())
    assert (channel.currency, channel.is_active, channel.prices_include_tax) == ("EUR", True, False)
    assert [line.net for line in ready.lines] == [Decimal("49.38")]
    assert ready.lines[0].metadata == {"punchout.line": "1"}
    assert (ready.channel, ready.needs_shipping, ready.delivery_method) == ("default-channel", True, methods[0].name)
    assert [method.name for method in older] == [method.name for method in methods]
    assert [method.price for method in methods] == sorted(method.price for method in methods)
    assert saleor.find_order(reference="orrin:PO-1") == placed
    assert saleor.find_order(reference="orrin:PO-2", checkouts=[checkout]) == placed
    assert saleor.find_order(reference="orrin:PO-2") is None
    assert saleor.read_checkout(checkout) is None
    assert Order.objects.get().metadata["punchout.partner"] == "orrin"
    assert saleor.find_customer("buyer.one@example.com") == customer
    assert (customer.is_staff, customer.is_confirmed) == (False, False)
    assert Order.objects.get().customer_note == "Gate 4"
    assert Order.objects.get().private_metadata["punchout.terms"] == "30"
    change_an_order(transport, placed.id, variant.id)
    assert transport.carried | staff.carried == set(NAMES)
