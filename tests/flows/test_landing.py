"""Where in the storefront a buyer begins."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from saleor_punchout import vault
from saleor_punchout.documents.types import ItemID
from saleor_punchout.flows import visit
from saleor_punchout.models import PunchOutSession
from saleor_punchout.sandbox.models import Listing
from tests.flows.story import BASE_URL, kept, punch_out, shop

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def land(client):
    """Enter the shop; gives the path that the storefront is told."""

    def landed(search="", **changes):
        token = punch_out(client, **changes)
        PunchOutSession.objects.filter(start_token=vault.fingerprint(token)).update(search=search)
        return visit.redeem(parse_qs(urlsplit(visit.start(token)).query)["code"][0], BASE_URL).path

    return landed


def test_without_a_wish_it_is_the_front_page(land):
    assert land() == "/"


def test_an_article_is_found_by_its_part_number(land, saleor):
    variant = saleor.find_variants("default-channel", ["FST-1002"])["FST-1002"]

    path = land(selected_item=ItemID("FST-1002"))

    assert path == f"/products/hex-bolt-din-933-m8-40-zinc-plated?variant={quote(variant.id, safe='')}"


def test_an_article_is_found_by_our_line_id(client, saleor, land):
    # given
    visitor = shop(client, saleor)
    visitor.add("HND-2001", 1)
    item_id = visitor.return_cart().items[0].item_id

    # then
    path = land(selected_item=item_id._replace(supplier_part_id="BUYERS-OWN"))
    assert path.startswith("/products/combination-pliers-180-mm?variant=")


@pytest.mark.parametrize(
    "selected",
    [ItemID("AAA"), ItemID(""), ItemID("", "AAA"), ItemID("x" * 5000), ItemID("../../x"), ItemID("//evil.example")],
    ids=["placeholder", "empty", "only an id", "long", "dots", "host"],
)
def test_an_unknown_article_is_no_error(land, selected):
    assert land(selected_item=selected) == "/"


def test_an_article_that_is_not_for_sale_is_as_good_as_unknown(land):
    Listing.objects.filter(variant__sku="FST-1002").delete()

    assert land(selected_item=ItemID("FST-1002")) == "/"


def test_a_search_is_looked_up(land):
    assert land(search="hex bolt & nut/ü") == "/search?q=hex%20bolt%20%26%20nut%2F%C3%BC"


def test_a_partner_may_have_paths_of_its_own(land, partner):
    partner.product_path, partner.search_path = "/{channel}/p/{sku}", "/find/{query}"
    partner.save()

    assert land(selected_item=ItemID("FST-1002")) == "/default-channel/p/FST-1002"
    assert land(search="//evil.example") == "/find/%2F%2Fevil.example"


@pytest.mark.parametrize(
    "template",
    [
        "//evil.example/{sku}",
        "/\\evil.example/{sku}",
        "https://evil.example/{sku}",
        "javascript:alert({sku})",
        "{sku}",
        "/{unknown}",
        "/{0}{sku.__class__}",
        "/\t/evil.example",
        "/ {sku}",
        "",
        "/" + "x" * 600,
    ],
)
def test_a_path_that_is_none_of_the_storefronts_leads_home(land, partner, template):
    partner.product_path = template
    type(partner).objects.filter(pk=partner.pk).update(product_path=template)

    assert land(selected_item=ItemID("FST-1002")) == "/"


@pytest.mark.parametrize("operation", ["edit", "inspect"])
def test_who_opens_an_earlier_cart_begins_there(client, saleor, land, operation):
    # given
    visitor = shop(client, saleor)
    visitor.add("HND-2001", 1)
    items = tuple(map(kept, visitor.return_cart().items))

    # then
    assert land(operation=operation, items=items) == "/cart"
