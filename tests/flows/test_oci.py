"""A call of an OCI catalogue: who is let in, where carts may go, and what the journal keeps."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest

from saleor_punchout.flows import partners
from saleor_punchout.flows.attempts import CALLS_PER_MINUTE
from saleor_punchout.flows.journal import MAX_STRANGER
from saleor_punchout.flows.login import REFUSED
from saleor_punchout.models import DocumentRecord, Installation, PunchOutSession
from saleor_punchout.views_oci import OciView
from tests.flows.oci_story import (
    HOOK,
    PASSWORD,
    USER,
    call,
    enter,
    function,
    kept,
    oci_partner,
    parameters,
    started,
    words_of,
)

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""Within a minute that does not end: counters begin anew with each."""


@pytest.fixture
def srm(world):
    return oci_partner(world)


@pytest.mark.parametrize("path", ["/oci/kestrel", "/oci/kestrel/"])
def test_a_call_by_get_or_post_opens_a_visit(client, srm, path):
    # when
    by_get = client.get(f"{path}?{urlencode(parameters())}")
    by_post = client.post(path, urlencode(parameters()), content_type="application/x-www-form-urlencoded")

    # then
    for response in (by_get, by_post):
        session = started(response)
        assert (session.partner, session.protocol, session.operation) == (srm, "oci", "create")
        assert session.return_url == HOOK
        assert response["Location"].startswith("http://testserver/start/")


def test_the_buyer_enters_the_shop_from_the_start_page(client, srm, saleor):
    # given
    response = call(client)

    # then
    assert client.get(response["Location"]).status_code == 200
    assert enter(response, saleor).session.checkout_id


def test_further_parameters_name_the_user(client, srm):
    session = started(call(client, parameters(email="buyer.one@example.com", UserId="PBUYER", costcenter="4100")))

    assert (session.user_email, session.user_unique_name) == ("buyer.one@example.com", "PBUYER")
    assert session.extrinsics["costcenter"] == "4100"


def test_parameters_may_have_other_names_in_any_case(client, world):
    # given
    dialect = {"username_parameter": "logonId", "password_parameter": "kennwort", "hook_parameter": "returnTo"}
    oci_partner(world, dialect=dialect)

    # when
    response = call(client, {"LOGONID": USER, "Kennwort": PASSWORD, "RETURNTO": HOOK})

    # then
    assert started(response).return_url == HOOK
    assert not kept().holds(PASSWORD)


def test_a_hook_that_stands_last_and_is_not_encoded_is_taken_whole(client, world):
    oci_partner(world, system="ifs")
    hook = "https://srm.example.com/punchout?uniqueid=7&basket=8"

    response = client.get(f"/oci/kestrel?USERNAME={USER}&PASSWORD={PASSWORD}&OCIVERSION=4.0&HOOK_URL={hook}")

    assert started(response).return_url == hook


