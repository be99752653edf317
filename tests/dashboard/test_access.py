"""Who sees what: the shell is for everybody and empty, the rest for whoever shows a token of the Dashboard."""

from __future__ import annotations

import re
import time
from urllib.parse import urljoin, urlsplit

import pytest

from saleor_punchout.app.manifest import manifest
from saleor_punchout.models import DocumentRecord, Installation
from tests.dashboard.conftest import PAGES, staff_of, with_keys
from tests.flows import story

OTHER = "https://other.example.com/graphql/"


def csp(response):
    return dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_the_shell_without_any_data(client, installation, partner, path):
    # given
    story.punch_out(client)

    # when
    response = client.get(path, {"saleorApiUrl": installation.api_url, "theme": "dark"})
    text = response.content.decode()

    # then
    assert response.status_code == 200
    assert '<main id="main">' in text
    assert partner.name not in text
    assert 'data-theme="dark"' in text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, {"Authorization-Bearer": "x"}, {"Authorization-Bearer": "a.b.c"}])
def test_a_fragment_without_a_good_token_is_one_sentence(client, installation, path, headers):
    response = client.get(path, headers={"HX-Request": "true", "Saleor-Api-Url": installation.api_url} | headers)

    assert response.status_code == 401
    assert "Your Dashboard session could not be verified. Reload the page." in response.content.decode()
    assert response["HX-Retarget"] == "#main"


def test_cookies_grant_nothing(client, installation):
    client.cookies["sessionid"] = client.cookies["csrftoken"] = "anything"

    assert client.get("/dashboard", headers={"HX-Request": "true"}).status_code == 401
    assert not client.get("/dashboard").cookies


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 60},
        {"iss": OTHER},
        {"app": "QXBwOjI="},
        {"type": "access"},
        {"is_staff": False},
    ],
)
def test_a_token_that_was_made_for_something_else_is_none(someone, claims):
    assert someone(**claims).get("/dashboard").status_code == 401


@pytest.mark.parametrize("path", PAGES)
def test_staff_without_the_right_are_told_which_one(someone, path):
    response = someone("MANAGE_PRODUCTS").get(path)

    assert response.status_code == 403
    assert "You need the permission MANAGE_ORDERS" in response.content.decode()


def test_an_app_that_was_uninstalled_shows_nothing(staff, installation):
    Installation.objects.update(is_active=False)

    assert staff.get("/dashboard/sessions").status_code == 401


def test_rows_of_another_shop_are_not_there(client, staff, partner):
    # given
    story.punch_out(client)
    (session, document) = partner.sessions.get(), partner.documents.get()
    other = with_keys(Installation.objects.create(api_url=OTHER))
    stranger = staff_of(client, other)

    # then
    for path in (f"sessions/{session.key}", f"documents/{document.pk}", f"documents/{document.pk}/body"):
        assert staff.get(f"/dashboard/{path}").status_code == 200
        response = stranger.get(f"/dashboard/{path}")
        assert response.status_code == 404
        assert "There is nothing here." in response.content.decode()
    assert session.key not in stranger.see("/dashboard/sessions")
    assert "PunchOutSetupRequest" not in stranger.see("/dashboard/documents")


def test_a_document_of_nobody_is_shown_only_where_there_is_one_shop(client, staff):
    # given
    client.post("/cxml", b"<cXML>", content_type="text/xml")
    path = f"/dashboard/documents/{DocumentRecord.objects.get().pk}"
    assert staff.get(path).status_code == 200

    # when
    Installation.objects.create(api_url=OTHER)

    # then
    assert staff.get(path).status_code == 404


@pytest.mark.parametrize("path", ["sessions/none", "documents/999", "documents/99999999999999999999999"])
def test_what_does_not_exist_is_said_in_one_sentence(staff, path):
    response = staff.get(f"/dashboard/{path}")

    assert response.status_code == 404
    assert 'class="notice"' in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_that_only_shows_takes_nothing(staff, client, method):
    assert getattr(client, method)("/dashboard", headers=staff.headers).status_code == 405


