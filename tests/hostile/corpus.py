"""Documents that want to harm us: to read a file, call a machine, keep us busy, or be taken for somebody else.

Written afresh by family. ``canary`` is a file whose content must never turn up, ``url`` an address that must never be
called, ``pipe`` a file that nobody writes to: whoever opens it for reading waits for ever.
"""

import gzip
import zlib
from dataclasses import dataclass, field

from tests.documents import good

REFUSED = frozenset({400, 406, 499})
HARMLESS = frozenset({200})
EITHER = REFUSED | HARMLESS
"""Taken without its poison, or refused."""
MEGABYTES = 15 * 1024 * 1024


@dataclass(frozen=True)
class Attack:
    name: str
    body: bytes = field(repr=False)
    allowed: frozenset = REFUSED
    identities: tuple = (good.IDENTITY,)
    """Whom the document may be from, where it is taken."""


def corpus(canary, url, pipe):
    for family in (
        _files(canary, url, pipe),
        _bombs(),
        _floods(),
        _identities(),
        _encodings(),
        _wrappings(),
        _numbers(),
    ):
        yield from family


def _attack(name, text, allowed=REFUSED, *identities):
    return Attack(name, text.encode() if isinstance(text, str) else text, allowed, identities or (good.IDENTITY,))


def _setup(doctype="", **parts):
    return good.setup_request(prolog='<?xml version="1.0" encoding="UTF-8"?>\n' + doctype, **parts)


def _files(canary, url, pipe):
    for kind, address in {"file": canary.as_uri(), "path": str(canary), "http": url, "pipe": pipe.as_uri()}.items():
        ftp = address.replace("http:", "ftp:")
        yield _attack(
            f"general entity, {kind}", _setup(f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "{address}">]>', name="&x;")
        )
        yield _attack(f"unused entity, {kind}", _setup(f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "{address}">]>'))
        yield _attack(
            f"public entity, {kind}", _setup(f'<!DOCTYPE cXML [<!ENTITY x PUBLIC "p" "{address}">]>', name="&x;")
        )
        yield _attack(f"unparsed entity, {kind}", _setup(f'<!DOCTYPE cXML [<!NOTATION n SYSTEM "{address}">]>'))
        yield _attack(f"parameter entity, {kind}", _setup(f'<!DOCTYPE cXML [<!ENTITY % x SYSTEM "{address}"> %x;]>'))
        yield _attack(
            f"entity beside an external subset, {kind}",
            _setup(f'<!DOCTYPE cXML SYSTEM "{address}" [<!ENTITY x SYSTEM "{address}">]>', name="&x;"),
        )
        yield _attack(
            f"HTML's name for an entity, {kind}",
            _setup(f'<!DOCTYPE cXML><!DOCTYPE cXML [<!ENTITY euml SYSTEM "{address}">]>', name="&euml;"),
        )
        yield _attack(f"external subset, {kind}", _setup(f'<!DOCTYPE cXML SYSTEM "{address}">'), HARMLESS)
        yield _attack(f"external subset by FTP, {kind}", _setup(f'<!DOCTYPE cXML SYSTEM "{ftp}">'), HARMLESS)
        yield _attack(f"public subset, {kind}", _setup(f'<!DOCTYPE cXML PUBLIC "-//cXML//" "{address}">'), HARMLESS)
        yield _attack(
            f"external subset and a name from it, {kind}", _setup(f'<!DOCTYPE cXML SYSTEM "{address}">', name="&x;")
        )
        yield _attack(f"style sheet, {kind}", _setup(f'<?xml-stylesheet type="text/xsl" href="{address}"?>'), HARMLESS)
        include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}" parse="text"/>'
        yield _attack(f"XInclude, {kind}", _setup(name=include), HARMLESS)
        yield _attack(f"XInclude in an identity, {kind}", _setup(head=good.header(good.credential(include))))
        schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:'
        for name, value in (("noNamespaceSchemaLocation", address), ("schemaLocation", f"urn:x {address}")):
            place = f'{schema}{name}="{value}"'
            yield _attack(f"{name}, {kind}", good.setup_request().replace("<cXML", f"<cXML {place}"), HARMLESS)
        yield _attack(
            f"base address, {kind}", good.setup_request().replace("<cXML", f'<cXML xml:base="{address}"'), HARMLESS
        )
        yield _attack(
            f"return address, {kind}",
            _setup(form_post=f"<BrowserFormPost><URL>{address}</URL></BrowserFormPost>"),
            EITHER,
        )
        comments = f"<Comments>x<Attachment><URL>{address}</URL></Attachment></Comments>"
        yield _attack(f"attachment, {kind}", good.order_request(more=comments), HARMLESS)
        yield _attack(
            f"MIME external body, {kind}",
            f"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/external-body;"
            f' access-type=URL; URL="{address}"\r\n\r\nContent-Type: text/xml\r\n\r\n\r\n--x--\r\n',
        )


