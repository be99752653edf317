"""A buyer's way from procurement into a shop and back, whatever the protocol, in a window or in a frame of procurement.

The shop is one page that knows its buyer by a cookie. The cookie is of the only kind that browsers keep in a frame of
another site: ``Secure; SameSite=None; Partitioned``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import requests
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.partners import SECRET, create_oci_partner, create_partner, start_page
from tests.browser.places import Answer, Place, Visitor
from tests.browser.storefront import add_article

OPEN = "Open the shop"
KEPT = "HttpOnly; Secure; SameSite=None; Partitioned; Path=/"
FORGOTTEN = "<h1>Who are you?</h1>"


@dataclass
class Errand:
    """One partner, its procurement system on a host of its own, and a shop."""

    demo: str
    place: Callable[..., Place]
    host: str
    """Of procurement; the demo and the shop are on 127.0.0.1."""
    pages: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pages["/taken"] = "<h1>Taken over</h1>"
        self.portal = self.place(self.pages, self.host)
        self.shop = self.place({"/enter": self._enter, "/": self._show}, "127.0.0.1")

    def _enter(self, visitor: Visitor) -> Answer:
        told = requests.post(f"{self.demo}/storefront/sessions", json={"code": visitor.code}, timeout=20).json()
        add_article(self.demo, told["checkoutId"])
        return Answer("303 /", f"token={told['sessionToken']}; {KEPT}")

    def _show(self, visitor: Visitor) -> Answer:
        token = visitor.cookies.rpartition("token=")[2]
        links = {"Return the cart": "return", "Go back without": "cancel"}
        shown = "".join(f'<p><a href="{self.demo}/{to}/{token}">{name}</a>' for name, to in links.items())
        return Answer(f"<h1>The shop</h1>{shown}" if token else FORGOTTEN)

    def partner(self, **changes: Any) -> dict[str, Any]:
        """What makes a partner whose buyers come from here."""
        own = {"storefrontUrl": f"{self.shop.address}/enter", "frameAncestors": [self.portal.address]}
        return {**own, "returnHosts": [self.host], **changes}

    def by_cxml(self, **changes: Any) -> str:
        """How procurement opens the shop: by the link that it was given."""
        link = start_page(
            self.demo,
            create_partner(self.demo, **self.partner(**changes)),
            browser_form_post=f"{self.portal.address}/taken",
        )
        return f'<form action="{link}" target="{{target}}"><button>{OPEN}</button></form>'

    def by_oci(self, parameters: dict[str, str] | None = None, charset: str = "utf-8", **changes: Any) -> str:
        """By a form with the login and the place to return to, written in that charset."""
        slug = create_oci_partner(self.demo, **self.partner(**changes))
        given = {
            "USERNAME": "srm-user",
            "PASSWORD": SECRET,
            "HOOK_URL": f"{self.portal.address}/taken?sap-client=001&~session=4+2",
            "~OkCode": "ADDI",
            "~CALLER": "CTLG",
            **(parameters or {}),
        }
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in given.items()
        )
        action = f"{self.demo}/oci/{slug}"
        how = f'method="post" action="{action}" accept-charset="{charset}"'
        return f'<form {how} target="{{target}}">{inputs}<button>{OPEN}</button></form>'

    def open(self, page: Page, opener: str, *, frame: str = "") -> Page | FrameLocator:
        """Into the shop, from procurement's page: in the same window, or in a frame with these attributes."""
        target = "shop" if frame else "_self"
        held = f'<iframe name="shop" width="900" height="600" title="Shop" {frame}></iframe>' if frame else ""
        self.pages["/"] = f"<h1>Procurement</h1>{opener.format(target=target)}{held}"
        page.goto(f"{self.portal.address}/")
        page.get_by_role("button", name=OPEN).click()
        return page.frame_locator("iframe") if frame else page

    @property
    def posted(self) -> dict[str, str]:
        """The fields of the one form that came back."""
        (visitor,) = self.portal.posts()
        return visitor.fields


def return_cart(window: Page | FrameLocator) -> None:
    """From the shop, over our page."""
    expect(window.get_by_role("heading", level=1)).to_have_text("The shop")
    window.get_by_role("link", name="Return the cart").click()
    window.get_by_role("button", name="Return the cart").click()
