"""OCI and Oracle's native XML under attack: no return address leads elsewhere, and no parameter breaks out
of a page."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction

from saleor_punchout.flows import visit
from saleor_punchout.models import DocumentRecord, PunchOutSession
from tests.flows.oci_story import Page, call, function, kept, oci_partner, parameters
from tests.flows.test_oracle import login_request, oracle_partner, post
from tests.hostile.addresses import EVIL, GENUINE, RETURN_HOSTS, TRICKS
from tests.hostile.destinations import destinations
from tests.hostile.injections import FAMILIES
from tests.hostile.structure import elements

pytestmark = pytest.mark.usefixtures("patience")
PLAIN = "plain"
SOME = ("user_information", "schemes", "several_addresses", "markup")
"""Where the address goes the way of the hook's, which meets all of them."""


@pytest.fixture
def srm(world):
    return oci_partner(world, return_hosts=RETURN_HOSTS)


def led_elsewhere(addresses):
    led = dict(zip(addresses, destinations(addresses), strict=True))
    return {address: to for address, to in led.items() if not to.is_one_of(RETURN_HOSTS)}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_hook_leads_elsewhere(client, srm, trick):
    # when
    answers = [call(client, parameters(HOOK_URL=address)).status_code for address in TRICKS[trick]()]

    # then
    assert set(answers) <= {303, 400, 403, 413}
    kept_urls = list(PunchOutSession.objects.values_list("return_url", flat=True))
    assert len(kept_urls) == answers.count(303)
    assert led_elsewhere(kept_urls) == {}
    actions = [one.return_options["action"] for one in PunchOutSession.objects.all()]
    assert led_elsewhere(actions) == {}


@pytest.mark.parametrize("trick", SOME)
def test_no_place_to_cancel_leads_elsewhere(client, srm, trick):
    for address in TRICKS[trick]():
        call(client, parameters(HOOK_URL=GENUINE[0], OCICANCEL=address))

    cancelled = [one.return_options["cancel_url"] for one in PunchOutSession.objects.all()]
    assert led_elsewhere([url for url in cancelled if url]) == {}


@pytest.mark.parametrize("trick", SOME)
def test_no_form_for_a_server_leads_elsewhere(client, srm, trick):
    # when
    answers = [function(client, "BACKGROUND_SEARCH", SEARCHSTRING="no hit", HOOK_URL=url) for url in TRICKS[trick]()]

    # then
    assert {answer.status_code for answer in answers} <= {200, 400, 403, 413}
    pages = [Page(answer.content.decode()) for answer in answers if answer.status_code == 200]
    assert led_elsewhere([page.form["action"] for page in pages if page.form["action"]]) == {}


@pytest.mark.parametrize("trick", SOME)
def test_no_return_url_of_oracle_leads_elsewhere(client, world, trick):
    # given
    oracle_partner(world, return_hosts=RETURN_HOSTS)

    # when
    for address in TRICKS[trick]():
        if not set(map(ord, address)) & set(range(32)):  # of which XML holds three
            assert post(client, login_request(return_url=address)).status_code == 200

    # then
    assert led_elsewhere(list(PunchOutSession.objects.values_list("return_url", flat=True))) == {}


def everywhere(text):
    """A call with the text in every parameter, and as the name of one."""
    said = dict.fromkeys(("~OkCode", "~CALLER", "~TARGET", "returntarget", "SEARCHSTRING", "PRODUCTID", "CTI"), text)
    hook = f"https://{RETURN_HOSTS[0]}/hook?{urlencode({text: text})}"
    more = {"email": text, "UserId": text, "fname": text, "sap-language": text, "OCI_VERSION": text, text: text}
    return parameters(**said | {"HOOK_URL": hook}, **{name: more[name] for name in more if name not in said})


def pages_of(client, text):
    """What is answered to it: the page of a refusal or the start page, the page for a server, the way back."""
    called = call(client, everywhere(text))
    searched = call(client, everywhere(text) | {"FUNCTION": "BACKGROUND_SEARCH", "SEARCHSTRING": f"no hit {text}"})
    pages = {"unknown": call(client, everywhere(text) | {"FUNCTION": text}), "searched": searched}
    if called.status_code == 303:
        token = urlsplit(called["Location"]).path.rpartition("/")[2]
        pages["start"] = client.get(f"/start/{token}")
        session = visit.find_start(token)
        session.state, session.token = "started", session.start_token
        session.save()
        pages["sent"] = client.post(f"/cancel/{token}")
    return pages


@pytest.mark.parametrize("family", FAMILIES)
def test_no_parameter_changes_what_a_page_is_made_of(client, srm, family):
    # given
    plain = {name: built(page) for name, page in pages_of(client, PLAIN).items()}

    for text in filter(can_travel, FAMILIES[family]):
        with transaction.atomic():
            # when
            pages = pages_of(client, text)

            # then
            wrong = [name for name, page in pages.items() if page.status_code == 200 and built(page) != plain[name]]
            assert wrong == [], text
            transaction.set_rollback(True)


def can_travel(text):
    """Whether a query may hold it: an empty one leaves its parameter out, and control characters are refused."""
    return bool(text.strip()) and text.isprintable()


def built(page):
    """What it is made of, and where its forms may lead."""
    return elements(page.content.decode()), page["Content-Security-Policy"].partition("form-action")[2]


def test_what_comes_back_is_what_was_said(client, srm):
    for text in (
        '"><script>alert(1)</script>',
        "</form><form action=https://evil.test>",
        "&quot;>",
        "\u2028",
        "{{ x }}",
    ):
        with transaction.atomic():
            page = Page(pages_of(client, text)["sent"].content.decode())
            assert page.fields == [(text, text), ("~OkCode", text), ("~CALLER", text), ("~TARGET", text)]
            assert page.form["target"] == "_top"
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "given", [{"HOOK_URL": f"https://{EVIL}/"}, {"PASSWORD": "wrong", "HOOK_URL": f"https://{EVIL}/"}]
)
def test_nothing_of_a_refused_call_leads_out(client, srm, given):
    # when
    response = call(client, parameters(**given))

    # then
    page = response.content.decode()
    assert not {name for name, _ in elements(page)} & {"form", "a", "iframe", "script"}
    assert "Location" not in response
    assert "form-action 'self';" in response["Content-Security-Policy"]


def test_a_control_character_is_told_and_kept_out_of_the_tables(client, srm):
    # when
    response = call(client, parameters(note="a\x00b\x1b"))

    # then
    assert response.status_code == 400
    assert "\x00" not in kept().row.body
    assert DocumentRecord.objects.count() == 1
