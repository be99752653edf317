"""GraphiQL in the demo: everything that it needs comes with the package."""

from __future__ import annotations

from playwright.sync_api import expect


def test_it_answers_a_query_that_is_typed_into_it(page, demo):
    # given
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{demo}/graphql/")
    page.locator(".query-editor .CodeMirror").click()

    # when
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text("{ punchOutSystems { name } }")
    page.get_by_role("button", name="Execute Query").click()

    # then
    expect(page.locator(".result-window")).to_contain_text('"name": "Generic"')
    assert len(requested) >= 6
    assert [url for url in requested if not url.startswith(f"{demo}/")] == []
