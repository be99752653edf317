"""``saleor-punchout simulate``: the options, and what is printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from saleor_punchout.simulator.account import Account, Person
from saleor_punchout.simulator.aftermath import DELETE, UPDATE, office
from saleor_punchout.simulator.browser import Browser
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cart import Line
from saleor_punchout.simulator.cxml import Wish
from saleor_punchout.simulator.dialect import CXML, OCI, Dialect
from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.simulator.listener import Listener, listening
from saleor_punchout.simulator.record import keeper
from saleor_punchout.simulator.report import told
from saleor_punchout.simulator.story import ANSWERED, Plan, tell

SECRET, PASSWORD, POST_SECRET = "PUNCHOUT_SECRET", "PUNCHOUT_PASSWORD", "PUNCHOUT_POST_SECRET"  # of the environment
OPERATIONS = ("create", "edit", "inspect", "cancel")
CART_PATH = "/cart"

CART_HELP = (
    f"with --headless: the shop's page with the way back; {CART_PATH} at the root of the shop's host where none is"
    " given, in the demo /shop/cart"
)
AWAIT_HELP = (
    "after --order: how long to wait for confirmation, ship notices and invoice; the supplier shows the secret in the"
    f" environment variable {POST_SECRET}"
)
ITEM_HELP = "what a cXML visit begins with, or what a function of OCI asks about; may be repeated"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``simulate`` understands."""
    add = parser.add_argument
    add("--system", required=True, choices=DIALECTS, metavar="NAME", help=f"one of: {', '.join(DIALECTS)}")
    add("--url", required=True, type=_address, help="the supplier's endpoint")
    add("--protocol", choices=("cxml", "oci", "oracle"), help="where the system speaks several; else its usual one")
    for party in ("from", "to", "sender"):
        text = f"DOMAIN:IDENTITY of the {party.capitalize()} credential; may be repeated"
        add(f"--{party}", dest=f"{party}_", action="append", type=_credential, default=[], metavar="ID", help=text)
    add("--secret", help=f"of the sender; better in the environment variable {SECRET}, which nobody sees in the list")
    add("--user", default="", help="user name, for OCI and Oracle's XML")
    add("--password", help=f"its password; better in the environment variable {PASSWORD}")
    add("--email", default=Person().email, help="e-mail address of whoever shops")
    add("--operation", choices=OPERATIONS, default="create")
    add("--function", default="", type=str.upper, help="of OCI, such as VALIDATE or BACKGROUND_SEARCH")
    add("--search", default="", help="what to search for, with OCI's SOURCING and BACKGROUND_SEARCH")
    add("--item", action="append", type=_item, default=[], metavar="SKU:QUANTITY", help=ITEM_HELP)
    add("--return-url", type=_address, help="where carts go; else a listener on this machine")
    add("--port", type=int, default=0, help="of the listener; a free one where none is given")
    add("--headless", action="store_true", help="walk through the shop without a browser")
    add("--cart-url", default=CART_PATH, metavar="PATH", help=CART_HELP)
    add("--order", action="store_true", help="send the purchase order for the cart that came back")
    add("--order-id", default="", help="of the purchase order; one is made where none is given")
    add("--change", choices=(UPDATE, DELETE), default="", help="after --order: more of everything, or nothing at all")
    add("--await", dest="await_", type=float, default=0, metavar="SECONDS", help=AWAIT_HELP)
    add("--post-port", type=int, default=0, help="where these documents come; a free one where none is given")
    add("--test", action="store_true", help='mark every document as a test (deploymentMode="test")')
    add("--timeout", type=float, default=600, metavar="SECONDS", help="how long to wait for the cart")
    add("--save", type=Path, metavar="DIR", help="keep every document exchanged, without secrets")
    add("--json", action="store_true", help="one JSON object on the standard output")


def run(given: argparse.Namespace) -> int:
    """Run the test and print how it went; 1 where it failed or was refused."""
    dialect = DIALECTS[given.system]
    with ExitStack() as stack:
        try:
            account = _account(given, dialect)
            post = stack.enter_context(office(account.post_secret, given.post_port)) if given.await_ else None
            listener = None if given.return_url else stack.enter_context(listening(given.port, dialect.oci.charset))
        except (ValueError, OSError) as error:
            print(f"saleor-punchout simulate: {error}", file=sys.stderr)
            return 1
        keep = {"listener": keeper(given.save)} if given.save else {}
        plan = _plan(given, listener)
        say = _say_aside if given.json else _say
        outcome = tell(Buyer(account, browser=Browser(dialect.timeout), **keep), plan, listener, say, post)
    print(json.dumps(outcome.as_values(), ensure_ascii=False) if given.json else told(outcome, dialect))
    return 0 if outcome.ok else 1


