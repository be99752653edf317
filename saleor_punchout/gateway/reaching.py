"""How we reach another server: no redirects, no proxies, no addresses inside our own network, an end to every wait."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import requests
from django.utils.http import parse_http_date_safe
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from saleor_punchout import __version__
from saleor_punchout.exceptions import AddressForbidden, GatewayError

CONNECT_TIMEOUT = 5
LONGEST_WAIT = 60 * 60
"""Seconds that a Retry-After may ask for; an order must not wait a year for a slip in a header."""


def new_session(timeout: int, *, private: bool) -> requests.Session:
    """Connections that wait ``timeout`` seconds for each piece of an answer. ``private`` allows addresses inside our
    own network."""
    session: requests.Session = Manager(
        Config(
            ip_filter_enable=not private,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(CONNECT_TIMEOUT, timeout),
            user_agent_override=f"saleor-punchout/{__version__}",
        )
    ).get_session()
    if not private:
        session.mount("http://", _Filter(is_https_proto=False))
        session.mount("https://", _Filter(is_https_proto=True))
    session.trust_env = False  # a proxy would connect past the address filter, and .netrc would add a password
    for adapter in session.adapters.values():
        adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}  # type: ignore[attr-defined]
    return session


@contextmanager
def reaching(address: str, failure: type[GatewayError], setting: str) -> Iterator[None]:
    """Tells whatever goes wrong on the way to an address as a ``failure``, or :class:`AddressForbidden`."""
    try:
        yield
    except InvalidIPAddress as error:
        raise AddressForbidden(f"{address} leads to a private address. {setting}=true allows that.") from error
    except (OSError, HTTPError, UnicodeError) as error:
        # requests' own errors are OSErrors; urllib3's come through while the body is read, and a host name that
        # cannot be looked up is a UnicodeError.
        raise failure(f"{address} did not answer: {type(error).__name__}.") from error


def asked_to_wait(retry_after: str, longest: int = LONGEST_WAIT) -> timedelta:
    """Seconds or a date, as HTTP allows; zero for anything else."""
    if retry_after.isascii() and retry_after.isdigit():
        seconds = float(retry_after[:9])
    else:
        seconds = (parse_http_date_safe(retry_after) or 0) - time.time()
    return timedelta(seconds=min(max(seconds, 0), longest))


class Deadline:
    """Cuts the connections that are opened while it is entered when ``seconds`` are over.

    The timeout of a socket begins anew with every byte, so a server that sends one now and then would keep us for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_over = False

    def __enter__(self) -> None:
        self._token = _deadline.set(self)
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _deadline.reset(self._token)
        with self._lock:
            for one in self._sockets:
                one.close()

    def watch(self, connection: socket.socket) -> None:
        """Keeps a second handle: TLS takes the first one away, and what is cut is the connection, not the handle."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self._is_over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self._is_over = True
            for one in self._sockets:
                with suppress(OSError):  # it ended by itself
                    one.shutdown(socket.SHUT_RDWR)


_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _watched(connection: Any) -> Any:
    if (deadline := _deadline.get()) is not None:
        deadline.watch(connection)
    return connection


class _Filter(IPFilterAdapter):  # type: ignore[misc]  # it comes without types
    """Closes what the filter leaves open: forms of IPv6 that nobody uses any more, such as ``::127.0.0.1``."""

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        host, pool = super().build_connection_pool_key_attributes(*args, **options)
        address = ipaddress.ip_address(host["host"].strip("[]"))
        if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address.is_reserved):
            raise InvalidIPAddress(address)
        return host, pool


class _Connection(HTTPConnection):
    def _new_conn(self) -> Any:
        return _watched(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _watched(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
