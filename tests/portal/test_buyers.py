"""The buying companies: each speaks as its system does, and the supplier knows each by its own name."""

from __future__ import annotations

from saleor_punchout.sandbox.portal.buyers import ARIBA, BUYERS, COUPA
from saleor_punchout.systems import SYSTEMS


def test_every_company_has_a_system_of_its_own_that_the_product_knows():
    # when
    systems = [buyer.system for buyer in BUYERS.values()]

    # then
    assert len(set(systems)) == len(systems)
    assert set(systems) <= set(SYSTEMS)


def test_the_companies_call_a_system_what_its_vendor_calls_it(buyer):
    # then
    assert buyer.system_name == SYSTEMS[buyer.system].name


def test_only_the_sender_proves_itself(buyer):
    # when
    header = buyer.header

    # then
    assert [one.shared_secret for one in header.sender] == [buyer.secret]
    assert {one.shared_secret for one in (*header.from_, *header.to)} == {None}


def test_coupa_opens_the_connection_in_the_buyers_own_name():
    # given
    sender = COUPA.header.sender[0]

    # then
    assert (sender.domain, sender.identity) == (COUPA.header.from_[0].domain, COUPA.header.from_[0].identity)
    assert {"UniqueName", "UserEmail", "FirstName", "LastName", "User"} == set(COUPA.extrinsics)
    assert COUPA.contacts[0].role == "endUser"


def test_ariba_names_buyers_by_test_accounts_of_its_network():
    # then
    assert ARIBA.header.from_[0].identity.endswith("-T")
    assert ARIBA.header.sender[0].domain == "AribaNetworkUserId"


def test_a_secret_is_shown_nowhere(buyer):
    # then
    assert buyer.secret not in repr(buyer)
    assert buyer.with_wrong_secret().secret != buyer.secret


def test_carts_return_to_the_host_of_the_demo(buyer, settings):
    # given
    settings.PUNCHOUT_DEMO_URL = "http://demo.example.com:8000"

    # then
    assert buyer.return_hosts == ("demo.example.com",)
