"""Who may look and change with a token of the Dashboard: the GraphQL API, asked over HTTP."""

from __future__ import annotations

import time
from datetime import timedelta

import jwt
import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory
from django.utils import timezone

from saleor_punchout.app.staff import staff_of
from saleor_punchout.flows.installation import register, uninstall
from saleor_punchout.viewer import MANAGE_ORDERS, MANAGE_USERS
from tests.app.conftest import make_partner, make_session
from tests.app.saleor import STAFF_EMAIL, TOKEN, signed_with_public_key
from tests.graphql.asking import Api

SESSIONS = "{ punchOutSessions(first: 10) { edges { node { partner { slug } } } } }"


def viewer(token, api_url=None, header="Authorization-Bearer"):
    """Who is taken for the sender of a request."""
    shown = token if header == "Authorization-Bearer" else f"Bearer {token}"
    headers = {header: shown} | ({"Saleor-Api-Url": api_url} if api_url is not None else {})
    return staff_of(RequestFactory().post("/graphql/", headers=headers))


@pytest.mark.parametrize("header", ["Authorization-Bearer", "Authorization"])
@pytest.mark.parametrize("names_saleor", [True, False])
def test_staff_are_known_by_the_token_of_the_dashboard(saleor, installation, header, names_saleor):
    found = viewer(saleor.staff_token(), saleor.api_url if names_saleor else None, header)

    assert (found.email, found.installation, found.is_operator) == (STAFF_EMAIL, installation, False)
    assert found.permissions == {MANAGE_ORDERS}
    assert saleor.asked == []


@pytest.mark.parametrize(
    ("held", "permissions"),
    [
        ([], set()),
        (["MANAGE_PRODUCTS"], set()),
        (["MANAGE_USERS"], {MANAGE_USERS}),
        (["MANAGE_APPS"], {MANAGE_USERS}),
        (["MANAGE_ORDERS", "MANAGE_APPS"], {MANAGE_ORDERS, MANAGE_USERS}),
        ("MANAGE_ORDERS", set()),
        (None, set()),
        ([["MANAGE_ORDERS"], 7], set()),
    ],
)
def test_rights_are_those_that_the_user_holds_in_saleor(saleor, installation, held, permissions):
    assert viewer(saleor.staff_token(user_permissions=held), saleor.api_url).permissions == permissions


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 10, "iat": NOW - 310},
        {"exp": None},
        {"iat": None},
        {"iss": None},
        {"iss": "https://other.example.com/graphql/"},
        {"iat": NOW + 3600, "exp": NOW + 7200},
        {"type": "access"},
        {"type": None},
        {"app": "QXBwOjk="},
        {"app": None},
        {"is_staff": False},
        {"is_staff": "true"},
        {"is_staff": None},
        {"aud": "https://somebody.else.example.com"},
    ],
    ids="-".join,
)
def test_any_other_token_is_nobodys(saleor, installation, claims):
    assert viewer(saleor.staff_token(**claims), saleor.api_url) is None


def test_clocks_may_differ_a_little(saleor, installation):
    assert viewer(saleor.staff_token(exp=int(time.time()) - 3), saleor.api_url) is not None


def test_a_token_made_with_the_public_key_as_a_secret_is_nobodys(saleor, installation):
    # given
    payload = saleor.staff_token().split(".")[1]
    header, signature = signed_with_public_key({"kid": "first", "typ": "JWT"}, payload.encode())

    # then
    assert viewer(f"{header}.{payload}.{signature}", saleor.api_url) is None


def test_an_unsigned_token_is_nobodys(saleor, installation):
    claims = jwt.decode(saleor.staff_token(), options={"verify_signature": False})
    token = jwt.encode(claims, None, "none", headers={"kid": "first"})

    assert viewer(token, saleor.api_url) is None


