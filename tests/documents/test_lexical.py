"""Words become values by one strict grammar after one tolerant normaliser."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saleor_punchout.documents import lexical
from saleor_punchout.documents.reading import Notes
from tests.documents import good

NUMBERS = {
    "0": "0",
    "1": "1",
    "0001": "1",
    "1234": "1234",
    "1234.5": "1234.5",
    "12.345678": "12.345678",
    "999999999999.999999": "999999999999.999999",
    "125.30000000000001": "125.3",
    "14.799999999999999": "14.8",
    "12.3456785": "12.345679",
    "-12.3456785": "-12.345679",
    "0.0000012345678901234567": "0.000001",
    "999999999999.9999994": "999999999999.999999",
    ".34": "0.34",
    " 12.50\n": "12.50",
    "\u00a012.50\u00a0": "12.50",
    "1,234.50": "1234.50",
    "1,234,567.5": "1234567.5",
    "9,99": "9.99",
    "9,9": "9.9",
    "1,6567": "1.6567",
    "1234,50": "1234.50",
    "1 234,50": "1234.50",
    "1 234 567.5": "1234567.5",
    "1\u00a0234,50": "1234.50",
    "-1": "-1",
    "-0": "0",
    "2.000": "2",
}

NO_NUMBERS = [
    *("", " ", "-", ".", ",", "1.", "1,", "+1", "--1", "1-", "- 1", "-.5", "1..2", "1.2.3", "1,2,3"),
    *(
        "1,234",
        "12,345,678",
        "1.234,50",
        "1.234.567",
        "1'234.50",
        "12,34.5",
        "1234,567.5",
        "1,23,456.7",
        "1 234",
        "1 2",
    ),
    *(
        "1." + "1" * 23,
        "999999999999.9999995",
        "1,234.5678901",
        "1,23456789",
        ".3000000000000001",
        "1234567890123",
        "1e3",
        "1E3",
        "1e-3",
        "1e999999",
        "0x10",
        "1_000",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
    ),
    *(
        "٣",
        "１２",
        "१२",
        "1٣",
        "½",
        "²",
        "$5",
        "5 EUR",
        "5€",
        "EUR 5",
        "five",
        "1\u200b2",
        "1\x002",
        "1\n2",
        "12.5\u2028",
    ),
    *("9" * 60_000, "1," * 30_000, " " * 60_000, "1" + " 000" * 10_000, "0" * 60_000 + ".5x"),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_reads_a_number(text, value):
    assert lexical.number(text) == Decimal(value)


@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: repr(text[:12]))
def test_refuses_what_is_no_plain_number(text):
    if text.endswith("\u2028"):  # a line separator at the end is a blank
        assert lexical.number(text) == Decimal("12.5")
        return
    with pytest.raises(lexical.LexicalError) as refusal:
        lexical.number(text)

    assert len(str(refusal.value)) < 200


@given(st.text(max_size=40) | st.text("0123456789.,- \u00a0eE+_", max_size=12))
@example("-0.000000")
@example("125.30000000000001")
def test_what_is_taken_for_a_number_has_its_digits(text):
    try:
        value = lexical.number(text)
    except lexical.LexicalError:
        return
    assert value.is_finite()
    assert lexical.NUMBER.fullmatch(lexical.plain(value))
    if re.search(r"\.[0-9]{7}", text):
        assert abs(value - Decimal(text.strip())) <= Decimal("0.0000005")
        return
    digits = "".join(one for one in text if one in "0123456789").lstrip("0")
    assert lexical.plain(abs(value)).replace(".", "").lstrip("0") == digits


def test_an_order_with_huge_amounts_is_summed_without_an_error():
    # given
    line = good.item_out("999999999999", "999999999999.999999")

    # when
    finding = good.read(good.order_request(line * 10_000, total="999999999999.99"))

    # then
    assert finding.status == 200
    assert "total_mismatch" in good.codes(finding)


def test_words_of_any_length_are_not_kept_in_memory():
    lexical.plain_number.cache_clear()

    Notes().number("1" * 10_000, "The price")

    assert lexical.plain_number.cache_info().currsize == 0


def test_what_has_too_many_digits_is_not_called_no_number():
    for text in ("1234567890123", "1." + "1" * 23):
        with pytest.raises(lexical.LexicalError, match="has too many digits"):
            lexical.number(text)


def test_a_sum_of_floating_point_is_read_with_a_remark():
    # given
    notes = Notes()

    # when
    value = notes.number("125.30000000000001", "The total")

    # then
    assert (value, notes.faults) == (Decimal("125.3"), [])
    assert [remark.message for remark in notes.remarks] == [
        "The total is not written as a plain decimal; it was read as 125.300000."
    ]


def test_odd_amounts_are_remarked_on_once():
    notes = Notes()

    values = [notes.number(text, "The price") for text in ("1,234.50", "9,99", ".5", "7")]

    assert values == [Decimal("1234.50"), Decimal("9.99"), Decimal("0.5"), Decimal(7)]
    assert [remark.code for remark in notes.remarks] == ["amount_format"]


@pytest.mark.parametrize(
    ("amount", "code", "value"),
    [
        ("1.005", "EUR", "1.01"),
        ("1.004", "EUR", "1.00"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("-1.005", "EUR", "-1.01"),
        ("9" * 40 + ".005", "EUR", "9" * 40 + ".01"),
    ],
)
def test_rounds_to_the_minor_unit_of_the_currency(amount, code, value):
    with localcontext() as context:
        context.prec = 64
        assert lexical.rounded(Decimal(amount), code) == Decimal(value)


@pytest.mark.parametrize(("text", "code"), [("EUR", "EUR"), (" eur\n", "EUR"), ("Usd", "USD"), ("JPY", "JPY")])
def test_reads_a_currency(text, code):
    assert lexical.currency(text) == code


@pytest.mark.parametrize("text", ["", "EURO", "€", "EU", "ABC", "ＥＵＲ", "E\u0000UR", "USD EUR"])
def test_refuses_what_is_no_currency(text):
    with pytest.raises(lexical.LexicalError):
        lexical.currency(text)


EAST, WEST = timezone(timedelta(hours=1)), timezone(timedelta(hours=-4))
MOMENTS = {
    "2026-11-23T08:00:00+01:00": datetime(2026, 11, 23, 8, tzinfo=EAST),
    "2026-11-23T07:00:00Z": datetime(2026, 11, 23, 7, tzinfo=UTC),
    "2026-11-23T07:00:00.123Z": datetime(2026, 11, 23, 7, 0, 0, 123000, tzinfo=UTC),
    "2018-03-22T17:10:07 -04:00": datetime(2018, 3, 22, 17, 10, 7, tzinfo=WEST),
    "2018-03-22T17:10:07-0400": datetime(2018, 3, 22, 17, 10, 7, tzinfo=WEST),
    "2018-03-22T17:10:07": datetime(2018, 3, 22, 17, 10, 7, tzinfo=UTC),
    "2018-03-22 17:10:07": datetime(2018, 3, 22, 17, 10, 7, tzinfo=UTC),
    "2018-03-22": datetime(2018, 3, 22, tzinfo=UTC),
    "Mon May 19 18:29:48 +0000 2008": datetime(2008, 5, 19, 18, 29, 48, tzinfo=UTC),
    "2019-06-20UTC12:52:15+00:00": datetime(2019, 6, 20, 12, 52, 15, tzinfo=UTC),
}


@pytest.mark.parametrize(("text", "moment"), MOMENTS.items())
def test_reads_a_moment(text, moment):
    assert lexical.moment(f" {text}\n") == moment


@pytest.mark.parametrize("text", ["", "now", "2026-13-45", "٢٠٢٦-11-23", "9" * 500, "2" + " " * 60_000 + "x", "\0"])
def test_an_odd_moment_is_none_and_never_an_error(text):
    assert lexical.moment(text) is None


ADDRESSES = {
    "https://buyer.example.com": "buyer.example.com",
    "https://buyer.example.com/": "buyer.example.com",
    "HTTPS://BUYER.example.COM/a?b=c&d=%20#e": "buyer.example.com",
    "http://buyer.example.com:8080/a": "buyer.example.com",
    "https://ebs.example.com:443/OA_HTML/OA.jsp?OAFunc=X&transactionid=-1": "ebs.example.com",
    "https://s1-eu.ariba.com/Buyer/punchout?client=HTML.E79&responseid=a": "s1-eu.ariba.com",
    "https://buyer.example.com./a": "buyer.example.com",
    "https://bücher.example/": "xn--bcher-kva.example",
    "https://BÜCHER.example/": "xn--bcher-kva.example",
    "https://xn--bcher-kva.example/": "xn--bcher-kva.example",
    "https://a_b.example.com/": "a_b.example.com",
    "https://192.0.2.7/": "192.0.2.7",
    "https://[2001:db8::1]/": "2001:db8::1",
    "https://evil.example#@buyer.example.com": "evil.example",
    "https://evil.example/?https://buyer.example.com": "evil.example",
    "  https://buyer.example.com/a \n": "buyer.example.com",
}

NO_ADDRESSES = [
    *(
        "",
        "buyer.example.com",
        "/return",
        "//buyer.example.com",
        "?a",
        "https:",
        "https://",
        "https:///path",
        "https://?a",
    ),
    *("https:buyer.example.com", "https:/buyer.example.com", "https://:443/", "https://./", "https://-/", "https:// /"),
    *(
        "javascript:alert(1)",
        "javascript://buyer.example.com/%0aalert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "about:blank",
    ),
    *(
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://buyer.example.com",
        "blob:https://buyer.example.com/1",
        "ws://a",
    ),
    *(
        "https://user@buyer.example.com",
        "https://user:pass@buyer.example.com",
        "https://buyer.example.com@evil.example/",
    ),
    *("https://@buyer.example.com/", "https://:@buyer.example.com/", "https://a@b@c/"),
    *(
        "https://buyer.example.com\\@evil.example",
        "https:\\\\buyer.example.com",
        "https://buyer.example.com\\.evil.example",
    ),
    *("https://buyer.example.com:99999/", "https://buyer.example.com:abc/", "https://buyer.example.com:-1/"),
    *("https://buyer%2eexample.com/", "https://buyer.example.com%00.evil.example/", "https://%65vil.example/"),
    *(
        "https://buyer.example.com\n.evil.example/",
        "https://buyer\t.example.com/",
        "java\nscript:alert(1)",
        "https://a\0b/",
    ),
    *(
        "https://buyer.example.com/\r\nSet-Cookie: a=b",
        "https://buyer.example.com/\x1b[0m",
        "https://a/\x7f",
        "https://a/\x85b",
    ),
    *(
        "https://buyer\u200b.example.com/",
        "https://buyer.example.com/\u202egro",
        "\ufeffhttps://a/",
        "https://a/\u2028b",
    ),
    *(
        "https://faß.example/",
        "https://ﬁ.example/",
        "https://ｂuyer.example.com/",
        "https://buyer。example。com/",
        "https://ς.example/",
    ),
    *(
        "https://[::1",
        "https://::1/",
        "https://[evil]/",
        "https://a b/",
        "https://<b>/",
        "https://a..b/",
        "https://-a/",
        "https://a-/",
    ),
    *(
        "https://buyer.example.com;evil.example/",
        "https://buyer.example.com,evil/",
        "https://(a)/",
        "https://" + "a" * 60_000,
    ),
    "https://" + "ü" * 60_000 + "/",
]


@pytest.mark.parametrize(("text", "host"), ADDRESSES.items())
def test_reads_a_return_address_and_its_host(text, host):
    assert lexical.host_of(lexical.return_address(text)) == host


@pytest.mark.parametrize("text", NO_ADDRESSES, ids=lambda text: repr(text[:40]))
def test_refuses_an_address_that_two_readers_could_read_differently(text):
    with pytest.raises(lexical.LexicalError) as refusal:
        lexical.return_address(text)

    assert len(str(refusal.value)) < 200


@given(st.text(max_size=60) | st.text("htps:/@\\.#?%[]abc0", max_size=30).map("https://".__add__))
def test_a_return_address_is_read_or_refused_and_never_an_error(text):
    try:
        address = lexical.return_address(text)
    except lexical.LexicalError:
        return
    assert address.scheme in ("http", "https")
    assert lexical.host_of(address)
    assert "@" not in address.netloc


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("de-DE", "de-DE"),
        (" fr-FR ", "fr-FR"),
        ("en-UK", "en-UK"),
        ("", "en"),
        ("e", "en"),
        ("de_DE", "en"),
    ],
)
def test_a_language_is_a_tag_that_every_reader_takes(text, tag):
    assert lexical.language(text) == tag


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_numbers_are_written_without_an_exponent(value):
    assert set(lexical.plain(value)) <= set("-0123456789.")
