"""The errands of a simulated buyer: punch out, take the cart that comes back, order. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import requests

from saleor_punchout.simulator import cxml, cxml_reading, oci, oracle, saving
from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.browser import Browser, Form, PageRefused
from saleor_punchout.simulator.cart import Cart, NotTaken
from saleor_punchout.simulator.cxml import Order, Wish
from saleor_punchout.simulator.cxml_reading import Answer
from saleor_punchout.simulator.dialect import CXML, OCI, ORACLE
from saleor_punchout.simulator.spoken import advice

Listener = Callable[[str, bytes], None]
"""Gets the name and the masked bytes of every document that goes or comes."""
XML = "text/xml; charset=UTF-8"


def _nobody(kind: str, document: bytes) -> None:
    return


@dataclass(frozen=True, slots=True)
class Visit:
    """A shopping trip that was allowed."""

    address: str
    """Where the browser starts: the start page, or the call-up itself."""
    cookie: str = ""
    return_url: str = ""
    """As it was sent."""
    cancel_url: str = ""
    """Where it may end without a cart; empty where that is the same."""
    posted: tuple[tuple[str, str], ...] = ()
    """What the browser posts to the address; empty where it only opens it."""


@dataclass
class Buyer:
    """One account, ready to shop."""

    account: Account
    listener: Listener = _nobody
    browser: Browser = field(default_factory=Browser)

    def profile(self) -> list[str]:
        """Ask the supplier what it can do. Raises :class:`NotTaken` where it does not say."""
        answer = self._ask(cxml.profile_request(self.account), "ProfileRequest")
        self._require_ok(answer)
        return answer.transactions

    def punch_out(self, wish: Wish, function: Mapping[str, str] | None = None) -> Visit:
        """Ask for a visit. Raises :class:`NotTaken`, with the words that this system shows, where there is none."""
        if self.account.protocol == CXML:
            return self._set_up(wish)
        if self.account.protocol == ORACLE:
            return self._log_in(wish)
        return self._call_up(wish, function)

    def enter(self, visit: Visit) -> requests.Response:
        """The first page that the browser shows. Raises :class:`NotTaken` where there is none."""
        browser = self.browser
        try:
            page = browser.post(visit.address, list(visit.posted)) if visit.posted else browser.open(visit.address)
        except PageRefused as error:
            self.keep(f"Refusal-{error.page.status_code}", error.page.content)
            if words := self._misdirected(error.page):
                raise NotTaken(f"{error} {words}") from None
            raise
        if words := self._misdirected(page):
            raise NotTaken(words)
        if "json" in page.headers.get("Content-Type", ""):
            self.keep("OCICatalogue", page.content)
        return page

    def _misdirected(self, page: requests.Response) -> str:
        """What to do where a call-up went to an address of another protocol; its answer is no start page then."""
        return advice(page, OCI) if self.account.protocol == OCI else ""

    def take(self, form: Form, visit: Visit) -> Cart:
        """The cart in the form that the shop made the browser post. Raises :class:`NotTaken` where it is unusable."""
        intake, protocol = self.account.dialect.intake, self.account.protocol
        size = sum(len(name) + len(value.encode()) for name, value in form.fields)
        if intake.max_bytes is not None and size > intake.max_bytes:
            raise NotTaken(f"The form has {size:,} bytes; this system refuses more than {intake.max_bytes:,}.")
        if protocol == CXML:
            document = cxml_reading.cart_document(form.fields, intake)
            self.keep("PunchOutOrderMessage", document)
            return cxml_reading.read_cart(document, visit.cookie)
        if protocol == ORACLE:
            document = oracle.cart_document(form.fields, intake)
            self.keep("oracleCart", document)
            return oracle.read_cart(document)
        self.keep("OCIReturnForm", saving.form_page(form))
        return oci.read_cart(form.fields, intake, self.account.dialect.oci.parameters)

    def leads_home(self, form: Form, visit: Visit) -> bool:
        """Whether the form goes where this visit asked for, and nowhere else."""
        if self.account.protocol in (CXML, ORACLE):
            return form.action == visit.return_url
        allowed = filter(None, (visit.return_url, visit.cancel_url))
        return any(oci.leads_home(form.action, form.fields, address) for address in allowed)

    def order(self, order: Order) -> Answer:
        """Send the purchase order; whatever the Response says is the answer."""
        return self._ask(cxml.order_request(self.account, order), "OrderRequest")

    def _set_up(self, wish: Wish) -> Visit:
        habits = self.account.dialect.cxml
        cookie = self.account.filled(habits.buyer_cookie)
        answer = self._ask(cxml.setup_request(self.account, wish, cookie), "PunchOutSetupRequest")
        self._require_ok(answer)
        return Visit(answer.start_page, cookie, wish.return_url)

    def _log_in(self, wish: Wish) -> Visit:
        document = oracle.login_request(self.account, wish.return_url, wish.search)
        response = self._post(document, "LoginRequest")
        self.keep("LoginResponse", response.content)
        try:
            return Visit(oracle.read_login_response(response.content), return_url=wish.return_url)
        except NotTaken as error:
            raise NotTaken(f"{error} {advice(response, ORACLE)}".strip()) from None

    def _call_up(self, wish: Wish, function: Mapping[str, str] | None) -> Visit:
        given = oci.parameters(self.account, wish.return_url, function)
        is_posted = self.account.dialect.oci.method == "POST"
        address = self.account.url if is_posted else oci.address(self.account, given)
        self.keep("OCICallUp", saving.request(address, given if is_posted else ()))
        return Visit(
            address,
            return_url=oci.hook(self.account, wish.return_url),
            cancel_url=oci.cancel_address(wish.return_url),
            posted=tuple(given) if is_posted else (),
        )

    def _ask(self, document: bytes, kind: str) -> Answer:
        response = self._post(document, kind)
        try:
            answer = cxml_reading.read_answer(response.content)
        except NotTaken as error:
            self.keep("unreadable", response.content)
            words = self.account.dialect.cxml.no_status
            told = f"{words} HTTP {response.status_code}. {error} {advice(response, CXML)}"
            raise NotTaken(told.strip()) from None
        payload = answer.payload
        self.keep("Response" if payload is None else str(payload.tag), response.content)
        return answer

    def _post(self, document: bytes, kind: str) -> requests.Response:
        self.keep(kind, document)
        account = self.account
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy of this machine is none of the buyer's
                return session.post(
                    account.url,
                    data=document,
                    headers={"Content-Type": XML},
                    timeout=account.dialect.timeout,
                    allow_redirects=False,
                )
        except requests.Timeout:
            raise NotTaken(f"The supplier did not answer within {account.dialect.timeout} seconds.") from None
        except requests.RequestException as error:
            raise NotTaken(f"The supplier cannot be reached: {type(error).__name__}.") from None

    def _require_ok(self, answer: Answer) -> None:
        if not answer.is_ok:
            words = self.account.dialect.cxml.refused
            raise NotTaken(words.format(code=answer.code, text=answer.text, message=answer.message).strip())

    def keep(self, kind: str, document: bytes) -> None:
        """Show a document that went or came to whoever listens."""
        self.listener(kind, self.account.masked(document))
