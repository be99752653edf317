"""The health check: every finding as it should be and as it should not, and never one that hides another."""

from __future__ import annotations

import pytest

from saleor_punchout.exceptions import SaleorUnreachable
from saleor_punchout.flows import channel_health, health
from saleor_punchout.flows.findings import Severity
from saleor_punchout.flows.health_notes import NOTES
from saleor_punchout.flows.installation import PERMISSIONS
from saleor_punchout.models import Installation, TradingPartner
from saleor_punchout.sandbox.models import Channel, Checkout, CheckoutLine, DeliveryMethod, ShopSettings
from saleor_punchout.sandbox.saleor.callers import ALL_PERMISSIONS
from saleor_punchout.sandbox.transport import SandboxTransport

OK, WARNING, PROBLEM, UNKNOWN = Severity
CHANNEL = "default-channel"


@pytest.fixture
def installation(partner, settings):
    """A shop in which everything is as business orders need it."""
    settings.PUNCHOUT_PUBLIC_URL = "https://punchout.example.com"
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = ALL_PERMISSIONS
    partner.installation.jwks = {"keys": [{"kid": "1"}]}
    partner.installation.save()
    return partner.installation


@pytest.fixture
def severities(installation):
    """Of each code; checks the installation as it is in the database."""

    def examined():
        findings = health.examine(Installation.objects.get(pk=installation.pk))
        assert len({(finding.code, finding.channel) for finding in findings}) == len(findings)
        return {finding.code: finding.severity for finding in findings}

    return examined


def set_shop(**values):
    ShopSettings.objects.update_or_create(pk=1, defaults=values)


def set_channel(**values):
    Channel.objects.filter(slug=CHANNEL).update(**values)


def found(installation, code):
    (finding,) = [finding for finding in health.examine(installation) if finding.code == code]
    return finding


def test_a_shop_that_is_ready_for_business_orders_has_nothing_but_good_findings(severities):
    found = severities()

    assert set(found.values()) == {OK}
    assert set(found) == set(NOTES) - {"TROUBLE", "PARTNERS"}


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        ({"quantity_limit": 50}, "QUANTITY_LIMIT", PROBLEM),
        ({"quantity_limit": health.ENOUGH_PIECES - 1}, "QUANTITY_LIMIT", PROBLEM),
        ({"quantity_limit": health.ENOUGH_PIECES}, "QUANTITY_LIMIT", OK),
        ({"ships_unpaid": False}, "UNPAID_FULFILLMENT", PROBLEM),
        ({"password_login": "DISABLED"}, "PASSWORD_LOGIN", WARNING),
        ({"password_login": "CUSTOMERS_ONLY"}, "PASSWORD_LOGIN", OK),
        ({"storefront_traffic": False}, "STOREFRONT_TRAFFIC", WARNING),
        ({"stock_by_shipping_zone": True}, "ZONE_STOCK", OK),
    ],
)
def test_a_setting_of_the_shop_is_judged(severities, values, code, severity):
    # given
    set_shop(**values)

    # then
    found = severities()
    assert found[code] == severity
    assert [one for one, given in found.items() if given != OK] == ([] if severity == OK else [code])


@pytest.mark.parametrize(
    ("values", "code", "severity"),
    [
        ({"has_warehouse": False}, "WAREHOUSES", PROBLEM),
        ({"tax_strategy": ""}, "TAXES", WARNING),
        ({"tax_strategy": "", "tax_rate": 0}, "TAXES", OK),
        ({"tax_strategy": "TAX_APP"}, "TAXES", OK),
        ({"confirms_orders": False}, "AUTO_CONFIRM", OK),
        ({"allows_unpaid_orders": True}, "UNPAID_ORDERS", PROBLEM),
        ({"completes_paid_checkouts": True}, "AUTO_COMPLETE", WARNING),
        ({"payment_plugins": ["Dummy"]}, "PAYMENT", PROBLEM),
        ({"payment_apps": {"cards.example": ""}}, "PAYMENT", PROBLEM),
        ({"payment_apps": {"cards.example": "No such channel."}}, "PAYMENT", WARNING),
        ({"payment_apps": {"a": "No such channel.", "b": ""}}, "PAYMENT", PROBLEM),
    ],
)
def test_a_setting_of_a_partners_channel_is_judged(severities, values, code, severity):
    # given
    set_channel(**values)

    # then
    found = severities()
    assert found[code] == severity
    assert [one for one, given in found.items() if given != OK] == ([] if severity == OK else [code])


