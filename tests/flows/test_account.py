"""Whom a checkout is given to, and who may log in as him."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.exceptions import LinkSpent, SaleorForbids, SaleorUnreachable
from saleor_punchout.flows import account, visit
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.models import PunchOutSession, TradingPartner
from saleor_punchout.sandbox import models as shop
from saleor_punchout.sandbox.portal.buyers import GENERIC
from saleor_punchout.sandbox.saleor.ids import global_id
from tests.flows.story import BASE_URL, punch_out

pytestmark = pytest.mark.usefixtures("world")

Policy = TradingPartner.AccountPolicy
EMAIL = "ada@buyer.example.com"
OURS = {"punchout.partner": GENERIC.key}


@pytest.fixture
def visit_under(client, partner):
    """Begin a visit: ``visit_under(policy)`` gives the session."""

    def begin(policy, email=EMAIL):
        partner.account_policy, partner.default_email = policy, "purchasing@buyer.example.com"
        partner.save()
        token = punch_out(client)
        PunchOutSession.objects.filter(start_token=vault.fingerprint(token)).update(
            user_email=email, user_name="Ada Maria Example"
        )
        visit.start(token)
        return PunchOutSession.objects.get(start_token=vault.fingerprint(token))

    return begin


def customer_of(session):
    return next(one for one in shop.Customer.objects.all() if global_id("User", one.pk) == session.customer_id)


def test_a_guests_checkout_belongs_to_nobody(visit_under):
    session = visit_under(Policy.GUEST)
    assert (session.customer_id, session.reason) == ("", "")
    assert not shop.Customer.objects.exists()


def test_a_buyer_gets_an_account_of_his_own_with_our_mark(visit_under, partner):
    customer = customer_of(visit_under(Policy.INDIVIDUAL))
    assert (customer.email, customer.first_name, customer.last_name) == (EMAIL, "Ada Maria", "Example")
    assert customer.private_metadata == {"punchout.partner": partner.slug}
    assert customer.checkouts.count() == 1


def test_a_buyer_who_comes_again_is_the_same_customer(visit_under):
    first, second = visit_under(Policy.INDIVIDUAL), visit_under(Policy.INDIVIDUAL)
    assert first.customer_id == second.customer_id
    assert customer_of(first).checkouts.count() == 2


def test_buyers_who_share_an_account_are_one_customer(visit_under, partner):
    first, second = visit_under(Policy.SHARED, "a@buyer.example.com"), visit_under(Policy.SHARED, "b@buyer.example.com")
    assert first.customer_id == second.customer_id
    assert customer_of(first).email == partner.default_email
    assert customer_of(first).last_name == partner.name


def test_a_buyer_without_an_address_is_a_guest(visit_under):
    session = visit_under(Policy.INDIVIDUAL, "")
    assert session.customer_id == ""
    assert session.reason == "The buyer shops as a guest: no e-mail address is known."


@pytest.mark.parametrize(
    "own",
    [
        {},
        {"private_metadata": {"punchout.partner": "another"}},
        {"private_metadata": OURS, "is_staff": True},
        {"private_metadata": OURS, "is_active": False},
        {"private_metadata": OURS, "is_confirmed": True},
    ],
    ids=["unmarked", "of another partner", "staff", "inactive", "with a password"],
)
def test_an_account_that_is_not_this_partners_alone_is_left_alone(visit_under, own):
    # given
    customer = shop.Customer.objects.create(email=EMAIL, **own)

    # when
    session = visit_under(Policy.INDIVIDUAL)

    # then
    assert session.state == session.State.STARTED
    assert session.customer_id == ""
    assert f"guest: {EMAIL} is an account of the shop's own" in session.reason
    assert not customer.checkouts.exists()


def test_an_address_that_saleor_refuses_makes_a_guest(visit_under):
    session = visit_under(Policy.INDIVIDUAL, "no address")
    assert session.state == session.State.STARTED
    assert "The buyer shops as a guest: Saleor refused customerCreate" in session.reason


def test_an_app_that_may_not_give_checkouts_away_makes_guests(visit_under, monkeypatch):
    def forbidden(*given):
        raise SaleorForbids("To access this path, you need the following permission: IMPERSONATE_USER")

    monkeypatch.setattr(SaleorClient, "attach_customer", forbidden)
    session = visit_under(Policy.INDIVIDUAL)
    assert session.customer_id == ""
    assert "IMPERSONATE_USER" in session.reason


def test_a_link_works_again_where_saleor_went_away_in_between(client, partner, monkeypatch):
    # given
    partner.account_policy = Policy.INDIVIDUAL
    partner.save()
    token = punch_out(client)

    def gone(*given):
        raise SaleorUnreachable("gone")

    # when
    monkeypatch.setattr(SaleorClient, "find_customer", gone)
    with pytest.raises(SaleorUnreachable):
        visit.start(token)
    monkeypatch.undo()

    # then
    assert visit.start(token)


def test_there_is_no_login_beside_saleor(client, partner):
    # given a buyer with an account
    partner.account_policy, partner.default_email = Policy.SHARED, EMAIL
    partner.save()
    code = visit.start(punch_out(client)).partition("code=")[2]

    # when
    started = visit.redeem(code, BASE_URL)

    # then
    assert started.session.customer_id
    assert (started.login_code, started.session.login_code) == ("", None)


@pytest.fixture
def with_code(visit_under):
    """A session and its login code."""
    session = visit_under(Policy.INDIVIDUAL)
    session.login_code = vault.fingerprint("a-code")
    session.code_expires_at = timezone.now() + timedelta(minutes=1)
    session.save()
    return session


def test_a_login_code_works_once(with_code):
    assert account.spend_login_code("a-code") == with_code
    with pytest.raises(LinkSpent):
        account.spend_login_code("a-code")


@pytest.mark.parametrize("code", ["", "another"])
def test_no_other_code_works(with_code, code):
    with pytest.raises(LinkSpent):
        account.spend_login_code(code)


@pytest.mark.parametrize(
    "change",
    [
        {"code_expires_at": timezone.now()},
        {"expires_at": timezone.now()},
        {"state": "returned"},
        {"state": "expired"},
        {"customer_id": ""},
    ],
    ids=str,
)
def test_a_code_dies_with_its_minute_and_with_its_visit(with_code, change):
    PunchOutSession.objects.filter(pk=with_code.pk).update(**change)
    with pytest.raises(LinkSpent):
        account.spend_login_code("a-code")
