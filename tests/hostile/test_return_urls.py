"""No cart is posted anywhere but to the partner's own hosts, however the return address is written. Where a browser
would go is told by a reader of addresses that is not ours."""

from urllib.parse import quote

import pytest

from saleor_punchout.documents.lexical import LexicalError
from saleor_punchout.documents.writing import legal
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.flows.setup import check_return_address
from saleor_punchout.models import PunchOutSession, TradingPartner
from tests.flows.oci_story import call, oci_partner, parameters
from tests.flows.story import post, setup_request, status
from tests.flows.test_oracle import login_request, oracle_partner
from tests.flows.test_oracle import post as log_in
from tests.hostile.addresses import GENUINE, RETURN_HOSTS, TRICKS
from tests.hostile.destinations import destinations

PARTNER = TradingPartner(name="Quarrel Mills", return_hosts=RETURN_HOSTS)


def is_accepted(address):
    try:
        check_return_address(address, PARTNER, is_test=False)
    except (LexicalError, PunchOutError):
        return False
    return True


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_accepted_leads_to_the_partners_own_hosts(trick):
    accepted = [address for address in TRICKS[trick]() if is_accepted(address)]

    led = dict(zip(accepted, destinations(accepted), strict=True))

    assert {address: to for address, to in led.items() if not to.is_one_of(RETURN_HOSTS)} == {}


def test_the_attacks_lead_elsewhere():
    addresses = list(dict.fromkeys(address for trick in TRICKS.values() for address in trick()))

    elsewhere = [one for one in destinations(addresses) if not one.is_one_of(RETURN_HOSTS)]

    assert len(elsewhere) > 300


def test_addresses_of_the_partners_own_are_accepted():
    assert [address for address in GENUINE if not is_accepted(address)] == []
    assert all(one.is_one_of(RETURN_HOSTS) for one in destinations(GENUINE))


@pytest.mark.parametrize("trick", TRICKS)
def test_no_setup_request_opens_a_session_that_returns_elsewhere(client, partner, patience, trick):
    # given
    partner.return_hosts = RETURN_HOSTS
    partner.save()

    # when
    answers = {address: post(client, setup_request(browser_form_post=address)) for address in TRICKS[trick]()}

    # then
    assert {status(answer) for answer in answers.values()} <= {200, 400, 403, 406}
    kept = list(PunchOutSession.objects.values_list("return_url", flat=True))
    assert len(kept) == sum(status(answer) == 200 for answer in answers.values())
    led = dict(zip(kept, destinations(kept), strict=True))
    assert {address: to for address, to in led.items() if not to.is_one_of(RETURN_HOSTS)} == {}


HOOKS = {
    "the hook": lambda address: {"HOOK_URL": address},
    "the hook, encoded twice": lambda address: {"HOOK_URL": quote(address, safe="")},
    "the way out without a cart": lambda address: {"HOOK_URL": GENUINE[1], "OCICANCEL": address},
}


@pytest.mark.parametrize("where", HOOKS)
@pytest.mark.parametrize("trick", TRICKS)
def test_no_oci_call_opens_a_session_that_returns_elsewhere(client, world, patience, trick, where):
    # given
    oci_partner(world, return_hosts=RETURN_HOSTS)

    # when
    answers = [call(client, parameters(**HOOKS[where](address))) for address in TRICKS[trick]()]

    # then
    assert {answer.status_code for answer in answers} <= {303, 400, 403, 413}
    sessions = PunchOutSession.objects.all()
    assert len(sessions) == sum(answer.status_code == 303 for answer in answers)
    kept = [one for session in sessions for one in (session.return_url, *leads(session.return_options))]
    led = dict(zip(kept, destinations(kept), strict=True))
    assert {address: to for address, to in led.items() if not to.is_one_of(RETURN_HOSTS)} == {}


def leads(options):
    """Where the forms of a session go."""
    return filter(None, (options["action"], options["cancel_url"]))


@pytest.mark.parametrize("trick", TRICKS)
def test_no_oracle_login_opens_a_session_that_returns_elsewhere(client, world, patience, trick):
    # given
    oracle_partner(world, return_hosts=RETURN_HOSTS)

    # when
    answers = [log_in(client, login_request(return_url=legal(address))) for address in TRICKS[trick]()]

    # then
    assert {answer.status_code for answer in answers} == {200}
    kept = list(PunchOutSession.objects.values_list("return_url", flat=True))
    led = dict(zip(kept, destinations(kept), strict=True))
    assert {address: to for address, to in led.items() if not to.is_one_of(RETURN_HOSTS)} == {}