WRONG = {
    "password": parameters(PASSWORD="seven-oaks-4712"),
    "no password": parameters(PASSWORD=None),
    "empty password": parameters(PASSWORD=""),
    "user": parameters(USERNAME="SRM_SHOP2"),
    "no user": parameters(USERNAME=None),
    "nothing": {},
    "strange user": parameters(USERNAME="SRM\u200bSHOP"),
    "function": parameters(PASSWORD="wrong", FUNCTION="VALIDATE", PRODUCTID="FST-1001"),
    "faulty hook": parameters(PASSWORD="wrong", HOOK_URL="javascript:alert(1)"),
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_wrong_login_gets_a_plain_page_and_goes_nowhere(client, srm, given):
    # given
    unknown = call(client, parameters(), slug="no-such-partner")

    # when
    response = call(client, given)

    # then
    assert (response.status_code, response.content[-500:]) == (403, unknown.content[-500:])
    assert "Location" not in response
    assert "<form" not in response.content.decode()
    assert "srm.example.com" not in response.content.decode()
    assert PunchOutSession.objects.count() == 0


@pytest.mark.parametrize("slug", ["kestrel2", "KESTREL", "fennwick-foods", "%00", "\u212bngstr\u00f6m", "a" * 500])
def test_an_address_of_nobody_looks_like_a_wrong_login(client, srm, slug):
    response = client.get(f"/oci/{quote(slug, safe='%')}?{urlencode(parameters())}")

    assert response.status_code == 403
    assert words_of(response) == words_of(call(client, parameters(PASSWORD="wrong")))


def test_a_partner_that_is_switched_off_looks_like_a_wrong_login(client, srm):
    # given
    srm.is_active = False
    srm.save()

    # when
    response = call(client)

    # then
    assert response.status_code == 403
    assert words_of(response) == words_of(call(client, parameters(PASSWORD="wrong")))
    assert any("switched off" in row.reason for row in DocumentRecord.objects.all())


def test_while_the_shop_is_not_connected_the_buyer_is_told_so(client, srm):
    Installation.objects.update(is_active=False)

    response = call(client)

    assert response.status_code == 503
    assert "not connected" in words_of(response)


def test_staff_learn_the_cause_and_the_stranger_does_not(client, srm):
    # when
    response = call(client, parameters(PASSWORD="seven-oaks-4712"))

    # then
    row = kept().row
    assert (row.kind, row.status, row.partner, row.installation) == ("OCICallUp", 403, None, srm.installation)
    assert USER in row.reason
    assert "password" in row.reason
    assert row.body.splitlines() == [
        "USERNAME=********",
        "PASSWORD=********",
        "HOOK_URL=https://srm.example.com/********",
        "~OkCode=ADDI",
        "~CALLER=CTLG",
    ]
    assert row.size == len(row.body)
    assert row.answer == REFUSED
    assert row.answer in words_of(response)
    assert USER not in response.content.decode()
    assert not kept().holds("seven-oaks-4712")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"USERNAME": USER, "PASSWD": PASSWORD, "HOOK_URL": HOOK}, "PASSWD"),
        ({"USERNAME": USER, "kennwort": PASSWORD, "HOOK_URL": HOOK}, "kennwort"),
        ({"login": USER, "pin": PASSWORD, "returnTo": f"{HOOK}&p={PASSWORD}"}, "login pin returnTo"),
        (parameters(USERNAME=PASSWORD, PASSWORD=USER), "USERNAME PASSWORD"),
        (parameters(USERNAME=PASSWORD, PASSWORD="x"), "USERNAME PASSWORD"),
        (parameters(PASSWORD="x", HOOK_URL=f"{HOOK}&p={PASSWORD}"), "PASSWORD HOOK_URL"),
        (parameters(PASSWORD="x", HOOK_URL=f"https://{USER}:{PASSWORD}@srm.example.com/"), "PASSWORD HOOK_URL"),
        (parameters(PASSWORD="x", OCICANCEL=f"https://srm.example.com/{PASSWORD}"), "PASSWORD OCICANCEL"),
        (parameters(PASSWORD="x", HOOK_URL=PASSWORD), "PASSWORD HOOK_URL"),
        (parameters(PASSWORD="x", note=f"it is {PASSWORD}"), "PASSWORD note"),
        (parameters(PASSWORD="some", **{PASSWORD: ""}), "PASSWORD"),
        (parameters(PASSWORD=f"{PASSWORD}-", VENDOR=f"{PASSWORD}-"), "PASSWORD VENDOR"),
    ],
)
@pytest.mark.parametrize("slug", ["kestrel", "kestrel2"])
def test_wherever_the_password_stands_the_journal_keeps_the_names_alone(client, srm, given, names, slug):
    # when
    response = call(client, given, slug=slug)

    # then
    assert response.status_code == 403
    kept_names = [pair.partition("=")[0] for pair in kept().row.body.splitlines()]
    assert set(names.split()) <= set(kept_names)
    assert not kept().holds(PASSWORD)


def test_user_name_and_password_in_each_others_place_are_told_so(client, srm):
    call(client, parameters(USERNAME=PASSWORD, PASSWORD=USER))

    assert "in each other's place" in kept().row.reason


def test_a_stranger_fills_no_table(client, srm):
    # given
    long = {f"~OkCode{n}": "x" for n in range(100)} | {
        "SEARCHSTRING": "y" * 8000,
        "VENDOR": "z" * 8000,
        "CTI": "w" * 99,
    }

    # when
    call(client, parameters(PASSWORD="wrong", **long))

    # then
    assert len(kept().row.body) == MAX_STRANGER


def test_what_a_caller_was_told_is_kept(client, srm):
    # when
    response = call(client, parameters(HOOK_URL="http://srm.example.com/hook"))

    # then
    row = kept().row
    assert "allowHttpReturn of Kestrel Works" in row.reason
    assert row.answer in words_of(response)
    assert row.answer.startswith("The return address must be https")


