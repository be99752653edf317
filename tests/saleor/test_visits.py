"""What a visit may begin with, whom it is for and in which words it ends, as a real shop has it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

import pytest

from saleor_punchout.documents.types import ItemID, PunchOutOrderMessage
from saleor_punchout.exceptions import CartRefused
from saleor_punchout.flows.buyers import PARTNER
from saleor_punchout.models import Installation, PunchOutSession, TradingPartner
from tests.saleor import staff
from tests.saleor.company import Company, found, kept
from tests.saleor.goods import entries, order
from tests.saleor.hosts import CHANNEL, Host

CUSTOMER = "query ($id: ID!) { user(id: $id) { email isActive } }"
OWNER = "query ($id: ID!) { checkout(id: $id) { email languageCode metadata { key value } } }"


def returned(company: Company, skus: list[str]) -> PunchOutOrderMessage:
    """A cart that went back: one to three of each article."""
    session, token = company.enter(company.request_setup())
    company.fill(session, skus)
    return company.return_cart(token)


def in_cart(host: Host, session: PunchOutSession) -> list[tuple[str, int]]:
    checkout = host.client.read_checkout(session.checkout_id)
    assert checkout is not None
    return [(line.sku, line.quantity) for line in checkout.lines]


def ids(cart: PunchOutOrderMessage) -> list[str]:
    return [one.item_id.supplier_part_auxiliary_id for one in cart.items]


def test_a_cart_that_was_edited_becomes_the_order(host: Host, company: Company) -> None:
    # given a cart that went back, and is opened again without its second line
    one, two, three, four = host.skus(4)
    first = returned(company, [one, two, three])
    items = tuple(map(kept, first.items))
    session, token = company.enter(company.request_setup(operation="edit", items=(items[0], items[2])))
    assert in_cart(host, session) == [(one, 1), (three, 3)]

    # when the buyer adds to it, returns it, and it is ordered
    company.fill(session, [one, four])
    second = company.return_cart(token)
    row = company.order("PO-edited", list(map(kept, second.items)))
    company.settle(row)

    # then each line has kept its id, and the order says what the edited cart said
    assert [(one.item_id.supplier_part_id, one.quantity) for one in second.items] == [(one, 2), (three, 3), (four, 2)]
    assert ids(second)[:2] == [ids(first)[0], ids(first)[2]]
    assert ids(second)[2] not in ids(first)
    assert row.session == session
    made = order(host, row.saleor_order_id)
    assert sorted((line["productSku"], line["quantity"]) for line in made["lines"]) == sorted(
        [(one, 2), (three, 3), (four, 2)]
    )


def test_two_lines_of_one_article_stay_two_through_an_edit_and_an_order(host: Host, company: Company) -> None:
    # given
    sku = host.skus(1)[0]
    line = kept(returned(company, [sku]).items[0])
    more = line._replace(quantity=Decimal(4), line_number=2)

    # when
    session, token = company.enter(company.request_setup(operation="edit", items=(line, more)))
    opened = in_cart(host, session)
    cart = company.return_cart(token)
    row = company.order("PO-twice", list(map(kept, cart.items)))
    company.settle(row)

    # then
    assert opened == [(sku, 1), (sku, 4)]
    assert [one.quantity for one in cart.items] == [1, 4]
    assert ids(cart)[0] == line.item_id.supplier_part_auxiliary_id
    assert ids(cart)[1] != ids(cart)[0]
    made = order(host, row.saleor_order_id)
    assert {entries(each)["punchout.line"]: each["quantity"] for each in made["lines"]} == {"1": 1, "2": 4}


def test_what_was_hidden_since_is_told_and_the_rest_comes_in(
    host: Host, company: Company, withdraw: Callable[[str], None]
) -> None:
    # given
    stays, goes = _of_two_products(host)
    cart = returned(company, [stays, goes])
    withdraw(goes)

    # when
    session, _ = company.enter(company.request_setup(operation="edit", items=tuple(map(kept, cart.items))))

    # then
    assert in_cart(host, session) == [(stays, 1)]
    (told,) = session.left_out
    assert told.startswith(f"2 × {goes}: ")
    assert "unpublished" in told


def test_a_cart_is_opened_to_be_looked_at_and_nothing_more(host: Host, company: Company) -> None:
    # given
    skus = list(host.skus(2))
    cart = returned(company, skus)

    # when
    session, token = company.enter(company.request_setup(operation="inspect", items=tuple(map(kept, cart.items))))

    # then
    assert in_cart(host, session) == [(skus[0], 1), (skus[1], 2)]
    assert session.path == "/cart"
    with pytest.raises(CartRefused) as refused:
        company.return_cart(token)
    assert refused.value.code == "INSPECT_ONLY"


def test_the_article_that_was_picked_in_procurement_is_where_the_visit_begins(host: Host, company: Company) -> None:
    # given
    sku = host.skus(1)[0]
    variant = host.client.find_variants(CHANNEL, [sku])[sku]

    # when
    session, _ = company.enter(company.request_setup(selected_item=ItemID(sku, "")))

    # then
    assert variant.slug
    assert session.path == f"/products/{variant.slug}?variant={quote(variant.id, safe='')}"


def test_a_cart_goes_back_in_the_buyers_language_with_the_shops_own_words(host: Host, company: Company) -> None:
    # given
    sku = host.skus(1)[0]
    staff.translate(host, sku, "DE", "Musterartikel", "Verzinkt &amp; <b>geprüft</b>.")

    # when
    session, token = company.enter(company.request_setup(lang="de-AT"))
    company.fill(session, [sku])
    language = host.ask(OWNER, id=session.checkout_id)["checkout"]["languageCode"]
    detail = company.return_cart(token).items[0].detail

    # then
    assert language == "DE_AT"
    assert detail.description.startswith("Musterartikel")
    assert "Verzinkt & geprüft." in detail.long_text.splitlines()


def test_what_a_buyers_system_says_reaches_checkout_and_order(host: Host, installation: Installation) -> None:
    # given
    company = found(host, installation, extrinsic_mapping={"CostCenter": "cost_center"})
    said = {**company.buyer.extrinsics, "CostCenter": "4100-MAINT", "Colour": "blue"}

    # when
    session, token = company.enter(company.request_setup(extrinsics=said))
    company.fill(session, list(host.skus(1)))
    written = entries(host.ask(OWNER, id=session.checkout_id)["checkout"])
    row = company.order("PO-centre", list(map(kept, company.return_cart(token).items)))
    company.settle(row)

    # then
    assert written == {"cost_center": "4100-MAINT", "punchout.session": session.key, "punchout.mode": "create"}
    assert entries(order(host, row.saleor_order_id))["cost_center"] == "4100-MAINT"


@pytest.fixture
def accounts(host: Host, installation: Installation) -> Company:
    """A company whose buyers have customers of their own."""
    return found(host, installation, account_policy=TradingPartner.AccountPolicy.INDIVIDUAL)


def test_a_buyer_is_one_customer_whenever_he_comes(host: Host, accounts: Company) -> None:
    # given
    email = f"{uuid.uuid4().hex}@buyer.example.com"
    said = {"UserEmail": email, "UniqueName": "buyer.one"}

    # when
    first, second = (accounts.enter(accounts.request_setup(extrinsics=said))[0] for _ in range(2))

    # then
    assert first.customer_id, first.reason
    assert second.customer_id == first.customer_id
    assert host.ask(CUSTOMER, id=first.customer_id)["user"] == {"email": email, "isActive": True}
    assert host.ask(OWNER, id=second.checkout_id)["checkout"]["email"] == email


def test_a_buyer_without_an_address_is_a_customer_too_and_his_order_is_placed(host: Host, accounts: Company) -> None:
    # given
    partner = TradingPartner.objects.get(slug=accounts.buyer.key)
    partner.default_email = "purchasing@buyer.example.com"
    partner.save()

    nowhere = accounts.buyer.ship_to._replace(email="")

    # when
    session, token = accounts.enter(accounts.request_setup(extrinsics={"UniqueName": "buyer.one"}, ship_to=nowhere))
    accounts.fill(session, list(host.skus(1)))
    row = accounts.order("PO-account", list(map(kept, accounts.return_cart(token).items)))
    accounts.settle(row)

    # then
    email = host.ask(CUSTOMER, id=session.customer_id)["user"]["email"]
    assert email.endswith(f"@{partner.slug}.punchout.invalid")
    assert order(host, row.saleor_order_id)["status"] == "UNCONFIRMED"


def test_somebody_elses_customer_is_not_taken_for_the_buyer(host: Host, accounts: Company) -> None:
    # given
    email = f"{uuid.uuid4().hex}@buyer.example.com"
    host.client.create_customer(email, ("Pat", "Buyer"), {PARTNER: "another-partner"})

    # when
    session, _ = accounts.enter(accounts.request_setup(extrinsics={"UserEmail": email, "UniqueName": "buyer.one"}))

    # then
    assert session.customer_id == ""
    assert email in session.reason


def _of_two_products(host: Host) -> tuple[str, str]:
    """Two articles, the second of another product than the first."""
    skus = host.skus(40)
    found = host.client.find_variants(CHANNEL, skus)
    return skus[0], next(sku for sku in skus if found[sku].slug != found[skus[0]].slug)
