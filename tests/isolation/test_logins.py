"""Partners that log in: the user name and password of one open the address of no other, nor tell that it is there."""

from __future__ import annotations

import itertools
import re

import pytest

from saleor_punchout import vault
from saleor_punchout.flows.authentication import credential_key
from saleor_punchout.models import Credential, PunchOutSession
from tests.flows.oci_story import call, parameters
from tests.flows.test_oracle import login_request
from tests.flows.test_oracle import post as post_login
from tests.isolation.world import marker

USER = "shopper"
"""Of every partner: the password tells them apart."""


def password_of(partner):
    return f"password-of-{partner.owner}"


def call_oci(client, slug, partner):
    hook = f"https://{partner.row.return_hosts[0]}/hook"
    return call(client, parameters(USERNAME=USER, PASSWORD=password_of(partner), HOOK_URL=hook), slug=slug)


def call_oracle(client, slug, partner):
    url = f"https://{partner.row.return_hosts[0]}/return"
    return post_login(client, login_request(USER, password_of(partner), return_url=url), slug=slug)


CALLS = {"oci": call_oci, "oracle": call_oracle}


@pytest.fixture(params=CALLS)
def calling(request, a, b):
    """How partners of both shops call, all by the same protocol and user name."""
    for partner in (*a.partners, *b.partners):
        partner.row.protocol, partner.row.dialect = request.param, {}
        partner.row.save()
        sealed, key = vault.seal(password_of(partner)), credential_key("login", "", USER)
        given = {"party": "login", "domain": "", "identity": USER, "key": key, "sealed_secret": sealed}
        Credential.objects.create(partner=partner.row, **given)
    return CALLS[request.param]


def opened(partner):
    return PunchOutSession.objects.filter(partner=partner.row, state="requested").count()


def test_a_login_opens_its_own_address_alone(client, a, b, calling):
    everybody = [*a.partners, *b.partners]
    before = {partner.owner: opened(partner) for partner in everybody}

    for mine, other in itertools.product(everybody, repeat=2):
        # when
        text = calling(client, other.row.slug, mine).content.decode()

        # then
        if mine is other:
            assert opened(mine) == before[mine.owner] + 1
        else:
            assert marker(other.owner) not in text
    assert {partner.owner: opened(partner) for partner in everybody} == {
        owner: count + 1 for owner, count in before.items()
    }


def test_an_address_that_is_there_answers_as_one_that_is_not(client, a, b, calling):
    mine, other = a.partners[0], b.partners[0]

    there, nowhere = (calling(client, slug, mine) for slug in (other.row.slug, "nobody"))

    assert there.status_code == nowhere.status_code
    assert without_nonce(there) == without_nonce(nowhere)


def without_nonce(response):
    """The page without the one word in it that is never the same."""
    return re.sub(rb'nonce="[^"]+"', b"", response.content)