def _entity(name, inner):
    return f'<!ENTITY {name} "{inner * 10}">'


def _bombs():
    laughs = "".join(_entity(f"l{n}", f"&l{n - 1};") for n in range(1, 10))
    yield _attack("billion laughs", _setup(f'<!DOCTYPE cXML [<!ENTITY l0 "ha">{laughs}]>', name="&l9;"))
    yield _attack(
        "billion laughs in an attribute", _setup(f'<!DOCTYPE cXML [<!ENTITY l0 "ha">{laughs}]>', cookie='<a b="&l9;"/>')
    )
    quadratic = f'<!DOCTYPE cXML [<!ENTITY a "{"a" * 50_000}">]>'
    yield _attack("quadratic blow-up", _setup(quadratic, name="&a;" * 50_000))
    percent = "".join(_entity(f"% p{n}", f"&#x25;p{n - 1};") for n in range(1, 10))
    yield _attack("parameter entities", _setup(f"<!DOCTYPE cXML [<!ENTITY % p0 'x'>{percent}%p9;]>"))
    yield _attack(
        "parameter entities behind a first DOCTYPE",
        _setup(f"<!DOCTYPE cXML><!DOCTYPE cXML [<!ENTITY % p0 'x'>{percent}%p9;]>"),
    )
    yield _attack("recursion", _setup('<!DOCTYPE cXML [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', name="&a;"))
    attlist = '<!ATTLIST Request deploymentMode CDATA "test">'
    bare = good.document("<Request><ProfileRequest/></Request>", prolog="")
    for name, doctype in {
        "attributes from the DOCTYPE": f"<!DOCTYPE cXML [{attlist}]>",
        "attributes from a second DOCTYPE": f"<!DOCTYPE cXML><!DOCTYPE cXML [{attlist}]>",
        "attributes behind a comment": f"<!-- [] --><!DOCTYPE cXML [<!-- ]> -->{attlist}]>",
        "attributes behind an instruction": f"<?x [?><!DOCTYPE cXML [<?y ]>?>{attlist}]>",
        "attributes behind a public name": f"<!DOCTYPE cXML PUBLIC '[' ']>' [{attlist}]>",
    }.items():
        yield _attack(name, doctype + bare)
    yield _attack("lower-case doctype", "<!doctype cXML []>" + bare)
    yield _attack("gzip bomb", gzip.compress(b" " * 200_000_000, 9)[:MEGABYTES])
    yield _attack("deflate bomb", b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"<a>" * 60_000_000, 9))


