"""What real senders get wrong changes nothing in what their documents mean."""

import pytest

from saleor_punchout.documents import guard
from saleor_punchout.documents.reading import Notes
from tests.documents import disguises, good
from tests.documents.places import EXPECTED, SAMPLES

RICH_ORDER = good.order_request(
    good.item_out(more='<Comments xml:lang="de">Bitte an Tor 3, Größe beachten</Comments>')
    + good.item_out("4.000", "1.2345", number='lineNumber="20"', sku="SKU-2"),
    attributes='type="update" orderVersion="2"',
    more='<Contact role="endUser"><Name xml:lang="en">Zoë</Name><Email>zoe@example.com</Email></Contact>'
    '<DocumentReference payloadID="0.1@buyer.example"/><Extrinsic name="Payer ID">4711</Extrinsic>',
    total="29.94",
)
OUR_OWN = {
    "setup": good.setup_request(),
    "edit": good.setup_request(operation="edit", more=good.item_out("2.000") + good.item_out("0", sku="SKU-2")),
    "order": RICH_ORDER,
    "profile": good.document("<Request><ProfileRequest/></Request>"),
}


def _accepted_samples():
    """The plain documents among the samples that deserve 200: what is disguised already cannot be disguised again."""
    for name, entry in EXPECTED.items():
        if entry["expected_status"] == 200 and name.endswith(".xml") and "Oracle" not in entry["document"]:
            try:
                text = (SAMPLES / name).read_bytes().decode()
            except UnicodeDecodeError:
                continue
            if text.startswith("<?xml") and not {
                "html_entities",
                "bare_ampersand",
                "wrong_case",
                "trailing_garbage",
            } & set(entry["warnings"]):
                yield name, text


DOCUMENTS = OUR_OWN | dict(_accepted_samples())
PLAIN = {
    name: text
    for name, text in DOCUMENTS.items()
    if "<!--" not in text and "CDATA" not in text and "xmlns" not in text and "<Opaque" not in text
}


@pytest.mark.parametrize("disguise", disguises.ALL, ids=lambda disguise: disguise.__name__)
def test_means_the_same(disguise):
    # given
    disguised = {}
    for name, text in PLAIN.items():
        try:
            disguised[name] = disguise(text)
        except (UnicodeEncodeError, KeyError):  # a character that the encoding or the entities of HTML do not have
            continue

    # when
    read = {name: good.read(body) for name, body in disguised.items() if body is not None}

    # then
    assert {"setup", "order"} & set(read)
    differing = {name: finding.reason for name, finding in read.items() if not _same(finding, good.read(PLAIN[name]))}
    assert differing == {}


def _same(found, expected):
    return (found.status, found.values) == (expected.status, expected.values)


@pytest.mark.parametrize(
    ("disguise", "remark"),
    [
        (disguises.leading_blanks, "leading_whitespace"),
        (disguises.trailing_mime_remnants, "trailing_garbage"),
        (disguises.latin1_bytes_in_utf8, "encoding_fallback"),
        (disguises.ascii_only_declared, "encoding_fallback"),
        (disguises.utf16_only_declared, "encoding_fallback"),
        (disguises.html_entities, "html_entities"),
        (disguises.bare_ampersands, "bare_ampersand"),
        (disguises.lower_case_elements, "wrong_case"),
        (disguises.escaped_as_a_whole, "escaped_body"),
        (disguises.form_field, "form_encoded"),
        (disguises.form_field_encoded_twice, "double_encoded"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_is_remarked_on_where_we_had_to_guess(disguise, remark):
    # given
    text = OUR_OWN["setup"].replace("R&amp;D", "R &amp; D")

    # when
    finding = good.read(disguise(text))

    # then
    assert good.codes(finding) >= {remark}
    assert good.codes(good.read(text)) == set()


@pytest.mark.parametrize(
    "disguise",
    [
        disguises.byte_order_mark,
        disguises.no_doctype,
        disguises.default_namespace,
        disguises.prefixed_namespace,
        disguises.other_order,
        disguises.comments_in_values,
        disguises.cdata_sections,
        disguises.utf16_big_endian,
        disguises.gzipped,
        disguises.trailing_nuls_and_blanks,
    ],
    ids=lambda disguise: disguise.__name__,
)
def test_is_not_remarked_on_where_nothing_was_guessed(disguise):
    assert good.codes(good.read(disguise(OUR_OWN["order"]))) == set()


@pytest.mark.parametrize(
    ("markup", "cookie"),
    [
        ("", ""),
        ("  a  b ", "  a  b "),
        ('a&amp;b &lt;c> "d"', 'a&b <c> "d"'),
        ('<![CDATA[a&b<c>"d" ]]>', 'a&b<c>"d" '),
        ("a&#13;&#10;b", "a\r\nb"),
        ("Zoë \U0001f6d2", "Zoë \U0001f6d2"),
        ('<Opaque id="1">x<buyerCookie n="2"/>y</Opaque>z', '<Opaque id="1">x<buyerCookie n="2"/>y</Opaque>z'),
        ("x" * 6144, "x" * 6144),
    ],
)
def test_keeps_a_buyer_cookie_as_it_is(markup, cookie):
    finding = good.read(good.setup_request(cookie=f"<BuyerCookie>{markup}</BuyerCookie>"))

    assert finding.status == 200
    assert finding.values["buyer_cookie"] == cookie


def test_leaves_a_cookie_alone_where_it_respells_everything_else():
    # given
    cookie = '<buyercookie><header Name="1"><BROWSERFORMPOST/></header></buyercookie>'

    # when
    finding = good.read(good.setup_request(cookie=cookie))

    # then
    assert finding.values["buyer_cookie"] == '<header Name="1"><BROWSERFORMPOST/></header>'


def test_reads_on_after_a_document_that_broke_off():
    # given
    assert good.read(good.setup_request()[:400]).status == 406

    # then
    assert good.read(good.setup_request()).status == 200


def test_replaces_characters_that_xml_forbids_so_that_they_match_nothing():
    for forbidden in ("\x01", "\x0b", "\ufffe", "&#1;", "&#x1F;", "&#0;"):
        # given
        text = good.setup_request(head=good.header(good.credential(f"AN{forbidden}01")), name=f"Zoë{forbidden}")

        # when
        finding = good.read(text)

        # then
        assert finding.status == 200
        assert good.identities(finding) == ["AN\ufffd01"]
        assert "control_characters" in good.codes(finding)


@pytest.mark.parametrize(
    "disguise", [disguises.lower_case_elements, disguises.prefixed_namespace, disguises.utf16_big_endian]
)
def test_reads_the_header_of_a_large_document_by_itself(disguise):
    # given
    body = disguise(good.order_request("".join(good.item_out() for _ in range(1000))))
    assert len(body) > guard.SETUP_LIMIT

    # when
    head, whole = guard.open_head(body, Notes()), guard.open_document(body, Notes())

    # then
    assert [child.tag for child in head.root] == ["Header"]
    assert _identities(head.root) == _identities(whole.root) == [good.IDENTITY, "supplier", "buyer-sender"]


def _identities(root):
    return [element.text for element in root.iter("Identity")]
