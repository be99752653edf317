"""MIME messages as they come: what is understood is whole, what is not is refused in words."""

import base64
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_punchout.documents.arrival import Arrival, unwrap
from saleor_punchout.documents.mail import opened
from saleor_punchout.documents.reading import Notes
from saleor_punchout.exceptions import DocumentTooLarge, NotAcceptable, PunchOutError
from tests.documents import good

DOCUMENT = good.order_request().encode()
PDF = b"%PDF-1.7\r\n\xff\x00\r\nend"
LIMIT = 16_000_000
RELATED = 'multipart/related; boundary="b"'


def part(content, *headers):
    return b"--b\r\n" + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n" + content + b"\r\n"


def message(*parts, end=b"--b--\r\n"):
    return part(DOCUMENT, "Content-Type: text/xml", "Content-ID: <main>") + b"".join(parts) + end


def taken(body, content_type=RELATED, notes=None):
    arrival = unwrap(Arrival(body, content_type), notes or Notes(), limit=LIMIT)
    assert arrival.body == DOCUMENT
    return arrival.attachments


def file_of(*headers, content=PDF):
    (found,) = taken(message(part(content, *headers)))
    return found


@pytest.mark.parametrize("encoding", ["base64", "Base64 ", "quoted-printable", "binary", "8bit", "x-unknown", ""])
@pytest.mark.parametrize("kind", ["related", "mixed", "form-data", "whatever"])
def test_a_file_comes_out_as_it_went_in(encoding, kind):
    # given
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
    content = encoded.get(encoding.strip().lower(), bytes)(PDF)

    # when
    body = message(part(content, f"Content-Transfer-Encoding: {encoding}", "Content-Type: application/pdf"))
    (found,) = taken(body, f"multipart/{kind}; boundary=b")

    # then
    assert (found.content, found.content_type) == (PDF, "application/pdf")


@pytest.mark.parametrize("content", [b"", b"\r\n", b"--", b"--bb\r\n--b-", b"\r\n--", b"--b x\r\n"])
def test_contents_that_look_like_boundaries_are_contents(content):
    assert file_of(content=content).content == content


def test_parts_without_a_type_and_with_one_content_id_are_all_kept():
    found = taken(message(part(b"1", "Content-ID: <a>"), part(b"2", "Content-ID: <a>"), part(b"3")))

    assert [(one.content, one.content_id, one.content_type, one.filename) for one in found] == [
        (b"1", "a", "text/plain", "attachment"),
        (b"2", "a", "text/plain", "attachment"),
        (b"3", "", "text/plain", "attachment"),
    ]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('filename="../../../etc/cron.d/x"', "x"),
        ("filename*=utf-8''..%2F..%2Fx%00.pdf", "x_.pdf"),
        ("filename*0*=utf-8''Zeich; filename*1*=n%C3%BCng; filename*2=.pdf", "Zeichnüng.pdf"),
        ('filename="=?utf-8?B?WmVpY2huw7xuZy5wZGY=?="', "Zeichnüng.pdf"),
        ('filename="=?utf-8?Q?..=2F..=2Fa=00.pdf?="', "a_.pdf"),
        ('filename="=?nothing?B?WmVpY2huw7xuZy5wZGY=?="', "__nothing_B_WmVpY2huw7xuZy5wZGY___"),
        ('filename="=?utf-8?B?/w==?="', "w____"),
        ('filename="Zeichnüng.pdf"', "Zeichnüng.pdf"),
        ('filename="Zeichnu\u0308ng.pdf"', "Zeichnüng.pdf"),
        ('filename="invoice\u202efdp.exe"', "invoice_fdp.exe"),
        (f'filename="invoice.pdf{" " * 200}.exe"', "invoice.pdf .exe"),
        (f'filename="{"x" * 7_000}.exe"', "x" * 96 + ".exe"),
        ('filename="CON.\r\n\tpdf"', "CON.___pdf"),
        ("filename*=a\x00b''x.pdf", "attachment"),
        ("filename*=utf-8'%", "utf-8__"),
        ("filename", "attachment"),
        ('filename="..."', "attachment"),
    ],
)
def test_a_claimed_name_is_read_and_made_safe(header, name):
    assert file_of(f"Content-Disposition: attachment; {header}").filename == name