def _floods():
    def filled(filling, times, name="a"):
        return good.setup_request(more=filling * times)

    for depth in (65, 1_000, 100_000, 1_000_000):
        yield _attack(f"depth {depth}", _setup(name="<a>" * depth + "</a>" * depth))
    yield _attack("depth without end", "<cXML>" + "<a>" * 5_000_000)
    yield _attack("siblings", filled("<a/>", 1_000_000))
    yield _attack("siblings of five bytes", filled("<a/>x", 499_000), HARMLESS)
    yield _attack("elements of ours", filled("<URL/>", 499_000), EITHER)
    yield _attack("elements in the wrong case", filled('<url a=""/>', 499_000), EITHER)
    yield _attack(
        "elements in a namespace",
        good.setup_request(more="<URL/>" * 490_000).replace("<cXML", '<cXML xmlns="urn:x"'),
        EITHER,
    )
    yield _attack("lines", filled("<ItemOut/>", 490_000))
    yield _attack("distinct names", filled("".join(f"<n{n}/>" for n in range(1000)), 300))
    yield _attack("distinct attributes", filled("<a " + " ".join(f"b{n}=''" for n in range(100_000)) + "/>", 1))
    wide = "<a " + " ".join(f"b{n}=''" for n in range(250)) + "/>"
    yield _attack("many wide elements", filled(wide, MEGABYTES // len(wide) - 10), EITHER)
    yield _attack("wide elements", filled("<a " + " ".join(f"b{n}=''" for n in range(999)) + "/>", 1800))
    scopes = "<a " + " ".join(f"xmlns:b{n}='u{n}'" for n in range(250)) + ">"
    yield _attack("namespaces in scope", filled(scopes * 55 + "<b/>" * 480_000 + "</a>" * 55, 1))
    yield _attack("namespaces", filled("<a " + " ".join(f"xmlns:b{n}='u'" for n in range(999)) + "/>", 900))
    for name, text in {
        "text": "x" * MEGABYTES,
        "blanks": " " * MEGABYTES,
        "attribute": f'<a b="{"x" * MEGABYTES}"/>',
        "comment": f"<!--{'x' * MEGABYTES}-->",
        "CDATA": f"<![CDATA[{'x' * MEGABYTES}]]>",
        "name": f"<{'x' * 1_000_000}/>",
    }.items():
        yield _attack(f"one huge {name}", _setup(name=text))
    yield _attack("stray ampersands", filled("<a>" + "&" * 60_000 + "</a>", 240))
    yield _attack("references", filled("<a>" + "&#65;" * 13_000 + "</a>", 220), EITHER)
    yield _attack("HTML entities", filled("<a>" + "&nbsp;" * 10_000 + "</a>", 240))
    yield _attack("empty CDATA sections", filled("&<![CDATA[]]>", 400_000), EITHER)
    yield _attack("open CDATA sections", filled("&<![CDATA[", 400_000))
    yield _attack("open comments", filled("&<!--", 400_000))
    yield _attack("control characters", filled("<a>" + "\x01" * 60_000 + "</a>", 240), EITHER)
    yield _attack("escaped markup", "&lt;" * 4_000_000)
    yield _attack("less-than signs", "<" * MEGABYTES)
    yield _attack("end tags", "</" * (MEGABYTES // 2))
    yield _attack("closing root tags", "</cxml>" * 2_000_000)
    yield _attack("instructions before the root", "<?a ?>" * 1_000_000 + good.setup_request(prolog=""), EITHER)
    yield _attack("comments before the root", "<!--a-->" * 1_000_000 + good.setup_request(prolog=""), EITHER)
    yield _attack("an open comment before the root", "<!-- " * 3_000_000)
    yield _attack("a blank DOCTYPE", "<!DOCTYPE " + " " * MEGABYTES)
    yield _attack("a DOCTYPE without end", "<!DOCTYPE cXML" + " " * MEGABYTES)
    yield _attack("a DOCTYPE's name", "<!DOCTYPE " + "x" * MEGABYTES)
    yield _attack("an XML declaration without end", "<?xml " + "version='1.0' " * 1_000_000)
    yield _attack(
        "blanks in a date", good.order_request().replace("2026-11-23T08:05", "2" + " " * 60_000 + "x"), HARMLESS
    )
    yield _attack("many lines with long words", good.order_request(good.item_out("1" * 1000) * 9_900))
    yield _attack(
        "long host", _setup(form_post=f"<BrowserFormPost><URL>https://{'ü.' * 20_000}</URL></BrowserFormPost>")
    )
    yield _attack(
        "long label", _setup(form_post=f"<BrowserFormPost><URL>https://{'ü' * 60_000}</URL></BrowserFormPost>")
    )
    yield _attack(
        "nested cookies", _setup(cookie="<BuyerCookie>" * 60 + "<URL/>" * 490_000 + "</BuyerCookie>" * 60), EITHER
    )


def _identities():
    """Documents that one reader could take for AN01 and another for somebody else."""

    def claiming(identity, allowed=EITHER, *expected, domain="NetworkID", name=""):
        head = good.header(good.credential(identity, domain=domain))
        return _attack(f"identity {name or identity!r}", _setup(head=head), allowed, *expected)

    yield claiming("AN01<!-- -->.evil", HARMLESS, "AN01.evil")
    yield claiming("AN01<?x y?>.evil", HARMLESS, "AN01.evil")
    yield claiming("AN01<![CDATA[.evil]]>", HARMLESS, "AN01.evil")
    yield claiming("<![CDATA[AN01]]><!-- --><![CDATA[.evil]]>", HARMLESS, "AN01.evil")
    yield claiming("<!-- AN02 -->AN01.evil<!-- -->", HARMLESS, "AN01.evil")
    yield claiming("AN01&#46;evil", HARMLESS, "AN01.evil")
    yield claiming("AN01&period;evil", HARMLESS, "AN01.evil")
    yield claiming("AN01&x;.evil", REFUSED)
    yield claiming("AN01&x-1.y_z;.evil", REFUSED)
    yield claiming("AN01&.evil", EITHER, "AN01&.evil")
    yield claiming("AN01&#0;.evil", EITHER, "AN01\ufffd.evil")
    yield claiming("AN01\x0b.evil", EITHER, "AN01\ufffd.evil")
    yield claiming("AN01<b/>.evil", REFUSED)
    yield claiming("<b>AN01</b>", REFUSED)
    yield claiming("AN01<Identity>evil</Identity>", REFUSED)
    yield claiming("AN01</Identity><Identity>evil", REFUSED)
    yield claiming("AN01</Identity><identity>evil", REFUSED)
    yield claiming('AN01</Identity><v:Identity xmlns:v="urn:v">evil</v:Identity><Identity>x', REFUSED)
    yield claiming('</Identity><v:Identity xmlns:v="urn:v">AN01', EITHER, "", name="in a foreign namespace")
    for name, character in {
        "zero-width": "\u200b",
        "bidi": "\u202e",
        "full width": "\uff11",
        "Kelvin": "\u212a",
        "Cyrillic": "\u0410",
    }.items():
        yield claiming(f"AN01{character}", EITHER, f"AN01{character}", name=name)
    evil = good.header(good.credential("evil"))
    plain = good.header()
    for name, text in {
        "two Headers": plain + evil,
        "two Headers in two cases": plain + evil.replace("Header>", "header>"),
        "a Header in an Extrinsic": f'{evil}<Extrinsic name="x">{plain}</Extrinsic>',
        "a foreign Header first": f'<v:Header xmlns:v="urn:v">{plain[8:-9]}</v:Header>{evil}',
        "a foreign Header last": f'{evil}<v:Header xmlns:v="urn:v">{plain[8:-9]}</v:Header>',
        "a prefixed Header in the root's empty namespace": f'{evil}<v:Header xmlns:v="">{plain[8:-9]}</v:Header>',
        "a Header in CDATA": f"<![CDATA[{plain}]]>{evil}",
        "a Header in a comment": f"<!--{plain}-->{evil}",
    }.items():
        yield _attack(name, _setup(head=text), EITHER, "evil")
    yield _attack("two roots", good.setup_request() + _setup(head=evil))
    yield _attack(
        "a root in a comment behind the root",
        _setup(head=evil) + f"<!--{good.setup_request(prolog='')}-->",
        EITHER,
        "evil",
    )
    yield _attack(
        "two Senders",
        _setup(head=plain.replace("</Header>", f"<Sender>{good.credential('evil', 'x')}</Sender></Header>")),
    )
    yield _attack(
        "two secrets", good.setup_request().replace("<SharedSecret>", "<SharedSecret>x</SharedSecret><SharedSecret>")
    )


def _encodings():
    text = good.setup_request()
    for name in ("utf-7", "utf-32", "utf-32-le", "utf-16-le", "cp500", "cp037"):
        yield _attack(f"encoding {name}", text.replace("UTF-8", name).encode(name, "replace"))
    yield _attack("UTF-7 markup", text.replace("UTF-8", "UTF-7").replace("Zoë", "+ADw-SharedSecret+AD4-"))
    yield _attack("UTF-7 by the transport", b"Content-Type: text/xml; charset=utf-7\r\n\r\n" + text.encode())
    yield _attack("overlong", text.encode().replace(b"Zo", b"\xc0\xbc"), EITHER)
    yield _attack("surrogates", text.encode().replace(b"Zo", b"\xed\xa0\x80"), EITHER)
    yield _attack("cut UTF-16", text.encode("utf-16")[:-1], EITHER)
    yield _attack("two marks", b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(), EITHER)
    yield _attack("a mark inside the prolog", text.replace("<cXML", "\ufeff<cXML").encode(), EITHER)
    yield _attack("NULs", text.replace("Zoë", "Z\0oë"))
    yield _attack("XML 1.1", text.replace('version="1.0"', 'version="1.1"', 1), HARMLESS)
    yield _attack("standalone", text.replace('"UTF-8"', '"UTF-8" standalone="yes"', 1), HARMLESS)
    for name, body in {
        "nothing": b"",
        "a byte": b"<",
        "a mark": b"\xff\xfe",
        "HTML": b"<html><body/></html>",
        "NUL": b"\0" * 1000,
    }.items():
        yield _attack(name, body)


def _wrappings():
    text = good.setup_request()
    yield _attack("a boundary of megabytes", "--" + "a" * MEGABYTES + "\n\n" + text)
    yield _attack("dashes", "-" * MEGABYTES)
    yield _attack("lines of dashes", "--" + "\n--" * 5_000_000)
    yield _attack("MIME parts", "--x\r\n\r\n<a/>\r\n" * 500_000)
    yield _attack("MIME headers", "--x\r\n" + "a: b\r\n" * 2_000_000 + "\r\n" + text)
    yield _attack("HTTP headers", "A:b\n" * 3_000_000 + "\n" + text, EITHER)
    yield _attack("nested MIME", "--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n" * 20)
    yield _attack("form fields", "xml=" + "&xml=" * 3_000_000)
    yield _attack("percent signs", "xml=" + "%" * MEGABYTES)
    yield _attack("base64 of nothing", "cXML-base64=" + "A" * MEGABYTES)
    yield _attack("a base64 form in a form", "cXML-base64=Y1hNTC1iYXNlNjQ9UEdFdlBnPT0=")


def _numbers():
    for value in ("NaN", "Infinity", "1e999999", "٣", "1_000", "--1", "1" * 5_000, "", "0x10", "\u200b1"):
        yield _attack(f"quantity {value[:12]!r}", good.order_request(good.item_out(value)), frozenset({400}))
        yield _attack(f"price {value[:12]!r}", good.order_request(good.item_out(price=value)), frozenset({400}))
        yield _attack(
            f"line {value[:12]!r}", good.order_request(good.item_out(number=f'lineNumber="{value}"')), HARMLESS
        )
    yield _attack("a Status without a number", '<cXML><Response><Status code="٢٠٠" text=""/></Response></cXML>')