def test_a_foreign_key_under_a_known_name_is_nobodys(saleor, installation):
    claims = jwt.decode(saleor.staff_token(), options={"verify_signature": False})
    foreign = saleor.staff_token(key="foreign")
    token = jwt.encode(claims, None, "none", headers={"kid": "first"}).split(".")[0] + "." + foreign.split(".", 1)[1]

    assert viewer(token, saleor.api_url) is None
    assert viewer(foreign, saleor.api_url) is None


def test_a_webhook_is_no_token(saleor, installation):
    body = b'{"iss": "x"}'

    assert viewer(saleor.sign(body), saleor.api_url) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "ä.ö.ü", "e30.e30.e30", "." * 4000])
def test_what_is_no_token_is_nobodys(saleor, installation, token):
    assert viewer(token, saleor.api_url) is None
    assert viewer(token) is None


def test_staff_of_one_saleor_are_nobody_in_another(start, db):
    # given
    first, second = start(), start()
    second.keys = ["second"]
    for saleor in (first, second):
        register(saleor.api_url, TOKEN)

    # then
    assert viewer(first.staff_token(), second.api_url) is None
    assert viewer(second.staff_token(iss=first.api_url), first.api_url) is None
    assert viewer(first.staff_token(), first.api_url).installation.api_url == first.api_url
    assert viewer(second.staff_token()).installation.api_url == second.api_url


def test_staff_of_a_saleor_that_uninstalled_us_are_nobody(saleor, installation):
    # given
    token = saleor.staff_token()
    uninstall(installation, installation.app_id)

    # then
    assert viewer(token, saleor.api_url) is None


def test_a_saleor_that_is_not_connected_is_never_asked(db, saleor):
    assert viewer(saleor.staff_token(), saleor.api_url) is None
    assert viewer(saleor.staff_token()) is None
    assert saleor.asked == []


def test_saleor_may_change_its_key(saleor, installation, time_machine):
    # given
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    saleor.keys = ["second"]

    # then
    assert viewer(saleor.staff_token(), saleor.api_url) is not None
    assert viewer(saleor.staff_token(), saleor.api_url) is not None
    assert saleor.key_questions == 1


def test_a_flood_of_forged_tokens_asks_saleor_once_a_minute(saleor, installation, time_machine):
    # given
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    forged = saleor.staff_token(key="foreign")

    # when
    answers = {viewer(forged, saleor.api_url) for _ in range(20)}

    # then
    assert (answers, saleor.key_questions) == ({None}, 1)


def test_a_token_is_not_logged(saleor, installation, caplog):
    # given
    token = saleor.staff_token(is_staff=False)

    # when
    with caplog.at_level("DEBUG"):
        viewer(token, saleor.api_url)

    # then
    assert "refused" in caplog.text
    assert not any(part in caplog.text for part in token.split("."))


def test_staff_see_the_sessions_of_their_own_saleor_alone(client, start, db):
    # given
    first, second = start(), start()
    for saleor, slug in ((first, "orrin"), (second, "kestrel")):
        make_session(make_partner(register(saleor.api_url, TOKEN), slug), slug)

    # when
    seen = {saleor.api_url: Api(client, saleor.staff_token()).ask(SESSIONS) for saleor in (first, second)}

    # then
    assert [edge["node"]["partner"]["slug"] for edge in seen[first.api_url]["edges"]] == ["orrin"]
    assert [edge["node"]["partner"]["slug"] for edge in seen[second.api_url]["edges"]] == ["kestrel"]
    operator = Api(client, django_settings.PUNCHOUT_STAFF_TOKEN).ask(SESSIONS)
    assert len(operator["edges"]) == 2


def test_staff_without_a_right_are_told_which(client, saleor, installation):
    api = Api(client, saleor.staff_token(user_permissions=["MANAGE_PRODUCTS"]))

    assert api.denials(SESSIONS) == ["PermissionDenied"]
    assert "MANAGE_ORDERS" in api.answer(SESSIONS)["errors"][0]["message"]


def test_cookies_make_nobody_staff(client, saleor, installation):
    client.cookies["token"] = saleor.staff_token()

    assert Api(client).denials(SESSIONS) == ["PermissionDenied"]
