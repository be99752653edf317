"""A policy that cannot be meant is refused before an order finds out, field by field and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from saleor_punchout.flows import partners
from saleor_punchout.flows.policy_settings import DOCUMENTS

pytestmark = pytest.mark.usefixtures("world")
URL = "https://buyer.example.com/cxml"
WRONG = {
    "order_policy": ["refuse", "", None],
    "price_tolerance": ["-1", "100.01", "much", "NaN", None],
    "price_tolerance_amount": ["-0.01", "NaN", "0.001", None],
    "quantity_tolerance": ["-1", "101", "NaN"],
    "catalogue_orders": ["confirm", "", None],
    "repeated_carts": ["confirm", ""],
    "repeated_orders": ["accept", ""],
    "quote_validity": [-1, 0, 3651, 2_000_000_000, "a month"],
    "order_grace": [-1, 43_201, None],
    "tax_category": ["", "  ", "v\nat", "x" * 41],
    "tax_description": ["", " ", "x" * 101],
    "endpoints": [
        [URL],
        {"ConfirmationRequest": 1},
        {"OrderRequest": URL},
        {"confirmationrequest": URL},
        {"ConfirmationRequest": ""},
        {"ConfirmationRequest": "buyer.example.com/cxml"},
        {"ConfirmationRequest": "http://buyer.example.com/cxml"},
        {"ConfirmationRequest": "ftp://buyer.example.com/cxml"},
        {"ConfirmationRequest": "https:///cxml"},
        {"ConfirmationRequest": "https://user@buyer.example.com/cxml"},
        {"ConfirmationRequest": "https://user:word@buyer.example.com/cxml"},
        {"ConfirmationRequest": "https://:@buyer.example.com/cxml"},
        {"ConfirmationRequest": "https://buyer.example.com:port/cxml"},
        {"ConfirmationRequest": "https://buyer.example.com/c xml"},
        {"ConfirmationRequest": "https://buyer.example.com/\r\nHost: other"},
        {"ConfirmationRequest": "https://buyer.example.com\\@other.example.com/"},
        {"ConfirmationRequest": "https://buyer.example.com/#there"},
        {"ConfirmationRequest": "https://[buyer/"},
        {"ConfirmationRequest": f"{URL}?{'x' * 500}"},
    ],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_what_cannot_be_meant_is_refused_by_its_field(field, value, partner):
    with pytest.raises(ValidationError) as caught:
        partners.update_partner(partner, **{field: value})

    assert list(caught.value.message_dict) == [field]
    partner.refresh_from_db()
    assert getattr(partner, field) != value


def test_all_of_a_policy_is_kept(partner):
    # given
    policy = {
        "order_policy": "confirm",
        "price_tolerance": "2.5",
        "price_tolerance_amount": "0.05",
        "quantity_tolerance": "10",
        "catalogue_orders": "hold",
        "repeated_carts": "reject",
        "repeated_orders": "update",
        "quote_validity": 30,
        "allows_blanket_orders": True,
        "allows_release_orders": False,
        "refuses_unknown_orders": True,
        "order_grace": 60,
        "endpoints": dict.fromkeys(DOCUMENTS, URL),
        "tax_category": " gst ",
        "tax_description": "Goods and services tax",
    }

    # when
    partners.update_partner(partner, **policy)

    # then
    partner.refresh_from_db()
    kept = {name: getattr(partner, name) for name in policy}
    numbers = {"price_tolerance": Decimal("2.5"), "price_tolerance_amount": Decimal("0.05")}
    assert kept == policy | numbers | {"quantity_tolerance": Decimal(10), "tax_category": "gst"}


def test_http_is_for_partners_whose_carts_go_there_too(partner):
    partner.allow_http_return = True

    partners.update_partner(partner, endpoints={"ShipNoticeRequest": "http://10.0.0.7:8080/cxml "})

    assert partner.endpoints == {"ShipNoticeRequest": "http://10.0.0.7:8080/cxml"}


def test_limits_can_be_taken_away_again(partner):
    partners.update_partner(partner, quote_validity=30, quantity_tolerance="10")

    partners.update_partner(partner, quote_validity=None, quantity_tolerance=None)

    partner.refresh_from_db()
    assert (partner.quote_validity, partner.quantity_tolerance) == (None, None)