@pytest.mark.parametrize(
    ("shown", "hidden", "values"),
    [
        ("at once", "wait for the staff to", {"confirms_orders": True}),
        ("wait for the staff to", "at once", {"confirms_orders": False}),
    ],
)
def test_what_confirmation_means_is_told_either_way(installation, shown, hidden, values):
    # given
    set_channel(**values)

    # then
    title = found(installation, "AUTO_CONFIRM").title
    assert shown in title
    assert hidden not in title


def test_the_channel_in_which_a_shopper_can_pay_is_named_with_who_takes_the_money(installation, partner):
    # given
    TradingPartner.objects.exclude(pk=partner.pk).update(channel="gross-channel")
    Channel.objects.filter(slug="gross-channel").update(payment_plugins=["Dummy"], payment_apps={"cards.example": ""})

    # when
    payments = [finding for finding in health.examine(installation) if finding.code == "PAYMENT"]

    # then
    assert [(finding.channel, finding.severity) for finding in payments] == [(CHANNEL, OK), ("gross-channel", PROBLEM)]
    assert "Dummy, cards.example" in payments[1].title


def test_the_probe_leaves_nothing_that_anybody_could_pay_for(installation):
    # when
    health.examine(installation)

    # then
    assert Checkout.objects.get().metadata == {"punchout.probe": "payment"}
    assert not CheckoutLine.objects.exists()


def test_in_core_a_way_to_pay_is_told_but_the_plugin_keeps_punch_out_carts_from_it(severities, monkeypatch):
    # given
    monkeypatch.setattr(channel_health, "in_core", lambda: True)
    monkeypatch.setattr(health, "in_core", lambda: True)
    set_channel(payment_plugins=["Dummy"], allows_unpaid_orders=True)

    # then
    found = severities()
    assert (found["PAYMENT"], found["UNPAID_ORDERS"]) == (OK, OK)
    assert "SALEOR_KEYS" not in found


def test_a_channel_that_does_not_exist_is_one_problem(severities):
    # given
    TradingPartner.objects.update(channel="no-such-channel")

    # then
    found = severities()
    assert found["CHANNEL"] == PROBLEM
    assert not {"WAREHOUSES", "UNPAID_ORDERS", "PAYMENT"} & set(found)


def test_a_closed_channel_is_a_problem_and_cannot_be_probed_for_payments(severities):
    # given
    set_channel(is_active=False)

    # then
    found = severities()
    assert (found["CHANNEL"], found["PAYMENT"], found["UNPAID_ORDERS"]) == (PROBLEM, UNKNOWN, OK)


def test_a_channel_without_delivery_methods_is_told(severities):
    # given
    DeliveryMethod.objects.filter(channel__slug=CHANNEL).delete()

    # then
    assert severities()["DELIVERY"] == WARNING


@pytest.mark.parametrize(("name", "severity"), [("Standard delivery", OK), ("By pigeon", WARNING)])
def test_a_delivery_method_that_a_partner_asks_for_must_be_there(installation, partner, name, severity):
    # given
    TradingPartner.objects.filter(pk=partner.pk).update(delivery_method=name)

    # then
    finding = found(installation, "DELIVERY")
    assert (finding.severity, name in finding.title) == (severity, True)


@pytest.mark.parametrize(
    ("url", "severity"),
    [
        ("https://punchout.example.com", OK),
        ("http://punchout.example.com", PROBLEM),
        ("punchout.example.com", PROBLEM),
        ("", WARNING),
    ],
)
def test_our_own_address_is_judged(severities, settings, url, severity):
    # given
    settings.PUNCHOUT_PUBLIC_URL = url

    # then
    assert severities()["PUBLIC_URL"] == severity


def test_keys_that_were_never_fetched_are_told(installation, severities):
    # given
    Installation.objects.update(jwks={})

    # then
    assert severities()["SALEOR_KEYS"] == WARNING


def test_why_saleor_turned_us_away_is_told(installation):
    # given
    installation.trouble = "The app was uninstalled."

    # then
    finding = found(installation, "TROUBLE")
    assert (finding.severity, finding.title) == (PROBLEM, "Saleor turned us away: The app was uninstalled.")


def test_without_trading_partners_no_channel_is_checked_and_that_is_told(severities):
    # given
    TradingPartner.objects.update(is_active=False)

    # then
    found = severities()
    assert found["PARTNERS"] == WARNING
    assert "CHANNEL" not in found


