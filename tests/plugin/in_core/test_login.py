"""The buyer's login without a password, and everybody who gets none."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from graphql_relay import from_global_id, to_global_id

from saleor_punchout import vault
from saleor_punchout.flows import buyers
from saleor_punchout.host import writer
from saleor_punchout.models import Buyer, DocumentRecord, PunchOutSession, TradingPartner
from tests.plugin.in_core.asking import ask, watched
from tests.plugin.in_core.conftest import new_email
from tests.saleor.hosts import Host

OBTAIN = """
mutation ($input: JSONString!) {
  externalObtainAccessTokens(pluginId: "saleor.punchout", input: $input) {
    token refreshToken user { email } errors { message code }
  }
}
"""
REFRESH = OBTAIN.replace("externalObtainAccessTokens", "externalRefresh")
TOKEN_REFRESH = "mutation ($token: String) { tokenRefresh(refreshToken: $token) { token errors { code } } }"
ME = "{ me { email isStaff checkoutIds } }"

Policy = TradingPartner.AccountPolicy


def login_code(session: PunchOutSession) -> str:
    """A code as the storefront gets one when it redeems its own."""
    code = vault.new_token()
    expires = timezone.now() + timedelta(minutes=1)
    PunchOutSession.objects.filter(pk=session.pk).update(login_code=vault.fingerprint(code), code_expires_at=expires)
    return code


def obtain(code: str) -> dict[str, Any]:
    answer = ask(OBTAIN, input=json.dumps({"code": code}))
    assert answer.get("data"), answer
    told: dict[str, Any] = answer["data"]["externalObtainAccessTokens"]
    return told


def refresh(token: str) -> dict[str, Any]:
    told: dict[str, Any] = ask(REFRESH, input=json.dumps({"refreshToken": token}))["data"]["externalRefresh"]
    return told


def customer_of(session: PunchOutSession) -> Any:
    from saleor.account.models import User

    return User.objects.get(pk=from_global_id(session.customer_id)[1])


def test_a_buyer_is_logged_in_as_the_customer_of_the_visit(visit_of: Any) -> None:
    # given
    email = new_email()
    session = visit_of(Policy.INDIVIDUAL, email=email)
    code = login_code(session)

    # when
    with watched():
        told = obtain(code)

    # then
    assert told["errors"] == []
    assert told["user"] == {"email": email}
    me = ask(ME, told["token"])["data"]["me"]
    assert me == {"email": email, "isStaff": False, "checkoutIds": [session.checkout_id]}


def test_the_storefront_gets_the_code_with_the_session(visit_of: Any, company: Any) -> None:
    session = visit_of(Policy.SHARED)
    code = vault.new_token()
    expires = timezone.now() + timedelta(minutes=1)
    # A code works until the visit was entered.
    waiting = {"code": vault.fingerprint(code), "code_expires_at": expires, "token": None}
    PunchOutSession.objects.filter(pk=session.pk).update(**waiting)
    start = "mutation ($code: String!) { punchOutSessionStart(code: $code) { loginCode returnUrl errors { code } } }"
    told = ask(start, code=code)["data"]["punchOutSessionStart"]
    assert told["returnUrl"].partition("/return/")[0].endswith("/plugins/saleor.punchout")
    assert obtain(told["loginCode"])["token"]


def test_all_buyers_of_a_shared_account_are_one_customer(visit_of: Any) -> None:
    first, second = visit_of(Policy.SHARED), visit_of(Policy.SHARED)
    assert first.customer_id == second.customer_id != ""
    assert first.checkout_id != second.checkout_id


def test_a_guest_has_no_login(visit_of: Any) -> None:
    session = visit_of(Policy.GUEST)
    assert (session.customer_id, session.reason) == ("", "")
    assert obtain(login_code(session))["token"] is None


def test_a_code_works_once_and_the_second_use_is_recorded(visit_of: Any) -> None:
    # given
    code = login_code(visit_of(Policy.INDIVIDUAL))
    assert obtain(code)["token"]

    # when
    told = obtain(code)

    # then
    assert told["token"] is None
    assert told["errors"][0]["code"] == "INVALID"
    assert "used or has expired" in told["errors"][0]["message"]
    assert DocumentRecord.objects.filter(kind="Login").latest("pk").status == 410


@pytest.mark.parametrize("code", ["", "unknown"])
def test_an_unknown_code_is_refused_with_a_reason(code: str) -> None:
    assert "used or has expired" in obtain(code)["errors"][0]["message"]


def test_a_code_expires(visit_of: Any) -> None:
    session = visit_of(Policy.INDIVIDUAL)
    code = login_code(session)
    PunchOutSession.objects.filter(pk=session.pk).update(code_expires_at=timezone.now())
    assert obtain(code)["token"] is None


def test_a_member_of_staff_who_is_named_by_procurement_is_left_alone(visit_of: Any, staff: Any) -> None:
    session = visit_of(Policy.INDIVIDUAL, email=staff.email)
    assert session.customer_id == ""
    assert "shops as a guest" in session.reason


@pytest.mark.parametrize("mark", [{}, {"punchout.partner": "another"}])
def test_a_customer_of_the_shops_own_is_left_alone(visit_of: Any, mark: dict[str, str]) -> None:
    from saleor.account.models import User

    user = User.objects.create(email=new_email(), is_active=True, is_confirmed=False, private_metadata=mark)
    session = visit_of(Policy.INDIVIDUAL, email=user.email)
    assert session.customer_id == ""
    assert "not one of this partner's" in session.reason


@pytest.mark.parametrize("change", [{"is_staff": True}, {"is_active": False}, {"is_confirmed": True}])
def test_an_account_that_became_somebodys_is_left_alone(visit_of: Any, change: dict[str, bool]) -> None:
    # given a buyer with a customer of ours
    email = new_email()
    session = visit_of(Policy.INDIVIDUAL, email=email)
    code, user = login_code(session), customer_of(session)

    # when it becomes more than that
    for name, value in change.items():
        setattr(user, name, value)
    user.save()

    # then neither the code that is out nor a later visit is any good
    assert obtain(code)["token"] is None
    assert visit_of(Policy.INDIVIDUAL, email=email).customer_id == ""


@pytest.mark.parametrize(("is_confirmed", "logs_in"), [(False, True), (True, False)])
def test_a_linked_customer_is_logged_in_only_without_a_password(
    visit_of: Any, is_confirmed: bool, logs_in: bool
) -> None:
    from saleor.account.models import User

    # given
    buyer = Buyer.objects.get(customer_id=visit_of(Policy.INDIVIDUAL).customer_id)
    user = User.objects.create(email=new_email(), is_active=True, is_confirmed=is_confirmed)
    with writer():
        buyers.link(buyer.partner, buyer.key, to_global_id("User", user.pk))

    # when
    session = visit_of(Policy.INDIVIDUAL)

    # then
    assert customer_of(session) == user
    assert (obtain(login_code(session))["token"] is not None) == logs_in

    # when the link is taken back
    with writer():
        buyers.unlink(Buyer.objects.get(pk=buyer.pk))

    # then nobody is logged in any more
    assert obtain(login_code(session))["token"] is None


def test_a_login_is_renewed_as_long_as_the_visit_lasts(visit_of: Any) -> None:
    # given
    session = visit_of(Policy.INDIVIDUAL)
    token = obtain(login_code(session))["refreshToken"]

    # when, then
    assert ask(ME, refresh(token)["token"])["data"]["me"]["checkoutIds"] == [session.checkout_id]
    assert ask(TOKEN_REFRESH, token=token)["data"]["tokenRefresh"]["token"]

    # when the visit is over
    PunchOutSession.objects.filter(pk=session.pk).update(state=PunchOutSession.State.RETURNED)
    assert refresh(token)["token"] is None


def test_no_other_token_renews_a_login(visit_of: Any) -> None:
    from saleor.core.jwt import create_refresh_token

    session = visit_of(Policy.INDIVIDUAL)
    assert refresh(obtain(login_code(session))["token"])["token"] is None
    assert refresh(create_refresh_token(customer_of(session)))["token"] is None
    assert refresh("no-token")["token"] is None


def test_a_token_names_the_visit(visit_of: Any) -> None:
    session = visit_of(Policy.INDIVIDUAL)
    verify = "mutation ($token: String!) { tokenVerify(token: $token) { isValid payload } }"
    told = ask(verify, token=obtain(login_code(session))["token"])["data"]["tokenVerify"]
    assert told["isValid"]
    assert told["payload"]["punchout"] == session.key


def test_a_shop_without_passwords_takes_the_login_all_the_same(visit_of: Any) -> None:
    from saleor.site.models import SiteSettings

    if not hasattr(SiteSettings, "password_login_mode"):
        pytest.skip("SALEOR_ 3.23 and later only")
    session = visit_of(Policy.INDIVIDUAL)
    SiteSettings.objects.update(password_login_mode="disabled")
    try:
        told = obtain(login_code(session))
        assert ask(ME, told["token"])["data"]["me"]["checkoutIds"] == [session.checkout_id]
        assert ask(ME, refresh(told["refreshToken"])["token"])["data"]["me"] is not None
    finally:
        SiteSettings.objects.update(password_login_mode="enabled")


def test_the_order_of_a_visit_with_an_account_can_still_be_read(host: Host, visit_of: Any) -> None:
    assert host.client.read_checkout(visit_of(Policy.INDIVIDUAL).checkout_id) is not None