def test_a_rotation_takes_both_passwords_until_the_old_one_ends(client, srm, later):
    # given
    old = srm.credentials.get()
    partners.add_credential(srm, partners.Identity("login", "", USER, secret="eight-elms-4712"))

    # then
    assert call(client).status_code == call(client, parameters(PASSWORD="eight-elms-4712")).status_code == 303

    # when
    partners.end_credential(old)
    later(timedelta(minutes=1))

    # then
    assert call(client).status_code == 403
    assert call(client, parameters(PASSWORD="eight-elms-4712")).status_code == 303


def test_the_password_of_one_partner_opens_no_other(client, world, srm):
    other = oci_partner(world, name="Heron Mills", slug="heron")
    partners.end_credential(other.credentials.get())
    partners.add_credential(other, partners.Identity("login", "", USER, secret="another-secret-1"))

    assert call(client, slug="heron").status_code == 403
    assert call(client, parameters(PASSWORD="another-secret-1"), slug="heron").status_code == 303


def test_whoever_guesses_has_to_wait(client, srm, settings, time_machine):
    # given
    time_machine.move_to(MOMENT, tick=False)
    settings.PUNCHOUT_FAILURES_PER_MINUTE = 3
    for _ in range(3):
        assert call(client, parameters(PASSWORD="wrong")).status_code == 403

    # then
    assert call(client).status_code == 503
    assert call(client, REMOTE_ADDR="192.0.2.7").status_code == 303

    # when
    time_machine.move_to(MOMENT + timedelta(minutes=1))

    # then
    assert call(client).status_code == 303


def test_questions_about_articles_have_a_limit(client, srm, monkeypatch, time_machine):
    # given
    time_machine.move_to(MOMENT, tick=False)
    monkeypatch.setattr("saleor_punchout.flows.attempts.CALLS_PER_MINUTE", 2)
    assert CALLS_PER_MINUTE > 100

    # when
    answers = [function(client, "VALIDATE", PRODUCTID="FST-1001").status_code for _ in range(3)]

    # then
    assert answers == [200, 200, 503]
    assert call(client).status_code == 303


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ("https://srm.example.com/hook", 303),
        ("https://SRM.example.com:8443/hook?a=1", 303),
        ("https%3A%2F%2Fsrm.example.com%2Fhook", 303),
        ("http://srm.example.com/hook", 400),
        ("https://evil.example/", 403),
        ("https://srm.example.com.evil.example/", 403),
        ("https://srm.example.com@evil.example/", 400),
        ("javascript:alert(1)", 400),
        ("data:text/html,x", 400),
        ("//srm.example.com/", 400),
        ("https://srm.example.com/\r\nSet-Cookie: a=b", 400),
        ("SAPEVENT:POST", 400),
        ("SAPEVENT:GET", 400),
        ("sapevent:post", 400),
        ("", 400),
    ],
)
def test_a_cart_goes_to_the_partners_own_hosts_only(client, srm, hook, expected):
    # when
    response = call(client, parameters(HOOK_URL=hook))

    # then
    assert response.status_code == expected
    assert PunchOutSession.objects.exists() == (expected == 303)
    if expected != 303:
        assert "<form" not in response.content.decode()
        assert "Location" not in response


def test_http_is_for_partners_that_are_allowed_it(client, world):
    oci_partner(world, allow_http_return=True)

    assert call(client, parameters(HOOK_URL="http://srm.example.com/hook")).status_code == 303


def test_sap_gui_is_for_partners_that_are_allowed_it(client, world):
    oci_partner(world, system="sap-mm")

    assert started(call(client, parameters(HOOK_URL="SAPEVENT:POST"))).return_url == "SAPEVENT:POST"
    assert call(client, parameters(HOOK_URL="SAPEVENT:POST;x")).status_code == 400


def test_two_hooks_on_different_hosts_are_refused(client, srm):
    query = urlencode([*parameters().items(), ("hook_url", "https://evil.example/")])

    assert client.get(f"/oci/kestrel?{query}").status_code == 400


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"FUNCTION": "EXPLODE"}, "EXPLODE"),
        ({"FUNCTION": "DETAIL"}, "PRODUCTID"),
        ({"FUNCTION": "DETAILADD", "PRODUCTID": "FST-1001", "HOOK_URL": None}, "HOOK_URL"),
        ({"FUNCTION": "BACKGROUND_SEARCH"}, "SEARCHSTRING"),
        ({"FUNCTION": "VALIDATE", "PRODUCTID": "FST-1001", "QUANTITY": "-1"}, "QUANTITY"),
        ({"FUNCTION": "VALIDATE", "PRODUCTID": "FST-1001", "QUANTITY": "1.5"}, "QUANTITY"),
        ({"FUNCTION": "DOWNLOADJSON", "REQUESTEDPAGE": "0"}, "REQUESTEDPAGE"),
        ({"HOOK_URL": None}, "HOOK_URL"),
    ],
)
def test_a_faulty_call_is_told_in_words(client, srm, changes, expected):
    # when
    response = call(client, parameters(**changes))

    # then
    assert response.status_code == 400
    assert expected in words_of(response)
    assert (kept().row.status, kept().row.partner) == (400, srm)


