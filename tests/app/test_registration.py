"""How a Saleor connects: over a real connection, with every reason to turn it away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_punchout import vault
from saleor_punchout.exceptions import ConfigurationError, RegistrationRefused
from saleor_punchout.flows import installation as installations
from saleor_punchout.models import DocumentRecord, Installation, PurchaseOrder
from tests.app.conftest import make_order, make_partner
from tests.app.saleor import APP_ID, TOKEN

CLOUD = "https://*.saleor.cloud/graphql/"


def register(client, saleor, body=None, **headers):
    told = {"Saleor-Api-Url": saleor.api_url, "Saleor-Domain": "shop.example.com", "Saleor-Schema-Version": "3.23"}
    given = {"auth_token": TOKEN} if body is None else body
    return client.post("/register", given, content_type="application/json", headers=told | headers)


def assert_refused(response, status, code):
    """With words for whoever installs, a row for whoever runs us, and nothing else."""
    told = response.json()
    assert (response.status_code, told["success"], told["error"]["code"]) == (status, False, code)
    assert not Installation.objects.exists()
    record = DocumentRecord.objects.get()
    assert (record.kind, record.status, record.reason) == ("AppRegistration", status, told["error"]["message"])
    assert TOKEN not in record.reason


def test_a_listed_saleor_connects(client, db, saleor):
    # when
    response = register(client, saleor)

    # then
    assert (response.status_code, response.json()) == (200, {"success": True})
    made = Installation.objects.get()
    assert (made.api_url, made.app_id, made.saleor_version) == (saleor.api_url, APP_ID, "3.23.28")
    assert (made.token, made.is_active, made.trouble) == (TOKEN, True, "")
    assert TOKEN not in made.sealed_token
    assert made.jwks == saleor.published()
    assert saleor.asked == ["app", "keys"]


@pytest.mark.parametrize("listed", [[], ["https://shop.example.com/graphql/"], [CLOUD]])
def test_an_unlisted_saleor_is_not_even_asked(client, db, saleor, settings, listed):
    # given
    settings.PUNCHOUT_SALEOR_URLS = listed

    # when
    response = register(client, saleor)

    # then
    assert_refused(response, 403, "SALEOR_URL_PROHIBITED")
    assert "PUNCHOUT_SALEOR_URLS=" in response.json()["error"]["message"]
    assert saleor.asked == []


@pytest.mark.parametrize("api_url", ["https://acme.saleor.cloud/graphql/", "https://a-1.saleor.cloud/graphql/"])
def test_a_wildcard_stands_for_one_label(settings, api_url):
    settings.PUNCHOUT_SALEOR_URLS = [CLOUD]

    assert installations._fits(CLOUD, api_url)


@pytest.mark.parametrize(
    "api_url",
    [
        "",
        "https://saleor.cloud/graphql/",
        "https://.saleor.cloud/graphql/",
        "https://a.b.saleor.cloud/graphql/",
        "http://acme.saleor.cloud/graphql/",
        "https://acme.saleor.cloud/graphql",
        "https://acme.saleor.cloud:8443/graphql/",
        "https://acme.saleor.cloud/graphql/?x=1",
        "https://acme.saleor.cloud.evil.example/graphql/",
        "https://evil.example/.saleor.cloud/graphql/",
        "https://evil.example#.saleor.cloud/graphql/",
        "https://evil@x.saleor.cloud/graphql/",
        "https://acmexsaleor.cloud/graphql/",
        "https://acme.saleor.cloud/graphql/\n",
    ],
)
def test_a_wildcard_stands_for_nothing_else(client, db, settings, api_url):
    # given
    settings.PUNCHOUT_SALEOR_URLS = [CLOUD]

    # then
    with pytest.raises(RegistrationRefused) as refused:
        installations.register(api_url, TOKEN)
    assert refused.value.code == "SALEOR_URL_PROHIBITED"


@pytest.mark.parametrize(
    "pattern",
    ["https://*/graphql/", "https://*.cloud/graphql/", "https://a.*.b/graphql/", "https://*a.b/graphql/", "*"],
)
def test_a_pattern_that_is_too_wide_is_no_setting(settings, pattern):
    settings.PUNCHOUT_SALEOR_URLS = [pattern]

    with pytest.raises(ConfigurationError, match="PUNCHOUT_SALEOR_URLS"):
        installations.register("https://a.b/graphql/", TOKEN)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"auth_token": 7}', b'{"auth_token": " "}'])
def test_a_body_without_a_token_is_refused_before_anything_is_asked(client, db, saleor, body):
    assert_refused(register(client, saleor, body), 400, "MALFORMED_REQUEST")
    assert saleor.asked == []


def test_a_body_without_end_is_not_read(client, db, saleor):
    assert_refused(register(client, saleor, {"auth_token": "x" * 20_000}), 400, "MALFORMED_REQUEST")


def test_a_body_of_brackets_is_refused(client, db, saleor):
    assert_refused(register(client, saleor, b"[" * 16_000), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize("token", ["another", "n\u00e4in", "two\nlines"])
def test_a_token_that_saleor_does_not_know_is_refused(client, db, saleor, token):
    assert_refused(register(client, saleor, {"auth_token": token}), 401, "UNKNOWN_APP_ID")


def test_a_token_of_staff_is_no_token_of_an_app(client, db, saleor):
    saleor.apps["of-staff"] = None

    assert_refused(register(client, saleor, {"auth_token": "of-staff"}), 401, "UNKNOWN_APP_ID")


def test_another_app_of_that_saleor_cannot_take_our_place(client, db, saleor):
    saleor.apps[TOKEN] = saleor.app(id="QXBwOjk=", identifier="other.app")

    assert_refused(register(client, saleor), 401, "UNKNOWN_APP_ID")


def test_a_saleor_that_does_not_answer_is_refused(client, db, saleor):
    saleor.__exit__()

    assert_refused(register(client, saleor), 401, "UNKNOWN_APP_ID")


def test_a_private_address_is_refused_though_it_is_listed(client, db, saleor, settings):
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = False

    assert_refused(register(client, saleor), 401, "UNKNOWN_APP_ID")
    assert saleor.asked == []


@pytest.mark.parametrize("keys", [None, []])
def test_a_saleor_without_keys_is_refused(client, db, saleor, keys):
    # given
    saleor.has_keys, saleor.keys = keys is not None, keys or []

    # then
    assert_refused(register(client, saleor), 401, "JWKS_NOT_AVAILABLE")


def test_a_permission_that_is_missing_is_told_as_trouble(client, db, saleor):
    # given
    saleor.apps[TOKEN] = saleor.app(permissions=[{"code": "MANAGE_ORDERS"}])

    # when
    register(client, saleor)

    # then
    assert "HANDLE_CHECKOUTS" in Installation.objects.get().trouble
    assert "MANAGE_ORDERS" not in Installation.objects.get().trouble


def test_installed_anew_a_saleor_keeps_its_partners_and_tries_waiting_orders_at_once(client, saleor, installation):
    # given
    elsewhere = Installation.objects.create(api_url="https://other.example.com/graphql/")
    partner, stranger = make_partner(installation), make_partner(elsewhere, "stranger")
    later = timezone.now() + timedelta(hours=1)
    waiting = {"state": PurchaseOrder.State.RECEIVED, "next_attempt_at": later}
    order, other = make_order(partner, **waiting), make_order(stranger, **waiting)
    installations.uninstall(installation, APP_ID)
    saleor.apps = {"new-token": saleor.app(id="QXBwOjU=")}

    # when
    assert register(client, saleor, {"auth_token": "new-token"}).status_code == 200

    # then
    again = Installation.objects.get(api_url=saleor.api_url)
    assert (again.pk, again.token, again.app_id) == (installation.pk, "new-token", "QXBwOjU=")
    assert (again.is_active, again.trouble) == (True, "")
    assert again.partners.get() == partner
    order.refresh_from_db()
    other.refresh_from_db()
    assert order.next_attempt_at <= timezone.now() < other.next_attempt_at == later


def test_a_refused_registration_leaves_the_installation_as_it_was(client, saleor, installation):
    # when
    assert register(client, saleor, {"auth_token": "guessed"}).status_code == 401

    # then
    before = {name: value for name, value in vars(installation).items() if name != "_state"}
    after = vars(Installation.objects.get())
    assert {name: after[name] for name in before} == before


def test_an_uninstallation_that_comes_late_does_not_touch_the_new_app(installation):
    # when
    installations.uninstall(installation, "an older app")

    # then
    assert Installation.objects.get().token == TOKEN


def test_the_saleor_of_the_environment_is_known_by_its_app_and_keys(db, saleor):
    # when
    trouble = installations.connect(saleor.api_url, TOKEN)

    # then
    made = Installation.objects.get()
    assert (trouble, made.app_id, made.token, made.jwks) == ("", APP_ID, TOKEN, saleor.published())


def test_the_saleor_of_the_environment_may_be_any_app_and_needs_no_list(db, saleor, settings):
    # given
    settings.PUNCHOUT_SALEOR_URLS = []
    saleor.apps[TOKEN] = saleor.app(identifier=None)

    # then
    assert installations.connect(saleor.api_url, TOKEN) == ""


def test_the_saleor_of_the_environment_is_kept_while_it_is_away(db, saleor):
    # given
    saleor.__exit__()

    # when
    trouble = installations.connect(saleor.api_url, TOKEN)

    # then
    assert "did not answer" in trouble
    assert vault.unseal(Installation.objects.get().sealed_token) == TOKEN


def test_an_address_that_never_answered_is_forgotten_once_another_is_named(db, saleor, settings):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = True
    assert installations.connect("http://127.0.0.1:9/graphql/", TOKEN)

    # when
    installations.connect(saleor.api_url, TOKEN)

    # then
    assert [one.api_url for one in Installation.objects.all()] == [saleor.api_url]


def test_a_saleor_that_was_away_is_asked_who_we_are_when_it_first_speaks(client, db, saleor):
    # given
    saleor.has_keys = False
    assert installations.connect(saleor.api_url, TOKEN)
    Installation.objects.update(app_id="")
    saleor.has_keys = True

    # when
    response = client.post("/webhooks", **saleor.delivery("ORDER_UPDATED"))

    # then
    assert response.status_code == 200
    assert Installation.objects.get().app_id == APP_ID
