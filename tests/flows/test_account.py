"""Whom a checkout is given to, and who may log in as him."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.exceptions import LinkSpent, SaleorForbids, SaleorUnreachable
from saleor_punchout.flows import account, buyers, visit
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.models import Buyer, PunchOutSession, TradingPartner
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

    def begin(policy, email=EMAIL, login="ada", name="Ada Maria Example"):
        partner.account_policy, partner.default_email = policy, "purchasing@buyer.example.com"
        partner.save()
        token = punch_out(client)
        PunchOutSession.objects.filter(start_token=vault.fingerprint(token)).update(
            user_email=email, user_name=name, user_unique_name=login
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


def test_a_buyer_without_an_address_gets_a_customer_to_whom_nothing_is_delivered(visit_under):
    # when
    first, second = (visit_under(Policy.INDIVIDUAL, "", "ada", name) for name in ("", "Ada Maria Example"))

    # then
    customer = customer_of(first)
    assert re.fullmatch(r"buyer-[0-9a-f]{16}@fennwick-foods\.punchout\.invalid", customer.email)
    assert (customer.first_name, customer.last_name) == ("", "ada")
    assert second.customer_id == first.customer_id


def test_a_buyer_whom_nobody_names_is_a_guest(visit_under):
    session = visit_under(Policy.INDIVIDUAL, "", "")
    assert session.customer_id == ""
    assert session.reason == "The buyer shops as a guest: the request names nobody by login or e-mail address."
    assert not Buyer.objects.exists()


def test_partners_without_an_address_share_no_customer(visit_under, partner):
    session = visit_under(Policy.SHARED)
    session.partner.default_email = ""

    assert account.give_checkout(session, None) == (
        "",
        "The buyer shops as a guest: the trading partner has no default e-mail address.",
    )


@pytest.mark.parametrize(
    ("email", "login"), [(EMAIL.upper(), " ADA "), ("other@buyer.example.com", "ada")], ids=["spelling", "new address"]
)
def test_a_buyer_is_known_by_his_login(visit_under, email, login):
    first, second = visit_under(Policy.INDIVIDUAL), visit_under(Policy.INDIVIDUAL, email, login)

    assert second.customer_id == first.customer_id
    buyer = Buyer.objects.get()
    assert (buyer.key, buyer.email, buyer.customer_id) == ("ada", email, first.customer_id)
    assert buyer.first_seen_at < buyer.last_seen_at


def test_a_buyer_without_a_login_is_known_by_his_address(visit_under):
    first, second = visit_under(Policy.INDIVIDUAL, login=""), visit_under(Policy.INDIVIDUAL, EMAIL.title(), "")

    assert second.customer_id == first.customer_id
    assert Buyer.objects.get().key == EMAIL


def test_two_buyers_of_one_address_are_two_customers(visit_under):
    first, second = visit_under(Policy.INDIVIDUAL), visit_under(Policy.INDIVIDUAL, login="bob")

    assert first.customer_id != second.customer_id
    assert customer_of(first).email == EMAIL
    assert customer_of(second).email.endswith("@fennwick-foods.punchout.invalid")
    assert visit_under(Policy.INDIVIDUAL, login="bob").customer_id == second.customer_id


def test_one_login_at_two_partners_is_two_buyers(visit_under, world, partner):
    mine = visit_under(Policy.INDIVIDUAL, "")
    other = next(one for one in world.values() if one != partner)
    session = PunchOutSession.objects.get(pk=mine.pk)
    session.partner = other

    assert buyers.meet(session) != Buyer.objects.get(partner=partner)
    assert len({buyers.reserved_address(buyer) for buyer in Buyer.objects.all()}) == 2


def test_a_customer_from_before_there_were_buyers_is_kept(visit_under):
    customer = shop.Customer.objects.create(email=EMAIL, private_metadata=OURS)

    assert customer_of(visit_under(Policy.INDIVIDUAL)) == customer


def test_a_buyer_whose_customer_was_deleted_gets_another(visit_under):
    # given
    first = visit_under(Policy.INDIVIDUAL)
    shop.Checkout.objects.update(customer=None)
    customer_of(first).delete()

    # when
    second = visit_under(Policy.INDIVIDUAL)

    # then
    assert customer_of(second).email == EMAIL
    assert Buyer.objects.get().customer_id == second.customer_id


def test_a_customer_who_became_a_persons_own_is_left_alone(visit_under):
    # given
    visit_under(Policy.INDIVIDUAL)
    shop.Customer.objects.update(is_confirmed=True)

    # when
    session = visit_under(Policy.INDIVIDUAL)

    # then
    assert session.customer_id == ""
    assert "punchOutBuyerLink" in session.reason


@pytest.fixture
def own():
    """A customer of the shop's own, with a password."""
    return shop.Customer.objects.create(email="ada.private@example.com", is_confirmed=True)


