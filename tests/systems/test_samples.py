"""Two samples per system, read by our readers: what they say is found where the system says that it stands."""

from decimal import Decimal

import pytest

from saleor_punchout.documents.types import Money
from saleor_punchout.systems import SYSTEMS, PunchOutProtocol
from tests.systems.samples import (
    COST_CENTRE,
    EMAIL,
    FAMILY_NAME,
    LOGIN,
    PLACE,
    SAMPLES,
    SETUP,
    needed,
    read_cxml,
    read_returned_cart,
    read_setup,
    sample,
)

AUXILIARY_ID = "h7k2m4q9xw/1-4fz8q2m1a7c3e"
PRICE = Money(Decimal("12.50"), "EUR")

each_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


def words_of(system):
    return needed(system, *SETUP).read_text("utf-8").replace("%40", "@").lower()


def said(word, system):
    """The word where the sample says it, else nothing: nobody may be invented."""
    return word if word in words_of(system) else ""


def test_no_samples_are_left_of_a_system_that_is_gone():
    left = {path.name for path in SAMPLES.iterdir()} - set(SYSTEMS)

    assert not left, f"Remove {left} from {SAMPLES}, or declare the systems."


@each_system
def test_brings_a_request_to_shop_and_what_comes_of_it(system):
    assert needed(system, *SETUP)
    assert needed(system, "order.xml" if system.order_transport == "cxml" else "cart.html", "order.xml", "cart.html")


@each_system
def test_speaks_a_protocol_that_the_system_declares(system):
    path = needed(system, *SETUP)
    is_cxml = b"<cXML" in path.read_bytes()

    protocol = PunchOutProtocol.OCI if path.suffix == ".txt" else PunchOutProtocol.CXML
    spoken = protocol if is_cxml or path.suffix == ".txt" else PunchOutProtocol.ORACLE
    assert spoken in system.protocols, (
        f"{path.name} is {spoken}, which protocols do not name: name it, or write another."
    )


@each_system
def test_the_user_is_found(system):
    # when
    user = system.identify(read_setup(system))

    # then
    assert user.email == said(EMAIL, system), "Name in email_places where the sample has the address."
    is_named = any(mark in words_of(system) for mark in ('name="firstname"', "<contact", "<username>buyer, pat"))
    assert (FAMILY_NAME in user.name.lower()) == is_named, "Name in name_places where the sample has the name."
    is_found = LOGIN in user.unique_name.lower()
    assert is_found == (LOGIN in words_of(system)), "Name in unique_name_places where the sample has the login."


@each_system
def test_the_cost_centre_is_found_where_the_system_has_a_place_for_one(system):
    found = system.cost_centre(read_setup(system))

    assert found == said(COST_CENTRE, system), "Name in cost_centre_places where the sample has the cost centre."


@each_system
def test_the_delivery_is_what_the_system_says_of_it(system):
    ship_to = read_setup(system).ship_to

    match system.ship_to:
        case "address":
            found = PLACE if sample(system, "setup.txt") else ship_to and ship_to.address_id
            assert found == PLACE, f"The sample has no ShipTo with the addressID {PLACE}: write one, or ship_to none."
        case "text":
            assert ship_to is None or (ship_to.name, ship_to.address_id) == ("Plant 0100", "")
        case "none":
            assert ship_to is None, "The sample has a ShipTo: take it out, or write ship_to address."


@each_system
def test_the_return_address_is_kept_whole(system):
    address = read_setup(system).browser_form_post

    assert address.startswith(("https://", "SAPEVENT:POST"))
    assert "&amp;" not in address


@each_system
def test_headers_name_the_domains_that_the_system_declares(system):
    path = needed(system, *SETUP)
    if b"<cXML" not in path.read_bytes():
        path = sample(system, "order.xml") or path
    if path.suffix == ".txt":
        assert system.protocols[0] is PunchOutProtocol.OCI
        return

    header, _ = read_cxml(path)
    for party, credentials in (("from", header.from_), ("to", header.to), ("sender", header.sender)):
        known = {domain.lower() for domain in system.credential_domains[party]}
        assert {one.domain.lower() for one in credentials} <= known, (
            f"Name the sample's domains of {party} in credential_domains."
        )


@each_system
def test_its_order_or_its_cart_holds_our_line(system):
    path = needed(system, "order.xml", "cart.html")
    items = read_returned_cart(path).items if path.suffix == ".html" else read_cxml(path)[1].items

    assert [(item.line_number, item.quantity) for item in items] == [(1, 2)], f"{path.name}: write one line, of two."
    wanted = ("SKU-1", AUXILIARY_ID)
    assert items[0].item_id[:2] == wanted, f"{path.name}: write SKU-1 with the auxiliary id {AUXILIARY_ID}."
    assert items[0].detail.unit_price == PRICE, f"{path.name}: write the price 12.50 EUR."


@each_system
def test_a_cart_that_it_took_before_fits_without_a_word(system):
    path = sample(system, "cart.html")
    if path is None:
        assert PunchOutProtocol.CXML in system.protocols
        return

    cart = read_returned_cart(path)
    fitted = system.fit(cart, PunchOutProtocol.OCI)

    assert fitted.message == cart
    assert fitted.warnings == () or {warning.code for warning in fitted.warnings} == {"unknown"}
