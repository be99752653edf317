"""No call, page or document of OCI and Oracle reads a file, keeps us busy, or is taken for another's."""

import time

import pytest

from saleor_punchout.documents.guard import MAX_DEPTH, ORDER_LIMIT, PAGE_LIMIT
from saleor_punchout.documents.reading import MAX_LINES
from saleor_punchout.inspection import inspect
from tests.documents.test_oci_call_up import ENCODED, LOGIN
from tests.documents.test_oracle import login_request

SECONDS = 3
MARK = "c4n4ry-in-the-mine"


@pytest.fixture
def canary(tmp_path):
    file = tmp_path / "canary"
    file.write_text(MARK)
    return file.as_uri()


def tried(saved):
    """The finding, and all that it says; it must not take long."""
    begun = time.process_time()
    finding = inspect(saved if isinstance(saved, bytes) else saved.encode())
    assert time.process_time() - begun < SECONDS
    return finding, f"{finding}"


def with_doctype(doctype, name="buyer"):
    return login_request(login=f"<username>{name}</username>").replace("?><request>", f"?>{doctype}<request>")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE request [<!ENTITY x SYSTEM "{0}">]>',
        '<!DOCTYPE request [<!ENTITY % x SYSTEM "{0}"> %x;]>',
        '<!DOCTYPE request [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;">]>',
        '<!DOCTYPE request SYSTEM "{0}" [<!ENTITY x SYSTEM "{0}">]>',
        '<!DOCTYPE request [<!ATTLIST username role CDATA "admin">]>',
        '<!DOCTYPE request><!DOCTYPE request [<!ENTITY x SYSTEM "{0}">]>',
    ],
)
def test_a_login_that_declares_anything_is_refused(doctype, canary):
    finding, said = tried(with_doctype(doctype.format(canary), "&x;"))

    assert finding.status == 406
    assert MARK not in said


def test_a_login_that_names_an_outer_subset_is_read_without_it(canary):
    finding, said = tried(with_doctype(f'<!DOCTYPE request SYSTEM "{canary}">'))

    assert finding.values["login"]["username"] == "buyer"
    assert MARK not in said


@pytest.mark.parametrize(
    "name", ["buy<!-- -->er", "buy<?x?>er", "buy<![CDATA[er]]>", "<![CDATA[buy]]><![CDATA[er]]>"], ids=str
)
def test_a_name_in_pieces_is_read_whole(name):
    finding, _ = tried(with_doctype("", name))

    assert finding.values["login"]["username"] == "buyer"


@pytest.mark.parametrize("name", ["buyer\x00.evil", "buyer<b/>.evil", "buyer&x;.evil", "buyer&#0;.evil"], ids=repr)
def test_a_name_with_something_in_it_is_not_taken_for_another(name):
    finding, _ = tried(with_doctype("", name))

    assert finding.values.get("login", {}).get("username") not in ("buyer", "buyer.evil")


@pytest.mark.parametrize("element", ["header", "body", "login", "loginInfo", "returnURL", "username", "password"])
def test_a_login_that_says_a_thing_twice_is_refused(element):
    # given
    document = login_request()
    start, end = document.index(f"<{element}"), document.index(f"</{element}>") + len(f"</{element}>")

    # when
    finding, _ = tried(document[:end] + document[start:end] + document[end:])

    # then
    assert finding.values["native_return_code"] == "E"
    assert "one is allowed" in finding.reason