def linked(partner, customer, named="ada"):
    return buyers.link(partner, named, global_id("User", customer.pk))


def test_a_buyer_whom_staff_linked_shops_as_that_customer(visit_under, partner, own):
    # given
    linked(partner, own, " Ada")

    # when
    session = visit_under(Policy.INDIVIDUAL)

    # then
    assert customer_of(session) == own
    assert session.reason == ""
    assert buyers.is_linked(session)
    buyer = Buyer.objects.get()
    assert (buyer.is_linked, buyer.email, buyer.first_seen_at) == (True, EMAIL, buyer.last_seen_at)


def test_a_buyer_who_was_unlinked_has_a_customer_of_his_own(visit_under, partner, own):
    # given
    session = visit_under(Policy.INDIVIDUAL) if linked(partner, own) else None
    buyers.unlink(Buyer.objects.get())

    # when
    later = visit_under(Policy.INDIVIDUAL)

    # then
    assert customer_of(later).email == EMAIL
    assert not buyers.is_linked(session)


def test_several_buyers_may_be_linked_to_one_customer(visit_under, partner, own):
    linked(partner, own)
    linked(partner, own, "bob")

    assert (
        customer_of(visit_under(Policy.INDIVIDUAL)) == customer_of(visit_under(Policy.INDIVIDUAL, login="bob")) == own
    )


@pytest.mark.parametrize("change", [{"is_staff": True}, {"is_active": False}], ids=str)
def test_a_linked_customer_who_may_not_be_shopped_as_any_more_is_left_alone(visit_under, partner, own, change):
    # given
    linked(partner, own)
    shop.Customer.objects.update(**change)

    # when
    session = visit_under(Policy.INDIVIDUAL)

    # then
    assert session.customer_id == ""
    assert "Link another" in session.reason


@pytest.mark.parametrize(
    "own_values",
    [{"is_staff": True}, {"is_active": False}, {"private_metadata": {"punchout.partner": "another"}}],
    ids=["staff", "inactive", "of another partner"],
)
def test_nobody_is_linked_to_a_customer_whom_he_may_not_be(partner, own_values):
    customer = shop.Customer.objects.create(email=EMAIL, **own_values)

    with pytest.raises(ValidationError) as refused:
        linked(partner, customer)

    assert set(refused.value.error_dict) == {"customer_id"}
    assert not Buyer.objects.exists()


def test_nobody_is_linked_to_a_customer_of_another_partners_buyer(partner, world, own):
    other = next(one for one in world.values() if one != partner)
    linked(other, own)

    with pytest.raises(ValidationError, match="another trading partner"):
        linked(partner, own)


@pytest.mark.parametrize(("named", "customer"), [("ada", "nobody"), ("ada", ""), (" ", None), ("\0", None)])
def test_who_is_nobody_is_not_linked(partner, own, named, customer):
    with pytest.raises(ValidationError):
        buyers.link(partner, named, global_id("User", own.pk) if customer is None else customer)


def test_only_a_link_is_taken_back(visit_under):
    visit_under(Policy.INDIVIDUAL)

    with pytest.raises(ValidationError, match="not linked"):
        buyers.unlink(Buyer.objects.get())


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


def test_a_buyer_whose_address_is_none_is_a_customer_all_the_same(visit_under):
    session = visit_under(Policy.INDIVIDUAL, "no address")
    assert session.state == session.State.STARTED
    assert session.customer_id


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
    ids=["code expired", "visit expired", "returned", "closed as expired", "no customer"],
)
def test_a_code_dies_with_its_minute_and_with_its_visit(with_code, change):
    PunchOutSession.objects.filter(pk=with_code.pk).update(**change)
    with pytest.raises(LinkSpent):
        account.spend_login_code("a-code")
