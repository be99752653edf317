"""The bridge to the Dashboard, told by a page that does what the Dashboard does."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, PATIENCE
from tests.dashboard.browser.conftest import PARTNER

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(38, 40, 54)"


def rows(frame):
    return frame.locator("table.rows tbody tr")


@pytest.mark.parametrize(("theme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_the_list_is_shown_in_the_theme_of_the_dashboard(opened, heard, theme, colour):
    frame = opened(theme=theme)

    expect(rows(frame)).to_have_count(1)
    expect(frame.locator("body")).to_have_css("background-color", colour)
    assert len(heard("notifyReady")) == 1
    assert heard("updateRouting") == []
    assert heard("widgetResize") == []


def test_a_theme_that_changes_is_taken_over_at_once(opened, page):
    frame = opened()
    expect(rows(frame)).to_have_count(1)

    page.evaluate("tell('theme', { theme: 'dark' })")

    expect(frame.locator("body")).to_have_css("background-color", DARK)


def test_times_are_those_of_the_viewer(demo, around, profile, opened):
    frame = opened(window=profile(timezone_id="Asia/Tokyo", locale="en-US").new_page())

    shown = frame.locator("td time").first
    expect(shown).to_have_text(re.compile(r"^\w{3} \d{1,2}, \d{4}, \d{1,2}:\d\d.[AP]M$"))
    assert shown.evaluate("time => new Date(time.textContent) - new Date(time.dateTime) > -60000")


def test_a_click_leads_on_and_tells_the_dashboard_the_path_alone(opened, heard):
    # given
    frame = opened()

    # when
    rows(frame).get_by_role("link").click()
    expect(frame.get_by_role("heading", level=1)).to_have_text(re.compile("^Session "))
    frame.get_by_role("link", name="Documents").click()
    expect(rows(frame).first).to_be_visible()

    # then
    (session, documents) = [route["newRoute"] for route in heard("updateRouting")]
    assert re.fullmatch(r"/sessions/\w+", session)
    assert documents == "/documents"


def test_a_list_is_searched_while_typing_and_found_again_on_the_way_back(opened, heard):
    # given
    frame = opened()
    search = frame.get_by_role("searchbox")

    # when
    search.fill("nobody of that name")
    expect(frame.get_by_text("No session fits")).to_be_visible()
    search.fill(PARTNER[:4])
    expect(rows(frame)).to_have_count(1)
    rows(frame).get_by_role("link").click()
    frame.get_by_role("link", name="All sessions").click()

    # then
    expect(frame.get_by_role("searchbox")).to_have_value(PARTNER[:4])
    assert all("?" not in route["newRoute"] for route in heard("updateRouting"))


def test_filters_open_above_the_list(opened):
    frame = opened("/documents")
    expect(rows(frame).nth(1)).to_be_visible()

    frame.get_by_text("Filters").click()
    frame.get_by_label("Show").select_option("No trading partner")

    expect(rows(frame)).to_have_count(1)
    expect(rows(frame)).to_contain_text("Unreadable")
    expect(frame.get_by_label("Show")).to_be_visible()
    frame.locator("thead").click()
    expect(frame.get_by_label("Show")).to_be_hidden()


def test_a_document_is_fetched_when_somebody_opens_it(opened):
    frame = opened()
    rows(frame).get_by_role("link").click()
    summary = frame.locator("details.document summary")
    expect(frame.locator("pre.xml")).to_have_count(0)

    summary.click()

    expect(frame.locator("pre.xml").first).to_contain_text("<SharedSecret>********</SharedSecret>")


def test_an_open_session_is_refreshed_and_keeps_what_was_opened(opened, page):
    frame = opened()
    rows(frame).get_by_role("link").click()
    frame.locator("details.document summary").click()
    expect(frame.locator("pre.xml").first).to_be_visible()

    with page.expect_response(lambda response: "/dashboard/sessions/" in response.url):
        pass

    expect(frame.locator("pre.xml").first).to_be_visible()


def test_the_settings_fetch_the_shop_check(opened):
    frame = opened("/settings")

    expect(frame.locator(".findings li").first).to_be_visible()
    expect(frame.locator("code.copy")).to_have_text(re.compile(r"/cxml$"))


def test_a_widget_reports_its_height_and_never_routes(opened, heard, page):
    frame = opened("/widgets/order", orderId="T3JkZXI6MQ==")

    expect(frame.get_by_text("This order did not come by PunchOut.")).to_be_visible()
    page.wait_for_function("window.heard.some(one => one.type === 'widgetResize' && one.payload.height < 60)")
    assert all(size["height"] > 0 for size in heard("widgetResize"))
    assert heard("updateRouting") == []


def test_a_page_waits_for_its_token(opened, page, token):
    # given
    frame = opened(shown="")
    expect(frame.get_by_text("Loading…")).to_be_visible()

    # when
    page.evaluate("token => tell('handshake', { token, version: 1 })", token())

    # then
    expect(rows(frame)).to_have_count(1)


def test_a_token_that_runs_out_is_replaced_before_the_next_request(opened, page, token):
    # given
    now = int(time.time())
    frame = opened(shown=token(iat=now, exp=now + 7))
    expect(rows(frame)).to_have_count(1)
    page.wait_for_timeout(2500)
    page.evaluate("window.token = ''")  # the Dashboard has no other yet
    fresh = token()

    # when
    with page.expect_request(lambda request: request.url.endswith("/documents")) as asked:
        frame.get_by_role("link", name="Documents").click()
        page.evaluate("token => tell('tokenRefresh', { token })", fresh)

    # then
    assert asked.value.headers["authorization-bearer"] == fresh
    assert asked.value.headers["saleor-api-url"].endswith("/saleor/graphql/")
    expect(rows(frame).first).to_be_visible()


def test_a_token_that_is_not_taken_is_told(opened, complaints, token):
    frame = opened(shown=token(app="QXBwOjk="))

    expect(frame.get_by_role("alert")).to_have_text(re.compile("could not be verified"))
    assert all("401" in one for one in complaints)
    complaints.clear()


def test_a_dashboard_that_says_nothing_is_told_of_and_may_still_answer(opened, page, token):
    frame = opened(shown="")
    expect(frame.get_by_text("did not say who you are")).to_be_visible(timeout=2 * PATIENCE)

    page.evaluate("token => tell('handshake', { token, version: 1 })", token())

    expect(rows(frame)).to_have_count(1)


def test_a_service_that_is_away_is_told(opened, page, complaints):
    frame = opened()
    expect(rows(frame)).to_have_count(1)

    page.route("**/dashboard/documents", lambda route: route.abort())
    frame.get_by_role("link", name="Documents").click()

    expect(frame.get_by_text("The PunchOut service did not answer.")).to_be_visible()
    complaints.clear()


def test_a_stranger_s_site_may_not_frame_us(demo, place, page, complaints, opened, around):
    # given
    opened()
    stranger = place({"/": around[1]["/"]})

    # when
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{stranger.address}/")

    # then
    expect(page.frame_locator("#app").locator("main")).to_have_count(0)
    complaints.clear()


def test_a_stranger_s_frame_beside_ours_is_not_heard(opened, page, place, token):
    # given
    frame = opened()
    expect(rows(frame)).to_have_count(1)
    forged = token(email="mallory@example.com")
    send = "parent.frames[0].postMessage({ type: %s, payload: %s }, '*')"
    script = ";".join(
        [
            send % ("'handshake'", f"{{ token: '{forged}' }}"),
            send % ("'theme'", "{ theme: 'dark' }"),
            "document.title = 'sent'",
        ]
    )
    stranger = place({"/": f"<script>{script}</script>"})

    # when
    page.evaluate(
        "src => { const other = document.createElement('iframe'); other.src = src; document.body.append(other); }",
        f"{stranger.address}/",
    )
    beside = next(one for one in iter(lambda: _frame_at(page, stranger.address), None) if one)
    beside.wait_for_function("document.title === 'sent'")

    # then
    with page.expect_request(lambda request: request.url.endswith("/documents")) as asked:
        frame.get_by_role("link", name="Documents").click()
    assert asked.value.headers["authorization-bearer"] != forged
    expect(frame.locator("body")).to_have_css("background-color", LIGHT)


def _frame_at(page, address):
    page.wait_for_timeout(50)
    return next((frame for frame in page.frames if frame.url.startswith(address)), False)


def test_outside_of_any_frame_a_page_says_where_it_belongs(demo, page):
    page.goto(f"{demo}/dashboard/sessions")

    expect(page.get_by_text("inside the Saleor Dashboard only")).to_be_visible()


def test_a_browser_that_blocks_the_storage_of_frames_shows_the_pages_all_the_same(chromium, opened, tmp_path):
    # given
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text('{"profile": {"cookie_controls_mode": 1}}')
    context = chromium.browser_type.launch_persistent_context(tmp_path, executable_path=CHROMIUM)
    context.set_default_timeout(PATIENCE)

    # when
    with context:
        frame = opened(window=context.new_page())
        frame.get_by_role("searchbox").fill("nobody of that name")
        expect(frame.get_by_text("No session fits")).to_be_visible()
        frame.get_by_role("searchbox").fill(PARTNER[:4])
        expect(rows(frame)).to_have_count(1)
        rows(frame).get_by_role("link").click()
        frame.get_by_role("link", name="All sessions").click()

        # then
        expect(frame.get_by_role("searchbox")).to_have_value(PARTNER[:4])
        blocked = "() => { try { sessionStorage.length; return false } catch (error) { return error.name } }"
        assert frame.locator("body").evaluate(blocked) == "SecurityError"