FLOODS = {
    "deep": "<x>" * (MAX_DEPTH + 1) + "</x>" * (MAX_DEPTH + 1),
    "very deep": "<x>" * 100_000,
    "names": "".join(f"<x{n}/>" for n in range(300)),
    "attributes": "<x " + " ".join(f'a{n}=""' for n in range(5000)) + "/>",
    "elements": "<x/>" * 600_000,
    "one text": "x" * 1_000_000,
    "ampersands": "& " * 1_000_000,
    "control characters": "\x01" * 1_000_000,
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flooded_login_is_refused_in_time(flood):
    finding, _ = tried(login_request(more=FLOODS[flood]))

    assert finding.status in (406, 499)


def test_a_cart_of_too_many_lines_is_refused():
    lines = '<orderLine><item quantity="1"/></orderLine>' * (MAX_LINES + 1)

    finding, _ = tried(
        f'<response><header><return returnCode="S"/></header><body><OrderLinesDataElements>{lines}'
        "</OrderLinesDataElements></body></response>"
    )

    assert finding.status == 499


FIELD = '<input name="NEW_ITEM-DESCRIPTION[{0}]" value="x">'
PAGES = {
    "deep": "<form>" + "<div>" * 50_000 + FIELD,
    "unclosed": "<" * 500_000,
    "comments": "<form>" + "<!--" * 300_000,
    "attributes": "<form " + " ".join(f"a{n}=1" for n in range(100_000)) + ">",
    "equal attributes": "<form " + "a=1 " * 100_000 + ">",
    "scripts": "<form>" + "<script>" * 200_000,
    "entities": "<form>" + "&amp" * 400_000,
    "forms": "<form>" * 200_000,
    "fields": "<form>" + FIELD * 30_000,
    "lines": "<form>" + "".join(FIELD.format(n) for n in range(1, MAX_LINES + 10)),
    "numbers": "<form>" + FIELD.format("9" * 1_000_000),
    "brackets": '<form><input name="' + "NEW_ITEM-" * 6000 + '">',
    "NULs": "<form>" + "\x00" * 1_000_000,
    "too long": "<form>" + "x " * PAGE_LIMIT,
    "in UTF-7": '<html><meta charset="utf-7"><form>+ADw-',
}


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_page_is_read_or_refused_in_time(page):
    finding, _ = tried(f"<html>{PAGES[page]}" if "<html" not in PAGES[page] else PAGES[page])

    assert finding.status in (400, 406, 499, None)


@pytest.mark.parametrize(
    "tag", ['<iframe src="{0}">', '<link href="{0}">', '<!DOCTYPE html SYSTEM "{0}">', '<base href="{0}">']
)
def test_a_page_fetches_nothing(tag, canary):
    _, said = tried(f"<html>{tag.format(canary)}<form>{FIELD.format(1)}</form></html>")

    assert MARK not in said


QUERIES = {
    "many": "&".join(f"a{n}=1" for n in range(20_000)),
    "ampersands": "&" * 1_000_000,
    "equals": "=" * 1_000_000,
    "percent": "x=" + "%" * 1_000_000,
    "encoded": f"HOOK_URL={'%25' * 300_000}3a",
    "encoded again and again": f"HOOK_URL=https%{'25' * 2000}3A%2F%2Fsrm.example.com",
    "long host": f"HOOK_URL=https://{'a.' * 4000}example.com/",
    "idna": f"HOOK_URL=https://{'%C3%9F' * 200}.example.com/",
    "no end": "x" * 1_000_000,
    "quantities": f"FUNCTION=VALIDATE&PRODUCTID=1&QUANTITY={'9' * 8000}",
    "pages": f"FUNCTION=DOWNLOADJSON&PAGESIZE={'9' * 8000}",
    "charsets": f"http_content_charset={'x' * 8000}",
    "NULs": "%00" * 1000,
    "half a character": "fname=%C3&lname=%E2%82&x=%F0%9F",
    "a split pair": "fname=%ED%A0%80",
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_hostile_call_is_read_or_refused_in_time(query):
    finding, _ = tried(f"GET /oci/acme?{LOGIN}&{QUERIES[query]} HTTP/1.1\r\n\r\n")

    assert finding.values["document"] == "OCICallUp"
    assert finding.values["http_status"] in (400, 413)


@pytest.mark.parametrize("filling", [b" ", b"\t", b"?", b" HTTP/1.1", b"a: b\r\n", b"\r"], ids=repr)
def test_a_saved_request_without_sense_is_refused_in_time(filling):
    finding, _ = tried(b"GET /" + filling * 1_000_000 + b"x")

    assert finding.status == 406


@pytest.mark.parametrize(
    "trick",
    [
        f"USERNAME=admin&{LOGIN}",
        f"{LOGIN}&USERNAME=admin",
        f"{LOGIN}&username=admin&Password=other",
        f"{LOGIN}&USERNAME%00=admin",
        f"{LOGIN};USERNAME=admin",
        f"{LOGIN}%26USERNAME=admin",
    ],
)
def test_a_login_is_what_stands_first(trick):
    finding, _ = tried(f"{trick}&HOOK_URL={ENCODED}")

    first = "admin" if trick.startswith("USERNAME=admin") else "buyer"
    assert finding.values["oci"]["username"] == first


@pytest.mark.parametrize(
    "document",
    [
        b'{"Items": ' + b"[" * 5_000_000,
        b'{"Items": ' + b'{"a":' * 1_000_000,
        b'{"Items": [' + b'{"NEWITEM": {}},' * 100_000 + b"{}]}",
        b'{"Items": [{"NEWITEM": {"EXT_PRODUCT_ID": "1", "PRICE": ' + b"9" * 5_000_000 + b"}}]}",
        b'{"Items": "' + b"x" * (ORDER_LIMIT + 1) + b'"}',
        b'{"Items": NaN}',
    ],
    ids=["lists", "objects", "articles", "digits", "bytes", "no number"],
)
def test_a_hostile_catalogue_is_refused_in_time(document):
    finding, _ = tried(document)

    assert finding.status in (400, 406, 499)