@pytest.mark.parametrize("claimed", [4 * 2**30, 10**40])
def test_a_part_that_claims_more_than_is_taken_is_refused(claimed):
    with pytest.raises(DocumentTooLarge, match="claims"):
        taken(message(part(PDF, f"Content-Length: {claimed}")))


@pytest.mark.parametrize("claimed", [0, 5, 4096, "-1", "many", "²"])
def test_a_wrong_length_of_a_part_decides_nothing(claimed):
    assert file_of(f"Content-Length: {claimed}").content == PDF


def test_a_part_above_the_limit_is_refused_and_one_at_the_limit_taken():
    assert len(file_of(content=b"x" * 10 * 2**20).content) == 10 * 2**20
    with pytest.raises(DocumentTooLarge):
        taken(message(part(b"x" * (10 * 2**20 + 1))))


def test_twenty_parts_are_taken_and_no_more():
    assert len(taken(message(*[part(b"x")] * 19))) == 19
    with pytest.raises(DocumentTooLarge):
        taken(message(*[part(b"x")] * 20))


def test_headers_end_within_eight_kilobytes():
    assert file_of("X: " + "y" * 8_000).content == PDF
    with pytest.raises(NotAcceptable, match="headers"):
        taken(message(part(PDF, "X: " + "y" * 8_300)))


@pytest.mark.parametrize(
    "body",
    [
        message(part(PDF), end=b""),
        message(part(base64.b64encode(PDF)[:8], "Content-Transfer-Encoding: base64"), end=b""),
        message(part(base64.b64encode(PDF)[:9], "Content-Transfer-Encoding: base64")),
        message(part(base64.b64encode(b"a") * 2, "Content-Transfer-Encoding: base64")),
    ],
    ids=["no last boundary", "cut between four letters", "cut within four letters", "something behind the padding"],
)
def test_a_file_that_may_not_be_whole_is_refused(body):
    with pytest.raises(NotAcceptable, match="breaks off"):
        taken(body)


def test_wherever_a_message_is_cut_no_file_is_taken_in_part():
    # given
    body = message(part(base64.encodebytes(PDF), "Content-Transfer-Encoding: base64"), part(PDF * 3))
    found = []

    # when
    for length in range(len(body)):
        try:
            arrival = unwrap(Arrival(body[:length], RELATED), Notes(), limit=LIMIT)
        except NotAcceptable:
            continue
        found += arrival.attachments

    # then
    assert {one.content for one in found} == {PDF, PDF * 3}


@pytest.mark.parametrize("start", ["<nobody>", "nobody@example.com"])
def test_a_start_that_names_nothing_is_remarked_on(start):
    # given
    notes = Notes()

    # when
    taken(message(), f'{RELATED}; start="{start}"', notes)

    # then
    assert [remark.code for remark in notes.remarks] == ["multipart_start"]


def test_other_xml_before_the_document_is_a_file():
    drawing = part(b"<svg/>", "Content-Type: image/svg+xml")

    assert [one.content for one in taken(drawing + message())] == [b"<svg/>"]


def test_a_document_without_a_last_boundary_is_taken_and_remarked_on():
    # given
    notes = Notes()

    # when
    taken(message(end=b"").removesuffix(b"\r\n"), notes=notes)

    # then
    assert [remark.code for remark in notes.remarks] == ["multipart_open"]


def test_a_multipart_inside_a_multipart_is_taken_apart():
    # given
    inner = message(part(PDF, "Content-ID: <a>"))
    outer = b"--o\r\nContent-Type: " + RELATED.encode() + b"\r\n\r\n" + inner + b"\r\n--o\r\n\r\nhello\r\n--o--"

    # then
    assert [one.content for one in taken(outer, "multipart/mixed; boundary=o")] == [PDF, b"hello"]


def test_multiparts_inside_multiparts_end_somewhere():
    # given
    body, inside = message(), "b"
    for level in range(6):
        head = f"--o{level}\r\nContent-Type: multipart/mixed; boundary={inside}\r\n\r\n"
        body, inside = head.encode() + body + f"\r\n--o{level}--\r\n".encode(), f"o{level}"

    # then
    with pytest.raises(NotAcceptable, match="deep"):
        taken(body, f"multipart/mixed; boundary={inside}")


