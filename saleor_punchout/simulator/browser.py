"""A buyer's browser without a screen: keeps cookies, follows redirects and links, sends the form of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

from saleor_punchout.simulator.cart import NotTaken

TIMEOUT = 20
LONGEST_TITLE = 100
"""Characters that are told of the title of an error page."""
WRITTEN = frozenset({"text", "search", "email", "number", "password", "checkbox", "radio", "tel", "url"})
"""Kinds of inputs that ask a person for something."""


@dataclass
class Form:
    """A form and what it would send without anybody writing into it."""

    action: str
    method: str = "get"
    target: str = ""
    charset: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    """In the order of the page; a name may come twice."""
    asks: bool = False
    """Whether there is something to fill in."""


class _Reader(HTMLParser):
    """The forms, links and words of a page."""

    def __init__(self, page: requests.Response) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.title = ""
        self._inside = self._is_hidden = self._is_title = False
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = True
            method, charset = given.get("method", "get").lower(), given.get("accept-charset", "")
            self.forms.append(Form(given.get("action", ""), method, given.get("target", ""), charset))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("script", "style"):
            self._is_hidden = True
        elif tag == "title":
            self._is_title = not self.title
        elif self._inside and tag in ("input", "textarea", "select"):
            self._add(tag, given)

    def _add(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        form.asks = form.asks or tag != "input" or given.get("type", "text").lower() in WRITTEN
        if given.get("name"):
            form.fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._is_hidden = self._is_hidden and tag not in ("script", "style")
        self._is_title = self._is_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data
        if data.strip() and not self._is_hidden:
            self.words.append(" ".join(data.split()))


class PageRefused(NotTaken):
    """A page that says no; the words are its status and its title, never what stands on it."""

    def __init__(self, page: requests.Response) -> None:
        self.page = page
        super().__init__(f"{_without_query(page.url)} says HTTP {page.status_code}{_title(page)}")


class Browser:
    """One buyer."""

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._timeout = timeout

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._session.cookies}

    def open(self, address: str) -> requests.Response:
        """The page at that address, after all redirects. Raises :class:`NotTaken` where there is none, and
        :class:`PageRefused` for an error."""
        return self._asked("GET", address)

    def post(self, address: str, fields: list[tuple[str, str]]) -> requests.Response:
        """What comes of sending these fields there."""
        return self._asked("POST", address, data=fields)

    def follow(self, page: requests.Response, path: str) -> requests.Response:
        """Follow the page's first link that leads through ``path``. Raises :class:`NotTaken` where there is none."""
        link = link_on(page, path)
        if link is None:
            raise NotTaken(f"No link on {page.url} leads to {path}.")
        return self.open(link)

    def submit(self, page: requests.Response) -> requests.Response:
        """Send the page's form, as its script or its button would."""
        form = form_of(page)
        address = urljoin(page.url, form.action or page.url)
        return self.post(address, form.fields) if form.method == "post" else self._asked("GET", address)

    def _asked(self, method: str, address: str, **options: object) -> requests.Response:
        try:
            page = self._session.request(method, address, timeout=self._timeout, **options)  # type: ignore[arg-type]
        except requests.RequestException as error:
            raise NotTaken(f"{_without_query(address)} cannot be opened: {type(error).__name__}.") from None
        if not page.ok:
            raise PageRefused(page)
        return page


def _title(page: requests.Response) -> str:
    """What an error page is called, as the end of a sentence: a debug page tells secrets, a title hardly any."""
    title = _Reader(page).title if is_html(page) else page.text.strip().partition("\n")[0]
    return f": {' '.join(title.split())[:LONGEST_TITLE]}" if title.strip() else "."


def is_html(page: requests.Response) -> bool:
    """Whether it is a page for people."""
    return "html" in page.headers.get("Content-Type", "") or page.text[:200].lstrip().lower().startswith(
        ("<!doctype html", "<html")
    )


def _without_query(address: str) -> str:
    return urlsplit(address)._replace(query="").geturl()


def form_of(page: requests.Response) -> Form:
    """The first form of a page. Raises :class:`NotTaken` where there is none."""
    forms = _Reader(page).forms
    if not forms:
        raise NotTaken(f"There is no form on {_without_query(page.url)}.")
    return forms[0]


def forms_of(page: requests.Response) -> list[Form]:
    """All forms of a page."""
    return _Reader(page).forms


def link_on(page: requests.Response, path: str) -> str | None:
    """The page's first link that leads through ``path``."""
    links = (urljoin(page.url, link) for link in _Reader(page).links)
    return next((link for link in links if path in urlsplit(link).path), None)


def words_of(page: requests.Response) -> str:
    """What a person reads on a page."""
    if not is_html(page):
        return " ".join(page.text[:2000].split())
    return " ".join(_Reader(page).words)
