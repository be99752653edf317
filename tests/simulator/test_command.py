"""``saleor-punchout simulate`` as people call it, before our real service."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from saleor_punchout.cli import main
from saleor_punchout.inspection import inspect
from saleor_punchout.simulator import aftermath, cxml
from saleor_punchout.simulator.browser import Browser
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.simulator.listener import listening
from saleor_punchout.simulator.walk import CANCEL, into_shop, way_back
from tests.simulator import papers

PIECE = "HND-2001"
"""An article that the shop sells by the piece."""
GUIDE = Path(__file__).parents[2] / "docs" / "simulate.md"
pytestmark = pytest.mark.django_db(transaction=True)


def options(account, *more: str) -> list[str]:
    named = [
        f"--{party}={domain}:{identity}"
        for party, credentials in account.parties.items()
        for domain, identity in credentials
    ]
    login = ["--user", account.user] if account.user else []
    cart = ["--cart-url", "/shop/cart"]
    return [
        "simulate",
        *("--system", account.dialect.key, "--protocol", account.protocol, "--url", account.url),
        *(*named, *login, *cart, *more),
    ]


@pytest.fixture
def secret(monkeypatch):
    """Puts the secret of an account where the command finds it."""

    def put(account) -> None:
        monkeypatch.setenv("PUNCHOUT_SECRET", account.secret)
        monkeypatch.setenv("PUNCHOUT_PASSWORD", account.password)

    return put


def test_the_loop_is_told_line_by_line(customer, secret, capsys):
    # given
    account = customer("generic")
    secret(account)

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2", "--order"))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert "Generic would take 1 lines, 29.60 in all:\n  1. FST-1001: 2 BX at 14.80 EUR, UNSPSC 31161620" in told
    assert "Of what arrived it would lose and change nothing." in told
    received = r"^Order PO-\d+: 200 OK \(received; whether it is carried out the shop decides\)$"
    assert re.search(received, told, re.MULTILINE)
    assert told.endswith("All is well.\n")
    assert account.secret not in told


def test_as_json_it_is_one_object(customer, secret, capsys):
    # given
    account = customer("odoo")
    secret(account)

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2", "--json"))

    # then
    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"], told["problems"]) == (0, True, [])
    assert [(line["part_id"], line["quantity"], line["price"]) for line in told["ingested"]["lines"]] == [
        ("FST-1001", "2", "14.80")
    ]


def test_a_cancelled_visit_changes_nothing(customer, secret, capsys):
    # given
    account = customer("generic")
    secret(account)

    # then
    assert main(options(account, "--headless", "--operation", "cancel")) == 0
    assert "Back without a cart: nothing changes in procurement." in capsys.readouterr().out


def test_a_wrong_secret_is_told_in_the_words_of_the_system(customer, monkeypatch, capsys):
    # given
    account = customer("coupa")
    monkeypatch.setenv("PUNCHOUT_SECRET", "mistyped-secret")

    # then
    assert main(options(account, "--headless")) == 1
    assert "Problem: Setup request failed: 401 Unauthorized." in capsys.readouterr().out


def test_a_supplier_that_answers_no_profile_is_punched_out_to_all_the_same(customer, secret, monkeypatch, capsys):
    # given
    account = customer("generic")
    secret(account)
    monkeypatch.setattr(cxml, "profile_request", lambda account: b"<cXML/>")

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2"))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert "Note: The supplier answers no ProfileRequest: " in told
    assert "FST-1001: 2 BX at 14.80 EUR" in told


def test_a_visit_is_looked_at_without_a_change(customer, secret, capsys):
    # given
    account = customer("generic")
    secret(account)

    # when
    code = main(options(account, "--headless", "--operation", "inspect", "--item", "FST-1001:3"))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert "Back without a cart" in told


def test_not_every_line_is_taken(customer, secret, monkeypatch, capsys):
    # given
    account = customer("generic")
    secret(account)
    picky = replace(account.dialect.intake, units=frozenset({"EA"}), unknown_unit="drops the line")
    monkeypatch.setitem(DIALECTS, "generic", replace(account.dialect, intake=picky))

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2", "--item", f"{PIECE}:1", "--order"))

    # then
    told = capsys.readouterr().out
    assert code == 1
    assert re.search(r"^Order PO-\d+: 200 OK", told, re.MULTILINE)
    assert told.endswith("1 of 2 lines would not be taken.\n")


def test_no_line_is_taken_and_none_ordered(customer, secret, monkeypatch, capsys):
    # given
    account = customer("generic")
    secret(account)
    picky = replace(account.dialect.intake, units=frozenset({"KGM"}))
    monkeypatch.setitem(DIALECTS, "generic", replace(account.dialect, intake=picky))

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2", "--order"))

    # then
    told = capsys.readouterr().out
    assert code == 1
    assert "No order is sent, for there is no line to order." in told
    assert told.endswith("Nothing would arrive.\n")


@pytest.mark.parametrize(
    "asked",
    [["VALIDATE", "--item", "NO-SUCH-1:2"], ["BACKGROUND_SEARCH", "--search", "no-such-thing"]],
    ids=["validate", "background search"],
)
def test_a_function_that_finds_nothing_is_no_success(customer, secret, capsys, asked):
    # given
    account = customer("sap-srm")
    secret(account)

    # then
    assert main(options(account, "--headless", "--function", *asked)) == 1
    assert capsys.readouterr().out.endswith("Nothing would arrive.\n")


@pytest.mark.parametrize("slug", ["sap-srm", "oracle-fusion-oracle"])
def test_where_nothing_can_be_brought_along_the_browser_is_advised(customer, secret, capsys, slug):
    # given
    account = customer(slug)
    secret(account)

    # then
    assert main(options(account, "--headless")) == 1
    told = capsys.readouterr().out
    assert "leave --headless out and shop in your browser" in told
    assert "--item" not in told


def test_an_empty_cart_has_no_way_back(customer, secret, capsys):
    # given
    account = customer("dolibarr")
    secret(account)

    # then
    assert main(options(account, "--headless")) == 1
    assert "fill it with --item" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("slug", "more"),
    [
        ("generic", ["--item", "FST-1001:2", "--order"]),
        ("sap-srm", ["--operation", "cancel"]),
        ("sap-s4hana", ["--operation", "cancel"]),
        ("sap-srm", ["--function", "VALIDATE", "--item", "FST-1001:2"]),
        ("sap-s4hana", ["--function", "VALIDATE", "--item", "FST-1001:2"]),
        ("oracle-fusion-oracle", ["--operation", "cancel"]),
    ],
    ids=["cXML", "OCI by GET", "OCI by POST", "VALIDATE by GET", "VALIDATE by POST", "Oracle's XML"],
)
def test_what_is_kept_can_be_read(customer, secret, tmp_path, slug, more):
    # given
    account = customer(slug)
    secret(account)

    # when
    main(options(account, "--headless", *more, "--save", str(tmp_path)))

    # then
    found = {path.name: inspect(path.read_bytes()) for path in tmp_path.iterdir()}
    assert len(found) >= 2
    for name, one in found.items():
        assert one.status in (None, 200), (name, one.reason)
        assert one.values["document"], name
    for path in tmp_path.iterdir():
        assert (account.secret or account.password).encode() not in path.read_bytes()


def test_the_page_that_refused_a_call_is_kept(customer, monkeypatch, tmp_path):
    # given
    account = customer("sap-srm")
    monkeypatch.setenv("PUNCHOUT_PASSWORD", "mistyped-password")

    # when
    main(options(account, "--headless", "--save", str(tmp_path)))

    # then
    call, page = sorted(tmp_path.iterdir())
    assert (call.name, page.name) == ("0001-OCICallUp.http", "0002-Refusal-403.html")
    assert b"The shop could not be opened" in page.read_bytes()
    assert b"mistyped" not in call.read_bytes()


def test_documents_are_kept_without_secrets(customer, secret, tmp_path):
    # given
    account = customer("generic")
    secret(account)

    # when
    main(options(account, "--headless", "--item", "FST-1001:2", "--order", "--test", "--save", str(tmp_path / "kept")))

    # then
    kept = {path.name: path.read_text("utf-8") for path in (tmp_path / "kept").iterdir()}
    assert sorted(kept) == [
        "0001-ProfileRequest.xml",
        "0002-ProfileResponse.xml",
        "0003-PunchOutSetupRequest.xml",
        "0004-PunchOutSetupResponse.xml",
        "0005-PunchOutOrderMessage.xml",
        "0006-OrderRequest.xml",
        "0007-Response.xml",
    ]
    assert 'deploymentMode="test"' in kept["0003-PunchOutSetupRequest.xml"]
    assert not any(account.secret in text for text in kept.values())


@pytest.mark.parametrize(("slug", "named"), [("sap-srm", "SAP SRM"), ("odoo-oci", "Odoo with the OCA modules")])
def test_an_oci_form_is_told_line_by_line(customer, secret, capsys, slug, named):
    # given
    account = customer(slug)
    secret(account)

    # when
    code = main(options(account, "--headless", "--function", "VALIDATE", "--item", "FST-1001:2"))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert f"{named} would take 1 lines, 29.60 in all:\n  1. FST-1001: 2" in told


def test_a_wrong_password_opens_nothing(customer, monkeypatch, capsys):
    # given
    account = customer("sap-srm")
    monkeypatch.setenv("PUNCHOUT_PASSWORD", "mistyped-password")

    # then
    assert main(options(account, "--headless")) == 1
    told = capsys.readouterr().out
    assert "says HTTP 403" in told
    assert "mistyped" not in told


def test_oracle_takes_no_cart_where_nothing_was_bought(customer, secret, capsys):
    # given
    account = customer("oracle-fusion-oracle")
    secret(account)

    # then
    assert main(options(account, "--headless", "--operation", "cancel")) == 0
    assert "Back without a cart" in capsys.readouterr().out


def test_a_cart_is_edited(customer, secret, capsys):
    # given
    account = customer("generic")
    secret(account)

    # then
    assert main(options(account, "--headless", "--operation", "edit", "--item", "FST-1001:3")) == 0
    assert "1. FST-1001: 3 BX" in capsys.readouterr().out


@contextmanager
def waiting(account, *more: str) -> Iterator[tuple[subprocess.Popen, str]]:
    """The command in a process of its own, and the address that it wants opened."""
    variables = {"PUNCHOUT_SECRET": account.secret, "PUNCHOUT_PASSWORD": account.password}
    command = [sys.executable, "-m", "saleor_punchout.cli", *options(account, "--timeout", "30", *more)]
    with subprocess.Popen(command, env={**os.environ, **variables}, stdout=subprocess.PIPE, text=True) as process:
        said = ""
        while "Waiting for the cart" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process, re.search(r"Open this in your browser: (\S+)", said)[1]


def test_a_call_up_by_post_begins_at_a_page_of_ours(customer):
    with waiting(customer("sap-s4hana"), "--operation", "cancel") as (process, address):
        # when
        browser = Browser()
        page = into_shop(browser, browser.submit(browser.open(address)))
        form = way_back(browser, page, "/shop/cart", CANCEL)
        requests.post(form.action, data=form.fields, timeout=10)

        # then
        assert "Back without a cart" in process.stdout.read()
    assert process.returncode == 0


def test_the_password_of_a_call_up_by_get_is_not_printed(customer):
    # given
    account = customer("sap-srm")

    with waiting(account) as (process, address):
        # when
        browser = Browser()
        door = browser.open(address)
        page = into_shop(browser, browser.follow(door, "/oci/sap-srm"))
        form = way_back(browser, page, "/shop/cart", CANCEL)
        requests.post(form.action, data=form.fields, timeout=10)

        # then
        told = process.stdout.read()
        assert "Back without a cart" in told
        assert told.endswith("Nothing would arrive.\n")  # nobody asked for --operation cancel
        assert account.password not in address + told
    assert process.returncode == 1


def test_a_persons_browser_brings_the_cart_to_the_listener(customer):
    with waiting(customer("generic"), "--item", "FST-1001:2") as (process, address):
        # when
        browser = Browser()
        form = way_back(browser, into_shop(browser, browser.open(address)), "/shop/cart")
        answer = requests.post(form.action, data=form.fields, timeout=10)

        # then
        assert "Cart received" in answer.text
        assert "Generic would take 1 lines, 29.60 in all" in process.stdout.read()
    assert process.returncode == 0


@pytest.mark.parametrize("slug", ["generic", "sap-srm"])
def test_a_person_is_told_what_keeps_the_start_page_out_of_a_frame(customer, secret, capsys, slug):
    # given
    account = customer(slug)
    secret(account)

    # when
    main(options(account, "--timeout", "0.2"))

    # then
    told = capsys.readouterr().out
    assert 0 < told.index("which frame-ancestors 'none' forbids") < told.index("Open this in your browser")


def test_nobody_brings_a_cart(customer, secret, capsys):
    # given
    account = customer("generic")
    secret(account)

    # then
    assert main(options(account, "--timeout", "0.2")) == 1
    assert "No cart came back within 0 seconds." in capsys.readouterr().out


def test_the_guide_names_no_option_that_is_none(capsys):
    # given
    with pytest.raises(SystemExit):
        main(["simulate", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))

    # then
    named = set(re.findall(r"--[a-z][a-z-]*", GUIDE.read_text("utf-8")))
    assert named - known == {"--documents", "--verbose"}  # of demo --check


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--system", "coupa", "--url", "https://x.example.com/"], "Name --from and --to"),
        (["--system", "sap-srm", "--url", "https://x.example.com/"], "Name --user"),
        (["--system", "coupa", "--url", "https://x.example.com/", "--protocol", "oci"], "Coupa does not speak oci"),
        (["--system", "sap-srm", "--url", "https://x.example.com/", "--order"], "no order by oci"),
        (["--system", "sap-srm", "--url", "https://x.example.com/", "--operation", "edit"], "no edit by oci"),
        (["--system", "coupa", "--url", "https://x.example.com/", "--function", "DETAIL"], "no functions by cxml"),
        (["--system", "sap-srm", "--url", "https://x.example.com/", "--item", "A:1"], "no --item by oci"),
        (
            ["--system", "oracle-fusion", "--url", "https://x.example.com/", "--protocol", "oracle", "--item", "A:1"],
            "no --item by oracle",
        ),
        (["--system", "coupa", "--url", "https://x.example.com/", "--operation", "edit"], "Nothing would arrive"),
        (
            ["--system", "sap-srm", "--url", "https://x.example.com/", "--headless", "--function", "SOURCING"],
            "choose VALIDATE or BACKGROUND_SEARCH",
        ),
        (["--system", "coupa", "--url", "https://x.example.com/", "--change", "delete"], "add --order"),
        (["--system", "coupa", "--url", "https://x.example.com/", "--await", "5"], "add --order"),
    ],
    ids=[
        *("no parties", "no user", "other protocol", "no order", "no edit", "no function"),
        *("no item by OCI", "no item by Oracle's XML", "an edit of nothing", "a page for people"),
        *("a change of nothing", "words about nothing"),
    ],
)
def test_what_is_missing_is_told(given, told, capsys):
    assert main(["simulate", *given]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [["--url", "x"], ["--item", "x"], ["--item", "x:0"], ["--from", ""], ["--system", "nobody"]],
    ids=["address", "item", "quantity", "identity", "system"],
)
def test_a_wrong_option_explains_itself(given, capsys):
    with pytest.raises(SystemExit) as end:
        main(["simulate", "--system", "coupa", "--url", "https://x.example.com/", *given])

    assert end.value.code == 2
    assert "usage: " in capsys.readouterr().err


def test_a_port_in_use_is_told(capsys):
    with listening(0) as listener:
        port = listener.address.split(":")[2].split("/")[0]
        parties = ["--from", "DUNS:1", "--to", "DUNS:2"]
        code = main(["simulate", "--system", "generic", "--url", "https://x.example.com/", "--port", port, *parties])

    assert code == 1
    assert "Address already in use" in capsys.readouterr().err


@pytest.fixture
def post_port() -> str:
    """A free one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