def _account(given: argparse.Namespace, dialect: Dialect) -> Account:
    """Who shops. Raises ValueError where something is missing."""
    protocol = given.protocol or dialect.protocols[0]
    if protocol not in dialect.protocols:
        raise ValueError(f"{dialect.name} does not speak {protocol}; it speaks {' and '.join(dialect.protocols)}.")
    _check(given, protocol)
    account = Account(
        dialect=dialect,
        url=given.url,
        protocol=protocol,
        secret=given.secret or os.environ.get(SECRET, ""),
        user=given.user,
        password=given.password or os.environ.get(PASSWORD, ""),
        post_secret=os.environ.get(POST_SECRET, ""),
        person=Person(email=given.email),
        is_test=given.test,
    )
    if protocol != CXML:
        if not (account.user and account.password):
            raise ValueError(f"Name --user, and the password in the environment variable {PASSWORD}.")
        return account
    return replace(account, parties=_parties(given, dialect))


def _check(given: argparse.Namespace, protocol: str) -> None:
    """Raises ValueError for what the protocol does not have."""
    if protocol != CXML and given.order:
        raise ValueError(f"There is no order by {protocol}; leave --order out.")
    if (given.change or given.await_) and not given.order:
        raise ValueError("Nothing follows an order that is not sent; add --order.")
    if given.change and given.change not in DIALECTS[given.system].cxml.changes:
        raise ValueError(f"{DIALECTS[given.system].name} sends no {given.change} of an order; leave --change out.")
    if protocol != CXML and given.operation in ("edit", "inspect"):
        raise ValueError(f"There is no {given.operation} by {protocol}; choose create or cancel.")
    if protocol != OCI and given.function:
        raise ValueError(f"There are no functions by {protocol}; leave --function out.")
    if protocol != CXML and given.item and not given.function:
        raise ValueError(
            f"There is no --item by {protocol}, where a visit begins with an empty cart; leave --item out, and"
            " --headless too: fill the cart in your browser."
        )
    if given.function and given.headless and given.function not in ANSWERED:
        raise ValueError(
            f"{given.function} opens a page for people; choose {' or '.join(ANSWERED)}, or leave --headless out."
        )
    if given.operation in ("edit", "inspect") and not given.item:
        raise ValueError(
            f"Nothing would arrive: there is no {given.operation} without a cart; name its lines with --item"
            " SKU:QUANTITY."
        )


def _parties(given: argparse.Namespace, dialect: Dialect) -> dict[str, tuple[tuple[str, str], ...]]:
    """The credentials as given; what has no domain gets the system's usual one."""
    if not (given.from_ and given.to_):
        raise ValueError("Name --from and --to, each as DOMAIN:IDENTITY.")
    habits = dialect.cxml
    sender = given.sender_ or ([("", habits.sender)] if habits.sender else given.from_)
    named = {"from": given.from_, "to": given.to_, "sender": sender}
    return {
        party: tuple((domain or habits.domains[party][0], identity) for domain, identity in credentials)
        for party, credentials in named.items()
    }


def _plan(given: argparse.Namespace, listener: Listener | None) -> Plan:
    lines = tuple(
        Line(number=number, part_id=sku, quantity=quantity) for number, (sku, quantity) in enumerate(given.item, 1)
    )
    is_cancelled = given.operation == "cancel"
    return Plan(
        wish=Wish(
            operation="create" if is_cancelled else given.operation,
            return_url=listener.address if listener else given.return_url,
            lines=lines,
            search=given.search,
        ),
        function=given.function,
        is_headless=given.headless,
        is_cancelled=is_cancelled,
        cart_path=given.cart_url,
        orders=given.order,
        order_id=given.order_id,
        change=given.change,
        documents_patience=given.await_,
        patience=given.timeout,
    )


def _say(words: str) -> None:
    print(words, flush=True)


def _say_aside(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text} is no address; write https://punchout.example.com/cxml")
    return text


def _credential(text: str) -> tuple[str, str]:
    domain, _, identity = text.rpartition(":")
    if not identity:
        raise argparse.ArgumentTypeError(f"{text!r} names nobody; write DOMAIN:IDENTITY, such as DUNS:123456789")
    return domain, identity


def _item(text: str) -> tuple[str, Decimal]:
    sku, _, written = text.rpartition(":")
    try:
        quantity = Decimal(written)
    except InvalidOperation:
        quantity = Decimal(0)
    if not sku or quantity <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no item; write SKU:QUANTITY, such as FST-1001:2")
    return sku, quantity