def test_a_call_without_end_is_refused(client, srm):
    body = urlencode(parameters()) + "&x=" + "y" * 100_000

    response = client.post("/oci/kestrel", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413


def test_the_journal_keeps_the_call_without_the_password(client, srm):
    # when
    call(client, parameters(email="buyer.one@example.com", note=f"it is {PASSWORD}", apiKey="k-12345678"))

    # then
    row = kept().row
    assert (row.kind, row.direction, row.status, row.partner) == ("OCICallUp", "in", 200, srm)
    assert row.session == PunchOutSession.objects.get()
    assert f"USERNAME={USER}\nPASSWORD=********\nHOOK_URL={HOOK}" in row.body
    assert "email=buyer.one@example.com" in row.body
    assert not kept().holds(PASSWORD)
    assert not kept().holds("k-12345678")
    assert "apikey" not in row.session.extrinsics


def test_neither_start_token_nor_login_stand_in_any_row(client, srm):
    # when
    response = call(client)

    # then
    token = response["Location"].rpartition("/")[2]
    assert not kept().holds(token)
    assert kept().row.answer == "http://testserver/start/********"


@pytest.mark.parametrize("given", [parameters(), WRONG["password"], parameters(HOOK_URL="x"), {}])
def test_nothing_of_a_call_is_logged(client, srm, caplog, given):
    # given
    caplog.set_level(logging.DEBUG)

    # when
    call(client, given)

    # then
    assert not [record for record in caplog.records if record.name.startswith(("django.request", "saleor_punchout"))]
    assert PASSWORD not in caplog.text


def test_an_accident_on_our_side_is_told_without_its_cause(client, srm, monkeypatch, caplog):
    # given
    def fail(*args, **kwargs):
        raise RuntimeError("the cause")

    monkeypatch.setattr("saleor_punchout.vault.new_token", fail)

    # when
    response = call(client)

    # then
    assert response.status_code == 500
    assert "the cause" not in response.content.decode()
    assert kept().row.status == 500
    assert "the cause" in caplog.text


def test_a_head_or_another_method_opens_nothing(client, srm):
    query = urlencode(parameters())

    assert client.head(f"/oci/kestrel?{query}").status_code == 405
    assert client.put(f"/oci/kestrel?{query}").status_code == 405
    assert PunchOutSession.objects.count() == 0


def test_a_refusal_may_be_read_in_any_frame_and_is_kept_by_nobody(client, srm):
    response = call(client, WRONG["password"])

    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_the_redirect_tells_nobody_where_it_came_from(client, srm):
    assert call(client)["Referrer-Policy"] == "no-referrer"


def test_a_latin_call_is_read_as_it_says(client, srm):
    query = urlencode(parameters(fname="J\u00fcrgen", http_content_charset="iso-8859-1"), encoding="latin-1")

    session = started(client.get(f"/oci/kestrel?{query}"))

    assert session.extrinsics["fname"] == "J\u00fcrgen"
    assert session.return_options["charset"] == "iso-8859-1"


def test_raw_bytes_in_the_query_are_read_too(client, srm):
    query = urlencode(parameters()) + "&fname=J\u00fcrgen"

    session = started(client.generic("GET", "/oci/kestrel", QUERY_STRING=query))

    assert session.extrinsics["fname"] == "J\u00fcrgen"


def test_the_start_page_is_where_a_host_has_put_us(rf, srm, world):
    # given
    request = rf.get(f"/plugins/saleor.punchout/oci/kestrel?{urlencode(parameters())}")
    request.punchout_prefix = "/plugins/saleor.punchout"

    # when
    response = OciView.as_view()(request, slug="kestrel")

    # then
    assert response["Location"].startswith("http://testserver/plugins/saleor.punchout/start/")
