"""Addresses that a document of ours must never be sent to: nothing is even connected to inside our own network."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from saleor_punchout.exceptions import AddressForbidden, GatewayError
from saleor_punchout.gateway import delivery
from tests.gateway.wire import Wire, answer

HOSTS = [
    # this machine
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "127.1",
    "127.0.1",
    "0.0.0.0",  # noqa: S104
    "0",
    "0.1.2.3",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "0177.1",
    "00000177.0.0.1",
    "127.0x0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "１２７.０.０.１",
    "127。0。0。1",
    "①②⑦.⓪.⓪.①",
    # private networks
    "10.0.0.1",
    "10.255.255.255",
    "10.1",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0300.0250.0.1",
    "100.64.0.1",
    "[::ffff:10.0.0.1]",
    "[::ffff:c0a8:1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    "[2002:c0a8:1::1]",
    # link-local, and where clouds keep their credentials
    "169.254.169.254",
    "169.254.0.1",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[fe80::1]",
    "[fe80::a9fe:a9fe]",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    # nobody's
    "224.0.0.1",
    "[ff02::1]",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.0.170",
    "192.88.99.1",
    "198.18.0.1",
    "[100::1]",
]


@pytest.fixture
def connected(monkeypatch, settings):
    """Where anything connected to; nothing gets there."""
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = False
    addresses: list[tuple[object, ...]] = []

    def connect(_, address):
        addresses.append(address)
        raise OSError("Nothing leaves this test.")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return addresses


def test_there_are_sixty_forms_at_least():
    assert len(set(HOSTS)) >= 60


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", HOSTS)
def test_nothing_connects_to_an_address_of_our_own_network(connected, scheme, host):
    with pytest.raises(GatewayError):
        delivery.post(f"{scheme}://{host}:8080/cxml", b"<cXML/>")

    assert connected == []


def resolving(monkeypatch, *turns):
    """A name server whose answers change: each turn is a list of addresses, the last one stays."""
    left = list(turns)

    def getaddrinfo(host, port, *args, **kwargs):
        try:
            found = [str(ipaddress.ip_address(host))]
        except ValueError:
            found = left.pop(0) if len(left) > 1 else left[0]
        kind = socket.AF_INET6 if ":" in found[0] else socket.AF_INET
        return [(kind, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.7.7", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1", "fd00::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused(connected, monkeypatch, address):
    resolving(monkeypatch, [address])

    with pytest.raises(AddressForbidden, match="PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS=true"):
        delivery.post("https://buyer.example.com/cxml", b"<cXML/>")

    assert connected == []


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_only_the_second_time_gains_nothing(connected, monkeypatch, address):
    resolving(monkeypatch, ["8.8.8.8"], [address])

    with pytest.raises(GatewayError):
        delivery.post("https://buyer.example.com/cxml", b"<cXML/>")

    assert connected == [("8.8.8.8", 443)], "what was checked is what is called"


@pytest.mark.parametrize("address", [one for one in PRIVATE if ":" not in one])
def test_a_name_with_two_addresses_leads_only_to_the_one_that_was_checked(connected, monkeypatch, address):
    resolving(monkeypatch, ["8.8.8.8", address])

    with pytest.raises(GatewayError):
        delivery.post("https://buyer.example.com/cxml", b"<cXML/>")

    assert connected == [("8.8.8.8", 443)]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://8.8.8.8/",
        "gopher://8.8.8.8/",
        "unix:///run/docker.sock",
        "//8.8.8.8/",
        "",
        "https:",
    ],
)
def test_there_is_no_other_way_than_http(connected, url):
    with pytest.raises(GatewayError):
        delivery.post(url, b"<cXML/>")

    assert connected == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("where", ["loopback", "//127.0.0.1/", "https://10.0.0.1/"])
def test_a_redirect_is_never_followed(settings, status, where):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True  # so that only the rule about redirects stands in its way
    with Wire(bytes) as inside, Wire(bytes) as buyer:
        buyer.reply = answer(status, b"", Location=inside.url if where == "loopback" else where)

        # when
        found = delivery.post(buyer.url, b"<cXML/>")

        # then
        assert found.http_status == status
        assert (len(buyer.seen), inside.seen) == (1, [])


def test_proxies_and_passwords_of_the_environment_are_ignored(monkeypatch, tmp_path, settings):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    # when
    with Wire(bytes) as buyer:
        found = delivery.post(buyer.url, b"<cXML/>")

    # then
    assert found.http_status == 200
    assert "Authorization" not in buyer.seen[0].headers


def test_no_cookie_of_one_answer_goes_with_the_next_document(settings):
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    with Wire(bytes) as buyer:
        buyer.reply = answer(200, b"", Set_Cookie="session=1; Path=/")
        for _ in range(2):
            delivery.post(buyer.url, b"<cXML/>")

        assert all("Cookie" not in one.headers for one in buyer.seen)