@pytest.fixture
def said(monkeypatch, post_port):
    """What the supplier says of the order as soon as it has the last version."""
    monkeypatch.setenv("PUNCHOUT_POST_SECRET", papers.SECRET)

    def put(*payloads: str, versions: int = 1) -> None:
        order, versions_left = Buyer.order, iter(range(versions - 1, -1, -1))

        def ordered(self, version):
            answer = order(self, version)
            if next(versions_left) == 0:
                for number, payload in enumerate(payloads, 1):
                    requests.post(
                        f"http://127.0.0.1:{post_port}/cxml", papers.document(payload, f"{number}@s"), timeout=5
                    )
            return answer

        monkeypatch.setattr(Buyer, "order", ordered)

    return put


def ordering(account, port: str, *more: str) -> list[str]:
    order = ["--headless", "--item", "FST-1001:2", "--order", "--order-id", "PO-1"]
    return options(account, *order, "--await", "5", "--post-port", port, *more)


def test_what_the_supplier_says_of_the_order_is_taken(customer, secret, said, post_port, tmp_path, capsys):
    # given
    account = customer("generic")
    secret(account)
    delivered = papers.ship_notice("S-1", {1: "3"}), papers.invoice(lines={1: "3"})
    said(papers.confirmation(), *delivered, versions=2)

    # when
    code = main(ordering(account, post_port, "--change", "update", "--save", str(tmp_path)))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert re.search(r"^Order PO-1: 200 OK .*\nIts update PO-1: 200 OK", told, re.MULTILINE)
    assert "Of the order came, and is right: ConfirmationRequest, ShipNoticeRequest, InvoiceDetailRequest." in told
    assert told.endswith("All is well.\n")
    kept = {path.stem.split("-", 1)[1]: path.read_bytes() for path in tmp_path.iterdir()}
    assert kept.keys() >= {"ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest"}
    assert not any(papers.SECRET.encode() in document for document in kept.values())


