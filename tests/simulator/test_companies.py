"""The buying companies of the demo's check: one for every system in every protocol."""

from __future__ import annotations

from saleor_punchout.service.demo.companies import COMPANIES
from saleor_punchout.systems import SYSTEMS


def test_every_system_has_a_buyer_in_every_protocol_that_it_speaks():
    found = {(company.system, company.protocol) for company in COMPANIES}

    assert found == {(key, str(protocol)) for key, system in SYSTEMS.items() for protocol in system.protocols}


def test_no_two_companies_can_be_confused():
    named = [tuple(sorted(company.parties.items())) for company in COMPANIES if company.parties]

    assert len(set(named)) == len(named)
    assert len({company.slug for company in COMPANIES}) == len(COMPANIES)
    assert len({company.secret for company in COMPANIES}) == len(COMPANIES)
