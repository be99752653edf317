"""The same texts in everything that OCI and Oracle's native XML bring, and in what goes back by them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

import pytest
from django.db import transaction

from saleor_punchout.documents.oracle.login import open_oracle, read_login_response
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.writing import legal
from saleor_punchout.sandbox.models import Variant
from tests.flows.oci_story import oci_partner, parameters
from tests.flows.test_oracle import login_request, oracle_partner
from tests.flows.test_oracle import post as log_in
from tests.hostile.injections import FAMILIES, batches
from tests.hostile.structure import form_of, parts, text_of
from tests.hostile.visit import PLAIN, fill, offer

ASKED = (
    "userid",
    "group",
    "~Language",
    "sap-language",
    "OCI_VERSION",
    "VENDOR",
    "SEARCHSTRING",
    "CTI",
    "TRANSACTIONID",
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
ECHOED = ("~OkCode", "~CALLER", "~TARGET")


def by_oci(client, text):
    """A call with the text in every parameter; gives the path of the start page, and the page that a server gets."""
    plain = CONTROLS.sub(" ", legal(text))  # with them the call is refused as a whole
    words = quote(CONTROLS.sub(" ", text).encode("utf-8", "replace"), safe="")
    given = parameters(HOOK_URL=f"https://srm.example.com/hook?{words}={words}")
    given |= dict.fromkeys((*ASKED, *ECHOED, "returntarget", "http_content_charset"), plain)
    asked = urlencode({**given, f"x{plain[:40]}": plain})
    validated = client.get(f"/oci/kestrel?{asked}&FUNCTION=VALIDATE&PRODUCTID=FST-1001&QUANTITY=1")
    answer = client.get(f"/oci/kestrel?{asked}")
    assert answer.status_code == 303, text_of(answer.content.decode())[-300:]
    return answer.headers["Location"], {"validated": validated}


def by_oracle(client, text):
    """A login with the text in every element."""
    words = legal(text)
    address = f"https://srm.example.com/hook?{quote(words, safe='')}"
    answer = log_in(client, login_request(return_url=address, search=words, email=escape(words)))
    told = read_login_response(open_oracle(answer.content, Notes()).root)
    return told.login_url, {}


PROTOCOLS = {"oci": (by_oci, oci_partner), "oracle": (by_oracle, oracle_partner)}


def pages_of(client, text, enter):
    """Of one visit that returns a cart."""
    start, pages = enter(client, text)
    start = start.partition("testserver")[2]
    pages["start"] = client.get(start)
    entered = client.post(start)
    assert entered.status_code == 303, text_of(entered.content.decode())[-300:]
    code = entered.headers["Location"].rpartition("code=")[2].partition("&")[0]
    told = client.post("/storefront/sessions", {"code": code}, content_type="application/json").json()
    fill(told["checkoutId"])
    pages["return"] = client.get(f"/return/{told['sessionToken']}")
    pages["sent"] = client.post(f"/return/{told['sessionToken']}")
    return {name: page.content.decode(page.charset) for name, page in pages.items()}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_text_stays_within_its_place(client, world, patience, protocol, family):
    # given
    enter, partner_of = PROTOCOLS[protocol]
    partner = partner_of(world, return_hosts=["srm.example.com"])
    plain = {name: parts(page) for name, page in visited(client, partner, PLAIN, enter).items()}

    # when
    found = {}
    for text in batches(family):
        pages = visited(client, partner, text, enter)
        found[text] = [name for name, page in pages.items() if parts(page) != plain[name]]
        action, _ = form_of(pages["sent"])
        assert action.startswith("https://srm.example.com/hook")

    # then
    assert {text: faults for text, faults in found.items() if faults} == {}


def visited(client, partner, text, enter):
    """Pages of a visit of which nothing is left; number and unit of the article are short, for there is no room."""
    with transaction.atomic():
        offer(partner, text)
        variant = Variant.objects.get(pk=1)
        Variant.objects.filter(pk=1).update(sku="FST-1001", metadata=variant.metadata | {"unit": "EA"})
        pages = pages_of(client, text, enter)
        transaction.set_rollback(True)
    return pages
