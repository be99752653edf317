"""Return addresses that try to be taken for one of the partner's own, by the trick that each one plays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

OWN = "buyer.example.com"
UNDER = "corp.example.com"
SHARP = "fass.example.net"
NUMBER = "192.0.2.7"
RETURN_HOSTS = [OWN, f".{UNDER}", SHARP, NUMBER]
"""Of the partner under attack."""
EVIL = "evil.test"
OURS = "https://shop.example.org/return/token"
"""The page whose form leads to the address: what is no absolute address leads on from here."""

CONTROLS = "\x00\x01\t\n\x0b\x0c\r\x1b\x1f \x7f\x85\xa0\xad\u180e\u2003\u200b\u200d\u2028\u202e\u2060\u3000\ufeff\ufffd"
SEPARATORS = "/\\?#@:;,&=|^%<>[]{}`\"'$!*()~+ "
LOOK_ALIKES = (
    "\u2024\u2025\u3002\uff0e\uff61\u2044\u2215\u29f8\uff0f\uff3c\uff20\ufe6b\uff1a\uff03\uff1f\u2100\u2105\u2047"
)
ENCODED = ("%00", "%09", "%0a", "%0d", "%20", "%23", "%2e", "%2f", "%3a", "%3f", "%40", "%5c", "%e3%80%82", "%ef%bc%8f")
SCHEMES = """
    javascript vbscript data blob file ftp ftps ws wss filesystem view-source about chrome jar feed mailto tel intent
    gopher ldap ssh git+https https+javascript hxxps httpss shttp http HTTP sapevent SAPEVENT x
