"""The same document in other clothes: what templates, gateways and other people's XML libraries make of it.

Each takes a document as text and gives bytes that must mean the same, or None where it cannot be applied to it.
"""

import base64
import gzip
import html
import quopri
import re
import zlib
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus

from lxml import etree

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>\s*")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
_LEAF = re.compile(r"(<(?!BuyerCookie)[A-Za-z]\w*(?:\s[^<>]*)?>)([^<>]*[^<>\s][^<>]*)(?=</)")
_TAG = re.compile(r"(</?)([A-Za-z]\w*)")
_ATTRIBUTE = re.compile(r"(\s)([A-Za-z]\w*)(=\")")


def _declared(text, encoding):
    return f'<?xml version="1.0" encoding="{encoding}"?>\n' + _DECLARATION.sub("", text)


def _with_doctype(text, doctype):
    declaration = _DECLARATION.match(text)
    return ((declaration[0] if declaration else "") + doctype + _body(text)).encode()


def _body(text):
    return _DOCTYPE.sub("", _DECLARATION.sub("", text), count=1)


def _leaves(text, change):
    """``text`` with the content of every element that holds characters only, a BuyerCookie excepted, changed."""
    return _LEAF.sub(lambda leaf: leaf[1] + change(leaf[2]), text)


def _halved(value, middle):
    """``middle`` within the value, never within a reference such as ``&amp;``."""
    at = len(value) // 2 if "&" not in value else 0
    return value[:at] + middle + value[at:]


def byte_order_mark(text):
    return b"\xef\xbb\xbf" + text.encode()


def byte_order_mark_and_blanks(text):
    return b"\xef\xbb\xbf\r\n  " + text.encode()


def leading_blanks(text):
    return b"\n \t\r\n" + text.encode()


def leading_nuls(text):
    return b"\x00\x00" + text.encode()


def trailing_nuls_and_blanks(text):
    return text.encode() + b"\n\x00\x00 \r\n\x00"


def trailing_mime_remnants(text):
    return text.encode() + b"\r\n------=_Part_7--\r\n"


def no_declaration(text):
    return _DECLARATION.sub("", text).encode()


def no_doctype(text):
    return _with_doctype(text, "")


def relative_doctype(text):
    return _with_doctype(text, "<!DOCTYPE cXML SYSTEM 'cXML.dtd'>")


def public_doctype(text):
    return _with_doctype(
        text, '<!DOCTYPE cXML PUBLIC "-//cXML//DTD" "http://xml.cXML.org/schemas/cXML/1.2.071/cXML.dtd" >'
    )


def empty_subset(text):
    return _with_doctype(text, '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd" [ ]>')


def comment_before_doctype(text):
    return _with_doctype(text, "<!-- generated --><?sap run?><!DOCTYPE cXML><!-- body -->")


