"""Every document of the portal is valid against the DTD that it declares."""

from __future__ import annotations

import re
from decimal import Decimal

from saleor_punchout.documents.types import Classification
from saleor_punchout.sandbox.portal import papers, procurement
from saleor_punchout.sandbox.portal.models import Requisition
from tests.documents.places import assert_valid
from tests.portal.conftest import cart, fields


def assert_is_valid(document: bytes, version: str) -> None:
    assert f"/{version}/cXML.dtd".encode() in document
    assert_valid(document)


def test_the_profile_request(buyer):
    # then
    assert_is_valid(papers.profile_request(buyer), buyer.dtd_version)


def test_the_setup_request(buyer):
    # given
    requisition = Requisition(pk=1, buyer_key=buyer.key)

    # then
    assert_is_valid(papers.setup_request(requisition, buyer, "cookie-1"), buyer.dtd_version)


def test_the_purchase_order(db, buyer):
    # given
    requisition = Requisition.objects.create(buyer_key=buyer.key, buyer_cookie="cookie-1", state="punched_out")
    procurement.receive(requisition, fields(cart()))
    requisition.order_id = "PO-1"
    procurement.approve(requisition, {1: Decimal("2.5")}, shipping=Decimal(4), comment="Gate 3 & <ring>")

    # then
    assert_is_valid(papers.order_request(requisition), buyer.dtd_version)


def test_the_purchase_order_of_a_bare_cart(db, buyer):
    # given
    requisition = Requisition.objects.create(buyer_key=buyer.key, buyer_cookie="cookie-1", state="punched_out")
    bare = re.sub(rb"<Classification.*?</Classification>|<Shipping>.*?</Shipping>|<Tax>.*?</Tax>", b"", cart())
    procurement.receive(requisition, fields(bare))
    requisition.order_id = "PO-1"
    procurement.approve(requisition)

    # then
    assert requisition.lines[0].classification == Classification("", "")
    assert_is_valid(papers.order_request(requisition), buyer.dtd_version)