""".split()


def user_information() -> Iterator[str]:
    for user in (
        OWN,
        f"{OWN}:443",
        f"{OWN}:",
        f"x:{OWN}",
        f"{OWN}%2f",
        f"{OWN}%00",
        f"x@{OWN}",
        f"a.{UNDER}",
        "",
        ":",
        "@",
    ):
        yield f"https://{user}@{EVIL}/"
        yield f"https://{user}@@{EVIL}/"
    yield f"https://{EVIL}@{OWN}@{EVIL}"
    yield f"https://{'x@' * 40}{EVIL}"


def characters_that_vanish_or_end_a_word() -> Iterator[str]:
    for one in CONTROLS:
        yield f"{one}https://{EVIL}/"
        yield f"ht{one}tps://{EVIL}"
        yield f"https:/{one}/{EVIL}"
        yield f"https://{one}{EVIL}"
        yield f"https://{OWN}{one}@{EVIL}/"
        yield f"https://{OWN}{one}.{EVIL}/"
        yield f"https://{EVIL}{one}.{UNDER}/"
        yield f"https://{OWN}{one}{EVIL}/"
        yield f"java{one}script://{OWN}/%0aalert(1)"
        yield f"{one}//{EVIL}/"


def separators() -> Iterator[str]:
    for one in SEPARATORS:
        yield f"https://{EVIL}{one}.{UNDER}/"
        yield f"https://{EVIL}{one}{OWN}/"
        yield f"https://{OWN}{one}.{EVIL}/"
        yield f"https://{OWN}{one}@{EVIL}/"
        yield f"https:{one}//{EVIL}/"


def backslashes() -> Iterator[str]:
    for start in ("https:\\\\", "https:/\\", "https:\\/", "https:\\", "\\\\", "/\\", "\\/", "https://\\", "http\\s://"):
        yield f"{start}{EVIL}/"
        yield f"{start}{EVIL}\\@{OWN}/"
        yield f"{start}{OWN}\\@{EVIL}/"


def schemes() -> Iterator[str]:
    for scheme in SCHEMES:
        yield f"{scheme}:alert(1)//{OWN}"
        yield f"{scheme}://{OWN}/%0aalert(1)"
        yield f"{scheme}:https://{OWN}/"
        yield f"{scheme.title()}:POST"
    yield from ("SAPEVENT:POST", "sapevent:POST", "SAPEVENT:post", "SAPEVENT:POST ", "SAPEVENT:POST?x", "SAPEVENT:GET")
    yield from ("data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "about:blank")
    yield f"blob:https://{OWN}/0b2d7e0e-4b1b-4f5e-9b7a-0c6c4c0c5f11"
    yield f"intent://{OWN}/#Intent;scheme=https;end"


def missing_parts() -> Iterator[str]:
    starts = ("", ":", "//", "///", "////", "/", "/.//", "..//", "https:", "https:/", "https:///", "https:////", "://")
    for start in (*starts, "https", "?", "#", ".", "./", "https://?", "https://#", "https:///@", "https://:443/"):
        yield start
        yield f"{start}{EVIL}"
        yield f"{start}{EVIL}/{OWN}"
    yield f"https:{OWN}"
    yield f"https:/{OWN}"


def neighbours_of_a_host() -> Iterator[str]:
    """The own host as a part of another one, and next to it."""
    for host in (OWN, UNDER, f"a.{UNDER}", SHARP, NUMBER):
        for evil in (
            f"{host}.{EVIL}",
            f"{host}-{EVIL}",
            f"evil-{host}.test",
            f"{host}.{EVIL}.",
            f"{host}evil",
            f"{host}..{EVIL}",
        ):
            yield f"https://{evil}/"
        for tail in (
            f"/{host}",
            f"?{host}",
            f"#{host}",
            f"/?u=https://{host}/",
            f"/#@{host}",
            f":443/@{host}",
            f":443#@{host}",
        ):
            yield f"https://{EVIL}{tail}"
    for host in (
        f"evil{OWN}",
        f"evil{UNDER}",
        UNDER,
        f"www.{OWN}",
        "example.com",
        "buyer.example.co",
        "buyer.example.org",
    ):
        yield f"https://{host}/"
    for host in (
        f".{UNDER}",
        f"..{UNDER}",
        f"evil..{UNDER}",
        f"-.{UNDER}x",
        f"*.{UNDER}x",
        f".{EVIL}",
        f"{EVIL}.",
        f"{EVIL}..",
    ):
        yield f"https://{host}/"


def look_alikes() -> Iterator[str]:
    for one in LOOK_ALIKES:
        yield f"https://{EVIL}{one}.{UNDER}/"
        yield f"https://{EVIL}{one}{UNDER}/"
        yield f"https://{OWN}{one}{EVIL}/"
        yield f"https://{OWN}{one}@{EVIL}/"
    homographs = (
        "buy\u0435r.example.com",
        "buyer.ex\u0430mple.com",
        "b\u1d1cyer.example.com",
        "buyer.exampl\u0113.com",
    )
    others = ("xn--buyr-vdd.example.com", "buyer.example.\u0441om", "fa\u00df.example.net", "fa\u1e9e.example.net")
    for host in (
        *homographs,
        *others,
        "xn--fa-hia.example.net",
        "\uff45\uff56\uff49\uff4c.test",
        "\u24d4vil.test",
        "ev\u0131l.test",
    ):
        yield f"https://{host}/"
        yield f"https://{host}.{EVIL}/"


def numbers() -> Iterator[str]:
    hosts = (
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "127.0.0.1",
        "0",
        "192.0.2.07.1",
    )
    more = (
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "[::1%25lo]",
        "[fe80::1%25eth0]",
        "[v1.x]",
        "[192.0.2.7]",
    )
    for host in (
        *hosts,
        *more,
        "169.254.169.254",
        "192.0.2.8",
        "192.0.2.263",
        "192.0.519",
        "192.0.2.7.0",
        "1.192.0.2.7",
    ):
        yield f"https://{host}/"
        yield f"https://{host}:443/"
    yield from (
        f"https://[{OWN}]/",
        f"https://[{EVIL}]/",
        f"https://[::1].{UNDER}/",
        f"https://[::1]{OWN}/",
        "https://[/",
    )


def percent_signs() -> Iterator[str]:
    for one in ENCODED:
        for sign in (one, one.replace("%", "%25")):
            yield f"https://{EVIL}{sign}.{UNDER}/"
            yield f"https://{EVIL}{sign}@{OWN}.{EVIL}/"
            yield f"https://{OWN}{sign}{EVIL}/"
    yield from (
        "https://%65vil.test/",
        "https://%2565vil.test/",
        "https://evil%2etest/",
        "https://evil.test%",
        "https://%",
    )
    yield from (
        f"https%3A%2F%2F{EVIL}%2F",
        f"https%253A%252F%252F{EVIL}%252F",
        f"https:%2F%2F{EVIL}/",
        f"%68ttps://{EVIL}/",
    )
    yield from (f"%2f%2f{EVIL}", f"/%09/{EVIL}", f"/%5c{EVIL}", f"https%3A%2F%2F{OWN}%40{EVIL}%2F")


def ports() -> Iterator[str]:
    for port in (
        "443",
        "0443",
        "8443",
        "0",
        "99999",
        "-1",
        "+443",
        "4a3",
        "\u0664\u0664\u0663",
        "443:443",
        "443@",
        " 443",
    ):
        yield f"https://{EVIL}:{port}/"
        yield f"https://{OWN}:{port}@{EVIL}/"
        yield f"https://{OWN}:{port}.{EVIL}/"


def several_addresses() -> Iterator[str]:
    for between in (" ", ",", ";", "\n", "\r\n", "\t", "|", "\x00", "%20", "%0d%0a", "&HOOK_URL="):
        yield f"https://{EVIL}/{between}https://{OWN}/"
        yield f"https://{EVIL}{between}https://{OWN}/"
    yield f"https://https://{OWN}/"
    yield f"https://https:{OWN}@{EVIL}/"
    yield f"https://{EVIL}/https://{OWN}/"


def long_ones() -> Iterator[str]:
    yield f"https://{'a' * 300}.{UNDER}/"
    yield f"https://{'a' * 64}.{EVIL}/"
    yield f"https://{'a.' * 200}{UNDER}.{EVIL}/"
    yield f"https://{OWN}{'a' * 5000}/"
    yield f"https://{'x' * 60_000}@{EVIL}/"
    yield f"https://{EVIL}/{'x' * 60_000}{OWN}"
    yield f"https://{'/' * 5000}{EVIL}/"
    yield f"{' ' * 60_000}https://{EVIL}/"
    yield "https://" + "\u00e4" * 260 + f".{UNDER}.{EVIL}/"


def markup() -> Iterator[str]:
    for word in (
        '"',
        "'",
        "<",
        ">",
        "&#104;ttps:",
        "&sol;&sol;",
        "https:&#47;&#47;",
        '"><script>',
        "${x}",
        "{{x}}",
        "%s",
    ):
        yield f"{word}{EVIL}/"
        yield f"https://{word}{EVIL}/"
    yield f"https&colon;//{EVIL}/"
    yield f"https://{OWN}&commat;{EVIL}/"


TRICKS: dict[str, Callable[[], Iterator[str]]] = {
    trick.__name__: trick
    for trick in (
        user_information,
        characters_that_vanish_or_end_a_word,
        separators,
        backslashes,
        schemes,
        missing_parts,
        neighbours_of_a_host,
        look_alikes,
        numbers,
        percent_signs,
        ports,
        several_addresses,
        long_ones,
        markup,
    )
}
GENUINE = (
    f"https://{OWN}",
    f"https://{OWN}/return?session=1&x=%40#there",
    f"HTTPS://{OWN.upper()}:443/",
    f"https://{OWN}:8443/a/b",
    f"https://{OWN}./",
    f"https://de.{UNDER}/",
    f"https://a.b.{UNDER}/return",
    f"https://{SHARP}/",
    f"https://{NUMBER}/",
    f"  https://{OWN}/return\n",
)
"""Addresses of the partner's own, that must go on working."""
