"""The functions of OCI: a look at an article, a search, and questions that the buyer's server asks."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from saleor_punchout.documents.oci.catalogue import read_catalogue
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import cart
from saleor_punchout.models import DocumentRecord, PunchOutSession
from saleor_punchout.sandbox.models import Checkout, Listing, Product, Variant
from saleor_punchout.sandbox.transport import SandboxTransport
from tests.flows.oci_story import (
    PASSWORD,
    call,
    enter,
    function,
    kept,
    lines_of,
    oci_partner,
    page_of,
    parameters,
    started,
    words_of,
)
from tests.flows.story import BASE_URL


@pytest.fixture
def srm(world):
    return oci_partner(world)


def with_skus(response):
    """The page of a form, and its part numbers."""
    page = page_of(response)
    return page, [item.item_id.supplier_part_id for item in lines_of(page.fields).items]


@pytest.mark.parametrize("hook", [None, "https://srm.example.com/hook", "https://evil.example/"])
def test_detail_shows_an_article_and_returns_nothing(client, srm, saleor, hook):
    # given
    shopping = enter(function(client, "DETAIL", PRODUCTID="FST-1001", HOOK_URL=hook), saleor)
    shopping.add("FST-1001", 1)

    # then
    assert shopping.session.selected_item["sku"] == "FST-1001"
    assert (shopping.session.operation, shopping.session.return_url) == ("inspect", "")
    assert client.post(f"/return/{shopping.token}").status_code == 409

    # when
    page = page_of(client.post(f"/cancel/{shopping.token}"))

    # then
    assert "form" not in page.tags


def test_who_has_looked_may_close_the_window(client, srm, saleor):
    shopping = enter(function(client, "DETAIL", PRODUCTID="FST-1001", HOOK_URL=None), saleor)

    assert "You may close this window" in words_of(client.post(f"/cancel/{shopping.token}"))


def test_detailadd_shows_an_article_and_takes_a_cart_home(client, srm, saleor):
    # given
    shopping = enter(function(client, "DETAILADD", PRODUCTID="FST-1001"), saleor)
    shopping.add("FST-1001", 1)

    # then
    assert shopping.session.selected_item["sku"] == "FST-1001"
    assert page_of(client.post(f"/return/{shopping.token}")).form["action"].startswith("https://srm.example.com/")


def test_sourcing_begins_with_a_search(client, srm):
    assert started(function(client, "SOURCING", SEARCHSTRING="bolt M8", VENDOR="7")).search == "bolt M8"


def test_sourcing_without_a_hook_only_shows(client, srm):
    session = started(function(client, "SOURCING", SEARCHSTRING="bolt", HOOK_URL=None))

    assert (session.operation, session.search) == ("inspect", "bolt")


def test_an_article_is_known_by_the_id_that_went_back_with_a_cart(client, srm, saleor):
    # given
    shopping = enter(call(client), saleor)
    shopping.add("FST-1001", 1)
    form, _ = cart.transfer(shopping.session, BASE_URL)
    product_id = {field.name: field.value for field in form.fields}["NEW_ITEM-EXT_PRODUCT_ID[1]"]

    # when
    page, skus = with_skus(function(client, "VALIDATE", PRODUCTID=product_id, QUANTITY="2"))
    looked = started(function(client, "DETAIL", PRODUCTID=product_id))

    # then
    assert skus == ["FST-1001"]
    assert dict(page.fields)["NEW_ITEM-EXT_PRODUCT_ID[1]"] == product_id
    assert looked.selected_item == {"sku": "FST-1001", "auxiliary_id": product_id}


def test_the_id_of_another_partners_line_is_nobodys(client, world, srm, saleor):
    # given
    oci_partner(world, name="Heron Mills", slug="heron")
    shopping = enter(call(client, slug="heron"), saleor)
    shopping.add("FST-1001", 1)
    _, snapshot = cart.transfer(shopping.session, BASE_URL)

    # when
    _, skus = with_skus(function(client, "VALIDATE", PRODUCTID=snapshot.lines[0]["auxiliary_id"]))

    # then
    assert skus == []


def test_validate_tells_todays_price_of_the_quantity_that_is_asked_for(client, srm):
    # given
    Listing.objects.filter(variant__sku="FST-1001").update(price=Decimal("15.35"))

    # when
    page = page_of(function(client, "VALIDATE", PRODUCTID="FST-1001", QUANTITY="5.000"))

    # then
    fields = dict(page.fields)
    assert (fields["NEW_ITEM-PRICE[1]"], fields["NEW_ITEM-PRICEUNIT[1]"]) == ("15.35", "1")
    assert fields["NEW_ITEM-QUANTITY[1]"] == "5"
    assert fields["NEW_ITEM-CURRENCY[1]"] == "EUR"
    assert (fields["sap-client"], fields["~OkCode"]) == ("001", "ADDI")


def test_the_price_is_the_partners_channels(client, srm):
    # given
    Listing.objects.filter(variant__sku="FST-1001", channel__slug="default-channel").delete()

    # then
    assert with_skus(function(client, "VALIDATE", PRODUCTID="FST-1001"))[1] == []

    # when
    srm.channel = "gross-channel"
    srm.save()

    # then
    assert dict(page_of(function(client, "VALIDATE", PRODUCTID="FST-1001")).fields)["NEW_ITEM-PRICE[1]"] == "14.80"


@pytest.mark.parametrize(
    "response",
    [{"FUNCTION": "VALIDATE", "PRODUCTID": "FST-1001"}, {"FUNCTION": "BACKGROUND_SEARCH", "SEARCHSTRING": "bolt"}],
)
@pytest.mark.parametrize("hook", [None, "https://srm.example.com/hook?a=1"])
def test_a_form_for_a_server_is_inputs_and_nothing_else(client, srm, response, hook):
    # when
    page = page_of(call(client, parameters(HOOK_URL=hook, **response)))

    # then
    assert set(page.tags) == {"html", "head", "meta", "title", "body", "form", "input"}
    assert page.form["action"] == (hook or "").partition("?")[0]
    assert PunchOutSession.objects.count() == Checkout.objects.count() == 0


def test_a_form_for_a_server_goes_to_the_partners_own_hosts_only(client, srm):
    response = function(client, "VALIDATE", PRODUCTID="FST-1001", HOOK_URL="https://evil.example/")

    assert response.status_code == 403
    assert "NEW_ITEM" not in response.content.decode()


@pytest.mark.parametrize("product_id", ["NO-SUCH", "FST-1001'", "abc/1-def", "x" * 300, "UHJvZHVjdFZhcmlhbnQ6OTk5OTk5"])
def test_what_is_not_for_sale_is_a_form_without_lines(client, srm, product_id):
    page, skus = with_skus(function(client, "VALIDATE", PRODUCTID=product_id))

    assert skus == []
    assert ("~OkCode", "ADDI") in page.fields


def test_a_form_is_fitted_to_the_buyers_system(client, srm):
    # given
    srm.unit_map = {"EA": "ST", "BX": "KAR", "PK": "PAK"}
    srm.dialect = {"fields": {"VENDOR": "0000527123"}}
    srm.save()
    Product.objects.filter(variants__sku="FST-1001").update(name="Hexagon bolt " * 10)
    Variant.objects.filter(sku="FST-1001").update(metadata={"unit": "EA"})

    # when
    fields = dict(page_of(function(client, "VALIDATE", PRODUCTID="FST-1001")).fields)

    # then
    assert len(fields["NEW_ITEM-DESCRIPTION[1]"]) <= 40
    assert (fields["NEW_ITEM-UNIT[1]"], fields["NEW_ITEM-VENDOR[1]"]) == ("ST", "0000527123")
    assert {"cut", "mapped"} <= {remark["code"] for remark in kept().row.remarks}


def test_an_article_that_cannot_travel_stays_out_and_the_journal_says_why(client, srm):
    # given
    Variant.objects.filter(sku="FST-1001").update(metadata={"unit": "TOOLONG"})

    # when
    _, skus = with_skus(function(client, "VALIDATE", PRODUCTID="FST-1001"))

    # then
    assert skus == []
    assert "refused" in {remark["code"] for remark in kept().row.remarks}


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_form_for_a_server_is_written_in_the_charset_of_the_call(client, srm, charset):
    # given
    Product.objects.filter(variants__sku="FST-1001").update(name="Stra\u00dfenf\u00fc\u00dfe")

    # when
    response = function(client, "VALIDATE", PRODUCTID="FST-1001", http_content_charset=charset)

    # then
    assert response.charset == charset
    assert "Stra\u00dfenf\u00fc\u00dfe".encode(charset) in response.content


def test_a_background_search_finds_every_hit(client, srm):
    # when
    page, skus = with_skus(function(client, "BACKGROUND_SEARCH", SEARCHSTRING="FST-1001"))

    # then
    product = Variant.objects.get(sku="FST-1001").product
    assert sorted(skus) == sorted(product.variants.values_list("sku", flat=True))
    assert dict(page.fields)["NEW_ITEM-QUANTITY[1]"] == "1"
    found = {value for name, value in page.fields if name.startswith("NEW_ITEM-EXT_PRODUCT_ID")}
    assert found == set(skus)


def test_a_background_search_without_a_hit_is_a_form_without_lines(client, srm):
    assert with_skus(function(client, "BACKGROUND_SEARCH", SEARCHSTRING="no such words anywhere"))[1] == []


def test_a_background_search_ends_at_a_hundred_hits(client, srm):
    # given
    product = Variant.objects.get(sku="FST-1001").product
    made = [Variant(product=product, sku=f"MANY-{number}", name=f"M{number}") for number in range(120)]
    channel = Listing.objects.filter(channel__slug="default-channel").first().channel
    listed = [Listing(variant=one, channel=channel, price=1) for one in Variant.objects.bulk_create(made)]
    Listing.objects.bulk_create(listed)

    # then
    assert len(with_skus(function(client, "BACKGROUND_SEARCH", SEARCHSTRING="MANY-"))[1]) == 100


@pytest.mark.parametrize(("quantity", "available"), [("1", "X"), ("100000", "")])
def test_a_quantity_is_available_or_not(client, srm, quantity, available):
    # when
    response = function(client, "QUANTITYCHECK", PRODUCTID="FST-1001", QUANTITY=quantity)

    # then
    said = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert (said["PRODUCTID"], said["QUANTITY"], said["AVAILABLE"]) == ("FST-1001", quantity, available)
    assert int(said["AVAILABLE_QUANTITY"]) == Variant.objects.get(sku="FST-1001").available


def test_of_an_unknown_article_nothing_is_available(client, srm):
    said = json.loads(function(client, "QUANTITYCHECK", PRODUCTID="NO-SUCH").content)

    assert (said["AVAILABLE"], said["AVAILABLE_QUANTITY"]) == ("", "0")


class Counting(SandboxTransport):
    """Counts what Saleor is asked."""

    asked = 0

    def execute(self, document, variables):
        Counting.asked += 1
        return super().execute(document, variables)


@pytest.fixture
def asked(settings):
    """How often Saleor was asked since the last look."""
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Counting"

    def since():
        count, Counting.asked = Counting.asked, 0
        return count

    since()
    return since


def download(client, page=None, size="7", transaction="T-1", **changes):
    number = None if page is None else str(page)
    response = function(
        client, "DOWNLOADJSON", TRANSACTIONID=transaction, PAGESIZE=size, REQUESTEDPAGE=number, CTI="X", **changes
    )
    assert response.status_code == 200, response.content
    notes = Notes()
    read = read_catalogue(response.content, notes)
    notes.settle()
    return read


def test_the_whole_catalogue_comes_in_pages(client, srm):
    # given
    total = Variant.objects.count()

    # when
    pages = [download(client, number) for number in range(1, -(-total // 7) + 1)]

    # then
    assert {page.total_items for page in pages} == {total}
    assert {page.pages for page in pages} == {len(pages)}
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    assert {(page.transaction_id, page.cti) for page in pages} == {("T-1", "X")}
    skus = [item.product_id for page in pages for item in page.items]
    assert skus == list(Variant.objects.order_by("pk").values_list("sku", flat=True))


def test_an_article_of_the_catalogue_is_told_in_the_buyers_terms(client, srm):
    # given
    srm.unit_map, srm.dialect = {"EA": "ST"}, {"fields": {"VENDOR": "0000527123"}}
    srm.save()
    Variant.objects.filter(sku="FST-1001").update(metadata={"unit": "EA"})

    # when
    page = download(client, 1, "100", **{"sap-language": "DE"})

    # then
    item = next(item for item in page.items if item.product_id == "FST-1001")
    assert (item.price.amount, item.price.currency, item.unit, item.vendor) == (
        Decimal("14.80"),
        "EUR",
        "ST",
        "0000527123",
    )
    assert item.descriptions[0][1] == "DE"
    assert item.lead_time


def test_a_page_may_be_asked_for_in_any_order(client, srm):
    in_order = [download(client, number, transaction="A").items for number in (1, 2, 3, 4)]

    assert [download(client, number, transaction="B").items for number in (4, 2, 3, 1)] == [
        in_order[number - 1] for number in (4, 2, 3, 1)
    ]


def test_a_page_in_its_turn_costs_no_walk(client, srm, asked):
    # given
    download(client, 1)
    asked()

    # when
    download(client, 2)
    in_turn = asked()
    download(client, 5, transaction="other")

    # then
    assert in_turn == 2
    assert asked() == 3


def test_another_partner_has_cursors_of_its_own(client, world, srm, asked):
    oci_partner(world, name="Heron Mills", slug="heron", channel="gross-channel")
    download(client, 1)
    asked()

    function(client, "DOWNLOADJSON", slug="heron", TRANSACTIONID="T-1", PAGESIZE="7", REQUESTEDPAGE="2")

    assert asked() == 3


def test_a_page_behind_the_last_one_is_empty(client, srm):
    page = download(client, 900)

    assert (page.items, page.page, page.total_items) == ((), 900, Variant.objects.count())


def test_a_page_beyond_reach_is_refused_in_words(client, srm):
    response = function(client, "DOWNLOADJSON", PAGESIZE="100", REQUESTEDPAGE="1000")

    assert response.status_code == 400
    assert "in order" in words_of(response)


@pytest.mark.parametrize("size", [None, "100", "5000"])
def test_no_page_is_longer_than_a_hundred(client, srm, size):
    page = download(client, size=size)

    assert (page.page, len(page.items)) == (1, Variant.objects.count())
    assert page.pages == 1


ASKING = {
    "VALIDATE": {"PRODUCTID": "FST-1001"},
    "BACKGROUND_SEARCH": {"SEARCHSTRING": "bolt"},
    "QUANTITYCHECK": {"PRODUCTID": "FST-1001"},
    "DOWNLOADJSON": {},
}


@pytest.mark.parametrize("name", ASKING)
def test_every_function_stands_in_the_journal(client, srm, name):
    # when
    function(client, name, **ASKING[name])

    # then
    row = DocumentRecord.objects.get()
    assert (row.kind, row.status, row.partner, row.session) == ("OCICallUp", 200, srm, None)
    assert f"FUNCTION={name}" in row.body
    assert not kept().holds(PASSWORD)


@pytest.mark.parametrize("name", ASKING)
def test_every_function_needs_the_login(client, srm, name):
    response = function(client, name, PASSWORD="wrong", **ASKING[name])

    assert response.status_code == 403
    assert "FST-1001" not in response.content.decode()


class Away:
    """A Saleor that does not answer."""

    def __init__(self, api_url, token):
        pass

    def execute(self, document, variables):
        raise SaleorUnreachable("GraphQL at 10.0.0.7 said: table product_product is missing")


@pytest.mark.parametrize("name", ASKING)
def test_a_saleor_that_is_away_is_told_without_its_words(client, srm, settings, name):
    # given
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.Away"

    # when
    response = function(client, name, **ASKING[name])

    # then
    assert response.status_code == 503
    assert "10.0.0.7" not in response.content.decode()
    assert kept().holds("10.0.0.7")