def test_a_fault_of_ours_is_one_sentence_and_a_line_in_the_log(staff, settings, caplog, monkeypatch):
    monkeypatch.setattr("saleor_punchout.dashboard.sessions.page_of", lambda rows, asked: 1 / 0)

    response = staff.get("/dashboard/sessions")

    assert response.status_code == 500
    assert "An error on our side" in response.content.decode()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("is_fragment", [True, False])
def test_the_headers_keep_scripts_ours_and_frames_to_the_dashboard(client, staff, settings, is_fragment):
    # given
    settings.PUNCHOUT_DASHBOARD_ORIGINS = ["https://dashboard.example.com"]

    # when
    response = staff.get("/dashboard") if is_fragment else client.get("/dashboard")

    # then
    assert csp(response) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "http://shop.example.com https://dashboard.example.com",
    }
    assert "X-Frame-Options" not in response
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Vary"] == "HX-Request"


def test_each_shop_is_framed_by_its_own_dashboards(client, installation):
    # given
    Installation.objects.create(api_url=OTHER, dashboard_origins=["https://office.example.com"])

    # then
    assert csp(client.get("/dashboard", {"saleorApiUrl": OTHER}))["frame-ancestors"] == (
        "https://other.example.com https://office.example.com"
    )
    for unknown in ({}, {"saleorApiUrl": "https://evil.example.com/graphql/"}, {"saleorApiUrl": "\0"}):
        assert csp(client.get("/dashboard", unknown))["frame-ancestors"] == "'none'"


def test_the_shell_escapes_what_the_address_says(client, installation):
    text = client.get("/dashboard", {"theme": '"><script>alert(1)</script>'}).content.decode()

    assert 'data-theme="light"' in text
    assert "alert(1)" not in text


def test_style_and_script_are_served_by_us_and_kept_for_ever(client, installation):
    # given
    found = re.findall(r'(?:href|src)="(/dashboard/assets/[^"]+)"', client.get("/dashboard").content.decode())
    kinds = {path.rpartition("/")[2]: client.get(path) for path in found}

    # then
    assert {name: response["Content-Type"].partition(";")[0] for name, response in kinds.items()} == {
        "dashboard.css": "text/css",
        "htmx.min.js": "text/javascript",
        "bridge.js": "text/javascript",
    }
    for path, response in zip(found, kinds.values(), strict=True):
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_page_from_before_an_upgrade_gets_what_there_is_but_keeps_it_not(client, db):
    response = client.get("/dashboard/assets/0000000000000000/dashboard.css")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-cache"


def test_every_file_that_a_style_names_is_served(client, db):
    style = client.get("/dashboard/assets/0/dashboard.css").content.decode()
    names = re.findall(r"url\(([^)]+)\)", style)

    assert names
    for name in names:
        assert client.get(f"/dashboard/assets/0/{name}")["Content-Type"] == "font/woff2"


@pytest.mark.parametrize("name", ["htmx.LICENSE.txt", "other.js", "..", "%2e%2e%2faccess.py"])
def test_no_other_file_is_served(client, db, name):
    assert client.get(f"/dashboard/assets/0/{name}").status_code == 404


@pytest.mark.parametrize("mounted", ["", "/plugins/saleor.punchout"])
def test_every_place_of_the_manifest_leads_to_a_page(client, db, mounted):
    """A popup's address is stitched by Saleor, every other one by the Dashboard."""
    told = manifest(f"https://shop.example.com{mounted}", (3, 23))

    for place in told["extensions"]:
        path = urlsplit(told["appUrl"]).path
        stitched = urljoin(path, place["url"][1:]) if place["target"] == "POPUP" else path + place["url"]
        assert stitched.startswith(mounted)
        assert '<main id="main">' in client.get(stitched.removeprefix(mounted)).content.decode()
