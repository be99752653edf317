"""What a merchant reads of a trading partner and of its system."""

from __future__ import annotations

import html

import pytest

from saleor_punchout.dashboard import words
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import SYSTEMS
from tests.dashboard.test_screens import XSS

pytestmark = pytest.mark.usefixtures("installation")


def shown(staff, partner):
    return html.unescape(staff.see(f"/dashboard/partners/{partner.slug}"))


def names(text):
    return [partner.name for partner in TradingPartner.objects.all() if f">{partner.name}</a>" in text]


def test_a_shop_without_partners_is_told_how_they_are_made(staff):
    TradingPartner.objects.all().delete()

    assert "punchOutTradingPartnerCreate" in staff.see("/dashboard/partners")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Fennwick Foods", "Orrin Turbines", "Marlin Clinics"]),
        ({"search": "ORRIN"}, ["Orrin Turbines"]),
        ({"search": "marlin-"}, ["Marlin Clinics"]),
        ({"search": "\0"}, ["Fennwick Foods", "Orrin Turbines", "Marlin Clinics"]),
        ({"system": "coupa"}, ["Marlin Clinics"]),
        ({"system": "no-such"}, ["Fennwick Foods", "Orrin Turbines", "Marlin Clinics"]),
        ({"search": "nobody"}, []),
    ],
    ids=str,
)
def test_partners_are_searched_and_filtered(staff, query, found):
    text = staff.see("/dashboard/partners", **query)

    assert names(text) == found
    assert ("No trading partner fits" in text) == (not found)


@pytest.mark.parametrize(
    ("change", "state"),
    [({"mode": "test"}, "Test"), ({"mode": "production"}, "Production"), ({"is_active": False}, "Switched off")],
    ids=str,
)
def test_the_list_tells_system_protocol_and_state(staff, partner, change, state):
    TradingPartner.objects.filter(pk=partner.pk).update(system="sap-srm", protocol="oci", **change)

    text = staff.see("/dashboard/partners", search=partner.slug)

    for told in ("<td>SAP SRM</td>", "<td>OCI</td>", f">{state}</span>"):
        assert told in text


@pytest.mark.parametrize(
    ("protocol", "endpoint", "proof"),
    [
        ("cxml", "/cxml", "Identities and secret"),
        ("oci", "/oci/fennwick-foods", "User name and password"),
        ("oracle", "/oracle/fennwick-foods", "User name and password"),
    ],
)
def test_a_partner_shows_the_address_to_copy(staff, partner, settings, protocol, endpoint, proof):
    settings.PUNCHOUT_PUBLIC_URL = "https://punchout.example.com/b2b"
    TradingPartner.objects.update(protocol=protocol)

    text = html.unescape(staff.get(f"/dashboard/partners/{partner.slug}").content.decode())

    assert f'<code class="copy">https://punchout.example.com/b2b{endpoint}</code>' in text
    assert proof in text


def test_a_partner_shows_what_it_does_otherwise_and_no_credential(staff, partner):
    own = {"splits_hook": False, "fields": {"VENDOR": "0000527123"}}
    TradingPartner.objects.update(dialect=own, unit_map={"BX": "KAR"}, extrinsic_mapping={"costcenter": "cost_centre"})

    text = shown(staff, partner)

    for told in ("splits_hook = false", "fields.VENDOR = 0000527123", "BX → KAR", "costcenter → cost_centre"):
        assert told in text
    for credential in partner.credentials.all():
        assert credential.identity not in text


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_all_that_is_known_of_a_system_is_shown_in_words(staff, partner, system):
    TradingPartner.objects.update(system=system.key, protocol=system.protocols[0])

    text = shown(staff, partner)

    for note in system.notes:
        assert note in text
    for source in system.sources:
        assert source.title in text
        assert not source.url or f'href="{source.url}" target="_blank" rel="noreferrer"' in text
    for limit in system.limits.values():
        assert str(limit) in text
    for name in system.unsourced:
        assert words.UNSOURCED[name.rpartition(".")[2]] in text


def test_what_a_partner_is_called_is_never_markup(staff, partner):
    TradingPartner.objects.update(
        name=XSS, channel=XSS, storefront_url=XSS, product_path=XSS, return_hosts=[XSS], unit_map={XSS: XSS},
        extrinsic_mapping={XSS: XSS}, dialect={"charset": XSS},
    )  # fmt: skip

    for path in ("partners", f"partners/{partner.slug}"):
        assert XSS not in staff.see(f"/dashboard/{path}")


def test_a_partner_of_nobody_is_not_found(staff):
    assert staff.get("/dashboard/partners/nobody").status_code == 404


def test_a_long_list_asks_the_database_as_often_as_a_short_one(staff, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        staff.see("/dashboard/partners")