def test_what_is_missing_of_it_is_noted(customer, secret, said, post_port, capsys):
    # given
    account = customer("generic")
    secret(account)
    said(papers.confirmation())

    # when
    code = main(ordering(account, post_port, "--await", "0.2"))

    # then
    told = capsys.readouterr().out
    assert code == 0, told
    assert "Note: Of the order came no ship notice, no invoice." in told


def test_what_is_wrong_of_it_is_a_problem(customer, secret, said, post_port, capsys):
    # given
    account = customer("generic")
    secret(account)
    said(papers.ship_notice("S-1", {1: "3"}))

    # when
    code = main(ordering(account, post_port, "--await", "0.2", "--json"))

    # then
    outcome = json.loads(capsys.readouterr().out)
    assert code == 1
    assert outcome["documents"] == []
    assert outcome["problems"] == [
        "A document was refused: Line 1: 3 shipped, 2 ordered.",
        "No document came within 0.2 seconds.",
    ]


def test_a_change_that_is_refused_is_told(customer, secret, monkeypatch, capsys):
    # given
    account = customer("generic")
    secret(account)
    monkeypatch.setattr(aftermath, "changed_order", lambda account, order, lines: replace(order, order_id=""))

    # when
    code = main(options(account, "--headless", "--item", "FST-1001:2", "--order", "--change", "delete"))

    # then
    told = capsys.readouterr().out
    assert code == 1
    assert "Problem: Its delete  was refused: 4" in told