def carriage_returns(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def one_line(text):
    return None if re.search(r"[^>]\n", text) else text.replace("\n", "").encode()


def utf16_little_endian(text):
    return b"\xff\xfe" + _declared(text, "UTF-16").encode("utf-16-le")


def utf16_big_endian(text):
    return b"\xfe\xff" + _declared(text, "UTF-16").encode("utf-16-be")


def utf16_only_declared(text):
    return _declared(text, "utf-16").encode()


def latin1(text):
    return _declared(text, "ISO-8859-1").encode("latin-1")


def latin9(text):
    return _declared(text, "iso-8859-15").encode("iso-8859-15")


def cp1252(text):
    return _declared(text, "windows-1252").encode("cp1252")


def latin1_bytes_in_utf8(text):
    return None if text.isascii() else _declared(text, "UTF-8").encode("cp1252")


def ascii_only_declared(text):
    return None if text.isascii() else _declared(text, "US-ASCII").encode()


def numeric_references(text):
    return _leaves(text, lambda value: "".join(f"&#{ord(one)};" for one in html.unescape(value))).encode()


def hexadecimal_references_of_letters(text):
    return "".join(one if one.isascii() else f"&#x{ord(one):x};" for one in text).encode()


def html_entities(text):
    if text.isascii():
        return None
    return "".join(one if one.isascii() else f"&{codepoint2name[ord(one)]};" for one in text).encode()


def bare_ampersands(text):
    return re.sub(r"&amp;(?![\w#]*;)", "&", text).encode()


def comments_in_values(text):
    return _leaves(text, lambda value: _halved(value, "<!-- x < y & z -->")).encode()


def instructions_in_values(text):
    return _leaves(text, lambda value: _halved(value, "<?php echo 1 ?>")).encode()


def cdata_sections(text):
    return _leaves(text, lambda value: f"<![CDATA[{html.unescape(value)}]]>").encode()


def split_by_cdata(text):
    return _leaves(text, lambda value: _halved(value, "<![CDATA[]]>")).encode()


def blanks_around_values(text):
    return _leaves(text, lambda value: f"\n\t  {value}\n  ").encode()


def lower_case_elements(text):
    return _TAG.sub(lambda tag: tag[1] + tag[2].lower(), text).encode()


def upper_case_elements(text):
    return _TAG.sub(lambda tag: tag[1] + tag[2].upper(), text).encode()


def lower_case_everything(text):
    tags = _TAG.sub(lambda tag: tag[1] + tag[2].lower(), text)
    return _outside_prolog(tags, lambda body: _ATTRIBUTE.sub(lambda one: one[1] + one[2].lower() + one[3], body))


def capital_attributes(text):
    def capital(one):
        return one[0] if one[2] == "xmlns" else one[1] + one[2][0].upper() + one[2][1:] + one[3]

    return _outside_prolog(text, lambda body: _ATTRIBUTE.sub(capital, body))


def _outside_prolog(text, change):
    prolog, root, body = text.partition("<cXML") if "<cXML" in text else text.partition("<cxml")
    return (prolog + root + change(body)).encode()


def default_namespace(text):
    return text.replace("<cXML", '<cXML xmlns="urn:cxml"', 1).encode()


def prefixed_namespace(text):
    body = _TAG.sub(lambda tag: f"{tag[1]}c:{tag[2]}", _body(text))
    return body.replace("<c:cXML", '<c:cXML xmlns:c="urn:cxml"', 1).encode()


def unknown_parts(text):
    """Elements and attributes of others, the names of ours in a foreign namespace among them."""
    strange = (
        '<Extension xmlns:v="urn:vendor" v:Header="x"><Header>no</Header><v:BuyerCookie>no</v:BuyerCookie></Extension>'
        '<v:Header xmlns:v="urn:vendor"><From/></v:Header>'
    )
    text = text.replace("<cXML", '<cXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="false"', 1)
    return re.sub(
        r"(<(?:Sender|PunchOutSetupRequest|OrderRequestHeader|ItemDetail)\b[^<>/]*>)", rf"\1{strange}", text
    ).encode()


_ORDERLESS = (
    "cXML Header Credential PunchOutSetupRequest OrderRequest OrderRequestHeader ItemOut ItemID ItemDetail Address"
    " PostalAddress Contact TelephoneNumber"
).split()


def other_order(text):
    """Children in the wrong order; those of one name keep theirs, for the first of a name may win."""
    root = etree.fromstring(_body(text).encode())
    for element in root.iter(*_ORDERLESS):
        element[:] = sorted(element, key=lambda child: str(child.tag), reverse=True)
    return etree.tostring(root, encoding="utf-8")


def single_quotes(text):
    return re.sub(r"<[^<>]*>", lambda tag: re.sub(r'="([^"\']*)"', r"='\1'", tag[0]), text).encode()


def escaped_as_a_whole(text):
    return html.escape(text).encode()


def escaped_by_numbers(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").encode()


def gzipped(text):
    return gzip.compress(text.encode())


def deflated_request(text):
    return _http("text/xml; charset=UTF-8", zlib.compress(text.encode()), "Content-Encoding: deflate\r\n")


def raw_deflated_request(text):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return _http("text/xml", packer.compress(text.encode()) + packer.flush(), "content-encoding: Deflate\r\n")


def saved_request(text):
    return _http("text/xml; charset=UTF-8", text.encode())


def html_request(text):
    return _http("text/html", text.encode())


def charset_of_the_transport(text):
    return _http("text/xml; charset=ISO-8859-1", _declared(text, "UTF-8").encode("latin-1"))


def _http(content_type, body, more=""):
    return (
        f"POST /cxml HTTP/1.1\r\nHost: shop.example.com\r\nContent-Type: {content_type}\r\n{more}\r\n".encode() + body
    )


def form_field(text):
    return f"cxml-urlencoded={quote_plus(text)}".encode()


def form_field_among_others(text):
    form = f"session=7&CXML-URLENCODED={quote(text)}&submit=Go"
    return _http("application/x-www-form-urlencoded", form.encode())


def form_field_encoded_twice(text):
    return f"cxml-urlencoded={quote(quote(text))}".encode()


def base64_form_field(text):
    return f"cXML-base64={quote_plus(base64.b64encode(text.encode()))}".encode()


def base64_form_field_not_encoded(text):
    """Plus signs that became blanks on their way."""
    return b"cxml-BASE64=" + base64.b64encode(text.encode())


def base64_first(text):
    return f"cxml-urlencoded=%3Cnothing%2F%3E&cXML-base64={quote(base64.b64encode(text.encode()))}".encode()


def multipart(text):
    return _mime(text.encode(), "", start=True)


def multipart_with_line_feeds(text):
    return _mime(text.encode(), "").replace(b"\r\n", b"\n")


def multipart_without_end(text):
    return _mime(text.encode(), "", end=b"")


def multipart_in_base64(text):
    return _mime(base64.encodebytes(text.encode()), "content-transfer-encoding: BASE64\r\n")


def multipart_quoted_printable(text):
    return _mime(quopri.encodestring(text.encode()), "Content-Transfer-Encoding: quoted-printable\r\n", start=True)


def multipart_after_its_attachment(text):
    return _mime(text.encode(), "", start=True, before=b"--b_1\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n")


def multipart_without_http_headers(text):
    return _mime(text.encode(), "").split(b"\r\n\r\n", 1)[1]


def _mime(content, transfer, *, start=False, end=b"\r\n--b_1--\r\n", before=b""):
    named = '; start="<main@buyer.example>"' if start else ""
    part = f"--b_1\r\nContent-Type: text/xml; charset=UTF-8\r\nCONTENT-ID: <main@buyer.example>\r\n{transfer}\r\n"
    return _http(f'multipart/related; boundary="b_1"{named}', before + part.encode() + content + end)


ALL = [
    disguise
    for name, disguise in list(globals().items())
    if not name.startswith("_") and getattr(disguise, "__module__", "") == __name__
]
