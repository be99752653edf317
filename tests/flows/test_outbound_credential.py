"""How we name ourselves to a buyer's endpoints: kept like the other credentials, and good for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from saleor_punchout.documents.types import Credential as Presented
from saleor_punchout.flows import partners
from saleor_punchout.flows.endpoints import outbound_credential
from saleor_punchout.models import Credential
from saleor_punchout.sandbox.portal.buyers import GENERIC
from tests.flows.buyer import SECRET
from tests.flows.oci_story import oci_partner
from tests.flows.story import post, setup_request, status


def ours(secret=SECRET, **changes):
    given = {"party": "outbound", "domain": "NetworkID", "identity": "our-name", "secret": secret} | changes
    return partners.Identity(**given)


def test_nobody_comes_in_by_it(client, partner):
    # given
    partners.add_credential(partner, ours())
    sender = Presented("NetworkID", "our-name", shared_secret=SECRET)

    # then
    for header in (replace(GENERIC.header, sender=(sender,)), replace(GENERIC.header, from_=(sender,))):
        assert status(post(client, setup_request(GENERIC, header))) == 401
    assert status(post(client, setup_request(GENERIC))) == 200


def test_it_may_be_the_name_that_the_buyer_calls_us_by(client, partner):
    to = partner.credentials.get(party="to")

    partners.add_credential(partner, ours(domain=to.domain, identity=to.identity))

    assert status(post(client, setup_request(GENERIC))) == 200


def test_two_buyers_may_know_us_by_one_name_and_secret(world):
    for one in world.values():
        partners.add_credential(one, ours())

    assert Credential.objects.filter(party="outbound").count() == len(world)


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "five5"},
        {"secret": "with\nbreak"},
        {"secret": "with\x00nul"},
        {"mac_allowed": True},
        {"domain": ""},
        {"identity": " "},
    ],
    ids=str,
)
def test_what_could_not_be_shown_or_kept_secret_is_refused(partner, change):
    with pytest.raises(ValidationError):
        partners.add_credential(partner, ours(**change))

    assert not partner.credentials.filter(party="outbound").exists()


def test_a_buyer_may_want_a_name_without_a_secret(partner):
    partners.add_credential(partner, ours(secret=""))

    assert outbound_credential(partner) == Presented("NetworkID", "our-name")


def test_the_secret_is_sealed(partner):
    kept = partners.add_credential(partner, ours())

    assert SECRET not in kept.sealed_secret
    assert outbound_credential(partner).shared_secret == SECRET
    assert SECRET not in repr(outbound_credential(partner))


def test_a_new_secret_counts_from_its_day_on_and_an_ended_one_no_more(partner, later):
    # given
    former = partners.add_credential(partner, ours())
    partners.add_credential(partner, ours("second-secret"), valid_from=timezone.now() + timedelta(days=1))

    # then
    assert outbound_credential(partner).shared_secret == SECRET
    later(timedelta(days=1, seconds=1))
    assert outbound_credential(partner).shared_secret == "second-secret"

    # when
    partners.end_credential(partner.credentials.get(party="outbound", valid_from__isnull=False))
    assert outbound_credential(partner).shared_secret == SECRET
    partners.end_credential(former)

    # then
    assert outbound_credential(partner) is None


def test_a_partner_that_logs_in_may_have_one_too(world):
    srm = oci_partner(world)

    partners.add_credential(srm, ours())

    assert outbound_credential(srm).identity == "our-name"
