"""From the start page through the shop to the return form, without a screen."""

from __future__ import annotations

from urllib.parse import urljoin

import requests

from saleor_punchout.simulator.browser import Browser, Form, forms_of, link_on
from saleor_punchout.simulator.cart import NotTaken

RETURN, CANCEL = "/return/", "/cancel/"
MOST_STEPS = 3
"""Pages with nothing but a button between the start page and the shop."""


def into_shop(browser: Browser, page: requests.Response) -> requests.Response:
    """Press the buttons of start pages until the shop shows."""
    for _ in range(MOST_STEPS):
        if link_on(page, RETURN) or not _is_doorstep(page):
            break
        page = browser.submit(page)
    return page


def _is_doorstep(page: requests.Response) -> bool:
    """Whether a page has one form, by POST, with nothing to fill in: then its script would send it at once."""
    forms = forms_of(page)
    return len(forms) == 1 and forms[0].method == "post" and not forms[0].asks


def way_back(
    browser: Browser, page: requests.Response, cart_path: str, way: str = RETURN, advice: str = ""
) -> Form | None:
    """The form that brings the cart to procurement, or with :data:`CANCEL` the word that there is none.

    None where the shop posts nothing. Raises :class:`NotTaken` where the shop shows no way back, with ``advice`` how to
    get one where only a full cart has it.
    """
    if link_on(page, way) is None and cart_path:
        page = browser.open(urljoin(page.url, cart_path))
    if link_on(page, way) is None:
        raise NotTaken(
            f"Neither the shop's first page nor its page {cart_path} has a link that leads through {way}. Where another"
            f" page has one, name it with --cart-url. {advice}".rstrip()
        )
    return next(iter(forms_of(browser.submit(browser.follow(page, way)))), None)