def test_an_empty_multipart_is_kept_as_it_is():
    assert file_of("Content-Type: multipart/mixed; boundary=none", content=b"nothing").content == b"nothing"


@pytest.mark.parametrize("boundary", ["", "other", "b ", "b.", "x" * 71, "=?utf-8?q?b?=", "'()+_,-./:=?"])
def test_a_boundary_that_is_not_there_is_refused(boundary):
    with pytest.raises(NotAcceptable):
        unwrap(Arrival(b"preamble\r\n" + message(), f'multipart/related; boundary="{boundary}"'), Notes(), limit=LIMIT)


@pytest.mark.parametrize("boundary", ["b(c)+_,-./:=?", "a b", "-", "--", "b--c", "(.*)"])
def test_a_boundary_may_hold_signs(boundary):
    body = message(part(PDF)).replace(b"--b", b"--" + boundary.encode())

    assert [one.content for one in taken(body, f'multipart/related; boundary="{boundary}"')] == [PDF]


@pytest.mark.parametrize(
    "url", ["cid:a%40b", "cid:A@B", "CID: a@b", "cid:<a@b>", "cid:%3Ca%40b%3E", "cid:a@b ", "cid: < a@b >"]
)
@pytest.mark.parametrize("content_id", ["<a@b>", "a@b", "< a@b >", "<a%40b>"])
def test_a_comment_finds_its_file_however_its_address_is_written(url, content_id):
    # given
    escaped = url.replace("<", "&lt;").replace(">", "&gt;")
    comments = f"<Comments>see<Attachment><URL>{escaped}</URL></Attachment></Comments>"
    document = good.order_request(more=comments).encode()
    body = part(document, "Content-Type: text/xml") + part(PDF, f"Content-ID: {content_id}") + b"--b--"

    # when
    finding = good.read(f"Content-Type: {RELATED}\r\n\r\n".encode() + body)

    # then
    assert finding.status == 200
    assert "dangling_attachment" not in [remark.code for remark in finding.remarks]


WORDS = [
    *(
        b"--b\r\n",
        b"--b--\r\n",
        b"\r\n\r\n",
        b"--",
        b"\r\n",
        b"\n",
        b"=",
        b"==",
        b"\x00",
        b"\xff",
        b"\xc3\xbc",
        b"<",
        b"%",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Type: multipart/related; boundary*=x''b\r\n"),
    *(b"Content-Type: message/rfc822\r\n", b"Content-Type: text/plain; charset*=a\x00'b'c\r\n", b"Content-Type: ;\r\n"),
    *(
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-ID: <a>\r\n",
    ),
    *(b"Content-Disposition: attachment; filename*=", b"utf-8''%ff", b"filename*1*=", b"filename*999999999999=x;"),
    *(
        b"filename=",
        b"=?utf-8?B?",
        b"=?utf-8?Q?=ff?=",
        b"?=",
        b'"',
        b";",
        b"charset=hex",
        b"Content-Length: 9\r\n",
        DOCUMENT,
    ),
]
TYPES = [
    RELATED,
    "multipart/mixed",
    'multipart/related; boundary*=a\x00b"; start=<a>',
    "multipart/; boundary=b; start*0*=x",
]
SEED = message(part(base64.b64encode(PDF), "Content-Transfer-Encoding: base64", 'Content-Disposition: a; filename="x"'))
EDIT = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 60), st.sampled_from(WORDS) | st.binary(max_size=6))


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(TYPES), st.lists(EDIT, max_size=12), st.booleans())
def test_mutilated_messages_are_taken_or_refused(content_type, edits, is_mail):
    # given
    body = bytearray(SEED)
    for place, length, word in edits:
        at = int(place * len(body))
        body[at : at + length] = word

    # when
    try:
        if is_mail:
            arrival = opened(f"Content-Type: {content_type}\r\n\r\n".encode() + bytes(body), limit=LIMIT)
        else:
            arrival = unwrap(Arrival(bytes(body), content_type), Notes(), limit=LIMIT)
        assert isinstance(arrival.charset + arrival.media_type, str)
    except PunchOutError:
        return

    # then
    for one in arrival.attachments:
        assert 0 < len(one.filename) <= 100
        assert one.filename.isprintable()
        assert not {"/", "\\"} & set(one.filename)