def test_an_older_saleor_is_not_asked_for_what_it_lacks(severities, settings):
    # given
    settings.PUNCHOUT_SANDBOX_VERSION = "3.22.67"

    # then
    assert not {"PASSWORD_LOGIN", "STOREFRONT_TRAFFIC", "ZONE_STOCK"} & set(severities())


@pytest.mark.parametrize("missing", PERMISSIONS)
def test_every_permission_that_the_app_lacks_is_named(installation, settings, missing):
    # given
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = [name for name in ALL_PERMISSIONS if name != missing]

    # then
    finding = found(installation, "PERMISSIONS")
    assert finding.severity == PROBLEM
    assert [name for name in PERMISSIONS if name in finding.title] == [missing]


def test_a_limit_that_may_not_be_read_is_not_taken_for_none(installation, settings):
    # given
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = PERMISSIONS

    # then
    finding = found(installation, "QUANTITY_LIMIT")
    assert (finding.severity, finding.is_fixable) == (UNKNOWN, True)
    assert "MANAGE_SETTINGS" in finding.title


def test_what_may_not_be_read_hides_nothing_else(severities, settings):
    # given
    set_channel(payment_plugins=["Dummy"])
    complete = severities()
    settings.PUNCHOUT_SANDBOX_PERMISSIONS = ["HANDLE_PAYMENTS"]

    # when
    partial = severities()

    # then
    hidden = {"QUANTITY_LIMIT", "AUTO_CONFIRM", "UNPAID_ORDERS", "AUTO_COMPLETE"}
    assert {code for code, severity in partial.items() if severity == UNKNOWN} == hidden
    assert partial == complete | dict.fromkeys(hidden, UNKNOWN) | {"PERMISSIONS": PROBLEM}


def test_a_token_that_saleor_does_not_know_is_one_problem(installation, severities, settings):
    # given
    settings.PUNCHOUT_SANDBOX_TOKEN = "another"

    # then
    assert severities() == {"CONNECTION": PROBLEM, "PUBLIC_URL": OK, "SALEOR_KEYS": OK}


def test_a_saleor_that_does_not_answer_is_one_problem(installation, settings):
    # given
    settings.PUNCHOUT_TRANSPORT = "saleor_punchout.gateway.transports.HttpTransport"
    installation.api_url = "http://127.0.0.1:9/graphql/"

    # when
    first, *others = health.examine(installation)

    # then
    assert (first.code, first.severity) == ("CONNECTION", PROBLEM)
    assert "127.0.0.1:9" in first.title
    assert {finding.code for finding in others} == {"PUBLIC_URL", "SALEOR_KEYS"}


class LosesAnswers:
    """Saleor, but never an answer to questions that hold this word."""

    word = ""

    def __init__(self, api_url, token):
        self._saleor = SandboxTransport(api_url, token)

    def execute(self, document, variables):
        if self.word in document:
            raise SaleorUnreachable("No answer.")
        return self._saleor.execute(document, variables)


@pytest.mark.parametrize(
    ("word", "lost"),
    [
        ("limitQuantity", {"QUANTITY_LIMIT"}),
        ("fulfillmentAllow", {"UNPAID_FULFILLMENT"}),
        ("passwordLogin", {"PASSWORD_LOGIN", "STOREFRONT_TRAFFIC", "ZONE_STOCK"}),
        ("warehouses", {"CHANNEL", "WAREHOUSES", "DELIVERY", "TAXES"}),
        ("orderSettings", {"AUTO_CONFIRM", "UNPAID_ORDERS"}),
        ("checkoutSettings", {"AUTO_COMPLETE"}),
        ("paymentGatewayInitialize", {"PAYMENT"}),
        ("availablePaymentGateways", {"PAYMENT"}),
    ],
)
def test_an_answer_that_is_lost_makes_only_its_own_findings_unknown(severities, settings, monkeypatch, word, lost):
    # given
    complete = severities()
    settings.PUNCHOUT_TRANSPORT = f"{__name__}.LosesAnswers"
    monkeypatch.setattr(LosesAnswers, "word", word)

    # then
    assert severities() == complete | dict.fromkeys(lost, UNKNOWN)


def test_every_finding_says_why_it_matters_and_what_to_do(installation):
    for finding in health.examine(installation):
        assert finding.why.endswith("."), finding
        assert len(finding.remedy) > 20, finding
        assert not finding.is_fixable
