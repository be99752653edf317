"""A buyer's browser without a screen: keeps cookies, follows redirects and links, posts the form of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

TIMEOUT = 20


@dataclass
class Form:
    """The first form of a page and its hidden fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Finder(HTMLParser):
    """Finds the first form of a page and all its links."""

    def __init__(self, page: requests.Response) -> None:
        super().__init__()
        self.form: Form | None = None
        self.links: list[str] = []
        self._inside = False
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form, self._inside = Form(given.get("action", "")), True
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "input" and self._inside and self.form and given.get("name"):
            self.form.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


class Browser:
    """One buyer."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._session.cookies}

    def open(self, address: str) -> requests.Response:
        return self._checked(self._session.get(address, timeout=TIMEOUT))

    def follow(self, page: requests.Response, path: str) -> requests.Response:
        """Follow the page's first link that leads below ``path``. Raises ValueError where there is none."""
        links = [urljoin(page.url, link) for link in _Finder(page).links]
        link = next((link for link in links if urlsplit(link).path.startswith(path)), None)
        if link is None:
            raise ValueError(f"No link on {page.url} leads to {path}.")
        return self.open(link)

    def submit(self, page: requests.Response) -> requests.Response:
        """Post the page's form, as its script or its button would."""
        form = form_of(page)
        return self._checked(
            self._session.post(urljoin(page.url, form.action or page.url), data=form.fields, timeout=TIMEOUT)
        )

    def _checked(self, response: requests.Response) -> requests.Response:
        response.raise_for_status()
        return response


def form_of(page: requests.Response) -> Form:
    """The first form of a page. Raises ValueError where there is none."""
    finder = _Finder(page)
    if finder.form is None:
        raise ValueError(f"There is no form on {page.url}.")
    return finder.form
